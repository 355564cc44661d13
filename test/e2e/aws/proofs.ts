// What the tests of one file really did, kept beside them so that docs/coverage.md follows from it: calls that a server
// answered, calls answered as AWS's models say, rules that flagged what was seeded.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { CALLS } from "../../../src/collect/aws/calls.js";

export interface Proof {
  /** Calls answered by the server, and by the models. */
  readonly server?: readonly string[];
  readonly schema?: readonly string[];
  /** Rules that flagged what the server holds, and what the models let be said. */
  readonly serverRules?: readonly string[];
  readonly schemaRules?: readonly string[];
}

const LISTED: ReadonlySet<string> = new Set(CALLS.map(({ call }) => call));

/** Compares with what is kept. After adding a call: E2E_UPDATE=1 npm run e2e:aws && npm run docs */
export function checkProof(name: string, done: { readonly [part in keyof Proof]: Iterable<string> }): void {
  const file = new URL(`proofs/${name}.json`, import.meta.url);
  const sorted = Object.entries(done).map(([part, names]) => {
    // Other calls were made to seed; they prove nothing.
    const isKept = (one: string) => part.endsWith("Rules") || LISTED.has(one);
    return [part, [...new Set(names)].filter(isKept).sort()];
  });
  const proof = Object.fromEntries(sorted) as Proof;
  if (process.env["E2E_UPDATE"] === "1") writeFileSync(file, toText(proof));
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Proof) : {};
  assert.deepEqual(proof, known, `test/e2e/aws/proofs/${name}.json is stale`);
}

/** As the formatter of the project has it: a list that fits stands on one line. */
function toText(proof: Proof): string {
  const parts = Object.entries(proof as { readonly [part: string]: readonly string[] }).map(([part, names]) => {
    const line = `  ${JSON.stringify(part)}: [${names.map((name) => JSON.stringify(name)).join(", ")}]`;
    if (line.length < 120) return line;
    return `  ${JSON.stringify(part)}: ${JSON.stringify(names, undefined, 2).replaceAll("\n", "\n  ")}`;
  });
  return `{\n${parts.join(",\n")}\n}\n`;
}
