// Keys of AI services that were found in files, who holds them, and what they open; each beside the one thing changed.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const ORG = "openai:acme";
const HOLDER = `${ORG}#admin-key-holder`;
const ADMIN_KEY = `${ORG}/admin_api_keys/key_a`;
const FOUND = "agents:laptop/.cursor/mcp.json/env/OPENAI_ADMIN_KEY";

function edge(kind: StoredEdge["kind"], from: string, to: string, more: Partial<StoredEdge> = {}): StoredEdge {
  return { kind, from, to, scope: ORG, state: "none", confidence: 1, properties: {}, ...more };
}

interface Case {
  readonly key?: JsonRecord;
  readonly found?: JsonRecord;
  readonly more?: readonly StoredNode[];
  readonly dataSets?: readonly string[];
}

function analyzed({ key = {}, found = {}, more = [], dataSets = ["openai/organization:users"] }: Case) {
  const input = toInput({
    now: new Date("2026-06-01T00:00:00Z"),
    scopes: [
      {
        id: ORG,
        type: "openai.organization",
        name: "acme",
        parent: undefined,
        properties: {},
        coverage: complete(...dataSets),
      },
    ],
    nodes: [
      node(HOLDER, "openai.admin-key-holder", { scope: ORG }),
      node(`${ORG}/users/u1`, "openai.user", { scope: ORG, name: "Ana", properties: { login: "ana@acme.example" } }),
      node(ADMIN_KEY, "openai.admin-key", {
        ...{ kind: "credential", scope: ORG, parent: HOLDER },
        properties: { status: "active", last4: "Q7Ra", key_owner: `${ORG}/users/u1`, ...key },
      }),
      node(FOUND, "agent.config-secret", {
        ...{ kind: "credential", scope: "agents:laptop" },
        properties: { status: "active", provider: "openai", last4: "Q7Ra", ...found },
      }),
      ...more,
    ],
    edges: [edge("permits", HOLDER, ORG, { capability: "admin" }), edge("authenticates_as", ADMIN_KEY, HOLDER)],
  });
  const { edges, facts } = analyze(input);
  const of = (id: string) =>
    Object.assign({}, ...facts.filter((fact) => fact.node === id).map(({ columns }) => columns));
  return { stores: edges.filter(({ kind }) => kind === "stores").map(({ from, to }) => [from, to]), of };
}

describe("a key in a file", () => {
  test("is the one in the list that ends alike, and opens what that opens", () => {
    const { stores, of } = analyzed({});
    expect(stores).toEqual([[FOUND, ADMIN_KEY]]);
    expect(of(FOUND)).toMatchObject({ opens_admin: true });
    expect(of(HOLDER)).toMatchObject({ admin: "effective", reaches_admin: true, tier: 0 });
  });

  const twin = node(`${ORG}/admin_api_keys/key_b`, "openai.admin-key", {
    ...{ kind: "credential", scope: ORG, parent: HOLDER, properties: { status: "active", last4: "Q7Ra" } },
  });
  test.each<[string, Case]>([
    ["ends otherwise", { found: { last4: "Q7Rb" } }],
    ["is of another service", { found: { provider: "anthropic" } }],
    ["ends like two of them", { more: [twin] }],
    ["ends like one that works no longer", { key: { status: "inactive" } }],
    ["shows no end", { found: { last4: null } }],
  ])("is none of them when it %s", (_, changed) => {
    const { stores, of } = analyzed(changed);
    expect(stores).toEqual([]);
    expect(of(FOUND)).not.toHaveProperty("opens_admin");
  });
});

describe("the person behind a key", () => {
  test.each<[string, Case, string | undefined]>([
    ["is in the list", {}, "present"],
    ["is in no list", { key: { key_owner: `${ORG}/users/u9` } }, "departed"],
    ["cannot be told where people were not read", { key: { key_owner: `${ORG}/users/u9` }, dataSets: [] }, undefined],
    ["is there although not everybody was read", { dataSets: [] }, "present"],
    ["is none: a service account", { key: { key_owner: null } }, "app"],
  ])("%s", (_, changed, status) => {
    expect(analyzed(changed).of(ADMIN_KEY)["holder_status"]).toBe(status);
  });
});
