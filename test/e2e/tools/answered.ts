// Calls that were answered in an end-to-end test, kept beside it so that docs/coverage.md follows from what happened.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * Compares with what is kept: calls whose answers were held against the vendor's schema, and those that the vendor's schema does
 * not have (yet), which a server of the tests answered. After adding a call: E2E_UPDATE=1, then npm run docs.
 */
export function checkAnswered(file: URL, names: Iterable<string>, isUnderSchema: (name: string) => boolean): void {
  const sorted = [...new Set(names)].sort();
  const kept = {
    calls: sorted.filter(isUnderSchema),
    scripted: sorted.filter((name) => !isUnderSchema(name)),
  };
  if (process.env["E2E_UPDATE"]) writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
  assert.deepEqual(kept, JSON.parse(readFileSync(file, "utf8")));
}
