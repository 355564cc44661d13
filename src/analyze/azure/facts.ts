// Facts of role assignments and managed identities: who holds them, how far up, what of note the role gives, and in which
// environments. Rules say what of it is too much.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { oncePerWord } from "../../model/once.js";
import type { Json, JsonRecord } from "../../model/words.js";
import { NO } from "../aws/condition/truth.js";
import { directoryOf } from "../facts/directory.js";
import { createEnvironments } from "../facts/environments.js";
import { createOwners } from "../facts/owners.js";
import { knownColumns, statedTag } from "../facts/values.js";
import { textOf } from "../properties.js";
import { activationColumns } from "./activation.js";
import type { Assignment, Holder } from "./assignment.js";
import { GRANTS_ROLES } from "./assignment.js";
import { judgeCondition } from "./condition.js";
import type { AzureEstate } from "./environment.js";
import { GRANTING } from "./givable.js";
import { ANY_WRITE, type Role } from "./roles.js";

const APPLICATION_TAGS = ["app", "application", "service", "workload", "component"];
const MOST_LISTED = 20;

type Columns = { [column: string]: Json | undefined };

/** One fact an assignment, and one an identity that resources share. */
export function* azureFacts(input: AnalysisInput, estate: AzureEstate): Iterable<DerivedFact> {
  const labels = createLabels(input, estate);
  const isWhole = createIsWhole(estate);
  for (const holder of estate.holders.values()) {
    // what is inherited by several subscriptions is one assignment all the same
    const seen = new Set<string>();
    const all = holder.assignments.map((one) => labels.of(one.place));
    const unread = isWhole(holder.tenant ?? "") ? [] : [UNLABELLED];
    for (const [at, assignment] of holder.assignments.entries()) {
      if (assignment.of !== "roles" || seen.has(assignment.id)) continue;
      seen.add(assignment.id);
      const others = [
        ...unread,
        ...holder.assignments.flatMap((one, index) =>
          one.id === assignment.id || one.role.readsOnly === true ? [] : [all[index] ?? UNLABELLED],
        ),
      ];
      yield {
        node: assignment.id,
        columns: knownColumns(columnsOf(assignment, holder, all[at] ?? UNLABELLED, others, estate)),
      };
    }
  }
  yield* identityFacts(input, estate);
}

interface Label {
  readonly environments: readonly string[];
  /** Every subscription there has one. */
  readonly isWhole: boolean;
}

const UNLABELLED: Label = { environments: [], isWhole: false };

function columnsOf(
  assignment: Assignment,
  holder: Holder,
  label: Label,
  others: readonly Label[],
  estate: AzureEstate,
): Columns {
  const { place, role, condition } = assignment;
  const capabilities = capabilitiesOf(role, estate);
  const node = estate.inEntra(holder.objectId, holder.tenant) ?? estate.identities.get(holder.objectId);
  const isDead = holder.isGone || node?.properties["enabled"] === false;
  const isLimited =
    condition !== undefined && judgeCondition(condition, GRANTS_ROLES, { holder, roles: GRANTING }) === NO;
  const name = node?.name ?? holder.objectId;
  const elsewhere = [...new Set(others.flatMap(({ environments }) => environments))].sort();
  return {
    ...activationColumns(assignment, { holder, name, isDead, capabilities, isLimited }, estate),
    holder: name,
    holder_kind: kindOf(holder, node),
    holder_status: holder.isGone ? "deleted" : node?.properties["enabled"] === false ? "inactive" : "active",
    is_dead: isDead ? true : undefined,
    level: estate.places.levelOf(place),
    capabilities,
    reads_only: role.readsOnly,
    custom_role: role.isCustom,
    condition_limits: isLimited ? true : undefined,
    environments_seen: label.environments,
    environments: label.isWhole ? label.environments : undefined,
    holder_environments_seen: elsewhere,
    holder_environments: others.every(({ isWhole }) => isWhole) ? elsewhere : undefined,
  };
}

