// Formats for other tools: what they refuse never comes out, whatever names the estate holds.
import { Ajv, type AnySchema } from "ajv";
import { describe, expect, test } from "vitest";
import type { PathEdge } from "../../src/model/analysis.js";
import type { ExportNode, ExportSource } from "../../src/model/export.js";
import type { ReportOut } from "../../src/model/report.js";
import { cyclonedx } from "../../src/report/cyclonedx.js";
import { mermaid } from "../../src/report/mermaid.js";
import { ndjson } from "../../src/report/ndjson.js";
import { ocsf } from "../../src/report/ocsf.js";
import { objectId, opengraph, opengraphExtension } from "../../src/report/opengraph.js";
import { OPENGRAPH, OPENGRAPH_EXTENSION } from "./export-schemas.js";
import {
  cleanSource,
  DEV,
  finding,
  HOSTILE,
  hostileSource,
  NOW,
  PATH_FINDING,
  PROD,
  render,
  source,
} from "./fixture.js";
import { ocsfProblems } from "./ocsf-check.js";

const ajv = new Ajv({ allowUnionTypes: true });
function errorsOf(schema: AnySchema, value: unknown): unknown {
  return ajv.validate(schema, value) ? null : ajv.errors;
}

async function write(exporter: (source: ExportSource, out: ReportOut) => Promise<void>, from: ExportSource) {
  const chunks: string[] = [];
  await exporter(from, { write: (chunk) => void chunks.push(chunk), color: false });
  return chunks.join("");
}

const node = (id: string, kind: string, name = id): ExportNode => ({
  id,
  kind,
  type: `test.${kind}`,
  name,
  scope: PROD,
});
const edge = (from: string, to: string, more: Partial<PathEdge> = {}): PathEdge => ({
  kind: "can_assume",
  from,
  to,
  state: "none",
  confidence: 1,
  because: [],
  ...more,
});

function estate(more: Partial<ExportSource> = {}): ExportSource {
  const { tool, scopes } = source();
  return {
    tool,
    now: NOW,
    scopes,
    nodes: () => [node("role/a", "principal"), node("role/b", "principal"), node("key:1", "credential")],
    node: () => undefined,
    edges: () => [edge("role/a", "role/b")],
    identities: () => [
      { id: "role/a", owner: "team@acme.example", reaches_admin: true, tags: { a: "b" }, last_used_at: null },
    ],
    credentials: () => [],
    views: () => [],
    ...more,
  };
}

interface Payload {
  readonly graph: {
    readonly nodes: readonly { id: string; kinds: string[]; properties: { [key: string]: unknown } }[];
    readonly edges: readonly { kind: string; start: { value: string }; end: { value: string }; properties: object }[];
  };
}
const payloadOf = async (from: ExportSource): Promise<Payload> => JSON.parse(await write(opengraph, from));

