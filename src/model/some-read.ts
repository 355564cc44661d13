// Whether of a scope, or of a data set in its regions, anything at all could be read.
import type { Coverage } from "./batch.js";

/** True when at least one part was read, whole or in part; an answer without elements was read. */
export function someRead(coverage: readonly Pick<Coverage, "state">[]): boolean {
  return coverage.some(({ state }) => state === "complete" || state === "partial");
}
