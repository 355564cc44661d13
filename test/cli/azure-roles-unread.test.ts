// A subscription of which the assignments were saved, and no role definitions: who is Owner is said by that name, and of a role of
// the tenant's own nothing is claimed.
import { expect, it } from "vitest";
import { write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const SUB = "0e0e0e0e-0000-4000-8000-000000000001";
const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const AUTH = `/subscriptions/${SUB}/providers/Microsoft.Authorization`;
const ROLES = { deployer: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", builder: "5a1f0000-0000-4000-8000-000000000009" };
const PEOPLE = Object.keys(ROLES);
const objectId = (name: string): string => `0a0a0a0a-0000-4000-8000-00000000000${PEOPLE.indexOf(name)}`;

function bundle(): string {
  const folder = freshFolder();
  const assignments = Object.entries(ROLES).map(([name, role]) => ({
    id: `${AUTH}/roleAssignments/${name}`,
    name,
    properties: {
      principalId: objectId(name),
      principalType: "ServicePrincipal",
      roleDefinitionId: `${AUTH}/roleDefinitions/${role}`,
      scope: `/subscriptions/${SUB}`,
    },
  }));
  const apps = PEOPLE.map((name) => ({ id: objectId(name), appId: objectId(name), displayName: name }));
  const answers = {
    "bundle.json": { version: 1, recordedAt: "2026-11-01T00:00:00Z" },
    [`azure/${SUB}.json`]: { id: `/subscriptions/${SUB}`, subscriptionId: SUB, tenantId: TENANT, displayName: "shop" },
    [`azure/${SUB}/providers/Microsoft.Authorization/roleAssignments.json`]: { value: assignments },
    [`entra/${TENANT}/v1.0/servicePrincipals.json`]: {
      value: apps.map((app) => ({ ...app, servicePrincipalType: "Application", accountEnabled: true })),
    },
  };
  write(folder, Object.fromEntries(Object.entries(answers).map(([path, answer]) => [path, JSON.stringify(answer)])));
  return folder;
}

it("an Owner is one, by name; of an own role that was not read nothing is claimed", async () => {
  const folder = bundle();
  const { stdout } = await nhi(["scan", "--bundle", folder, "--format", "json"], folder);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { rule: string; message: string }[] };
  const broad = findings.filter(({ rule }) => rule === "AZ-013");
  expect(broad.map(({ message }) => message)).toEqual([
    `deployer (service-principal) has Owner on the subscription /subscriptions/${SUB}`,
  ]);
  expect(stdout).toContain(`the permissions of the role ${ROLES.builder} were not read`);
  expect(stdout).not.toContain("the permissions of the role Owner");
  const [own, other] = await Promise.all(
    PEOPLE.map((name) => nhi(["paths", "--bundle", folder, "--from", name, "--to", "admin"], folder)),
  );
  // The one has a way; of the other it is not known.
  expect([own?.code, other?.code]).toEqual([0, 3]);
});
