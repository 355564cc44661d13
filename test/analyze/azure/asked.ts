// A small subscription with a question about it, as `nhi can` answers it.
import { createAzureEvaluator } from "../../../src/analyze/azure/evaluator.js";
import { settle } from "../../../src/analyze/azure/unread.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

export const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
export const SUB = `/subscriptions/${ID}`;
export const VAULT = `${SUB}/resourcegroups/main/providers/microsoft.keyvault/vaults/shop`;
/** Object id of the service principal that asks. */
export const BOT = "00000000-0000-4000-8000-000000000002";
export const START = "Microsoft.Compute/virtualMachines/start/action";
export const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

export function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: `azure:${ID}`, properties });
}

/** An assignment of a role on the whole subscription. */
export function assigned(principal: string, type: string, role: string, besides: JsonRecord = {}): StoredNode {
  return make("azure:one", "azure.role-assignment", "grant", {
    ...{ principal, principal_type: type, tenant: TENANT, role_scope: SUB, role_definition: role, held: "active" },
    ...besides,
  });
}

/** May the service principal? In: what there is beside it and the subscription, and how all of it was read. */
export function askBot(
  { nodes, coverage }: { readonly nodes: readonly StoredNode[]; readonly coverage: readonly Coverage[] },
  operation: string,
  place: string,
): ReturnType<typeof settle> {
  const scope = (id: string, type: string) => ({ id, type, name: id, parent: undefined, properties: {}, coverage });
  const evaluator = createAzureEvaluator(
    toInput({
      nodes: [
        make(`azure:${ID}`, "azure.subscription", "scope", { subscription: ID, tenant: TENANT }),
        make(`${TENANT}/${BOT}`, "entra.service-principal", "principal", {}),
        ...nodes,
      ],
      scopes: [scope(`azure:${ID}`, "azure.subscription"), scope(`entra:${TENANT}`, "entra.tenant")],
    }),
  );
  if (evaluator === undefined) throw new Error("no estate");
  return settle({ principal: evaluator.principal(`${TENANT}/${BOT}`), operation, place }, evaluator);
}
