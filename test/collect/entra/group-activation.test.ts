// What letting oneself into a group asks for (PIM for groups), and what that makes of an eligible membership. The shapes are those of
// https://learn.microsoft.com/en-us/graph/api/resources/privilegedaccessgroupeligibilityscheduleinstance and, for the policy,
// https://learn.microsoft.com/en-us/graph/api/policyroot-list-rolemanagementpolicyassignments
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Script } from "./server.js";
import { crawlBundle, crawlLive, serve } from "./support.js";
import { groupPolicy, mayJoin, nodeId, rolePolicy, tenant, uuid } from "./tenant.js";

const POLICIES = "/v1.0/policies/roleManagementPolicyAssignments";
const ELIGIBLE = "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
const GROUP = uuid(300);
const OTHER = uuid(310);

async function crawl(
  policies: readonly object[],
  eligible = [mayJoin(GROUP, uuid(201), "member")],
  script?: Script,
  isEnabled = true,
) {
  const answers = tenant();
  const groups = answers["/v1.0/groups"] as object[];
  const more = { id: OTHER, displayName: "others", securityEnabled: true, groupTypes: [], isAssignableToRole: true };
  const users = (answers["/v1.0/users"] as object[]).map((user) => ({ ...user, accountEnabled: isEnabled }));
  const server = await serve({
    ...answers,
    "/v1.0/users": users,
    "/v1.0/groups": [...groups, more],
    [POLICIES]: policies,
    [ELIGIBLE]: eligible,
  });
  if (script) server.script = script;
  const record = mkdtempSync(join(tmpdir(), "nhi-groups-"));
  onTestFinished(() => rmSync(record, { recursive: true, force: true }));
  const graph = await crawlLive(server, { record });
  const joins = (from: number, to: number) => {
    const found = graph.edges.find(
      (edge) => edge.kind === "member_of" && edge.from === nodeId(from) && edge.to === nodeId(to) && held(edge),
    );
    const { state, confidence, properties = {} } = found ?? {};
    return { state, confidence, properties };
  };
  return { graph, server, joins, record };
}

function held({ properties }: { readonly properties?: { readonly [name: string]: unknown } }): boolean {
  return properties?.["held"] === "eligible";
}

test.each([
  ["a second factor", ["MultiFactorAuthentication"], "with multifactor authentication"],
  ["a reason", ["Justification"], "with a justification"],
  ["nothing", [], "with nothing asked"],
])("nobody approves: it goes by itself, with %s", async (_, asks, words) => {
  const { joins } = await crawl([groupPolicy(GROUP, "member", { asks })]);
  const { state, confidence, properties } = joins(201, 300);
  expect({ state, confidence }).toEqual({ state: "needs-actor", confidence: 0.6 });
  expect(properties["asks_approval"]).toBe(false);
  expect(properties["why"]).toBe(`eligible as member: it has to be activated, and nobody has to approve, ${words}`);
});

test.each([
  ["another person", [uuid(200)], "an approval of person 200"],
  ["nobody by name", [], "an approval of somebody whom its policy does not name"],
  ["oneself alone", [uuid(201)], "an approval that nobody but itself could give, and nobody approves their own"],
])("an approval of %s: it does not go by itself", async (_, approvers, words) => {
  const { joins } = await crawl([groupPolicy(GROUP, "member", { approvers })]);
  const { state, confidence, properties } = joins(201, 300);
  expect({ state, confidence }).toEqual({ state: "needs-actor", confidence: 0 });
  expect(properties["why"]).toBe(`eligible as member: it has to be activated with ${words}`);
});

test("members, owners and other groups have policies of their own", async () => {
  const policies = [
    rolePolicy("62e90394-69f5-4237-9190-012177145e10", { approvers: [] }),
    groupPolicy(GROUP, "member", { approvers: [uuid(200)] }),
    groupPolicy(GROUP, "owner", {}),
    groupPolicy(OTHER, "owner", { approvers: [uuid(200)] }),
  ];
  const eligible = [
    mayJoin(GROUP, uuid(201), "member"),
    mayJoin(GROUP, uuid(202), "owner"),
    mayJoin(OTHER, uuid(201), "member"),
  ];
  const { joins } = await crawl(policies, eligible);
  expect(joins(201, 300).confidence).toBe(0);
  expect(joins(202, 300)).toMatchObject({ confidence: 0.6, properties: { access: "owner", asks_approval: false } });
  // only owners of the other group have a policy
  expect(joins(201, 310).properties["why"]).toContain("what its policy asks for was not read");
});

test("only groups that somebody is eligible for are asked about, each once, and a recording says the same", async () => {
  const { graph, server, record } = await crawl([groupPolicy(GROUP, "member", { approvers: [uuid(200)] })]);
  const asked = (path: string) => server.asked.filter(({ url }) => url.startsWith(path) && url.includes(GROUP));
  expect(asked(ELIGIBLE)).toHaveLength(1);
  expect(asked(POLICIES).map(({ url }) => new URL(url, "http://graph").searchParams.get("$filter"))).toEqual([
    `scopeId eq '${GROUP}' and scopeType eq 'Group'`,
  ]);
  expect(server.asked.filter(({ url }) => url.startsWith(POLICIES) && url.includes(OTHER))).toEqual([]);
  const again = await crawlBundle(record);
  const joining = (one: typeof graph) => one.edges.filter(held);
  expect(joining(again)).toEqual(joining(graph));
  expect(again.state("entra/graph:group-policies")).toBe("complete");
});

test.each([
  [
    "denied",
    403,
    "Authorization_RequestDenied",
    { permission: "RoleManagementPolicy.Read.AzureADGroup (Microsoft Entra ID P2)" },
  ],
  ["without the licence", 400, "AadPremiumLicenseRequired", {}],
])("%s is a gap, and the membership stands as one of which that is not known", async (_, status, code, coverage) => {
  const refused: Script = ({ url }) =>
    url.startsWith(POLICIES) && url.includes("Group")
      ? { status, body: { error: { code, message: "no" } } }
      : undefined;
  const { graph, joins } = await crawl([groupPolicy(GROUP, "member", { approvers: [] })], undefined, refused);
  expect(graph.coverageOf("entra/graph:group-policies")).toMatchObject({ state: "partial", ...coverage });
  expect(graph.state("entra/graph:group-eligibility")).toBe("complete");
  expect(joins(201, 300)).toMatchObject({ state: "needs-actor", confidence: 0.6 });
  expect(joins(201, 300).properties).not.toHaveProperty("asks_approval");
});

test("an account that is disabled activates nothing", async () => {
  const state = async (isEnabled: boolean) => (await crawl([], undefined, undefined, isEnabled)).joins(201, 300).state;
  expect(await state(false)).toBe("blocked");
  expect(await state(true)).toBe("needs-actor");
});
