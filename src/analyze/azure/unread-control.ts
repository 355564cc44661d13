// Of whom it is not known whether they control a subscription: it was asked for its role assignments and did not tell of all, so that
// anybody of its tenant may hold one.
import type { AnalysisInput } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import type { AzureEstate } from "./estate.js";

const ASSIGNMENTS = "azure/authorization:role-assignments";

/** In: the estate, verdicts so far. Principals and identities of such a tenant without a verdict get one: `unknown`. */
export function markUndecided(
  input: Pick<AnalysisInput, "scopes">,
  { entra, identities }: Pick<AzureEstate, "entra" | "identities">,
  standings: Map<string, Json | undefined>,
): void {
  const tenants = new Set<string | undefined>();
  for (const scope of input.scopes())
    if (scope.type === "azure.subscription" && wasRead(scope, ASSIGNMENTS) === false)
      tenants.add(textOf(scope.properties["tenant"]));
  if (tenants.size === 0) return;
  // a subscription that was not described may be of any
  const isOpen = (tenant: string | undefined) => tenants.has(undefined) || tenants.has(tenant);
  for (const { id, scope } of entra.values())
    if (isOpen(scope.replace(/^entra:/, "")) && standings.get(id) === undefined) standings.set(id, "unknown");
  for (const { id, properties } of identities.values())
    if (isOpen(textOf(properties["tenant"])) && standings.get(id) === undefined) standings.set(id, "unknown");
}
