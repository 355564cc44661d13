// A subscription of which the assignments were saved, and no role definitions: who is Owner is said by that name, and of a role of
// the tenant's own nothing is claimed.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
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
  const put = (path: string, answer: object): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(answer));
  };
  put("bundle.json", { version: 1, recordedAt: "2026-11-01T00:00:00Z" });
  put(`azure/${SUB}.json`, { id: `/subscriptions/${SUB}`, subscriptionId: SUB, tenantId: TENANT, displayName: "shop" });
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
  put(`azure/${SUB}/providers/Microsoft.Authorization/roleAssignments.json`, { value: assignments });
  const apps = PEOPLE.map((name) => ({ id: objectId(name), appId: objectId(name), displayName: name }));
  put(`entra/${TENANT}/v1.0/servicePrincipals.json`, {
    value: apps.map((app) => ({ ...app, servicePrincipalType: "Application", accountEnabled: true })),
  });
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