/** Whether the role assignments of every subscription of a tenant were read: else its holders may hold more. */
function createIsWhole({ places, isRead }: AzureEstate): (tenant: string) => boolean {
  return oncePerWord((tenant) =>
    places
      .subscriptionsIn(places.placeOf("/", tenant))
      .every((one) => isRead(places.nodeOf(one) ?? "", "azure/authorization:role-assignments")),
  );
}

/** Words for what of note a role gives; undefined where it was not read and is not known to give all of it. */
function capabilitiesOf(
  { given, isWhole }: Role,
  { roles: { operations } }: AzureEstate,
): readonly string[] | undefined {
  if (!isWhole) return undefined;
  const has = (operation: string): boolean => given.some(({ mask }) => (mask & operations.bitOf(operation)) !== 0n);
  return [...(has(GRANTS_ROLES) ? ["grant-roles"] : []), ...(has(ANY_WRITE) ? ["change-everything"] : [])];
}

function kindOf({ type }: Holder, node: StoredNode | undefined): string {
  if (node?.type === "entra.managed-identity" || node?.type === "azure.managed-identity") return "managed-identity";
  const kinds: { readonly [type: string]: string } = {
    User: "user",
    Group: "group",
    ServicePrincipal: "service-principal",
  };
  return kinds[type] ?? "foreign";
}

/** Environments of the subscriptions at or below a place. */
function createLabels(input: AnalysisInput, { places }: AzureEstate): { of(place: string): Label } {
  const environments = createEnvironments(input.config, [...input.scopes()]);
  const known = new Map<string, Label>();
  return {
    of(place) {
      const subscriptions = places.subscriptionsIn(place);
      const key = places.isScope(place) ? place : (subscriptions[0] ?? place);
      let label = known.get(key);
      if (label === undefined) {
        const found = subscriptions.map((one) => {
          const node = places.containers.get(one);
          if (node === undefined) return undefined;
          const { id, name, properties } = node;
          return environments.columnsOf({ id, name, scope: id, tags: properties["tags"] })["environment"];
        });
        const named = [...new Set(found.filter((one): one is string => typeof one === "string"))].sort();
        label = { environments: named, isWhole: found.length > 0 && found.every((one) => typeof one === "string") };
        known.set(key, label);
      }
      return label;
    },
  };
}

/** How many unrelated workloads run as each identity that is a resource of its own. */
function* identityFacts(input: AnalysisInput, estate: AzureEstate): Iterable<DerivedFact> {
  const applications = new Map<string, Set<string>>();
  const types = input.types("workload").filter((type) => type.startsWith("azure."));
  for (const node of types.length === 0 ? [] : input.nodes(types)) {
    const { user_identities: identities } = node.properties;
    for (const one of Array.isArray(identities) ? identities : []) {
      if (typeof one !== "string") continue;
      const names = applications.get(`azure:${one}`) ?? new Set<string>();
      applications.set(`azure:${one}`, names.add(applicationOf(node)));
    }
  }
  const scopes = [...input.scopes()];
  const environments = createEnvironments(input.config, scopes);
  const owners = createOwners(input.config, directoryOf(input), { scopes });
  for (const node of estate.identities.values()) {
    const { id, name, scope, properties } = node;
    const names = [...(applications.get(id) ?? [])].sort();
    const columns: JsonRecord = {
      ...owners.columnsOf(node),
      ...environments.columnsOf({ id, name, scope, tags: properties["tags"] }),
      application_count: names.length,
      applications: names.slice(0, MOST_LISTED),
    };
    yield { node: id, columns };
  }
}

/** A tag says it; nodes of a cluster are the cluster's; copies that end in a number are one thing. */
function applicationOf({ name, properties }: StoredNode): string {
  const tag = statedTag(properties["tags"], APPLICATION_TAGS);
  if (tag !== undefined) return tag.value;
  const group = textOf(properties["resource_group"]) ?? "";
  if (/^mc_/i.test(group)) return group;
  return name.replace(/[-_]?\d+$/, "");
}
