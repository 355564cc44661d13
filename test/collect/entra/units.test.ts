// What units of Entra say: whether a rule decides who is in one, and that owners of a group do nothing where one is restricted.
import { expect, test } from "vitest";
import { textOf } from "../../../src/collect/fields.js";
import { crawlLive, serve } from "./support.js";
import { mayJoin, nodeId, tenant, uuid } from "./tenant.js";

const UNITS = "/v1.0/directory/administrativeUnits";
const ELIGIBLE = "/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";
const RULE = { membershipType: "Dynamic", membershipRule: '(user.department -eq "HR")' };

test("a unit goes by its rule unless it has none, or the rule is paused", async () => {
  const units = [
    { displayName: "By hand", membershipRule: null, membershipRuleProcessingState: null },
    { displayName: "By rule", ...RULE, membershipRuleProcessingState: "On" },
    { displayName: "Paused", ...RULE, membershipRuleProcessingState: "Paused" },
  ].map((unit, at) => ({ id: uuid(410 + at), ...unit }));
  const { nodes } = await crawlLive(await serve({ ...tenant(), [UNITS]: units }));
  const isDynamic = units.map((_, at) => nodes.find(({ id }) => id === nodeId(410 + at))?.properties["is_dynamic"]);
  expect(isDynamic).toEqual([false, true, false]);
});

const OWNED = 300;
const UNIT = uuid(420);

/** How an owner of a group in a unit, and who is eligible for it, come into the group. */
async function joined(isMemberManagementRestricted: boolean, isPlaced = true) {
  const { edges } = await crawlLive(
    await serve({
      ...tenant(),
      [UNITS]: [{ id: UNIT, displayName: "Unit", isMemberManagementRestricted }],
      [`${UNITS}/${UNIT}/members`]: isPlaced ? [{ id: uuid(OWNED) }] : [{ id: uuid(200) }],
      [ELIGIBLE]: [mayJoin(uuid(OWNED), uuid(200), "member")],
    }),
  );
  const into = edges.filter(({ kind, to }) => kind === "member_of" && to === nodeId(OWNED));
  const owner = into.find(({ properties }) => textOf(properties?.["why"])?.startsWith("owner") === true);
  const eligible = into.find(({ properties }) => properties?.["held"] === "eligible");
  return [owner?.state ?? "none", eligible?.state];
}

test("owners of a group in a restricted unit let nobody in, and PIM does not manage it", async () => {
  expect(await joined(true)).toEqual(["blocked", "unknown"]);
});

test.each([
  ["a unit that is not restricted", false, true],
  ["a restricted unit that holds others", true, false],
])("a group and %s: owners let in whom they like", async (_, isRestricted, isPlaced) => {
  expect(await joined(isRestricted, isPlaced)).toEqual(["none", "needs-actor"]);
});
