// Who may read vaults and storage accounts of a subscription which was asked for them and did not list them: whether that is data of
// production is not known.
import type { AnalysisInput } from "../../model/analysis.js";
import { wholeOf } from "../../model/signature.js";
import { wasRead } from "../read-sets.js";
import type { AzureCaller } from "./callers.js";

/** Data set → operations that read what is in what it lists: https://learn.microsoft.com/en-us/azure/role-based-access-control/resource-provider-operations */
const READING: { readonly [dataSet: string]: readonly string[] } = {
  "azure/keyvault:vaults": ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
  "azure/storage:accounts": [
    "Microsoft.Storage/storageAccounts/listKeys/action",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
  ],
};

/** In: the estate and its callers. Out: ids of those who hold such an operation in, or above, such a subscription. */
export function readersOfUnlisted(input: Pick<AnalysisInput, "scopes">, callers: readonly AzureCaller[]): string[] {
  const unlisted = [...input.scopes()].flatMap((scope) =>
    Object.entries(READING).flatMap(([dataSet, operations]) =>
      wasRead(scope, dataSet) === false
        ? [{ place: scope.id.replace(/^azure:/, "/subscriptions/").toLowerCase(), operations }]
        : [],
    ),
  );
  if (unlisted.length === 0) return [];
  return callers.flatMap((caller) =>
    unlisted.some(
      ({ place, operations }) =>
        operations.some(caller.mayHold) && caller.assignments.some((assigned) => isAt(assigned.place, place)),
    )
      ? [wholeOf(caller.id)]
      : [],
  );
}

/** In the subscription, or in what holds it. */
function isAt(place: string, subscription: string): boolean {
  const own = place.toLowerCase();
  return own === subscription || own.startsWith(`${subscription}/`) || !own.startsWith("/subscriptions/");
}
