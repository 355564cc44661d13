// Which data sets a column of a view comes from, as far as its sources say.
import type { Column } from "../model/views/column.js";

/** Data sets that a column's sources name: `supplement:aws/iam:credential-report:mfa_active`. */
export function dataSetsOf(column: Column): string[] {
  const found = column.source.flatMap((source) => {
    const match = /^(?:parent\.)?supplement:(.+):[^:]+$/.exec(source);
    return match?.[1] ?? [];
  });
  return [...new Set(found)];
}
