// Three clouds in memory, each with one thing that trusts another: what their collectors give, as far as federation reads it.

import { analyze } from "../../../src/analyze/index.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import { searchTo } from "../../../src/graph/search.js";
import type { StoredEdge, StoredNode, StoredScope } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { organization, TABLES } from "../ci/company.js";
import { ACCOUNT, account, complete, node, toInput } from "../estate.js";
import { wholeInput } from "../whole-input.js";

export const TENANT = "5c1e0000-0000-4000-8000-000000000001";
const PROJECT = "gcp:projects/acme-prod";
export const POOL = "projects/77/locations/global/workloadIdentityPools/ci";
export const PROVIDER = `gcp:iam.googleapis.com/${POOL}/providers/p`;

/** Identity of the pool, as bindings write it. */
export function identity(rest: string): string {
  return `${rest === "*" || /^(group|attribute)/.test(rest) ? "principalSet" : "principal"}://iam.googleapis.com/${POOL}/${rest}`;
}

export function identityId(rest: string): string {
  return `gcp:member/${identity(rest)}`;
}

/** A pool with one provider, and a binding for each identity. */
export function pool(provider: JsonRecord, ...rests: readonly string[]): StoredNode[] {
  const scope = PROJECT;
  return [
    node(`gcp:iam.googleapis.com/${POOL}`, "gcp.workload-identity-pool", {
      kind: "set",
      scope,
      properties: { pool: POOL, state: "ACTIVE", disabled: false },
    }),
    node(PROVIDER, "gcp.workload-identity-provider", {
      kind: "trust",
      scope,
      properties: {
        pool: POOL,
        state: "ACTIVE",
        disabled: false,
        attribute_condition: "",
        attribute_mapping: { "google.subject": "assertion.sub", "attribute.repository": "assertion.repository" },
        ...provider,
      },
    }),
    ...rests.map((rest) =>
      node(`${PROJECT}#iam/roles/viewer/${rest}`, "gcp.role-binding", {
        kind: "grant",
        scope,
        properties: {
          resource: "//cloudresourcemanager.googleapis.com/projects/acme-prod",
          role: "roles/viewer",
          member: identity(rest),
        },
      }),
    ),
  ];
}

export const DEPLOYER = "gcp:service-account/111111111111111111111";

/** A service account with a key of its own. */
export function serviceAccount(number: string, isDisabled = false): StoredNode[] {
  const id = `gcp:service-account/${number}`;
  const email = `sa-${number.slice(0, 3)}@acme-prod.iam.gserviceaccount.com`;
  return [
    node(id, "gcp.service-account", {
      scope: PROJECT,
      incarnation: number,
      properties: { email, project: "acme-prod", unique_id: number, disabled: isDisabled },
    }),
    node(`${id}/key/1`, "gcp.service-account-key", {
      kind: "credential",
      scope: PROJECT,
      parent: id,
      properties: { status: "active" },
    }),
  ];
}

/** An application's principal with one federated credential. */
export function application(name: string, credential?: JsonRecord, more: JsonRecord = {}): StoredNode[] {
  const id = `${TENANT}/${name}`;
  const scope = `entra:${TENANT}`;
  const principal = node(id, "entra.service-principal", { scope, name, properties: { enabled: true, ...more } });
  if (credential === undefined) return [principal];
  return [
    principal,
    node(`${id}/federated/f`, "entra.federated-credential", {
      kind: "trust",
      scope,
      parent: id,
      properties: { audiences: ["api://AzureADTokenExchange"], ...credential },
    }),
  ];
}

export function yields(name: string): StoredEdge {
  const from = `${TENANT}/${name}/federated/f`;
  const scope = `entra:${TENANT}`;
  return { kind: "yields", from, to: `${TENANT}/${name}`, scope, state: "none", confidence: 1, properties: {} };
}

export interface Clouds {
  readonly nodes: readonly StoredNode[];
  readonly documents?: readonly unknown[];
  readonly edges?: readonly StoredEdge[];
  /** Scopes that were not read. */
  readonly without?: readonly string[];
  readonly techniques?: readonly ScopedTechnique[];
}

const SCOPES: readonly StoredScope[] = [
  account(ACCOUNT, { coverage: complete("aws/iam:account-authorization-details") }),
  organization(),
  { id: PROJECT, type: "gcp.project", name: "acme-prod", parent: undefined, properties: {}, coverage: [] },
  { id: `entra:${TENANT}`, type: "entra.tenant", name: "acme", parent: undefined, properties: {}, coverage: [] },
];

/** State of the best way from one node to being another one: `no`, or that of the least sure step. */
export function reach(clouds: Clouds, from: string, to: string): string {
  const { nodes, documents = [], edges = [], without = [], techniques = [] } = clouds;
  const scopes = SCOPES.filter(({ id }) => !without.includes(id));
  const input = toInput({ scopes, nodes, documents, tables: { ...TABLES, scopedTechniques: techniques } });
  const result = analyze(wholeInput({ ...input, edges: (kinds) => edges.filter(({ kind }) => kinds.includes(kind)) }));
  const roles = nodes.flatMap(({ type, id, parent }) =>
    type === "aws.role-trust" && parent !== undefined
      ? [{ kind: "yields" as const, from: id, to: parent, state: "none" as const, confidence: 1, because: [] }]
      : [],
  );
  const stored = edges.map(({ kind, from: source, to: target, state, confidence }) => ({
    kind,
    from: source,
    to: target,
    state,
    confidence,
    because: [],
  }));
  const { graph } = toPathGraph([...result.edges, ...stored, ...roles]);
  const search = searchTo(graph, [{ node: to, capability: "act" }]);
  const way = search.pathFrom(from, "act") ?? search.pathFrom(from, "read");
  if (way === undefined) return "no";
  const states = new Set(way.edges.map(({ state }) => state));
  return ["unknown", "attacker-settable", "needs-actor"].find((state) => states.has(state as never)) ?? "yes";
}
