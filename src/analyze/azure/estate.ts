// Azure as the evaluator sees it: who is assigned which role where, who is in which group, and what is denied.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { PRINCIPAL_TYPES } from "../entra/principal-types.js";
import { groupsAbove } from "../groups-above.js";
import { readDenials } from "./denials.js";
import type { AzureEstate } from "./environment.js";
import { readHolders } from "./holders.js";
import { readPlaces } from "./places.js";
import { type Operations, readRoles } from "./roles.js";

/** In: the stored estate, and the operations of interest. Undefined where no Azure was read. */
export function readAzureEstate(input: AnalysisInput, operations: Operations): AzureEstate | undefined {
  if (![...input.scopes()].some(({ id }) => id.startsWith("azure:"))) return undefined;
  const places = readPlaces(input);
  const roles = readRoles(input, operations);
  const entra = new Map<string, StoredNode>();
  for (const node of input.nodes(PRINCIPAL_TYPES)) entra.set(node.id, node);
  const identities = new Map<string, StoredNode>();
  for (const node of input.nodes(["azure.managed-identity"])) {
    if (typeof node.properties["principal"] === "string") identities.set(node.properties["principal"], node);
  }
  const isRead = createIsRead(input);
  const only = onlyTenant(input);
  const inEntra = (objectId: string, tenant = only): StoredNode | undefined => entra.get(`${tenant}/${objectId}`);
  const nodeOf = (objectId: string, tenant = only): string =>
    inEntra(objectId, tenant)?.id ?? identities.get(objectId)?.id ?? `${tenant ?? "unknown"}/${objectId}`;
  const groups = readGroups(input);
  const { holders, derived } = readHolders(input, { places, roles, groups, entra, identities, isRead, only, nodeOf });
  return {
    places,
    roles,
    holders,
    denials: readDenials(input, places, operations),
    groups,
    derived: [...derived.values()].sort((a, b) => compareText(a.id, b.id)),
    entra,
    identities,
    nodeOf,
    inEntra,
    isRead,
  };
}

/** Principal → groups that it is in for sure, groups in groups too. */
function readGroups(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const direct = new Map<string, string[]>();
  for (const { from, to, state } of input.edges(["member_of"])) {
    if (state !== "none") continue;
    addTo(direct, from, to);
  }
  return new Map([...direct.keys()].map((member) => [member, groupsAbove(member, direct)]));
}

/** The tenant of Entra that was read, or that identities of resources name where none was; where it is one alone. */
function onlyTenant(input: AnalysisInput): string | undefined {
  const read = [...input.scopes()]
    .filter(({ type }) => type === "entra.tenant")
    .map(({ id }) => id.slice("entra:".length));
  const tenants = read.length > 0 ? read : tenantsOfIdentities(input);
  return tenants.length === 1 ? tenants[0] : undefined;
}

const PRINCIPAL_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/[0-9a-f-]{36}$/;

/** The tenants of identities that resources of Azure run as: an answer about a resource says it. */
function tenantsOfIdentities(input: AnalysisInput): readonly string[] {
  const ends = [...input.edges(["runs_as"])].filter(({ from }) => from.startsWith("azure:"));
  return [...new Set(ends.flatMap(({ to }) => PRINCIPAL_ID.exec(to)?.[1] ?? []))];
}

/** Whether a data set of a scope was read whole. */
function createIsRead(input: AnalysisInput): AzureEstate["isRead"] {
  const read = new Set<string>();
  for (const { id, coverage } of input.scopes()) {
    for (const { dataSet, state } of coverage) {
      // without the licence nobody is eligible for anything
      const isNone = state === "unlicensed" && dataSet === "azure/authorization:role-eligibility";
      if (state === "complete" || isNone) read.add(`${id} ${dataSet}`);
    }
  }
  return (scope, dataSet) => read.has(`${scope} ${dataSet}`);
}
