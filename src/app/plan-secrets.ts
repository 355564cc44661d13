// The static secrets of the estate with what decides what replaces them: who uses them, what they open, what is trusted.
import { valueFixes } from "../graph/choke.js";
import type { PathEdge } from "../model/analysis.js";
import { addTo } from "../model/group-by.js";
import type { Json, JsonRecord } from "../model/words.js";
import type { Owner, Reach, StaticSecret, Use } from "../plan/replacement.js";
import { textOf } from "../plan/text.js";
import type { Store } from "../store/index.js";
import { everyone } from "./choke.js";
import { createHeldPolicies } from "./held-policies.js";
import { toEnd } from "./path-ends.js";
import { type PathSearch, searchPaths } from "./path-search.js";
import { type Repositories, repositoriesOf, usesOf } from "./plan-uses.js";
import { ask, parsed, type Row, sqlText } from "./store-rows.js";

const SECRETS = `SELECT c.id, c.type, c.name, c.scope, c.principal, c.status, c.created_at, c.last_used_at, c.last_used_known,
  c.last_used_service, c.last_used_region, n.properties, s.cloud, s.level, s.tied_to
FROM credential c JOIN node n ON n.id = c.id LEFT JOIN ci_secret s ON s.id = c.id
WHERE c.static = 1 ORDER BY c.id`;

/** Every static secret; those that only hold another one are left to it. */
export function staticSecrets(store: Store, now: Date): StaticSecret[] {
  const rows = [...ask(store, SECRETS)];
  const repositories = repositoriesOf(store);
  const uses = usesOf(store, rows, repositories);
  const reach = reachOf(
    store,
    rows.map(({ id }) => String(id)),
  );
  const owners = ownersOf(store);
  const issuers = issuersOf(store);
  const held = new Map<string, string[]>();
  for (const { id, tied_to: tied } of rows) {
    if (typeof tied === "string") addTo(held, tied, String(id));
  }
  const known = new Set(rows.map(({ id }) => id));
  const stored = rows.flatMap((row): StaticSecret[] => {
    const id = String(row["id"]);
    // What is in it has a row of its own, with this one among what goes with it.
    if (typeof row["tied_to"] === "string" && known.has(row["tied_to"])) return [];
    const owner = typeof row["principal"] === "string" ? owners(row["principal"]) : undefined;
    return [
      {
        id,
        type: String(row["type"]),
        name: String(row["name"]),
        scope: String(row["scope"]),
        isActive: row["status"] !== "inactive",
        ...(typeof row["created_at"] === "string" && {
          createdAt: row["created_at"],
          ageDays: daysSince(row["created_at"], now),
        }),
        ...idleOf(row, now),
        properties: { ...parsed(row["properties"]), ...given({ cloud: row["cloud"], level: row["level"] }) },
        ...(owner && { owner }),
        uses: usedBy([id, ...(held.get(id) ?? [])], uses),
        covers: held.get(id) ?? [],
        reach: reach(id, row["principal"]),
        issuers: issuers.get(String(row["scope"])) ?? [],
      },
    ];
  });
  return [...stored, ...keysOfJobs(store, issuers, repositories)];
}

/** Uses of a secret and of what holds it, each once, by the name that it has there. */
function usedBy(ids: readonly string[], uses: ReadonlyMap<string, readonly Use[]>): Use[] {
  const known = new Map<string, Use>();
  for (const use of ids.flatMap((id) => uses.get(id) ?? [])) known.set(use.id, use);
  return [...known.values()];
}

function idleOf(row: Row, now: Date): Pick<StaticSecret, "idleDays" | "usedFor"> {
  const service = row["last_used_service"];
  const region = row["last_used_region"];
  const at = row["last_used_at"];
  const days = typeof at === "string" ? daysSince(at, now) : undefined;
  return {
    ...(days !== undefined ? { idleDays: days } : row["last_used_known"] === 1 && { idleDays: null }),
    ...(typeof service === "string" && {
      usedFor: typeof region === "string" && region !== "aws-global" ? `${service} in ${region}` : service,
    }),
  };
}

const DAY = 86_400_000;

function daysSince(time: string, now: Date): number {
  return Math.max(0, Math.trunc((now.getTime() - Date.parse(time)) / DAY));
}

