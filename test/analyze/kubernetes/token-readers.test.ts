// Who reads secrets of a cluster that did not list those with tokens: undecided; whoever reads something else, or where they were listed, not.
import { expect, test } from "vitest";
import { readersOfUnlistedTokens } from "../../../src/analyze/kubernetes/token-readers.js";
import { toInput } from "../estate.js";

const AT = "kubernetes:prod";
const TOKENS = "kubernetes/core:token-secrets";

test.each<[state: "denied" | "partial" | "complete" | undefined, action: string, cluster: string, isOpen: boolean]>([
  ["denied", "get secrets", AT, true],
  ["partial", "list secrets", AT, true],
  ["denied", "get configmaps", AT, false],
  ["denied", "create secrets", AT, false],
  ["denied", "get secrets", "kubernetes:test", false],
  ["complete", "get secrets", AT, false],
  [undefined, "get secrets", AT, false],
])("tokens %s, and somebody may %s in %s", (state, action, cluster, isOpen) => {
  const scope = { id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties: {} };
  const input = toInput({ scopes: [{ ...scope, coverage: state === undefined ? [] : [{ dataSet: TOKENS, state }] }] });
  const caller = { id: "reader", holder: { cluster }, mayHold: (one: string) => one === action };
  expect(readersOfUnlistedTokens(input, [caller])).toEqual(isOpen ? ["reader"] : []);
});
