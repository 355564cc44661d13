// Secrets in checkouts and agents and what they open, each beside the one thing changed that shuts it.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { ConditionState, JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const SUB = "azure:0e0e0e0e-0000-4000-8000-000000000001";
const ACCOUNT = "azure:/subscriptions/0e/resourcegroups/g/providers/microsoft.storage/storageaccounts/acmedata";
const EXPORTS = `${ACCOUNT}/blobservices/default/containers/exports`;
const LEAK = "repo:acme/site/secret/.env#assignment/KEY";
const NOW = new Date("2026-06-01T00:00:00Z");

interface Case {
  readonly opens: JsonRecord;
  readonly takesKeys?: boolean;
  readonly containers?: readonly string[];
  readonly more?: readonly StoredNode[];
  readonly stored?: readonly StoredEdge[];
  readonly areContainersRead?: boolean;
}

function drawn({
  opens,
  takesKeys = true,
  containers = [EXPORTS],
  more = [],
  stored = [],
  areContainersRead = true,
}: Case) {
  const status = takesKeys ? "active" : "inactive";
  const input = toInput({
    now: NOW,
    scopes: [
      {
        ...{ id: SUB, type: "azure.subscription", name: "prod", parent: undefined, properties: {} },
        coverage: complete("azure/storage:accounts", ...(areContainersRead ? ["azure/storage:containers"] : [])),
      },
    ],
    nodes: [
      node(LEAK, "repo.file-secret", { kind: "credential", scope: "repo:acme/site", properties: { opens } }),
      node(ACCOUNT, "azure.storage-account", {
        ...{ kind: "resource", scope: SUB, name: "acmedata", properties: { takes_keys: takesKeys } },
      }),
      node(`${ACCOUNT}#key1`, "azure.storage-key", {
        ...{ kind: "credential", scope: SUB, parent: ACCOUNT, name: "key1 of acmedata", properties: { status } },
      }),
      ...containers.map((id) => node(id, "azure.blob-container", { kind: "resource", scope: SUB, parent: ACCOUNT })),
      ...more,
    ],
    edges: stored,
  });
  const edges = analyze(input).edges;
  /** What can be done where, with the least sure step, from the secret on. */
  const reached = new Map<string, string>();
  const waiting: { at: string; how: string }[] = [{ at: LEAK, how: "" }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { kind, from, to, state, capability } of edges) {
      if (from !== next.at || reached.has(`${to} ${capability ?? kind}`)) continue;
      const how = state === "none" ? next.how : state;
      reached.set(`${to} ${capability ?? kind}`, how);
      waiting.push({ at: to, how });
    }
  }
  return [...reached].map(([key, how]) => `${key.replace(ACCOUNT, "account")}${how === "" ? "" : ` ${how}`}`).sort();
}

describe("a key of a storage account", () => {
  const opens = { storage_account: "acmedata" };

  test("opens the account that the text names", () => {
    expect(drawn({ opens })).toEqual(["account admin", "account#key-holder authenticates_as"]);
  });

  test("opens nothing where the account takes no keys, or another one is named", () => {
    expect(drawn({ opens, takesKeys: false })).toEqual([]);
    expect(drawn({ opens: { storage_account: "otherdata" } })).toEqual([]);
  });
});

