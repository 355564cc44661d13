// Who may act for everybody through an account that it was delegated to: who signs as it in one step.
import { expect, test } from "vitest";
import { delegationCallers } from "../../../src/analyze/reach/delegates.js";
import type { PathEdge } from "../../../src/model/analysis.js";
import { signatureOf } from "../../../src/model/signature.js";
import { complete, node, toInput } from "../estate.js";

const BOT = "gcp:service-account/1";
const CI = "gcp:service-account/2";
const SIGNATURE = signatureOf(BOT);
const PROJECT = "gcp:projects/p";
const ALL = "set:gcp:projects/p/service-accounts#signature";

function edge(kind: PathEdge["kind"], from: string, to: string, more: Partial<PathEdge> = {}): PathEdge {
  return { kind, from, to, state: "none", confidence: 1, because: [], ...more };
}

const HELD = [edge("includes", SIGNATURE, BOT), edge("has_grant", SIGNATURE, "delegation")];
const REACHED = edge("impersonates", CI, BOT);

/** Names of those who may; undefined where that is not known. */
function callersOf(edges: readonly PathEdge[], { admins = [], isRead = true }: Options = {}): unknown {
  const input = toInput({
    scopes: [
      {
        ...{ id: PROJECT, type: "gcp.project", name: "p", parent: undefined, properties: {} },
        coverage: isRead ? complete("gcp/iam:policies") : [],
      },
    ],
    nodes: [
      node("delegation", "workspace.delegation", { kind: "grant" }),
      node(BOT, "gcp.service-account", { scope: PROJECT, name: "bot" }),
      node(CI, "gcp.service-account", { scope: PROJECT, name: "ci" }),
    ],
  });
  const [fact] = delegationCallers(input, [...HELD, ...edges], (id) => admins.includes(id));
  return fact?.columns["client_callers"];
}
interface Options {
  readonly admins?: readonly string[];
  readonly isRead?: boolean;
}

test("who signs as it is one of them, who has its token is not", () => {
  expect(callersOf([edge("impersonates", CI, SIGNATURE)])).toEqual(["ci"]);
  expect(callersOf([REACHED])).toEqual([]);
});

test("a token is enough of an account that signs for itself, by itself or as one of its project", () => {
  expect(callersOf([REACHED, edge("impersonates", BOT, SIGNATURE)])).toEqual(["ci"]);
  expect(callersOf([REACHED, edge("impersonates", BOT, SIGNATURE, { state: "blocked" })])).toEqual([]);
  const all = [edge("includes", ALL, SIGNATURE), edge("includes", "set:gcp:folders/1#signature", ALL)];
  expect(callersOf([REACHED, ...all, edge("adds_credential", BOT, ALL)])).toEqual(["ci"]);
  // an administrator signs for itself by its own rights
  expect(callersOf([REACHED, ...all, edge("adds_credential", BOT, ALL)], { admins: [BOT] })).toEqual(["ci"]);
  expect(callersOf([...all, edge("adds_credential", CI, "set:gcp:folders/1#signature")])).toEqual(["ci"]);
  // its own tokens are no signature
  const tokens = edge("includes", "set:gcp:projects/p/service-accounts", BOT);
  expect(callersOf([REACHED, tokens, edge("impersonates", BOT, "set:gcp:projects/p/service-accounts")])).toEqual([]);
});

test("where that was not read it is not known that there is nobody", () => {
  expect(callersOf([REACHED, edge("impersonates", BOT, SIGNATURE, { state: "unknown" })])).toBeUndefined();
  expect(callersOf([REACHED], { isRead: false })).toBeUndefined();
  const signs = edge("impersonates", "gcp:member/user:ada@octo.example", SIGNATURE);
  expect(callersOf([signs, REACHED, edge("impersonates", BOT, SIGNATURE, { state: "unknown" })])).toEqual([
    "user:ada@octo.example",
  ]);
});

test("who controls a scope as it stands is none of them", () => {
  expect(callersOf([edge("impersonates", CI, SIGNATURE)], { admins: [CI] })).toEqual([]);
});
