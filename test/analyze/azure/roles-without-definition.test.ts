// Roles that Azure itself defines, where their definitions were not read: what they give for sure is known, the rest is not.
import { expect, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete } from "../estate.js";
import { askBot, assigned, BOT, GET_SECRET, make, START, SUB, VAULT } from "./asked.js";

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
const SET_SECRET = "Microsoft.KeyVault/vaults/secrets/setSecret/action";
const READ_MACHINE = "Microsoft.Compute/virtualMachines/read";

function ask(role: string, operation: string, place = SUB, besides: JsonRecord = {}) {
  const nodes = [
    make(`azure:${VAULT}`, "azure.key-vault", "resource", { resource: VAULT, uses_roles: true }),
    assigned(BOT, "ServicePrincipal", role, besides),
  ];
  return askBot({ nodes, coverage: complete(...READ) }, operation, place).verdict;
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
