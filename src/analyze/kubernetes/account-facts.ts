// Facts of service accounts: what they hold, what runs as them, how their tokens are used, and which identities of clouds they are.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { Json } from "../../model/words.js";
import { directoryOf } from "../facts/directory.js";
import { createEnvironments } from "../facts/environments.js";
import { createOwners } from "../facts/owners.js";
import { textOf } from "../properties.js";
import { type KubernetesCaller, toCaller } from "./callers.js";
import type { Cluster, Holder, KubernetesEstate } from "./estate.js";
import { powersOf } from "./powers.js";
import { readUse, type Use } from "./use.js";

/** Data sets of who holds what. */
export const BINDINGS = ["kubernetes/rbac:role-bindings", "kubernetes/rbac:cluster-role-bindings"];
const MOST_LISTED = 20;

interface Facts {
  [column: string]: Json;
}

/** `clouds`: identities of clouds that an account is, by its node. */
export function accountFacts(
  input: AnalysisInput,
  estate: KubernetesEstate,
  callers: readonly KubernetesCaller[],
  clouds: ReadonlyMap<string, readonly string[]>,
): readonly DerivedFact[] {
  const { clusters } = estate;
  const scopes = [...input.scopes()];
  const environments = createEnvironments(input.config, scopes);
  const owners = createOwners(input.config, directoryOf(input), { scopes });
  const uses = readUse(input);
  const byId = new Map(callers.map((caller) => [caller.id, caller]));
  const known = new Map<string, readonly string[]>();
  const facts = new Map<string, { readonly node: StoredNode; readonly columns: Facts }>();
  for (const cluster of clusters.values()) {
    for (const node of cluster.accounts) {
      const columns: Facts = {
        ...owners.columnsOf(node),
        ...environmentOf(node, cluster, environments),
        ...heldBy(byId.get(node.id) ?? toCaller(memberOf(node, cluster), estate), cluster),
        ...usedBy(uses.get(node.id), cluster),
      };
      const identities = identitiesOf(node, clouds);
      known.set(node.id, identities);
      columns["cloud_identities"] = identities;
      facts.set(node.id, { node, columns });
    }
  }
  shareClouds([...facts.values()], known);
  return [...facts.values()].map(({ node, columns }) => ({ node: node.id, columns }));
}

/** Those that clouds say it is, and those that its annotations name. */
function identitiesOf({ id, properties }: StoredNode, clouds: ReadonlyMap<string, readonly string[]>): string[] {
  const { role_arn: role, gcp_account: google, azure_client_id: azure } = properties;
  const named = [role, google, azure].flatMap((one) => textOf(one) ?? []);
  return [...new Set([...(clouds.get(id) ?? []), ...named])].sort(compareText);
}

/** Its own label, else that of its namespace, else that of the cluster. */
function environmentOf(
  { id, name, scope, parent, properties }: StoredNode,
  { namespaces }: Cluster,
  environments: ReturnType<typeof createEnvironments>,
): Facts {
  const namespace = namespaces.get(parent ?? "");
  const own = environments.columnsOf({ id, name, scope: "", tags: properties["tags"] });
  if (own["environment"] !== undefined && own["environment_source"] !== "name") return { ...own };
  const above = namespace && {
    id: namespace.id,
    name: namespace.name,
    scope,
    tags: namespace.properties["tags"],
  };
  return {
    ...(above === undefined ? environments.columnsOf({ id, name, scope, tags: {} }) : environments.columnsOf(above)),
  };
}

/** An account that nothing is bound to: it has what its groups have. */
function memberOf({ id, name }: StoredNode, { id: cluster }: Cluster): Holder {
  return { id, kind: "service-account", name, cluster, assignments: [] };
}

function heldBy({ holder, assignments: all, unreadRoles }: KubernetesCaller, { isRead }: Cluster): Facts {
  const own = holder.assignments;
  const given = own.filter(({ role }) => !role.isMissing);
  const facts: Facts = {};
  if (given.length > 0 || BINDINGS.every(isRead)) facts["grant_count"] = given.length;
  if (unreadRoles.length > 0 || !BINDINGS.every(isRead)) return facts;
  const at = (isInNamespace: boolean) =>
    all.flatMap(({ place, role }) => (place.includes("/namespaces/") === isInNamespace ? (role.rules ?? []) : []));
  facts["has_everything"] = all.some(({ place, role }) => role.isEverything && !place.includes("/namespaces/"));
  facts["cluster_powers"] = [...powersOf(at(false), "cluster", false)];
  facts["namespace_powers"] = [...powersOf(at(true), "namespace", false)];
  return facts;
}

/** What runs as it, left out where some kind of workload was not read and none was found; its tokens, where all were listed. */
function usedBy(use: Use | undefined, { isRead }: Cluster): Facts {
  const facts: Facts = {};
  const isWhole = WORKLOADS.every(isRead);
  const applications = [...(use?.applications ?? [])].sort(compareText);
  if (isWhole || applications.length > 0) {
    facts["application_count"] = applications.length;
    facts["applications"] = applications.slice(0, MOST_LISTED);
    facts["mounting_count"] = use?.mounting ?? 0;
  }
  // of tokens that were not all listed, another may have been used since
  if (!isRead("kubernetes/core:token-secrets")) return facts;
  facts["token_count"] = use?.tokens ?? 0;
  if (use?.tokenLastUsed !== undefined) facts["token_last_used_at"] = use.tokenLastUsed;
  return facts;
}

const WORKLOADS = [
  "core:pods",
  "apps:deployments",
  "apps:daemonsets",
  "apps:statefulsets",
  "batch:jobs",
  "batch:cronjobs",
].map((one) => `kubernetes/${one}`);

/** Environments of other accounts that are the same identity of a cloud; left out where one of them has no label. */
function shareClouds(
  all: readonly { readonly node: StoredNode; readonly columns: Facts }[],
  clouds: ReadonlyMap<string, readonly string[]>,
): void {
  const sharers = new Map<string, { readonly node: StoredNode; readonly columns: Facts }[]>();
  for (const one of all) {
    for (const identity of clouds.get(one.node.id) ?? []) addTo(sharers, identity, one);
  }
  for (const one of all) {
    const others = (clouds.get(one.node.id) ?? []).flatMap((identity) =>
      (sharers.get(identity) ?? []).filter(({ node }) => node.id !== one.node.id),
    );
    const own = textOf(one.columns["environment"]);
    const named = others.map(({ columns }) => textOf(columns["environment"]));
    const foreign = [...new Set(named.flatMap((environment) => environment ?? []))].filter((one) => one !== own);
    one.columns["shared_with"] = [...new Set(others.map(({ node }) => node.name))].sort().slice(0, MOST_LISTED);
    if (foreign.length > 0 || !named.includes(undefined))
      one.columns["shared_environments"] = foreign.sort(compareText);
  }
}
