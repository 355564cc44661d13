// What activating a directory role asks for, and what that makes of an eligible assignment. The shape of a policy is that of
// https://learn.microsoft.com/en-us/graph/api/policyroot-list-rolemanagementpolicyassignments (example 2).
import { expect, test } from "vitest";
import type { Script } from "./server.js";
import { crawlLive, serve } from "./support.js";
import { nodeId, rolePolicy, TENANT, tenant, uuid } from "./tenant.js";

const GLOBAL_ADMIN = "62e90394-69f5-4237-9190-012177145e10";
const POLICIES = "/v1.0/policies/roleManagementPolicyAssignments";
/** Who is eligible in the small tenant. */
const DANA = uuid(200);

async function eligible(policies: readonly object[], script?: Script) {
  const server = await serve({ ...tenant(), [POLICIES]: policies });
  if (script) server.script = script;
  const graph = await crawlLive(server);
  const edge = graph.edges.find(
    ({ kind, from, to }) => kind === "has_grant" && from === nodeId(200) && to === `${TENANT}/role/${GLOBAL_ADMIN}`,
  );
  const { state, confidence, properties = {} } = edge ?? {};
  return { graph, state, confidence, properties };
}

test.each([
  [
    "two factors",
    { asks: ["MultiFactorAuthentication", "Justification"] },
    ["multifactor authentication", "a justification"],
  ],
  ["a ticket", { asks: ["Ticketing"] }, ["a ticket number"]],
  ["a context of conditional access", { context: "c1" }, ["authentication context c1"]],
  ["nothing", {}, []],
])("nobody approves: it goes by itself, with %s", async (_, policy, asks) => {
  const { state, confidence, properties } = await eligible([rolePolicy(GLOBAL_ADMIN, policy)]);
  expect({ state, confidence }).toEqual({ state: "needs-actor", confidence: 0.6 });
  expect(properties).toMatchObject({ asks_approval: false, activation_asks: asks });
  const words = asks.length === 0 ? "nothing asked" : asks.join(" and ");
  expect(properties["why"]).toBe(`eligible: it has to be activated, and nobody has to approve, with ${words}`);
});

test.each([
  ["another person", [uuid(201)], "with an approval of person 201"],
  ["another person beside oneself", [DANA, uuid(201)], "with an approval of person 201"],
  ["a group", [`group:${uuid(300)}`], "with an approval of a member of Approvers"],
  ["nobody by name", [], "with an approval of a Global or Privileged Role Administrator"],
  ["oneself alone", [DANA], "with an approval that nobody but itself could give, and nobody approves their own"],
])("an approval of %s: it does not go by itself", async (_, approvers, words) => {
  const { state, confidence, properties } = await eligible([rolePolicy(GLOBAL_ADMIN, { approvers })]);
  expect({ state, confidence }).toEqual({ state: "needs-actor", confidence: 0 });
  expect(properties["why"]).toBe(`eligible: it has to be activated ${words}`);
  expect(properties).toMatchObject({
    asks_approval: true,
    approvers: approvers.map((id) => `${TENANT}/${id.replace("group:", "")}`),
  });
});

test("the policy of another role says nothing of this one", async () => {
  const { confidence, properties } = await eligible([
    rolePolicy("fe930be7-5e62-47db-91af-98c3a49a38b1", { approvers: [] }),
  ]);
  expect(confidence).toBe(0.6);
  expect(properties["why"]).toContain("what its policy asks for was not read");
  expect(properties).not.toHaveProperty("asks_approval");
});

test.each([
  [
    "denied",
    403,
    "Authorization_RequestDenied",
    { state: "denied", permission: "RoleManagementPolicy.Read.Directory (Microsoft Entra ID P2)" },
  ],
  ["without the licence", 400, "AadPremiumLicenseRequired", { state: "unlicensed" }],
])("%s is a gap, and the assignment stands as one of which that is not known", async (_, status, code, coverage) => {
  const refused: Script = ({ url }) =>
    url.startsWith(POLICIES) ? { status, body: { error: { code, message: "no" } } } : undefined;
  const { graph, state, confidence, properties } = await eligible(
    [rolePolicy(GLOBAL_ADMIN, { approvers: [] })],
    refused,
  );
  expect(graph.coverageOf("entra/graph:role-policies")).toMatchObject(coverage);
  expect(graph.state("entra/graph:role-eligibility")).toBe("complete");
  expect({ state, confidence }).toEqual({ state: "needs-actor", confidence: 0.6 });
  expect(properties["why"]).toContain("what its policy asks for was not read");
});

test("policies of roles are asked for with their rules, in one list, those of groups by the group", async () => {
  const server = await serve(tenant());
  await crawlLive(server);
  const asked = server.asked.filter(({ url }) => url.startsWith(POLICIES));
  expect(asked.map(({ url }) => Object.fromEntries(new URL(url, "http://graph").searchParams))).toEqual([
    { $filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'", $expand: "policy($expand=rules)" },
    { $filter: `scopeId eq '${uuid(300)}' and scopeType eq 'Group'`, $expand: "policy($expand=rules)" },
  ]);
});
