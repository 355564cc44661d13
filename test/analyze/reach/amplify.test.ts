// Who may invoke an agent may invoke those that it hands over to: what these reach counts, what the first one reaches does not.
import { expect, test } from "vitest";
import { weakerInvokers } from "../../../src/analyze/reach/amplify.js";
import type { PathEdge } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node, SCOPE, toInput } from "../estate.js";

const agent = (id: string, role: string) => node(id, "aws.bedrock-agent", { kind: "workload", properties: { role } });
const use = (from: string, to: string): PathEdge => ({
  kind: "permits",
  from,
  to,
  capability: "use",
  state: "none",
  confidence: 1,
  because: [],
});
const REACH: { readonly [id: string]: JsonRecord } = {
  strong: { admin: "reaches", reaches_admin: true, tier: 0, tier_known: true },
  weak: { admin: "no", reaches_admin: false, tier_known: true },
  clerk: { admin: "no", reaches_admin: false, tier_known: true },
  chief: { admin: "reaches", reaches_admin: true, tier: 0, tier_known: true },
};

function countsOf(steers: readonly (readonly [string, string])[], edges: readonly PathEdge[], reach = REACH) {
  const input = toInput({
    nodes: [agent("front", "weak"), agent("back", "strong")],
    edges: steers.map(([from, to]) => ({
      kind: "steers" as const,
      from,
      to,
      scope: SCOPE,
      capability: "use" as const,
      state: "none" as const,
      confidence: 1,
      properties: {},
    })),
  });
  const reachOf = (id: string) => reach[id];
  const facts = [...weakerInvokers(input, edges, { reachOf, running: reachOf })];
  return Object.fromEntries(facts.map(({ node: id, columns }) => [id, columns["weaker_invoker_count"]]));
}

test("of an agent that another hands over to, whoever invokes the other is an invoker", () => {
  expect(countsOf([["front", "back"]], [use("clerk", "front")])).toEqual({ front: 0, back: 1 });
});

test("of two that hand over to each other too, and once each", () => {
  const both = [
    ["front", "back"],
    ["back", "front"],
  ] as const;
  expect(countsOf(both, [use("clerk", "front"), use("clerk", "back")])).toEqual({ front: 0, back: 1 });
});

test("nobody is weaker where nothing is handed over, the other way round, or where the invoker reaches as much", () => {
  expect(countsOf([], [use("clerk", "front")])).toEqual({ front: 0, back: 0 });
  expect(countsOf([["back", "front"]], [use("clerk", "front")])).toEqual({ front: 0, back: 0 });
  expect(countsOf([["front", "back"]], [use("chief", "front")])).toEqual({ front: 0, back: 0 });
});

test("nothing is said where it is not known whether the agent reaches data; of one that reaches none, that nobody is weaker", () => {
  const open = { ...REACH, strong: { admin: "no", reaches_admin: false } };
  expect(countsOf([], [use("clerk", "back")], open)).toEqual({ front: 0 });
  const none = { ...REACH, strong: { admin: "no", reaches_admin: false, tier_known: true } };
  expect(countsOf([], [use("clerk", "back")], none)).toEqual({ front: 0, back: 0 });
});

test("an invoker that is perhaps administrator is not said to be weaker; one that perhaps reaches data is", () => {
  const reader = { admin: "no", reaches_admin: false, tier: 1, tier_known: true };
  const perhaps = { ...REACH, strong: reader, clerk: { admin: "unknown" } };
  expect(countsOf([], [use("clerk", "back")], perhaps)).toEqual({ front: 0 });
  const ofData = { ...REACH, strong: reader, clerk: { admin: "no", reaches_admin: false } };
  expect(countsOf([], [use("clerk", "back")], ofData)).toEqual({ front: 0, back: 1 });
});
