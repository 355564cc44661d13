// Roles that Azure itself defines, where their definitions were not read: what they give for sure is known, the rest is not.
import { expect, test } from "vitest";
import { createAzureEvaluator } from "../../../src/analyze/azure/evaluator.js";
import { settle } from "../../../src/analyze/azure/unread.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
const SUB = `/subscriptions/${ID}`;
const VAULT = `${SUB}/resourcegroups/main/providers/microsoft.keyvault/vaults/shop`;
const BOT = "00000000-0000-4000-8000-000000000002";
const READ = [
  "azure/authorization:role-assignments",
  "azure/authorization:role-eligibility",
  "azure/authorization:deny-assignments",
  "azure/keyvault:vaults",
  "entra/graph:group-members",
];
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const OF_SOMEBODY = "5a1f0000-0000-4000-8000-000000000009";
const GRANT = "Microsoft.Authorization/roleAssignments/write";
const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const SET_SECRET = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
const START = "Microsoft.Compute/virtualMachines/start/action";
const READ_MACHINE = "Microsoft.Compute/virtualMachines/read";

function ask(role: string, operation: string, place = SUB, besides: JsonRecord = {}) {
  const make = (id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode =>
    node(id, type, { kind, scope: `azure:${ID}`, properties });
  const coverage = complete(...READ);
  const evaluator = createAzureEvaluator(
    toInput({
      nodes: [
        make(`azure:${ID}`, "azure.subscription", "scope", { subscription: ID, tenant: TENANT }),
        make(`${TENANT}/${BOT}`, "entra.service-principal", "principal", {}),
        make(`azure:${VAULT}`, "azure.key-vault", "resource", { rbac: true }),
        make("azure:one", "azure.role-assignment", "grant", {
          principal: BOT,
          principal_type: "ServicePrincipal",
          tenant: TENANT,
          role_scope: SUB,
          role_definition: role,
          held: "active",
          ...besides,
        }),
      ],
      scopes: [
        { id: `azure:${ID}`, type: "azure.subscription", name: ID, parent: undefined, properties: {}, coverage },
        { id: `entra:${TENANT}`, type: "entra.tenant", name: TENANT, parent: undefined, properties: {}, coverage },
      ],
    }),
  );
  if (evaluator === undefined) throw new Error("no estate");
  return settle({ principal: evaluator.principal(`${TENANT}/${BOT}`), operation, place }, evaluator).verdict;
}

test.each<[string, string, string]>([
  ["Owner grants roles", OWNER, GRANT],
  ["Owner starts machines", OWNER, START],
  ["Contributor starts machines", CONTRIBUTOR, START],
  ["Reader looks", READER, READ_MACHINE],
  ["Key Vault Secrets User reads a secret", SECRETS_USER, GET_SECRET],
])("%s", (_name, role, operation) => {
  expect(ask(role, operation, operation === GET_SECRET ? VAULT : SUB)).toBe("allowed");
});

test.each<[string, string, string]>([
  ["Contributor grants none", CONTRIBUTOR, GRANT],
  ["Reader starts nothing", READER, START],
  ["what is in a vault is not for its Owner", OWNER, GET_SECRET],
])("%s: roles of which all is known", (_name, role, operation) => {
  expect(ask(role, operation, operation === GET_SECRET ? VAULT : SUB)).toBe("implicit-deny");
});

test.each<[string, string, string]>([
  ["what Azure may have added to a role", SECRETS_USER, SET_SECRET],
  ["a role of the tenant's own", OF_SOMEBODY, START],
])("not known: %s", (_name, role, operation) => {
  expect(ask(role, operation, operation === START ? SUB : VAULT)).toBe("unknown");
});

test("a condition of the assignment counts as it does where the definition was read", () => {
  const condition =
    "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'))";
  expect(ask(OWNER, GRANT, SUB, { condition })).toBe("unknown");
  expect(ask(OWNER, START, SUB, { condition })).toBe("allowed");
});
