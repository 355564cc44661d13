// Rights, settings and MCP servers that changed, one node at a time: what does more or stands more open, and its twin.
import { expect, it } from "vitest";
import { Comparable } from "../../src/analyze/drift/comparable.js";
import { exposureChanges } from "../../src/analyze/drift/exposure.js";
import { edgeChanges, rightChanges } from "../../src/analyze/drift/rights.js";
import { serverChanges } from "../../src/analyze/drift/servers.js";
import { useChanges } from "../../src/analyze/drift/use.js";
import type { Change } from "../../src/model/change.js";
import type { ComparedDataSet, EdgeChange, HistoricNode, History, Pair, Side } from "../../src/model/history.js";
import type { JsonRecord, NodeKind } from "../../src/model/words.js";
import { historyOf } from "./empty-history.js";

const DATA_SET: ComparedDataSet = {
  scope: "github:acme",
  name: "entra/graph:app-role-assignments",
  region: "",
  before: "complete",
  after: "complete",
  isReread: true,
};

function node(type: string, properties: JsonRecord = {}, id = "n", kind: NodeKind = "resource"): HistoricNode {
  const more = { incarnation: undefined, parent: undefined, document: undefined };
  return { id, kind, type, name: id, scope: "github:acme", region: "", ...more, properties, dataSet: DATA_SET };
}

const NOTHING = historyOf(DATA_SET, {});

const pair = (type: string, before: JsonRecord | undefined, after: JsonRecord | undefined): Pair<HistoricNode> => ({
  before: before && node(type, before),
  after: after && node(type, after),
});
const inWords = (changes: readonly Change[]) => changes.map(({ change, before, after }) => [change, before, after]);

it.each<[string, string, JsonRecord | undefined, JsonRecord | undefined, unknown[]]>([
  [
    "a scope more",
    "entra.delegated-grant",
    { scopes: ["User.Read"] },
    { scopes: ["User.Read", "Mail.Send"] },
    [["permission-added", undefined, "Mail.Send"]],
  ],
  [
    "a scope less",
    "workspace.consent",
    { scopes: ["a", "b"] },
    { scopes: ["a"] },
    [["permission-removed", "b", undefined]],
  ],
  ["another order", "workspace.consent", { scopes: ["a", "b"] }, { scopes: ["b", "a"] }, []],
  [
    "for everybody",
    "entra.delegated-grant",
    { consent: "one-user" },
    { consent: "everybody" },
    [["permission-added", undefined, "consent everybody"]],
  ],
  [
    "for one again",
    "entra.delegated-grant",
    { consent: "everybody" },
    { consent: "one-user" },
    [["permission-removed", "consent everybody", undefined]],
  ],
  [
    "write where it was read",
    "github.app-permissions",
    { permissions: { contents: "read" } },
    { permissions: { contents: "write" } },
    [["permission-added", undefined, "contents write"]],
  ],
  [
    "every repository",
    "github.fine-grained-token",
    { repository_selection: "selected" },
    { repository_selection: "all" },
    [["permission-added", undefined, "repository_selection all"]],
  ],
  [
    "a binding",
    "gcp.role-binding",
    undefined,
    { member: "user:a@acme.example" },
    [["permission-added", undefined, undefined]],
  ],
  [
    "a binding gone",
    "gcp.role-binding",
    { member: "user:a@acme.example" },
    undefined,
    [["permission-removed", undefined, undefined]],
  ],
  ["an inline policy of AWS: its name says nothing", "aws.inline-policy", undefined, {}, []],
])("rights: %s", (_, type, before, after, expected) => {
  expect(inWords(rightChanges(pair(type, before, after), NOTHING))).toEqual(expected);
});

it.each<[string, string, JsonRecord, JsonRecord, unknown[]]>([
  [
    "made public",
    "github.repository",
    { visibility: "private" },
    { visibility: "public" },
    [["exposure", "visibility private", "visibility public"]],
  ],
  ["made private", "github.repository", { visibility: "public" }, { visibility: "private" }, []],
  [
    "given to all",
    "github.actions-secret",
    { visibility: "selected" },
    { visibility: "all" },
    [["exposure", "visibility selected", "visibility all"]],
  ],
  [
    "nobody has to agree",
    "github.environment",
    { reviewer_count: 2 },
    { reviewer_count: 0 },
    [["exposure", "reviewer_count 2", "reviewer_count 0"]],
  ],
  ["one has to agree less", "github.environment", { reviewer_count: 2 }, { reviewer_count: 1 }, []],
  [
    "a deploy key may write",
    "github.deploy-key",
    { read_only: true },
    { read_only: false },
    [["exposure", "read_only true", "read_only false"]],
  ],
  ["it was not read before", "github.repository", {}, { visibility: "public" }, []],
  ["another description", "github.repository", { description: "a" }, { description: "b" }, []],
])("exposure: %s", (_, type, before, after, expected) => {
  expect(inWords(exposureChanges(pair(type, before, after)))).toEqual(expected);
});

