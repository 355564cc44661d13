// Whether a rule decides who is in an administrative unit, as Graph says it.
import { expect, test } from "vitest";
import { crawlLive, serve } from "./support.js";
import { nodeId, tenant, uuid } from "./tenant.js";

const UNITS = "/v1.0/directory/administrativeUnits";
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
