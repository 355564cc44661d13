// Of whom it is not known whether they control a subscription: it was asked for its role assignments and did not tell of all, so that
// anybody of its tenant may hold one; or for those that are activated, which no application does.
import type { AnalysisInput, StoredScope } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import { APPLICATION_TYPES } from "../entra/principal-types.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import type { AzureEstate } from "./environment.js";

const ASSIGNMENTS = "azure/authorization:role-assignments";
const ELIGIBLE = "azure/authorization:role-eligibility";

/** In: the estate, verdicts so far. Principals and identities of such a tenant without a verdict get one: `unknown`. */
export function markUndecided(
  input: Pick<AnalysisInput, "scopes">,
  { entra, identities }: Pick<AzureEstate, "entra" | "identities">,
  standings: Map<string, Json | undefined>,
): void {
  const tenants = new Set<string | undefined>();
  const ofPeople = new Set<string | undefined>();
  for (const scope of input.scopes()) {
    if (scope.type !== "azure.subscription") continue;
    const tenant = textOf(scope.properties["tenant"]);
    if (wasRead(scope, ASSIGNMENTS) === false) tenants.add(tenant);
    if (isRefused(scope)) ofPeople.add(tenant);
  }
  if (tenants.size + ofPeople.size === 0) return;
  // a subscription that was not described may be of any
  const isOpen = (tenant: string | undefined, of = tenants) => of.has(undefined) || of.has(tenant);
  for (const { id, type, scope } of entra.values()) {
    const tenant = scope.replace(/^entra:/, "");
    const isPerson = !APPLICATION_TYPES.includes(type);
    if (!isOpen(tenant) && !(isPerson && isOpen(tenant, ofPeople))) continue;
    if (standings.get(id) === undefined) standings.set(id, "unknown");
  }
  for (const { id, properties } of identities.values())
    if (isOpen(textOf(properties["tenant"])) && standings.get(id) === undefined) standings.set(id, "unknown");
}

/** Without the licence nobody is eligible for anything. */
function isRefused({ coverage }: StoredScope): boolean {
  return coverage.some(({ dataSet, state }) => dataSet === ELIGIBLE && state !== "complete" && state !== "unlicensed");
}