describe("opengraph", () => {
  test("nodes with what is known of them; no null, no object, no colon in an id", async () => {
    const payload = await payloadOf(estate());
    expect(errorsOf(OPENGRAPH, payload)).toBe(null);
    const role = payload.graph.nodes.find(({ id }) => id === objectId("role/a"));
    expect(role?.kinds).toEqual(["NHI_Principal", "NHI_Base"]);
    expect(role?.properties).toMatchObject({ nhi_id: "role/a", owner: "team@acme.example", reaches_admin: true });
    expect(role?.properties).not.toHaveProperty("last_used_at");
    expect(role?.properties).not.toHaveProperty("tags");
  });

  test("every end of an edge is a node, read or not; what leads nowhere is left out", async () => {
    const payload = await payloadOf(
      estate({
        edges: () => [
          edge("any:internet", "role/a"),
          edge("role/a", "role/b", { state: "blocked" }),
          edge("role/a", "role/c", { kind: "owned_by" }),
        ],
      }),
    );
    const ids = new Set(payload.graph.nodes.map(({ id }) => id));
    expect(payload.graph.edges).toHaveLength(1);
    for (const { start, end } of payload.graph.edges)
      expect([ids.has(start.value), ids.has(end.value)]).toEqual([true, true]);
    expect(payload.graph.nodes.find(({ id }) => id === objectId("any:internet"))?.kinds[0]).toBe("NHI_Outside");
    expect(ids).not.toContain(objectId("role/c"));
  });

  test("edges of one kind between two nodes are one; access is a path only where it is control", async () => {
    const { graph } = await payloadOf(
      estate({
        edges: () => [
          edge("role/a", "role/b", { kind: "escalates_to", technique: "iam-005", confidence: 0.5 }),
          edge("role/a", "role/b", { kind: "escalates_to", technique: "iam-001" }),
          edge("role/a", "role/b", { kind: "permits", capability: "admin" }),
          edge("role/a", "role/b", { kind: "permits", capability: "read" }),
        ],
      }),
    );
    expect(graph.edges.map(({ kind }) => kind)).toEqual(["NHI_Controls", "NHI_EscalatesTo", "NHI_Permits"]);
    expect(graph.edges[1]?.properties).toEqual({ state: "none", confidence: 1, techniques: ["iam-001", "iam-005"] });
  });

  test("an identity is joined to its signature by what is no path; without one there is no such edge", async () => {
    const kindsOf = async (to: string) => {
      const { graph } = await payloadOf(estate({ edges: () => [edge("key/1", to, { kind: "authenticates_as" })] }));
      const ids = new Set(graph.nodes.map(({ id }) => id));
      for (const { start, end } of graph.edges)
        expect([ids.has(start.value), ids.has(end.value)]).toEqual([true, true]);
      return graph.edges.map(({ kind, start, end }) => [kind, start.value, end.value]);
    };
    const key = objectId("key/1");
    expect(await kindsOf("bot#signature")).toEqual([
      ["NHI_AuthenticatesAs", key, objectId("bot#signature")],
      ["NHI_Signs", objectId("bot"), objectId("bot#signature")],
    ]);
    expect(await kindsOf("bot")).toEqual([["NHI_AuthenticatesAs", key, objectId("bot")]]);
    const { relationship_kinds: kinds } = JSON.parse(await write(opengraphExtension, estate()));
    expect(kinds.find(({ name }: { name: string }) => name === "NHI_Signs").is_traversable).toBe(false);
  });

  test("the extension declares every kind that the payload uses, and which of them are paths", async () => {
    const extension = JSON.parse(await write(opengraphExtension, estate()));
    expect(errorsOf(OPENGRAPH_EXTENSION, extension)).toBe(null);
    const nodes = new Set(extension.node_kinds.map(({ name }: { name: string }) => name));
    const kinds = [
      "principal",
      "credential",
      "workload",
      "trust",
      "grant",
      "session",
      "resource",
      "scope",
      "set",
      "odd",
    ];
    const { graph } = await payloadOf(estate({ nodes: () => kinds.map((kind) => node(kind, kind)), edges: () => [] }));
    for (const kind of graph.nodes.flatMap((row) => row.kinds)) expect(nodes).toContain(kind);
    for (const { principal_kinds, environment_kind } of extension.environments) {
      for (const kind of [...principal_kinds, environment_kind]) expect(nodes).toContain(kind);
    }
    const traversable = new Map(
      extension.relationship_kinds.map((row: { name: string; is_traversable: boolean }) => [
        row.name,
        row.is_traversable,
      ]),
    );
    expect(traversable.get("NHI_CanAssume")).toBe(true);
    expect(traversable.get("NHI_Permits")).toBe(false);
    expect(traversable.get("NHI_Controls")).toBe(true);
    expect(traversable.has("NHI_OwnedBy")).toBe(false);
  });

  test("a copy with one thing that BloodHound refuses fails", async () => {
    const payload = await payloadOf(estate());
    const [first, ...nodes] = payload.graph.nodes;
    const [edge_, ...edges] = payload.graph.edges;
    const wrongNodes = [
      { ...first, id: 7 },
      { ...first, id: undefined },
      { ...first, kinds: [] },
      { ...first, kinds: ["a", "b", "c", "d"] },
      { ...first, kinds: undefined },
      { ...first, properties: { nested: { a: "b" } } },
      { ...first, properties: { list: [{ a: "b" }] } },
      { ...first, label: "x" },
    ];
    const wrongEdges = [
      { ...edge_, kind: undefined },
      { ...edge_, kind: 7 },
      { ...edge_, start: undefined },
      { ...edge_, end: { match_by: "id" } },
      { ...edge_, start: { match_by: "uid", value: "A" } },
      { ...edge_, properties: { nested: { a: "b" } } },
      { ...edge_, properties: { list: [{ a: "b" }] } },
    ];
    const copies = [
      ...wrongNodes.map((node_) => ({ ...payload, graph: { ...payload.graph, nodes: [node_, ...nodes] } })),
      ...wrongEdges.map((one) => ({ ...payload, graph: { ...payload.graph, edges: [one, ...edges] } })),
      { ...payload, metadata: { source_kind: 7 } },
      { ...payload, metadata: { ingest: "x" } },
    ].map((copy) => JSON.parse(JSON.stringify(copy)));
    expect(copies.filter((copy) => errorsOf(OPENGRAPH, copy) === null)).toEqual([]);
  });

  test.each(HOSTILE)("$label", async ({ name }) => {
    const from = estate({
      nodes: () => [node(name, "principal", name)],
      edges: () => [edge(name, `${name}2`, { condition: name, technique: name, because: [name] })],
      identities: () => [{ id: name, owner: name }],
    });
    expect(errorsOf(OPENGRAPH, await payloadOf(from))).toBe(null);
  });
});

