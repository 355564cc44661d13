// Code scanning closes what an upload no longer has. Carrying findings forward needs an earlier run; without one, what was
// not looked at this time looks fixed, and whoever uploads has to know.
import type { NotEvaluated } from "../model/finding.js";
import type { ReportScope } from "../model/report.js";
import { counted } from "../report/count.js";
import { asksFor, type OutputOptions } from "./output.js";
import type { Settings } from "./settings.js";

interface Judged {
  readonly scopes: readonly ReportScope[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** What to say beside a SARIF log that may close alerts unseen; undefined when it cannot. `isFirst`: no run before it is known; `isMerged`: scopes share categories. */
export function uploadWarning(
  { scopes, notEvaluated }: Judged,
  isFirst: boolean,
  options: OutputOptions,
  { db }: Pick<Settings, "db">,
  isMerged: boolean,
): string | undefined {
  if (!isFirst || !asksFor("sarif", options)) return undefined;
  // A scope of which nothing was read has no category of its own, so that nothing of it can be closed. In a category that it
  // shares with others, its alerts are.
  const read = new Set(scopes.filter(({ coverage }) => isMerged || coverage.some(isRead)).map(({ id }) => id));
  const rules = new Set(notEvaluated.filter(({ scope }) => read.has(scope)).map(({ rule }) => rule));
  if (rules.size === 0) return undefined;
  const where = db === ":memory:" ? "name a database with --db FILE and keep it" : `keep ${db}`;
  return (
    `sarif: ${counted(rules.size, "rule")} not evaluated, and no earlier run to carry findings forward from: uploaded, ` +
    `this closes alerts of theirs that an earlier upload opened.\n     To keep such alerts open, ${where} between runs.`
  );
}

function isRead({ state }: ReportScope["coverage"][number]): boolean {
  return state === "complete";
}
