import { expect, test } from "vitest";
import { fromCli } from "../../../src/collect/azure/from-cli.js";

const ID = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/a";
const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";

test("what az lays beside the id of a resource is its properties", () => {
  const beside = { id: ID, name: "a", type: "t", tags: { x: "y" }, identity: { type: "None" } };
  const inner = { principalId: "p", scope: "/subscriptions/s", condition: null };
  expect(fromCli({ ...beside, ...inner })).toEqual({ ...beside, properties: inner });
  expect(fromCli({ ...beside, ...inner, properties: null })).toEqual({ ...beside, properties: inner });
});

test("what is printed as the API answers it stays", () => {
  for (const answer of [
    { id: ID, name: "a", properties: { scope: "s" }, other: 1 },
    { id: ID, name: "a", location: "eastus" },
    { id: `/subscriptions/${SUBSCRIPTION}`, subscriptionId: SUBSCRIPTION, displayName: "Prod", tenantId: "t" },
    { name: "a", value: "b" },
    { id: SUBSCRIPTION, displayName: "an application", appId: "x" },
  ])
    expect(fromCli(answer)).toBe(answer);
});

test("a subscription has the names of the API", () => {
  const printed = { id: SUBSCRIPTION, name: "Prod", tenantId: "t", state: "Enabled" };
  expect(fromCli(printed)).toEqual({ ...printed, subscriptionId: SUBSCRIPTION, displayName: "Prod" });
});