describe("a signature", () => {
  const sign = (signature: JsonRecord): JsonRecord => ({ storage_account: "acmedata", signature });
  const session = `${LEAK}#signature has_session`;
  const account = { services: "b", resource_types: "sco", permissions: "rwl", expires_at: "2027-01-01T00:00:00.000Z" };
  const container = { resource: "c", container: "exports", permissions: "rl" };
  const inside = "account/blobservices/default/containers/exports";

  test("of the account opens it as far as its permissions go", () => {
    expect(drawn({ opens: sign(account) })).toEqual(["account read", "account write", session]);
    expect(drawn({ opens: sign({ ...account, permissions: "rl" }) })).toEqual(["account read", session]);
    expect(drawn({ opens: sign({ ...account, permissions: "l" }) })).toEqual([session]);
    expect(drawn({ opens: sign({ ...account, resource_types: "sc" }) })).toEqual([]);
  });

  test("of a container or a blob opens that alone", () => {
    expect(drawn({ opens: sign(container) })).toEqual([`${inside} read`, session]);
    const blob = { ...container, resource: "b", blob: "a.csv" };
    expect(drawn({ opens: sign(blob) })).toEqual([`${inside}/blobs/a.csv read`, session]);
  });

  test("of a container that there is not opens nothing; that was not read opens what it names", () => {
    expect(drawn({ opens: sign(container), containers: [] })).toEqual([]);
    expect(drawn({ opens: sign(container), containers: [], areContainersRead: false })).toEqual([
      `${inside} read`,
      session,
    ]);
  });

  test("that is over opens nothing; without keys only one that a user signed", () => {
    expect(drawn({ opens: sign({ ...container, expires_at: "2026-06-01T00:00:00.000Z" }) })).toEqual([]);
    expect(drawn({ opens: sign(container), takesKeys: false })).toEqual([]);
    expect(drawn({ opens: sign({ ...container, by_user: true }), takesKeys: false })).toHaveLength(2);
  });

  test("that depends on what was not read is open, not granted", () => {
    const { permissions: _, ...byPolicy } = container;
    expect(drawn({ opens: sign({ ...byPolicy, policy: "partners" }) })).toEqual([`${inside} read unknown`, session]);
    expect(drawn({ opens: sign({ ...container, addresses: "10.0.0.1" }) })).toEqual([
      `${inside} read unknown`,
      `${session} unknown`,
    ]);
  });

  test("of files, which are not read, opens nothing that could be named", () => {
    expect(drawn({ opens: sign({ resource: "s", container: "exports", permissions: "r" }) })).toEqual([]);
  });
});

describe("keys and secrets of others", () => {
  const key = (status: string): StoredNode =>
    node("gcp/1/key/0123", "gcp.service-account-key", {
      kind: "credential",
      properties: { key_id: "0123", status },
    });

  test("a Google key is the key with its id, while it works", () => {
    expect(drawn({ opens: { google_key: "0123" }, more: [key("active")] })).toEqual(["gcp/1/key/0123 stores"]);
    expect(drawn({ opens: { google_key: "0123" }, more: [key("inactive")] })).toEqual([]);
    expect(drawn({ opens: { google_key: "4567" }, more: [key("active")] })).toEqual([]);
  });

  const application = node("t/app", "entra.application", { kind: "principal", properties: { app_id: "c1" } });
  const secret = (id: string, status = "active"): StoredNode =>
    node(`t/app/key/${id}`, "entra.client-secret", {
      ...{ kind: "credential", parent: "t/sp", properties: { holder: "t/app", status } },
    });

  test("a client secret is the application's one, or proves its principal", () => {
    const opens = { client_id: "c1" };
    expect(drawn({ opens, more: [application, secret("1"), secret("2", "inactive")] })).toEqual(["t/app/key/1 stores"]);
    expect(drawn({ opens, more: [application, secret("1"), secret("2")] })).toEqual(["t/sp authenticates_as"]);
    expect(drawn({ opens, more: [application, secret("1", "inactive")] })).toEqual([]);
    expect(drawn({ opens: { client_id: "c2" }, more: [application, secret("1")] })).toEqual([]);
  });

  test("what stops each secret of an application stops one of them, whichever it is", () => {
    const how = (state: ConditionState): string[] => {
      const stored = ["1", "2"].map((id): StoredEdge => {
        const ends = { from: `t/app/key/${id}`, to: "t/sp", scope: "entra:t" };
        return { kind: "authenticates_as", ...ends, state, confidence: 1, properties: {} };
      });
      return drawn({ opens: { client_id: "c1" }, more: [application, secret("1"), secret("2")], stored });
    };
    expect(how("none")).toEqual(["t/sp authenticates_as"]);
    expect(how("blocked")).toEqual(["t/sp authenticates_as blocked"]);
    expect(how("unknown")).toEqual(["t/sp authenticates_as unknown"]);
  });
});
