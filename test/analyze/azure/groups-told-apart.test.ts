// Members of a group for whom the way to the group is not all of theirs, or more than theirs: each is an estate with the answer by
// thought, beside the one with the single thing changed that decides.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments
// https://learn.microsoft.com/en-us/azure/role-based-access-control/delegate-role-assignments-overview
import { expect, test } from "vitest";
import { analyzeAzure } from "../../../src/analyze/azure/access.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { GROUPS_OF_RESOURCES, MEMBERS, nodeOf, SCOPES, THINGS } from "./drawn/names.js";
import type { AzurePlan, DrawnAssignment, DrawnDenial } from "./drawn/plan.js";
import { toAzureInput } from "./drawn/to-input.js";

const { scopedTechniques } = await shippedTechniqueLists();
const technique = (id: string) => scopedTechniques.filter((one) => one.id === id);
/** Changes a machine, makes a machine that runs as an identity, gives itself a role on an identity. */
const TECHNIQUES = ["azure-compute-003", "azure-identity-014", "azure-identity-017"].flatMap(technique);
const [EXTEND, MAKE, GRANT] = [0, 1, 2];

const [ADA, BO, , , CORE, CI] = MEMBERS.map(({ id }) => id);
const SUBSCRIPTION = SCOPES.find(({ kind }) => kind === "azure.subscription")?.written ?? "";
const [MAIN] = GROUPS_OF_RESOURCES;
const inMain = (end: string) => THINGS.find(({ node }) => node.startsWith(`azure:${MAIN}`) && node.endsWith(end));
const MACHINE = inMain("virtualmachines/one")?.node ?? "";
const IDENTITY = inMain("userassignedidentities/one")?.node ?? "";

const held = (member = "", drawn: Partial<DrawnAssignment> = {}): DrawnAssignment => ({
  ...{ scope: SUBSCRIPTION, member, technique: EXTEND, part: "all", condition: undefined, isEligible: false },
  ...drawn,
});
const denied = (principals: readonly (string | undefined)[], drawn: Partial<DrawnDenial> = {}): DrawnDenial => ({
  ...{ scope: SUBSCRIPTION, principals: principals.flatMap((one) => one ?? []), except: [], technique: EXTEND },
  ...{ part: "all", onlyThere: false, condition: undefined },
  ...drawn,
});

/** State of the surest way from somebody to a target, through groups and sets; `-` where there is none. */
function reached(plan: Partial<AzurePlan>, member = "", target = MACHINE): string {
  const input = toAzureInput({ assignments: [], denials: [], policies: [], techniques: TECHNIQUES, ...plan });
  const links = [...(analyzeAzure(input).edges ?? []), ...input.edges(["member_of"])];
  const from = (ids: ReadonlySet<string>, kind: string) => {
    for (const one of ids)
      for (const edge of links) if (edge.kind === kind && edge.from === one) (ids as Set<string>).add(edge.to);
    return ids;
  };
  const own = from(new Set([nodeOf(member)]), "member_of");
  const states = links
    .filter((edge) => edge.kind !== "member_of" && own.has(edge.from))
    .filter(({ to }) => from(new Set([to]), "includes").has(target))
    .map(({ state }) => state);
  return ["none", "met", "needs-actor", "unknown"].find((one) => states.some((state) => state === one)) ?? "-";
}

test("a member that is denied what its group holds, though the group is eligible for something too", () => {
  const assignments = [held(CORE), held(CORE, { technique: GRANT, isEligible: true })];
  expect(reached({ assignments }, CI)).toBe("none");
  expect(reached({ assignments, denials: [denied([CI])] }, CI)).toBe("-");
  // The others are not.
  expect(reached({ assignments, denials: [denied([CI])] }, BO)).toBe("none");
});

test("a member about whom another denial is than about others has what that leaves", () => {
  const assignments = [held(CORE)];
  const ofBo = denied([BO]);
  const ofCi = denied([CI], { technique: GRANT });
  expect(reached({ assignments, denials: [ofBo, ofCi] }, CI)).toBe("none");
  expect(reached({ assignments, denials: [ofBo, ofCi] }, BO)).toBe("-");
  // Both are about the same.
  expect(reached({ assignments, denials: [denied([BO]), denied([CI])] }, CI)).toBe("-");
});

test("a group that may give roles to users alone: a user in it gives one to itself, an application does not", () => {
  const toUsers =
    "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'))";
  const assignments = [held(CORE, { technique: GRANT, condition: toUsers })];
  expect(reached({ assignments }, BO, IDENTITY)).toBe("met");
  expect(reached({ assignments }, CI, IDENTITY)).toBe("-");
  // Ada is in no group that holds it.
  expect(reached({ assignments }, ADA, IDENTITY)).toBe("-");
});

test("what is denied on a subscription alone is made in its resource groups", () => {
  const assignments = [held(CI, { technique: MAKE })];
  const denial = (onlyThere: boolean) => [denied([CI], { technique: MAKE, onlyThere })];
  expect(reached({ assignments, denials: denial(true) }, CI, IDENTITY)).toBe("none");
  expect(reached({ assignments, denials: denial(false) }, CI, IDENTITY)).toBe("-");
});