const eventsOf = async (from: Parameters<typeof ocsf>[0]) =>
  (await render(ocsf, from))
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("ocsf", () => {
  test("one event a finding, by the schema; accepted ones are suppressed; gaps are events too", async () => {
    const events = await eventsOf(source());
    for (const event of events) expect(ocsfProblems(event)).toEqual([]);
    const found = events.filter(({ class_uid }) => class_uid === 2008);
    expect(found.map(({ severity, status }) => `${severity} ${status}`)).toEqual([
      "Critical New",
      "High Suppressed",
      "High New",
      "Medium Suppressed",
      "Low New",
    ]);
    expect(events.filter(({ class_uid }) => class_uid === 0).map(({ metadata }) => metadata.event_code)).toContain(
      "NHI-GAP",
    );
    expect((await eventsOf(cleanSource())).length).toBe(0);
  });

  test("a path is an attack graph whose edges join nodes of it", async () => {
    const [event] = await eventsOf(source({ findings: [PATH_FINDING] }));
    const { nodes, edges } = event.finding_info.attack_graph;
    const ids = nodes.map(({ uid }: { uid: string }) => uid);
    expect(new Set(ids).size).toBe(ids.length);
    expect(edges[0]).toMatchObject({
      relation: "federates",
      data: { condition: "sub like repo:acme/*:*", state: "met" },
    });
    for (const { source: from, target } of edges) expect(ids).toEqual(expect.arrayContaining([from, target]));
    expect(event.access_analysis_result.accessors).toEqual([{ uid: "github:acme/site" }]);
    expect(event.confidence_score).toBe(90);
  });

  test("first seen in this run is created, seen before is updated", async () => {
    const [event] = await eventsOf(source({ findings: [finding({ firstSeen: NOW })] }));
    expect([event.activity_id, event.type_uid]).toEqual([1, 200801]);
    const [before] = await eventsOf(source({ findings: [finding()] }));
    expect([before.activity_id, before.type_uid]).toEqual([2, 200802]);
    expect(before.finding_info.attacks).toEqual([{ technique: { uid: "T1078" }, sub_technique: { uid: "T1078.004" } }]);
    expect(before.user).toEqual({
      uid: "arn:aws:iam::111122223333:user/ci-legacy",
      credential_uid: "AKIAIOSFODNN7EXAMPLE",
    });
  });

  test.each(HOSTILE)("$label", async ({ name }) => {
    for (const event of await eventsOf(hostileSource(name))) expect(ocsfProblems(event)).toEqual([]);
  });
});