const NPX = {
  transport: "command",
  runner: "npx",
  registry: "npm",
  package: "files-mcp",
  version: "1.2.0",
  pinned: true,
};

it.each<[string, JsonRecord | undefined, JsonRecord | undefined, string[]]>([
  ["new, of one version", undefined, NPX, ["agent-server-new pinned"]],
  ["new, of whatever version", undefined, { ...NPX, version: null, pinned: false }, ["agent-server-new"]],
  ["gone", NPX, undefined, ["agent-server-gone"]],
  ["another package under the name", NPX, { ...NPX, package: "flies-mcp" }, ["agent-server-changed pinned"]],
  ["another version", NPX, { ...NPX, version: "1.3.0" }, ["agent-server-changed only_version pinned"]],
  [
    "an address in place of a command",
    NPX,
    { transport: "remote", scheme: "https", host: "mcp.example.com" },
    ["agent-server-changed"],
  ],
  [
    "another program of the machine",
    { transport: "command", program_mark: "a1" },
    { transport: "command", program_mark: "b2" },
    ["agent-server-changed"],
  ],
  [
    "another version, and another script around it",
    { ...NPX, program_mark: "a1" },
    { ...NPX, version: "1.3.0", program_mark: "b2" },
    ["agent-server-changed pinned"],
  ],
  ["nobody knew the program before", { transport: "command" }, { transport: "command", program_mark: "b2" }, []],
  ["moved in its file", { ...NPX, line: 3 }, { ...NPX, line: 9 }, []],
])("MCP server: %s", (_, before, after, expected) => {
  const found = serverChanges(pair("mcp.server", before, after));
  expect(
    found.map(({ change, facts = {} }) =>
      [change, ...Object.keys(facts).filter((name) => facts[name] === true)].join(" "),
    ),
  ).toEqual(expected);
});

it("no other thing is an MCP server", () => {
  expect(serverChanges(pair("github.repository", undefined, NPX))).toEqual([]);
});

/** An estate in which these nodes are there, by side. */
function estate(
  there: { readonly [id: string]: readonly Side[] },
  types: { readonly [id: string]: string } = {},
): History["node"] {
  return (id, side) =>
    there[id]?.includes(side) === true ? node(types[id] ?? "entra.service-principal", {}, id, "principal") : undefined;
}
const BOTH: readonly Side[] = ["before", "after"];
const edge = (side: Side, more: Partial<EdgeChange> = {}): EdgeChange => {
  return { kind: "has_grant", from: "sp", to: "role", capability: undefined, side, dataSet: DATA_SET, ...more };
};

it.each<[string, EdgeChange, History["node"], string[]]>([
  ["given", edge("after"), estate({ sp: BOTH, role: BOTH }), ["permission-added sp"]],
  ["given, the first who has it", edge("after"), estate({ sp: BOTH, role: ["after"] }), ["permission-added sp"]],
  ["taken", edge("before"), estate({ sp: BOTH, role: BOTH }), ["permission-removed sp"]],
  ["taken from the last who had it", edge("before"), estate({ sp: BOTH, role: ["before"] }), ["permission-removed sp"]],
  ["of someone new", edge("after"), estate({ sp: ["after"], role: BOTH }), []],
  [
    "with a grant of its own, which says so itself",
    edge("after"),
    estate({ sp: BOTH, role: ["after"] }, { role: "entra.delegated-grant" }),
    [],
  ],
  [
    "read in part",
    edge("after", { dataSet: { ...DATA_SET, before: "partial" } }),
    estate({ sp: BOTH, role: BOTH }),
    [],
  ],
  [
    "of AWS",
    edge("after", { dataSet: { ...DATA_SET, name: "aws/iam:account-authorization-details" } }),
    estate({ sp: BOTH, role: BOTH }),
    [],
  ],
  ["a member", edge("after", { kind: "member_of" }), estate({ sp: BOTH, role: BOTH }), ["permission-added sp"]],
])("a grant %s", (_, change, at, expected) => {
  const history = { ...NOTHING, edges: () => [change], node: at };
  expect(edgeChanges(history, new Comparable(history)).map(({ change: kind, id }) => `${kind} ${id}`)).toEqual(
    expected,
  );
});

it.each<[string, JsonRecord, JsonRecord, number[]]>([
  ["after a year", { last_used_at: "2025-11-01T00:00:00Z" }, { last_used_at: "2026-11-02T00:00:00Z" }, [366]],
  ["as every week", { last_used_at: "2026-10-25T00:00:00Z" }, { last_used_at: "2026-11-02T00:00:00Z" }, []],
  ["not seen before: when it was used last is not known", {}, { last_used_at: "2026-11-02T00:00:00Z" }, []],
])("in use %s", (_, before, after, expected) => {
  const history = { ...NOTHING, facts: () => [{ node: "sp", before, after }], node: estate({ sp: BOTH }) };
  expect(useChanges(history, new Comparable(history)).map(({ facts }) => facts?.["idle_days"])).toEqual(expected);
});
