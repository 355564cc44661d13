// Which data sets of which scopes were read to the end. Questions differ in what they ask of the regions.
import type { StoredScope } from "../model/analysis.js";

/**
 * What counts of a data set that has regions: `some` one that was read; `every` one that was asked; `whole` only the row without a
 * region, which speaks for all of them. A data set without regions comes to the same.
 */
export type InRegions = "some" | "every" | "whole";

type Covered = Pick<StoredScope, "coverage">;

/** Whether a data set of a scope was read to the end; undefined where it was not asked for. */
export function wasRead({ coverage }: Covered, dataSet: string, regions: InRegions = "some"): boolean | undefined {
  let [read, asked] = [0, 0];
  for (const one of coverage) {
    if (one.dataSet !== dataSet || (regions === "whole" && (one.region ?? "") !== "")) continue;
    asked += 1;
    if (one.state === "complete") read += 1;
  }
  if (asked === 0) return undefined;
  return regions === "some" ? read > 0 : read === asked;
}

/** The data sets of a scope that were read to the end, in some region at least. */
export function readDataSets({ coverage }: Covered): ReadonlySet<string> {
  return new Set(coverage.flatMap(({ dataSet, state }) => (state === "complete" ? [dataSet] : [])));
}

/** Scopes in which a data set was read to the end. */
export function scopesWith(
  scopes: Iterable<StoredScope>,
  dataSet: string,
  regions: InRegions = "some",
): ReadonlySet<string> {
  const read = new Set<string>();
  for (const scope of scopes) if (wasRead(scope, dataSet, regions) === true) read.add(scope.id);
  return read;
}

export interface ReadSets {
  /** The data set of the scope was read to the end. */
  isComplete(scope: string, dataSet: string): boolean;
}

/** The answers for every scope and data set, for whoever asks often. */
export function readSets(scopes: Iterable<StoredScope>, regions: "some" | "whole" = "some"): ReadSets {
  const complete = new Set<string>();
  for (const { id, coverage } of scopes) {
    for (const { dataSet, region = "", state } of coverage) {
      if (state === "complete" && (regions === "some" || region === "")) complete.add(`${id} ${dataSet}`);
    }
  }
  return { isComplete: (scope, dataSet) => complete.has(`${scope} ${dataSet}`) };
}
