// nhi paths over small bundles that lack an answer which others make up for: permissions of Google's own roles, the subscription.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const PROJECT = "gcp/acme-prod";
const OWN = "own@acme-prod.iam.gserviceaccount.com";
const CI = "ci@acme-prod.iam.gserviceaccount.com";
const SUBSCRIPTION = "b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31";
const AZURE = `azure/${SUBSCRIPTION}/providers`;
const MACHINE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`;
const IDENTITY = "00000501-1111-4111-8111-111111111111";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

function bundleOf(files: { readonly [path: string]: unknown }): string {
  const folder = freshFolder();
  const all = { "bundle.json": { version: 1, recordedAt: "2026-01-15T00:00:00Z" }, ...files };
  for (const [path, answer] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(answer));
  }
  return folder;
}

function google(role: string): string {
  const account = (email: string, uniqueId: string) => ({
    name: `projects/acme-prod/serviceAccounts/${email}`,
    projectId: "acme-prod",
    uniqueId,
    email,
  });
  return bundleOf({
    [`${PROJECT}/cloudresourcemanager/v3/projects/acme-prod.json`]: {
      name: "projects/123456789012",
      projectId: "acme-prod",
      state: "ACTIVE",
    },
    [`${PROJECT}/cloudresourcemanager/v3/projects/acme-prod:getIamPolicy.json`]: {
      bindings: [
        { role: "roles/owner", members: [`serviceAccount:${OWN}`] },
        { role, members: [`serviceAccount:${CI}`] },
      ],
    },
    [`${PROJECT}/iam/v1/projects/acme-prod/serviceAccounts.json`]: {
      accounts: [account(OWN, "100000000000000000001"), account(CI, "100000000000000000002")],
    },
  });
}

it.each([
  ["roles/owner", 0],
  ["roles/iam.serviceAccountTokenCreator", 0],
  // https://cloud.google.com/iam/docs/service-account-permissions: actAs alone starts nothing
  ["roles/iam.serviceAccountUser", 3],
  ["roles/viewer", 3],
])("of %s, whose permissions are not in the bundle, enough is known for exit %i", async (role, code) => {
  expect((await nhi(["paths", "--from", CI, "--to", "admin", "--bundle", google(role)])).code).toBe(code);
});

function azure(role: string): string {
  const definition = (name: string, roleName: string, actions: readonly string[]) => ({
    id: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${name}`,
    name,
    properties: { roleName, type: "BuiltInRole", permissions: [{ actions, notActions: [] }], assignableScopes: ["/"] },
  });
  const scope = `/subscriptions/${SUBSCRIPTION}`;
  const properties = {
    roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId: IDENTITY,
    principalType: "ServicePrincipal",
    scope,
  };
  const identity = { type: "SystemAssigned", principalId: IDENTITY, tenantId: "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70" };
  return bundleOf({
    [`${AZURE}/Microsoft.Authorization/roleAssignments.json`]: {
      value: [{ id: `${scope}/providers/Microsoft.Authorization/roleAssignments/1`, name: "1", properties }],
    },
    [`${AZURE}/Microsoft.Authorization/roleDefinitions.json`]: {
      value: [definition(OWNER, "Owner", ["*"]), definition(READER, "Reader", ["*/read"])],
    },
    [`${AZURE}/Microsoft.Compute/virtualMachines.json`]: {
      value: [{ id: MACHINE, name: "vm", type: "Microsoft.Compute/virtualMachines", identity, properties: {} }],
    },
  });
}

it("a machine and what its identity is assigned meet without an answer about the subscription", async () => {
  const from = (start: string, bundle: string) => nhi(["paths", "--from", start, "--to", "admin", "--bundle", bundle]);
  const [owner, reader] = [azure(OWNER), azure(READER)];
  for (const start of [MACHINE, MACHINE.toUpperCase().replace("/SUBSCRIPTIONS/", "/subscriptions/"), IDENTITY]) {
    expect([start, (await from(start, owner)).code]).toEqual([start, 0]);
    expect([start, (await from(start, reader)).code]).toEqual([start, 3]);
  }
});
