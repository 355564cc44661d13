// What else is read of a tenant, each fact beside the one that must not be there; one crawl for all of it.
import { beforeAll, expect, test } from "vitest";
import { type Gathered, gather } from "../support.js";
import { GraphServer } from "./server.js";
import { crawlLive } from "./support.js";
import { nodeId, TENANT, tenant, uuid } from "./tenant.js";

const PUBLISHED = { displayName: "Archive Ltd", verifiedPublisherId: "9000001", addedDateTime: "2025-01-01T00:00:00Z" };
let graph: Gathered = gather([]);
const asked: string[] = [];

beforeAll(async () => {
  const answers = tenant();
  const principals = answers["/v1.0/servicePrincipals"] as { id: string }[];
  const lifetime = {
    ...{ restrictionType: "passwordLifetime", maxLifetime: "P30D", state: "enabled" },
    restrictForAppsCreatedAfterDateTime: "2026-01-01T00:00:00Z",
  };
  const off = { restrictionType: "passwordAddition", maxLifetime: null, state: "disabled" };
  const restrictions = { passwordCredentials: [lifetime, off], keyCredentials: [] };
  const server = new GraphServer({
    ...answers,
    "/v1.0/policies/appManagementPolicies": [
      { id: uuid(820), displayName: "old connectors", isEnabled: true, restrictions },
      { id: uuid(821), displayName: "switched off", isEnabled: false, restrictions },
    ],
    [`/v1.0/policies/appManagementPolicies/${uuid(821)}/appliesTo`]: [
      { "@odata.type": "#microsoft.graph.servicePrincipal", id: uuid(3) },
    ],
    "/v1.0/servicePrincipals": [
      ...principals,
      { ...principals.find(({ id }) => id === uuid(3)), id: uuid(8), appId: uuid(1008), verifiedPublisher: PUBLISHED },
      {
        ...{ id: uuid(9), appId: uuid(1009), displayName: "nightly", appOwnerOrganizationId: TENANT },
        ...{ servicePrincipalType: "Application", accountEnabled: true },
      },
    ],
    "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances": [
      {
        id: "pg1",
        groupId: uuid(300),
        principalId: uuid(200),
        accessId: "member",
        endDateTime: "2026-12-31T00:00:00Z",
      },
      { id: "pg2", groupId: uuid(300), principalId: uuid(9), accessId: "owner", endDateTime: null },
    ],
    "/v1.0/policies/permissionGrantPolicies": [
      {
        id: "low",
        includes: [
          {
            permissionType: "delegated",
            permissionClassification: "low",
            clientApplicationsFromVerifiedPublisherOnly: true,
          },
        ],
      },
      { id: "nothing", includes: [] },
    ],
    "/v1.0/policies/defaultAppManagementPolicy": {
      isEnabled: true,
      applicationRestrictions: {
        passwordCredentials: [
          { restrictionType: "passwordLifetime", maxLifetime: "P90D", state: "enabled" },
          { restrictionType: "customPasswordAddition", maxLifetime: null, state: "disabled" },
        ],
        keyCredentials: [{ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P365D", state: "enabled" }],
      },
    },
  });
  await server.start();
  try {
    graph = await crawlLive(server);
    asked.push(...server.asked.map(({ url }) => url));
  } finally {
    await server.stop();
  }
});

test("a verified publisher and the tenant that owns the application", () => {
  expect(graph.node(nodeId(8))?.properties).toMatchObject({
    is_verified: true,
    verified_publisher: "Archive Ltd",
    owner_tenant: "0b0b0b0b-0000-4000-8000-000000000002",
  });
  expect(graph.node(nodeId(3))?.properties).toMatchObject({ is_verified: false });
  expect(graph.node(nodeId(3))?.properties).not.toHaveProperty("verified_publisher");
});

test("policies of consent and of credentials, of which those that are not in force count for nothing", () => {
  expect(graph.facts(`entra:${TENANT}`)).toMatchObject({
    users_create_apps: true,
    consent_policies_assigned: ["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"],
    consent_policies: [
      { id: "low", includes: [{ permission_type: "delegated", classification: "low", verified_only: true }] },
      { id: "nothing", includes: [] },
    ],
    app_management_enabled: true,
    app_management_restrictions: ["asymmetricKeyLifetime", "passwordLifetime"],
    app_secret_lifetime: "P90D",
  });
});

test("policies of single applications are noted on what they are assigned to, and only as far as they are in force", () => {
  expect(graph.facts(nodeId(100))["credential_policy"]).toEqual({
    ...{ id: uuid(820), name: "old connectors", enabled: true },
    restrictions: [{ type: "passwordLifetime", lifetime: "P30D", since: "2026-01-01T00:00:00Z" }],
  });
  expect(graph.facts(nodeId(3))["credential_policy"]).toMatchObject({ name: "switched off", enabled: false });
  expect(graph.facts(nodeId(2))).not.toHaveProperty("credential_policy");
});

test("what a blueprint hands on to its agents is noted API by API; an application that is none is not asked", () => {
  expect(graph.facts(nodeId(101))["hands_on"]).toEqual([
    { api: "00000003-0000-0000-c000-000000000000", scopes: ["User.Read"], roles: "all" },
    { api: uuid(1011), scopes: "none" },
  ]);
  expect(graph.node(nodeId(101))?.type).toBe("entra.agent-blueprint");
  expect(graph.facts(nodeId(100))).not.toHaveProperty("hands_on");
});

test("conditional access for workloads: whom a policy in force is about, whom it leaves out, and whom none can be about", () => {
  expect(graph.facts(nodeId(2))["conditional_access"]).toEqual(["workloads from the office"]);
  expect(graph.facts(nodeId(9))["conditional_access"]).toEqual(["every workload but one"]);
  expect(graph.facts(nodeId(3))).not.toHaveProperty("conditional_access");
});

test("a group whose members a rule decides says the rule, and nobody owns his way into it", () => {
  expect(graph.node(nodeId(301))?.properties).toMatchObject({
    is_dynamic: true,
    membership_rule: 'user.department -eq "IT"',
  });
  expect(graph.node(nodeId(300))?.properties).toMatchObject({ is_dynamic: false, may_hold_roles: true });
  const into = (group: number) => graph.edges.filter(({ kind, to }) => kind === "member_of" && to === nodeId(group));
  expect(into(301)).toEqual([]);
  expect(into(300).length).toBeGreaterThan(0);
});

test("a person who may let himself into a group that may hold roles has to act for it, an application cannot; other groups are not asked", () => {
  const eligible = graph.edges.filter(
    ({ kind, properties }) => kind === "member_of" && properties?.["held"] === "eligible",
  );
  expect(eligible.map(({ from, to, state, properties }) => [from, to, state, properties?.["access"]])).toEqual([
    [nodeId(200), nodeId(300), "needs-actor", "member"],
    [nodeId(9), nodeId(300), "blocked", "owner"],
  ]);
  expect(eligible[0]?.properties?.["ends_at"]).toBe("2026-12-31T00:00:00Z");
  expect(asked.filter((url) => url.includes("privilegedAccess"))).toHaveLength(1);
});