describe("mermaid", () => {
  test("a box a path; a dotted arrow where something is undecided", async () => {
    const text = await render(mermaid, source());
    expect(text).toMatch(/^flowchart LR\n {2}subgraph p1\["critical AWS-013: Anyone who can open a pull request/);
    expect(text).toContain(`p1n0 -->|"federates if sub like repo:acme/#42;:#42;"| p1n1`);
    const [hop] = PATH_FINDING.path?.hops ?? [];
    if (hop === undefined || PATH_FINDING.path === undefined) throw new Error("the fixture has a path");
    const open = { ...PATH_FINDING, path: { ...PATH_FINDING.path, hops: [{ ...hop, state: "unknown" }] } };
    expect(await render(mermaid, source({ findings: [open] }))).toContain("p1n0 -.->|");
    expect(await render(mermaid, cleanSource())).toContain("No finding is a path.");
  });

  test("no more than Mermaid draws, and a line that says so", async () => {
    const text = await render(mermaid, source({ findings: Array.from({ length: 600 }, () => PATH_FINDING) }));
    expect(text.length).toBeLessThan(50_000);
    expect(text.match(/-->/g)?.length).toBeLessThan(500);
    expect(text).toMatch(/%% \d+ more paths do not fit/);
  });

  test.each(HOSTILE)("$label: stays inside its label", async ({ name }) => {
    const hop = { from: name, to: name, edge: name, condition: name, state: "none", confidence: 1, evidence: null };
    const path = { source: name, target: name, confidence: 1, hops: [hop] };
    const text = await render(mermaid, {
      ...hostileSource(name),
      findings: [{ ...PATH_FINDING, message: name, path }],
    });
    const [box = ""] = text.split("%% not");
    for (const line of box.trimEnd().split("\n").slice(1)) {
      expect(line).toMatch(
        /^ +(?:subgraph p1\["[^"<>[\]{}`%|&;]*(?:#\d+;[^"<>[\]{}`%|&;]*)*"\]|p1n\d\["[^"<>[\]{}`%|&]*"\]|p1n0 -->\|"[^"<>[\]{}`%|&]*"\| p1n1|%% [0-9a-f]{32}|end)$/,
      );
    }
    for (const line of text.split("\n").filter((row) => row.includes("%%")))
      expect(line).not.toMatch(/%%\s*\{|%%.*[{}%]/);
  });
});

describe("cyclonedx", () => {
  const credential = {
    id: "AKIAIOSFODNN7EXAMPLE",
    type: "aws.access-key",
    name: "…MPLE of ci",
    status: "active",
    static: true,
    created_at: "2024-01-01T00:00:00Z",
    expires_at: null,
    principal: "arn:aws:iam::111122223333:user/ci",
  };
  const bomOf = async (rows: readonly object[], more: Partial<ExportSource> = {}) =>
    JSON.parse(await write(cyclonedx, estate({ credentials: () => rows as never, ...more })));

  test("a credential is material of its kind and state, without a value", async () => {
    const bom = await bomOf([
      credential,
      { ...credential, id: "2", type: "entra.client-secret", expires_at: "2026-01-01T00:00:00Z" },
      { ...credential, id: "3", type: "github.deploy-key", status: "inactive" },
      { ...credential, id: "4", type: "github.leaked-credential", publicly_leaked: true },
      { ...credential, id: "5", type: "gitlab.variable", status: null, created_at: "when?" },
      { ...credential, id: "6", type: "entra.certificate" },
    ]);
    const kinds = bom.components.map(({ cryptoProperties }: { cryptoProperties: { [key: string]: never } }) => {
      const { type, state } = cryptoProperties["relatedCryptoMaterialProperties"] ?? {
        type: "certificate",
        state: undefined,
      };
      return `${type} ${state}`;
    });
    expect(kinds).toEqual([
      "secret-key active",
      "shared-secret deactivated",
      "public-key suspended",
      "credential compromised",
      "credential undefined",
      "certificate undefined",
    ]);
    for (const { cryptoProperties } of bom.components) {
      expect(cryptoProperties.relatedCryptoMaterialProperties ?? {}).not.toHaveProperty("value");
    }
    expect(bom.components[4].cryptoProperties.relatedCryptoMaterialProperties).not.toHaveProperty("creationDate");
  });

  test("what was not read makes it incomplete", async () => {
    expect((await bomOf([])).compositions).toEqual([{ aggregate: "incomplete" }]);
    const scopes = source().scopes.filter(({ id }) => id === DEV);
    expect((await bomOf([], { scopes })).compositions).toEqual([{ aggregate: "complete" }]);
  });
});

test("ndjson: a head, then a row a line; no column can pass for the name of its view", async () => {
  const text = await write(
    ndjson,
    estate({ views: () => [{ view: "identity", row: { id: "a\n\u202e", view: "node", static: true } }] }),
  );
  const [head, row, end] = text.split("\n");
  expect(JSON.parse(head ?? "")).toMatchObject({ schema: "nhi-views/1", now: NOW });
  expect(row).toBe(String.raw`{"view":"identity","id":"a\n\u202e","static":true}`);
  expect(end).toBe("");
});
