// Calls that were answered as GitHub's description says, kept beside the tests so that docs/coverage.md follows from them.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { CALLS } from "../../../src/collect/github/calls.js";

const FILE = new URL("answered.json", import.meta.url);

/** Routes of nhi's calls, sorted. */
export const LISTED: readonly string[] = [...new Set(CALLS.map(({ route }) => route))].sort();

/** Compares with what is kept. After adding a call: E2E_UPDATE=1 npm run e2e:github && npm run docs */
export function checkAnswered(routes: Iterable<string>): void {
  const calls = [...new Set(routes)].filter((route) => LISTED.includes(route)).sort();
  if (process.env["E2E_UPDATE"]) writeFileSync(FILE, `${JSON.stringify({ calls }, null, 2)}\n`);
  assert.deepEqual({ calls }, JSON.parse(readFileSync(FILE, "utf8")));
}