/** Steps to control with the secret in hand, and who gets there only over it; else what its principal reaches. */
function reachOf(store: Store, ids: readonly string[]): (id: string, principal: Json | undefined) => Reach {
  const edges = [...store.pathEdges()];
  const end = toEnd("admin", store, edges);
  const search = searchPaths(edges, end, undefined);
  const cut = cutOf(search, end.targets, ids, store);
  const data = new Map<string, number>();
  for (const { source, tier, hops } of store.accessPaths()) {
    if (tier === 1) data.set(source, Math.min(hops, data.get(source) ?? hops));
  }
  return (id, principal) => {
    const hops = hopsOf(search, id);
    if (hops !== undefined) return { tier: 0, hops, cut: cut.get(id) ?? 0 };
    const toData = data.get(id) ?? (typeof principal === "string" ? data.get(principal) : undefined);
    return toData === undefined ? { cut: 0 } : { tier: 1, hops: toData + 1, cut: 0 };
  };
}

function hopsOf({ search }: PathSearch, id: string): number | undefined {
  return search.hopsFrom(id, "read");
}

/** Secrets tried; each is a search over the whole graph. */
const MOST_TRIED = 40;

function cutOf(
  search: PathSearch,
  targets: Parameters<typeof valueFixes>[1],
  ids: readonly string[],
  store: Store,
): ReadonlyMap<string, number> {
  const wanted = new Set(ids.filter((id) => hopsOf(search, id) !== undefined));
  const edgesOf = new Map<string, Set<number>>();
  for (const [index, { from }] of search.graph.edges.entries() as Iterable<[number, PathEdge]>) {
    if (wanted.has(from)) edgesOf.set(from, (edgesOf.get(from) ?? new Set()).add(index));
  }
  const fixes = [...edgesOf].map(([id, edges]) => ({ id, edges }));
  const values = valueFixes(search.graph.graph, targets, everyone(search, store), fixes, MOST_TRIED);
  return new Map(values.map(({ fix, cut }) => [fix, cut]));
}

/** Principals of secrets with the policies they hold; read when asked for. */
function ownersOf(store: Store): (id: string) => Owner | undefined {
  const known = new Map<string, Owner | undefined>();
  const policiesOf = createHeldPolicies(store);
  return (id) => {
    if (!known.has(id)) known.set(id, toOwner(id, store, policiesOf));
    return known.get(id);
  };
}

function toOwner(id: string, store: Store, policiesOf: ReturnType<typeof createHeldPolicies>): Owner | undefined {
  const node = store.node(id);
  if (node === undefined) return undefined;
  const quoted = sqlText(id);
  const [row] = [...ask(store, `SELECT service_like, is_root, password_enabled FROM identity WHERE id = ${quoted}`)];
  const likeWorkload = row?.["service_like"];
  return {
    id,
    type: node.type,
    name: node.name,
    ...(typeof likeWorkload === "number" && { isWorkload: likeWorkload === 1 }),
    isRoot: row?.["is_root"] === 1 || node.type === "aws.root-user",
    properties: { ...node.properties, ...(row?.["password_enabled"] === 1 && { password_enabled: true }) },
    policies: node.type === "aws.iam-user" ? policiesOf(id) : [],
  };
}

function issuersOf(store: Store): ReadonlyMap<string, readonly string[]> {
  const issuers = new Map<string, string[]>();
  for (const { name, scope } of ask(
    store,
    "SELECT name, scope FROM node WHERE type = 'aws.oidc-provider' ORDER BY id",
  )) {
    addTo(issuers, String(scope), String(name));
  }
  return issuers;
}

/** Keys that pipelines of CircleCI, Bitbucket and Buildkite read: their stores were not read, the file says that there are some. */
function keysOfJobs(
  store: Store,
  issuers: ReadonlyMap<string, readonly string[]>,
  repositories: Repositories,
): StaticSecret[] {
  const sql = `SELECT n.id, n.type, n.name, j.scope, n.properties FROM workflow_job j JOIN node n ON n.id = j.id
    WHERE j.static_keys IS NOT NULL ORDER BY n.id`;
  return [...ask(store, sql)].map((row) => {
    const properties = parsed(row["properties"]);
    const repository = repositories.get(textOf(properties["repository"]) ?? "");
    const keys = Array.isArray(properties["static_keys"]) ? properties["static_keys"].map(String) : [];
    const clouds = properties["static_clouds"];
    const [cloud] = Array.isArray(clouds) ? clouds : [];
    const use: Use = {
      id: String(row["id"]),
      type: String(row["type"]),
      name: String(row["name"]),
      properties,
      ...(keys[0] !== undefined && { variable: keys[0] }),
      ...(repository && { repository }),
    };
    return {
      id: `${use.id}/${keys.join("+")}`,
      type: "ci.static-key",
      name: keys.join(", "),
      scope: String(row["scope"]),
      isActive: true,
      properties: { cloud: cloud ?? null },
      uses: [use],
      covers: [],
      reach: { cut: 0 },
      issuers: issuers.get(String(row["scope"])) ?? [],
    };
  });
}

function given(columns: { readonly [name: string]: string | number | null | undefined }): JsonRecord {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  );
}
