// Who may read vaults of a subscription that did not list them; nobody where they were listed, and nobody of another subscription.
import { expect, test } from "vitest";
import type { AzureCaller } from "../../../src/analyze/azure/callers.js";
import { readersOfUnlisted } from "../../../src/analyze/azure/unlisted-data.js";
import type { Coverage } from "../../../src/model/batch.js";
import { toInput } from "../estate.js";

const READ = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

function caller(id: string, place: string, operation = READ): AzureCaller {
  const assignments = [{ place }];
  return { id, assignments, mayHold: (asked: string) => asked === operation } as unknown as AzureCaller;
}

function readers(state: Coverage["state"]) {
  const coverage = [{ dataSet: "azure/keyvault:vaults", state }];
  const scope = { type: "azure.subscription", name: "shop", parent: undefined, properties: {} };
  const input = toInput({ scopes: [{ ...scope, id: "azure:5ub", coverage }] });
  return readersOfUnlisted(input, [
    caller("within", "/subscriptions/5UB/resourceGroups/shop"),
    caller("above", "/providers/Microsoft.Management/managementGroups/all"),
    caller("beside", "/subscriptions/5ub2"),
    caller("writer", "/subscriptions/5ub", "Microsoft.KeyVault/vaults/write"),
  ]);
}

test.each<[Coverage["state"], readonly string[]]>([
  ["denied", ["within", "above"]],
  ["partial", ["within", "above"]],
  ["complete", []],
])("vaults %s", (state, expected) => {
  expect(readers(state)).toEqual(expected);
});
