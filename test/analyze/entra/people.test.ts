// What a group is eligible for: who is in it as a person activates it, an application does not. Each case is a small tenant with a
// subscription, with the answer by thought, beside the one with the single thing changed that decides.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/pim-integration#pim-functionality
import { describe, expect, test } from "vitest";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { stoppedPath } from "../../../src/app/stopped-path.js";
import { mayJoin } from "../../collect/entra/tenant.js";
import { inTenant } from "../../truth/azure/in-tenant.js";
import type { SubscriptionBundle } from "../../truth/azure/subscription-bundle.js";
import { ROLES, type TenantBundle } from "../../truth/azure/tenant-bundle.js";

const GROUP_READ_WRITE = ["62a82d76-70ea-41e2-9197-370581804d09", "Group.ReadWrite.All"] as const;
const GROUPS_ADMINISTRATOR = ["fdd7a751-b60b-444a-984c-02652fe8fa1c", "Groups Administrator"] as const;

interface World {
  readonly tenant: TenantBundle;
  readonly subscription: SubscriptionBundle;
}
/** Gives a group something for which it is eligible, or has; ends where that leads. */
type Give = (group: string, world: World) => string;
/** Puts somebody in touch with a group; gives who that is. */
type Join = (group: string, world: World) => string;

/** State of the best path of a start to the end, or what stops it. */
async function reached(give: Give, join: Join, more: object = {}): Promise<string> {
  const build = (tenant: TenantBundle, subscription: SubscriptionBundle) => {
    const world = { tenant, subscription };
    const group = tenant.group("operators", more);
    return [join(group, world), give(group, world)] as const;
  };
  return inTenant(905, build, (store, [start, goal], tenant) => {
    const edges = [...store.pathEdges()];
    const end = toEnd(goal, store, edges);
    const starts = toStarts(tenant.address(start), store);
    const path = bestPath(searchPaths(edges, end, undefined), starts);
    if (path !== undefined) return path.state;
    const stopped = stoppedPath(edges, end, starts, undefined);
    return stopped === undefined ? "-" : `- ${stopped.hops.flatMap(({ condition }) => condition ?? []).join("; ")}`;
  });
}

const user: Join = (_group, { tenant }) => tenant.user("dana");
const application: Join = (_group, { tenant }) => tenant.application("sync").principal;
const managed: Join = (_group, { tenant }) => tenant.managedIdentity("runner");

const member =
  (who: Join): Join =>
  (group, world) => {
    const one = who(group, world);
    world.tenant.member(group, one);
    return one;
  };
const owner =
  (who: Join): Join =>
  (group, world) => {
    const one = who(group, world);
    world.tenant.owner("groups", group, one);
    return one;
  };
/** In a group that is in the group. */
const nested =
  (who: Join): Join =>
  (group, world) => {
    const inner = world.tenant.group("inner");
    world.tenant.member(group, inner);
    return member(who)(inner, world);
  };
/** Owns an application that is in the group. */
const through: Join = (group, world) => {
  const dana = world.tenant.user("dana");
  const { application: registered, principal } = world.tenant.application("sync");
  world.tenant.member(group, principal);
  world.tenant.owner("applications", registered, dana);
  return dana;
};
const permitted: Join = (group, world) => {
  const one = application(group, world);
  world.tenant.permission(one, GROUP_READ_WRITE);
  return one;
};
/** Administers groups, beside an application that does as well or that does not. */
const administers =
  (who: Join, beside?: Join): Join =>
  (group, world) => {
    const one = who(group, world);
    for (const holder of [one, ...(beside ? [beside(group, world)] : [])]) {
      world.tenant.role(holder, GROUPS_ADMINISTRATOR);
    }
    return one;
  };

const directoryRole =
  (isEligible: boolean): Give =>
  (group, { tenant }) => {
    if (isEligible) tenant.mayActivate(group, ROLES.globalAdministrator);
    else tenant.role(group, ROLES.globalAdministrator);
    return "admin";
  };
/** A place in a group that holds the role. */
const place =
  (isEligible: boolean): Give =>
  (group, { tenant }) => {
    const admins = tenant.group("admins");
    tenant.role(admins, ROLES.globalAdministrator);
    if (isEligible) tenant.eligibleMembers.push(mayJoin(admins, group, "member"));
    else tenant.member(admins, group);
    return "admin";
  };
const azureRole =
  (isEligible: boolean): Give =>
  (group, { subscription }) => {
    subscription.assign(group, "Owner", subscription.scope, { type: "Group", eligible: isEligible });
    return `azure:${subscription.id}`;
  };

const GIVES: readonly (readonly [string, (isEligible: boolean) => Give])[] = [
  ["a directory role", directoryRole],
  ["a place in a group", place],
  ["an Azure role", azureRole],
];
const STOPPED = /^- no application activates what its group is eligible for/;

describe.each(GIVES)("%s that a group", (_name, give) => {
  test("is eligible for a person in it activates", async () => {
    expect(await reached(give(true), member(user))).toBe("needs-actor");
    expect(await reached(give(true), nested(user))).toBe("needs-actor");
    expect(await reached(give(true), owner(user))).toBe("needs-actor");
    expect(await reached(give(true), (group) => group)).toBe("needs-actor");
  });

  test("is eligible for no application in it activates, nor who controls one", async () => {
    for (const one of [member(application), member(managed), nested(application), through]) {
      expect(await reached(give(true), one)).toMatch(STOPPED);
    }
  });

  test("has, an application in it has", async () => {
    for (const one of [member(application), member(managed), nested(application), through]) {
      expect(await reached(give(false), one)).toBe("none");
    }
  });

  test("is eligible for an application that owns it comes to with a user of its own", async () => {
    expect(await reached(give(true), owner(application))).toBe("unknown");
  });

  // https://learn.microsoft.com/en-us/graph/api/group-post-members has it hold a permission for a group that may hold roles
  test("has, an application that owns it comes to where it is permitted to change such groups", async () => {
    expect(await reached(give(false), owner(application))).toBe("unknown");
  });
});

describe("whoever may change who is in a group that is eligible for an Azure role", () => {
  const open = { isAssignableToRole: false };
  const ask = (one: Join, isEligible: boolean, more: object = open) => reached(azureRole(isEligible), one, more);

  test("is one of its people as a person, and needs one as an application", async () => {
    expect(await ask(permitted, true)).toBe("unknown");
    expect(await ask(permitted, false)).toBe("none");
    expect(await ask(administers(user), true)).toBe("needs-actor");
    expect(await ask(administers(application), true)).toBe("unknown");
    expect(await ask(administers(application), false)).toBe("none");
  });

  test("holds by the same role what an application holds, each in its own way", async () => {
    expect(await ask(administers(user, application), true)).toBe("needs-actor");
    expect(await ask(administers(application, user), true)).toBe("unknown");
  });

  test("gets nowhere where the group is out of reach", async () => {
    for (const one of [permitted, administers(user)]) expect(await ask(one, true, {})).toBe("-");
  });
});
