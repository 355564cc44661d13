// Which data sets of which scopes were read to the end.
import type { StoredScope } from "../../model/analysis.js";

export interface ReadSets {
  /** The data set of the scope was read to the end. */
  isComplete(scope: string, dataSet: string): boolean;
}

export function readSets(scopes: readonly StoredScope[]): ReadSets {
  const complete = new Set<string>();
  for (const scope of scopes) {
    for (const { dataSet, state } of scope.coverage) if (state === "complete") complete.add(`${scope.id} ${dataSet}`);
  }
  return { isComplete: (scope, dataSet) => complete.has(`${scope} ${dataSet}`) };
}
