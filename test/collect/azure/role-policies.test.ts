// What activating an Azure role asks for. The shape of a policy is that of roleManagementPolicyAssignments of
// https://learn.microsoft.com/en-us/rest/api/authorization/role-management-policy-assignments/list-for-scope (2020-10-01)
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { collectorForBundle } from "../../../src/collect/index.js";
import { batchesOf, gather } from "../support.js";
import { estate, MAYBE, OWNER, PRINCIPAL, policy, READER, SUB, TENANT } from "./estate.js";
import { FORBIDDEN, type Script } from "./server.js";
import { crawlLive, serve } from "./support.js";

const OF = `/subscriptions/${SUB}`;
const LIST = `${OF}/providers/Microsoft.Authorization/roleManagementPolicyAssignments`;
const ELIGIBLE = `azure:${OF}/providers/microsoft.authorization/roleeligibilityscheduleinstances/e1`;
const DATA_SET = "azure/authorization:role-policies";

async function crawl(policies: readonly object[], script?: Script) {
  const server = await serve({ ...estate(), [LIST]: policies });
  if (script) server.script = script;
  const graph = gather(await crawlLive(server));
  return { server, graph, facts: graph.facts(ELIGIBLE) };
}

test.each([
  ["a second factor", ["MultiFactorAuthentication"], ["multifactor authentication"]],
  ["a reason", ["Justification"], ["a justification"]],
  ["nothing", [], []],
])("nobody approves: it goes by itself, with %s", async (_, asks, told) => {
  const { facts } = await crawl([policy(OF, OWNER, { asks })]);
  expect(facts).toMatchObject({ asks_approval: false, activation_asks: told, approver_names: [] });
  const words = told.length === 0 ? "nothing asked" : told.join(" and ");
  expect(facts["activation"]).toBe(`eligible: it has to be activated, and nobody has to approve, with ${words}`);
});

test.each([
  ["another person", [PRINCIPAL], "an approval of approver 901"],
  ["a group", [`group:${PRINCIPAL}`], "an approval of a member of approver 901"],
  ["nobody by name", [], "an approval of somebody whom its policy does not name"],
  ["oneself alone", [MAYBE], "an approval that nobody but itself could give, and nobody approves their own"],
])("an approval of %s", async (_, approvers, words) => {
  const { facts } = await crawl([policy(OF, OWNER, { approvers })]);
  expect(facts).toMatchObject({
    asks_approval: true,
    approvers: approvers.map((one) => `${TENANT}/${one.replace("group:", "")}`),
    activation: `eligible: it has to be activated with ${words}`,
  });
});

test("the policy of another role says nothing of this one, nor does that of the scope above", async () => {
  const { facts, graph } = await crawl([policy(OF, READER, { approvers: [PRINCIPAL] })]);
  expect(facts).toEqual({});
  expect(graph.coverageOf(DATA_SET)?.state).toBe("complete");
});

test("each role is asked about once at each scope, and a recording says the same", async () => {
  const server = await serve(estate());
  const record = mkdtempSync(join(tmpdir(), "nhi-role-policies-"));
  onTestFinished(() => rmSync(record, { recursive: true, force: true }));
  const live = gather(await crawlLive(server, { record }));
  const asked = server.asked.filter(({ url }) => url.pathname.endsWith("/roleManagementPolicyAssignments"));
  expect(asked).toHaveLength(3);
  const filters = asked.map(({ url }) => url.searchParams.get("$filter"));
  expect(filters).toEqual(
    filters.map(() => `roleDefinitionId eq '${OF}/providers/Microsoft.Authorization/roleDefinitions/${OWNER}'`),
  );
  const again = gather(await batchesOf(await collectorForBundle(record)));
  expect(again.facts(ELIGIBLE)).toEqual(live.facts(ELIGIBLE));
  expect(live.facts(ELIGIBLE)).toMatchObject({ activation_asks: ["multifactor authentication"] });
});

test("refused it is a gap with the permission, and the role stands as one of which that is not known", async () => {
  const { graph, facts } = await crawl([policy(OF, OWNER, { approvers: [] })], ({ url }) =>
    url.pathname.endsWith("/roleManagementPolicyAssignments") ? FORBIDDEN : undefined,
  );
  expect(graph.coverageOf(DATA_SET)).toMatchObject({
    state: "denied",
    permission: "Microsoft.Authorization/roleManagementPolicyAssignments/read",
  });
  expect(facts).toEqual({});
});

test("without the licence nobody is eligible, and nothing is asked about", async () => {
  const body = { error: { code: "AadPremiumLicenseRequired", message: "The tenant needs a licence" } };
  const { graph, server } = await crawl([], ({ url }) =>
    url.pathname.endsWith("/roleEligibilityScheduleInstances") ? { status: 400, body } : undefined,
  );
  expect(graph.coverageOf("azure/authorization:role-eligibility")?.state).toBe("unlicensed");
  expect(graph.coverageOf(DATA_SET)?.state).toBe("complete");
  expect(server.asked.some(({ url }) => url.pathname.endsWith("/roleManagementPolicyAssignments"))).toBe(false);
});
