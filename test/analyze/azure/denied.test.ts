// Deny assignments with exceptions, and rights that only lead on together: each is a small subscription with the answer by thought,
// beside the one with the single thing changed that decides.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments
import { expect, test } from "vitest";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";
import type { SubscriptionBundle } from "../../truth/azure/subscription-bundle.js";
import type { TenantBundle } from "../../truth/azure/tenant-bundle.js";

type Build = (tenant: TenantBundle, subscription: SubscriptionBundle) => readonly [from: string, to: string];

/** State of the best path, `-` where there is none. */
async function reached(build: Build): Promise<string> {
  return inTenant(913, build, (store, [from, to]) => bestBetween(store, from, to)?.state ?? "-");
}

const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const FEDERATE = `${IDENTITY}/federatedIdentityCredentials/write`;
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

/** Dana with actions on a resource group; the goal is an identity in it. */
const onIdentity =
  (actions: readonly string[], more: (dana: string, ...world: Parameters<Build>) => void = () => undefined): Build =>
  (tenant, subscription) => {
    const [dana, principal] = [tenant.user("dana"), tenant.managedIdentity("robot")];
    subscription.resource("identity", "robot", { properties: { principalId: principal } });
    subscription.assign(dana, subscription.role("own", { actions }), subscription.group("main"), { type: "User" });
    more(dana, tenant, subscription);
    return [tenant.address(dana), tenant.address(principal)];
  };

/** The same, with federating denied to somebody and exceptions to that. */
const denied = (of: Named, except: readonly Named[] = []): Build =>
  onIdentity([FEDERATE], (dana, tenant, subscription) => {
    const team = tenant.group("team");
    tenant.member(team, dana);
    const ids = { everybody: EVERYBODY, dana, team, eli: tenant.user("eli"), others: tenant.group("others") };
    const excludePrincipals = except.map((one) => ({ id: ids[one] }));
    subscription.deny(ids[of], [FEDERATE], subscription.group("main"), { excludePrincipals });
  });
type Named = "everybody" | "dana" | "team" | "eli" | "others";

/** Dana with actions on the subscription; the goal is the identity that a policy deploys as. */
const onPolicy =
  (...actions: readonly string[]): Build =>
  (tenant, subscription) => {
    const dana = tenant.user("dana");
    const { principal } = subscription.policy("tags", subscription.scope);
    subscription.assign(dana, subscription.role("own", { actions }), subscription.scope, { type: "User" });
    return [tenant.address(dana), tenant.address(principal)];
  };

/** Dana in a group that holds the right, which is denied to somebody with exceptions. */
const deniedGroup =
  (except: readonly ("dana" | "eli" | "other group of hers")[]): Build =>
  (tenant, subscription) => {
    const [dana, eli, principal] = [tenant.user("dana"), tenant.user("eli"), tenant.managedIdentity("robot")];
    const [holders, other] = [tenant.group("holders"), tenant.group("other")];
    for (const group of [holders, other]) tenant.member(group, dana);
    const scope = subscription.group("main");
    subscription.resource("identity", "robot", { properties: { principalId: principal } });
    subscription.assign(holders, subscription.role("own", { actions: [FEDERATE] }), scope, { type: "Group" });
    const ids = { dana, eli, "other group of hers": other };
    subscription.deny(EVERYBODY, [FEDERATE], scope, { excludePrincipals: except.map((one) => ({ id: ids[one] })) });
    return [tenant.address(dana), tenant.address(principal)];
  };

/** Dana and Eli in a group that holds the right; it is denied to somebody by name. Whoever starts is asked about. */
const deniedInGroup =
  (of: "dana" | "another group of hers" | "the group", start: "dana" | "eli" = "dana"): Build =>
  (tenant, subscription) => {
    const [dana, eli, principal] = [tenant.user("dana"), tenant.user("eli"), tenant.managedIdentity("robot")];
    const [holders, other] = [tenant.group("holders"), tenant.group("other")];
    tenant.member(holders, dana);
    tenant.member(holders, eli);
    tenant.member(other, dana);
    const scope = subscription.group("main");
    subscription.resource("identity", "robot", { properties: { principalId: principal } });
    subscription.assign(holders, subscription.role("own", { actions: [FEDERATE] }), scope, { type: "Group" });
    subscription.deny({ dana, "another group of hers": other, "the group": holders }[of], [FEDERATE], scope);
    return [tenant.address({ dana, eli }[start]), tenant.address(principal)];
  };

const SCRIPTS = "Microsoft.Resources/deploymentScripts/write";
const ATTACH = `${IDENTITY}/assign/action`;
const [DEFINE, ASSIGN] = ["policyDefinitions", "policyAssignments"].map(
  (one) => `Microsoft.Authorization/${one}/write`,
);

/** The same, denied to her at the group itself, or at the identity: for what is below as well, or not. */
const deniedAt = (at: "group" | "identity", more: object): Build =>
  onIdentity([FEDERATE], (dana, _tenant, subscription) => {
    const group = subscription.group("main");
    const scope = at === "group" ? group : `${group}/providers/${IDENTITY}/robot`;
    subscription.deny(dana, [FEDERATE], scope, more);
  });
const ALONE = { doNotApplyToChildScopes: true };

test.each<[string, Build, string]>([
  ["federates an identity", onIdentity([FEDERATE]), "none"],
  ["reads what an identity is federated with", onIdentity([FEDERATE.replace("write", "read")]), "-"],
  ["attaches an identity to a deployment script", onIdentity([SCRIPTS, ATTACH]), "none"],
  ["writes deployment scripts and attaches no identity", onIdentity([SCRIPTS]), "-"],
  ["is denied it with everybody", denied("everybody"), "-"],
  ["is an exception to that", denied("everybody", ["dana"]), "none"],
  ["is denied it at the group, and at nothing below", deniedAt("group", ALONE), "none"],
  ["is denied it at the group and below", deniedAt("group", {}), "-"],
  ["is denied it at the identity, and at nothing below", deniedAt("identity", ALONE), "-"],
  ["somebody else is", denied("everybody", ["eli"]), "-"],
  ["a group of theirs is, which holds nothing itself", denied("everybody", ["team"]), "none"],
  ["another group is", denied("everybody", ["others"]), "-"],
  ["is denied it by name", denied("dana"), "-"],
  ["is denied it with a group of theirs, which holds nothing itself", denied("team"), "-"],
  ["another group is denied it", denied("others"), "none"],
  ["is denied what a group of theirs holds", deniedGroup([]), "-"],
  ["is an exception to that", deniedGroup(["dana"]), "none"],
  ["another group of theirs is", deniedGroup(["other group of hers"]), "none"],
  ["somebody who is not in the group is", deniedGroup(["eli"]), "-"],
  ["is denied by name what a group of theirs holds", deniedInGroup("dana"), "-"],
  ["another of the group is not", deniedInGroup("dana", "eli"), "none"],
  ["is denied with one group what another holds", deniedInGroup("another group of hers"), "-"],
  ["who is not in that group is not", deniedInGroup("another group of hers", "eli"), "none"],
  ["the group that holds it is denied it", deniedInGroup("the group", "eli"), "-"],
  ["changes what a policy deploys", onPolicy(DEFINE ?? "", ASSIGN ?? ""), "unknown"],
  ["changes definitions of policies alone", onPolicy(DEFINE ?? ""), "-"],
])("%s", async (_name, build, expected) => {
  expect(await reached(build)).toBe(expected);
});
