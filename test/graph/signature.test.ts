// An identity whose signature opens what its tokens do not: as a start it is all of itself, on the way only what was reached of it.
import { expect, test } from "vitest";
import { reachedFrom } from "../../src/graph/forward.js";
import { toHops, toPathGraph } from "../../src/graph/path-graph.js";
import { searchTo } from "../../src/graph/search.js";
import type { PathEdge } from "../../src/model/analysis.js";
import { identityTokenOf, signatureOf, wholeOf } from "../../src/model/signature.js";
import type { EdgeKind } from "../../src/model/words.js";

function edge(kind: EdgeKind, from: string, to: string, more: Partial<PathEdge> = {}): PathEdge {
  return { kind, from, to, state: "none", confidence: 1, because: [], ...more };
}

const SIGNATURE = signatureOf("bot");
const SET = "set:accounts#signature";
const EDGES: readonly PathEdge[] = [
  edge("impersonates", "token", "bot"),
  edge("impersonates", "signer", SIGNATURE),
  edge("adds_credential", "maker", SET),
  edge("includes", SET, SIGNATURE),
  edge("includes", SIGNATURE, "bot"),
  edge("has_grant", SIGNATURE, "delegation"),
  edge("permits", "delegation", "mail", { capability: "read" }),
  edge("permits", "bot", "bucket", { capability: "read" }),
];
const { graph, edges } = toPathGraph(EDGES);
const toMail = searchTo(graph, [{ node: "mail", capability: "read" }]);
const toBucket = searchTo(graph, [{ node: "bucket", capability: "read" }]);
const toBot = searchTo(graph, [{ node: "bot", capability: "act" }]);
const SIGNING = ["bot", "maker", "signer"];

test("who signs, and the identity itself as a start, get where its token does not", () => {
  for (const id of SIGNING) expect(toMail.reaches(id, "act"), id).toBe(true);
  expect(toMail.reaches("token", "act")).toBe(false);
  expect(toMail.hopsFrom("bot", "act")).toBe(1);
  expect(toMail.pathFrom("bot", "act")?.source).toBe("bot");
  expect([toMail.unsigned.reaches("bot", "act"), toMail.unsigned.hopsFrom("bot", "act")]).toEqual([false, undefined]);
});

test("what the identity has, they have as well as who has its token", () => {
  for (const id of [...SIGNING, "token"]) expect(toBucket.reaches(id, "act"), id).toBe(true);
  expect(toBucket.unsigned.hopsFrom("bot", "act")).toBe(1);
});

test("a signature is no source and nothing that is reached: it is its signer", () => {
  expect(toMail.sourcesOf("act").map(({ node }) => node)).toEqual(["bot", "delegation", "maker", SET, "signer"]);
  expect(toBot.sourcesOf("act").map(({ node }) => node)).toEqual(["bot", "maker", SET, "signer", "token"]);
  expect(reachedFrom(graph, "bot", "act").map(({ node }) => node)).toEqual(["delegation", "bucket", "mail"]);
  expect(reachedFrom(graph, "token", "act").map(({ node }) => node)).toEqual(["bot", "bucket"]);
});

test("hops name the signer", () => {
  const hopsFrom = (id: string, search = toMail) => {
    const path = search.pathFrom(id, "act");
    return path && toHops(path, { graph, edges }).map(({ from, edge: kind, to }) => [from, kind, to].join(" "));
  };
  expect(hopsFrom("maker")).toEqual(["maker adds_credential bot", "bot has_grant mail"]);
  expect(hopsFrom("bot")).toEqual(["bot has_grant mail"]);
  expect(hopsFrom("signer", toBucket)).toEqual(["signer impersonates bot", "bot permits bucket"]);
});

test("only an identity has a signer", () => {
  expect([wholeOf(SIGNATURE), wholeOf("bot"), wholeOf(SET)]).toEqual(["bot", "bot", SET]);
});

test.each([
  "github:repo/1/workflow/.github/workflows/deploy.yml#signature",
  "github:repo/1/workflow/.github/workflows/deploy.yml#people",
  "gitlab:project/1/pipeline#people",
  "circleci:gh/acme/.circleci/config.yml#signature",
  "agents:laptop/agent/~/.mcp.json#people",
  "repo:acme/site/secret/src/config.ts#signature",
])("%s is called so by somebody, and is no part of anything", (id) => {
  expect(wholeOf(id)).toBe(id);
  const { graph: one } = toPathGraph([edge("can_assume", id, "role")]);
  const search = searchTo(one, [{ node: "role", capability: "act" }]);
  expect(search.sourcesOf("act").map(({ node }) => node)).toEqual([id, "role"]);
});

test("the people of a group are a part of it, and the signature on a secret of the secret", () => {
  const group = "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70/d53b9600-4a6b-42b2-9f30-6bc470db66e6";
  expect(wholeOf(`${group}#people`)).toBe(group);
  const secret = "repo:acme/site/secret/src/config.ts#SAS_URL";
  expect(wholeOf(`${secret}#signature`)).toBe(secret);
});

test("an account as a start has its identity token, and who has an access token of it has not", () => {
  const account = "gcp:service-account/1";
  const token = identityTokenOf(account);
  const { graph: one, edges: walked } = toPathGraph([
    edge("impersonates", "reader", account),
    edge("runs_as", "function", account),
    edge("runs_as", "function", token),
    edge("federates", token, "role"),
    edge("permits", account, "bucket", { capability: "read" }),
  ]);
  const toRole = searchTo(one, [{ node: "role", capability: "act" }]);
  expect(toRole.sourcesOf("act").map(({ node }) => node)).toEqual(["function", account, "role"]);
  expect([toRole.hopsFrom(account, "act"), toRole.unsigned.hopsFrom(account, "act")]).toEqual([1, 1]);
  expect(reachedFrom(one, account, "act").map(({ node }) => node)).toEqual(["bucket", "role"]);
  expect(reachedFrom(one, "reader", "act").map(({ node }) => node)).toEqual([account, "bucket"]);
  const path = toRole.pathFrom(account, "act");
  expect(path && toHops(path, { graph: one, edges: walked }).map(({ from, to }) => [from, to])).toEqual([
    [account, "role"],
  ]);
});

test("an account that nothing signs in or runs as has no identity token of its own: others may ask for one", () => {
  const account = "gcp:service-account/1";
  const token = identityTokenOf(account);
  const { graph: one } = toPathGraph([
    edge("impersonates", "reader", account),
    edge("impersonates", "asker", token),
    edge("federates", token, "role"),
  ]);
  const toRole = searchTo(one, [{ node: "role", capability: "act" }]);
  expect(toRole.sourcesOf("act").map(({ node }) => node)).toEqual(["asker", "role"]);
  expect(reachedFrom(one, account, "act")).toEqual([]);
});
