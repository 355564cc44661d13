// Of whom it is not known what they may do by themselves, nothing is known of those either who get to be them: not that they reach
// control, and not that they do not.
import { expect, test } from "vitest";
import { findReach } from "../../../src/analyze/reach/index.js";
import type { DerivedEdge } from "../../../src/model/analysis.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { EdgeKind } from "../../../src/model/words.js";
import { account, toInput } from "../estate.js";

const edge = (kind: EdgeKind, from: string, to: string): DerivedEdge => ({
  kind,
  from,
  to,
  state: "none",
  confidence: 1,
  because: [],
});

const ACCOUNT = "aws:111122223333";

function adminOf(edges: readonly DerivedEdge[]) {
  const standings = new Map([
    ["caller", undefined],
    ["other", undefined],
    ["account", "unknown"],
    ["owner", "effective"],
  ]);
  const controls = { ...edge("permits", "owner", ACCOUNT), capability: "admin" as const };
  const worked = { standings, nodes: [], edges: [controls, ...edges], facts: [] };
  const { facts } = findReach(toInput({ nodes: [], edges: [] }), worked);
  return Object.fromEntries(
    facts.flatMap(({ node, columns: { admin } }) => (admin === undefined ? [] : [[node, admin]])),
  );
}

test("who may become one is unknown, and nobody else", () => {
  expect(adminOf([edge("can_assume", "caller", "account")])).toEqual({
    caller: "unknown",
    other: "no",
    account: "unknown",
    owner: "effective",
  });
});

test("who may become an administrator besides reaches control", () => {
  const both = [edge("can_assume", "caller", "account"), edge("can_assume", "caller", "owner")];
  expect(adminOf(both)["caller"]).toBe("reaches");
});

test("whom one of them may become is not", () => {
  expect(adminOf([edge("can_assume", "account", "caller")])["caller"]).toBe("no");
});

test("who makes an agent say something is not, since what it says is no control", () => {
  expect(adminOf([edge("steers", "caller", "account")])["caller"]).toBe("no");
});

const ROLE = "arn:aws:iam::444455556666:role/deploys";

test.each<[Coverage["state"] | undefined, string]>([
  ["denied", "unknown"],
  ["partial", "unknown"],
  ["complete", "no"],
  [undefined, "no"],
])("who gets to be a role of an account of which users and roles were %s is %s", (state, admin) => {
  const coverage = state === undefined ? [] : [{ dataSet: "aws/iam:account-authorization-details", state }];
  const input = toInput({ scopes: [account("444455556666", { coverage })] });
  const standings = new Map([
    ["pod", undefined],
    ["other", undefined],
  ]);
  const worked = { standings, nodes: [], edges: [edge("federates", "pod", ROLE)], facts: [] };
  const known = findReach(input, worked).facts.map(({ node, columns }) => [node, columns["admin"]]);
  expect(Object.fromEntries(known)).toEqual({ pod: admin, other: "no" });
});

test("hops are those of the way that waits for nobody, however long, and of the other where there is none", () => {
  const waiting = { ...edge("can_assume", "caller", "owner"), state: "needs-actor" as const };
  const long = [edge("can_assume", "caller", "other"), edge("can_assume", "other", "owner")];
  const hopsOf = (edges: readonly DerivedEdge[]) => {
    const standings = new Map([
      ["caller", undefined],
      ["other", undefined],
      ["owner", "effective"],
    ]);
    const controls = { ...edge("permits", "owner", ACCOUNT), capability: "admin" as const };
    const worked = { standings, nodes: [], edges: [controls, ...edges], facts: [] };
    const { facts, paths } = findReach(toInput({ nodes: [], edges: [] }), worked);
    const path = paths.find(({ source }) => source === "caller");
    return [facts.find(({ node }) => node === "caller")?.columns["admin_hops"], path?.steps.map(({ to }) => to)];
  };
  expect(hopsOf([waiting, ...long])).toEqual([3, ["other", "owner", ACCOUNT]]);
  expect(hopsOf([waiting])).toEqual([2, ["owner", ACCOUNT]]);
});
