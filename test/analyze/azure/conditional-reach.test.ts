// What conditions on role assignments leave to those who grant roles, and of what is in storage: each case is a small subscription,
// beside the same one with the one thing changed that decides.
import { expect, test } from "vitest";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";
import { AZURE_ROLES, type SubscriptionBundle } from "../../truth/azure/subscription-bundle.js";
import type { TenantBundle } from "../../truth/azure/tenant-bundle.js";

type Build = (tenant: TenantBundle, subscription: SubscriptionBundle) => readonly [from: string, to?: string];

/** State of the best path, `-` when there is none. */
async function pathIn(build: Build): Promise<string> {
  return (await bestIn(build))?.state ?? "-";
}

async function bestIn(build: Build): Promise<ReturnType<typeof bestBetween>> {
  return inTenant(901, build, (store, [from, to = "admin"], tenant) => bestBetween(store, tenant.address(from), to));
}

const OF = "Microsoft.Authorization/roleAssignments";
const idOf = (...roles: readonly (keyof typeof AZURE_ROLES)[]): string =>
  roles.map((role) => AZURE_ROLES[role].id).join(", ");
const PRIVILEGED = idOf("Owner", "User Access Administrator", "Role Based Access Control Administrator");

/** As the portal writes it: for granting and for taking away. */
function granting(operator: string, roles: string): string {
  const on = (word: string, source: string): string =>
    `((!(ActionMatches{'${OF}/${word}'})) OR (${source}[${OF}:RoleDefinitionId] ForAnyOfA${operator} {${roles}}))`;
  return `${on("write", "@Request")} AND ${on("delete", "@Resource")}`;
}

/** Somebody who grants roles of the subscription under a condition. */
function grantor(condition: string, more: { readonly machine?: boolean; readonly custom?: readonly string[] }): Build {
  return (tenant, subscription) => {
    const dana = tenant.user("dana");
    const role = "Role Based Access Control Administrator";
    subscription.assign(dana, role, subscription.scope, { type: "User", condition });
    if (more.custom !== undefined) subscription.role("platform", { actions: more.custom });
    if (more.machine) {
      const { principal } = subscription.withIdentity("machine", "build");
      subscription.assign(principal, "Owner", subscription.scope);
    }
    return [dana];
  };
}

test("who may grant any role but those that grant roles takes over what runs as an Owner, and nothing where nothing does", async () => {
  const others = granting("llValues:GuidNotEquals", PRIVILEGED);
  expect(await pathIn(grantor(others, { machine: true }))).toBe("met");
  expect(await pathIn(grantor(others, {}))).toBe("-");
});

test("who may grant a role over machines takes over one; a role that reads is not enough", async () => {
  const named = (...roles: readonly (keyof typeof AZURE_ROLES)[]) => granting("nyValues:GuidEquals", idOf(...roles));
  expect(await pathIn(grantor(named("Reader", "Virtual Machine Contributor"), { machine: true }))).toBe("met");
  expect(await pathIn(grantor(named("Reader", "Website Contributor"), { machine: true }))).toBe("-");
});

test("who may grant roles to service principals alone registers one, and controls none that is named", async () => {
  const to = (asked: string) => `((!(ActionMatches{'${OF}/write'})) OR (@Request[${OF}:${asked}))`;
  expect(await pathIn(grantor(to("PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'"), {}))).toBe("unknown");
  const named = to("PrincipalId] GuidEquals 00000000-0000-4000-8000-000000000009");
  expect(await pathIn(grantor(named, {}))).toBe("-");
});

test("a custom role that grants roles is one that the condition forgot to name; one that reads is none", async () => {
  const others = granting("llValues:GuidNotEquals", PRIVILEGED);
  expect(await pathIn(grantor(others, { custom: [`${OF}/write`] }))).toBe("met");
  expect(await pathIn(grantor(others, { custom: [`${OF}/read`] }))).toBe("-");
});

const CONTAINERS = "Microsoft.Storage/storageAccounts/blobServices/containers";

function reader(condition: string, to: string, custom?: readonly string[]): Build {
  return (tenant, subscription) => {
    const dana = tenant.user("dana");
    const account = subscription.resource("storage", "octodata", { properties: { allowSharedKeyAccess: false } });
    const containers = `${account}/blobServices/default/containers`;
    for (const name of ["open", "secret"])
      subscription.add(containers, { id: `${containers}/${name}`, name, properties: {} });
    const role = custom === undefined ? "Storage Blob Data Reader" : subscription.role("mixed", { actions: custom });
    subscription.assign(dana, role, subscription.group("main"), { type: "User", condition });
    return [dana, to === "admin" ? to : subscription.address(`${containers}/${to}`)];
  };
}

test("a condition about the name of a container is decided for each of them", async () => {
  const named = `((!(ActionMatches{'${CONTAINERS}/blobs/read'})) OR (@Resource[${CONTAINERS}:name] StringEquals 'open'))`;
  expect(await pathIn(reader(named, "open"))).toBe("met");
  expect(await pathIn(reader(named, "secret"))).toBe("-");
});

test("a condition about blobs takes nothing from the rest of a role", async () => {
  const named = `((!(ActionMatches{'${CONTAINERS}/blobs/read'})) OR (@Resource[${CONTAINERS}:name] StringEquals 'open'))`;
  const owner: Build = (tenant, subscription) => {
    const [dana] = reader(named, "open", ["*"])(tenant, subscription);
    return [dana, `azure:${subscription.group("main").toLowerCase()}`];
  };
  expect(await pathIn(owner)).toBe("met");
});

test("a condition is told as it is written: who prints it says that it is one", async () => {
  const named = `((!(ActionMatches{'${CONTAINERS}/blobs/read'})) OR (@Resource[${CONTAINERS}:name] StringEquals 'open'))`;
  const path = await bestIn(reader(named, "open"));
  expect(path?.hops.map(({ condition }) => condition)).toContain(named);
});
