// What an account may do depends on whether it is on: who enables one that is not, and what it has in groups meanwhile. Beside them,
// pools of people whose providers somebody changes, and what only looks like acting as somebody.
import { FOLDER, HOME, ORGANIZATION, type OrganizationBundle, OTHER } from "./organization-bundle.js";
import type { Expected, Pair } from "./pair.js";

const DISABLING = "https://docs.cloud.google.com/iam/docs/service-accounts-disable-enable";
const WORKFORCE = "https://docs.cloud.google.com/iam/docs/manage-workforce-identity-pools-providers";
const INVOKING = "https://docs.cloud.google.com/run/docs/authenticating/overview";
const DENIES = "https://docs.cloud.google.com/iam/docs/deny-permissions-support";
const PRINCIPALS = "https://docs.cloud.google.com/iam/docs/principals-overview";
const GRANTS = "https://docs.cloud.google.com/iam/docs/setting-limits-on-granting-roles";

const PROJECT = `projects/${HOME}`;
const ENABLE = "iam.serviceAccounts.enable";
const TOKEN = "iam.serviceAccounts.getAccessToken";
const KEY = "iam.serviceAccountKeys.create";
const ACT_AS = "iam.serviceAccounts.actAs";

interface Scene {
  readonly g: OrganizationBundle;
  readonly ci: string;
  readonly isSafe: boolean;
}

/** `ci` gets to control of the first project, as `arrange` has it; nowhere else is there anything to get to. */
function pair(
  name: string,
  source: string,
  arrange: (scene: Scene) => void,
  { vulnerable = "sure", safe = "none" }: { readonly vulnerable?: Expected; readonly safe?: Expected } = {},
): Pair {
  return {
    name,
    source,
    vulnerable,
    safe,
    make(g, isSafe) {
      const ci = g.account("ci");
      arrange({ g, ci, isSafe });
      return { from: ci, to: "admin" };
    },
  };
}

/** The owner is disabled; `ci` holds permissions on the project, in the twin others. */
function ofDisabled(name: string, permissions: readonly string[], instead: readonly string[]): Pair {
  return pair(name, DISABLING, ({ g, ci, isSafe }) => {
    g.owner("boss", true);
    g.grant(PROJECT, isSafe ? instead : permissions, ci);
  });
}

/** The same way with the right to enable, and without. */
function enabling(name: string, permissions: readonly string[]): Pair {
  return ofDisabled(`${name} of an account that is enabled first`, [ENABLE, ...permissions], permissions);
}

const everybody = (g: OrganizationBundle, permission: string): void =>
  g.deny({ principals: ["principalSet://goog/public:all"], permissions: [permission] });

export const STANDING: readonly Pair[] = [
  pair("somebody in a group within groups takes a token", PRINCIPALS, ({ g, ci, isSafe }) => {
    g.owner();
    const inner = g.group("inner", [isSafe ? g.account("other") : ci]);
    const middle = g.group("middle", [inner]);
    g.grant(PROJECT, [TOKEN], g.group("outer", [middle]));
  }),
  {
    name: "whoever makes a Google account takes a token, and nobody of another domain does",
    source: PRINCIPALS,
    ...{ vulnerable: "sure", safe: "none" },
    make(g, isSafe) {
      g.grant(g.nameOf(g.owner()), [TOKEN], isSafe ? "domain:other.example" : "allAuthenticatedUsers");
      return { from: "any:internet", to: "admin" };
    },
  },
  enabling("a token", [TOKEN]),
  enabling("the policy", ["iam.serviceAccounts.setIamPolicy"]),
  enabling("a signature", ["iam.serviceAccounts.signJwt"]),
  enabling("a machine", [ACT_AS, "compute.instances.create", "compute.instances.setServiceAccount"]),
  enabling("a function", [ACT_AS, "cloudfunctions.functions.create"]),
  ofDisabled("an account is enabled by who has a way to it, not by who has none", [ENABLE, TOKEN], [ENABLE]),
  pair("a key of an account that is enabled first, where keys are made", DISABLING, ({ g, ci, isSafe }) => {
    g.owner("boss", true);
    g.grant(PROJECT, [ENABLE, KEY], ci);
    g.enforce("iam.disableServiceAccountKeyCreation", isSafe);
    g.enforce("iam.disableServiceAccountKeyUpload", isSafe);
  }),
  pair("the account that is enabled is the one that is used", DISABLING, ({ g, ci, isSafe }) => {
    const [boss, other] = [g.owner("boss", true), g.account("other", HOME, true)];
    g.grant(g.nameOf(isSafe ? other : boss), [ENABLE], ci);
    g.grant(g.nameOf(boss), [TOKEN], ci);
  }),
  pair("an account on the way enables the next", DISABLING, ({ g, ci, isSafe }) => {
    const [boss, tool] = [g.owner("boss", true), g.account("tool")];
    g.grant(g.nameOf(tool), [TOKEN], ci);
    g.grant(g.nameOf(boss), isSafe ? [TOKEN] : [TOKEN, ENABLE], tool);
  }),
  pair("so does one that was enabled itself", DISABLING, ({ g, ci, isSafe }) => {
    const [boss, tool] = [g.owner("boss", true), g.account("tool", HOME, true)];
    g.grant(g.nameOf(tool), [TOKEN, ENABLE], ci);
    g.grant(g.nameOf(boss), isSafe ? [TOKEN] : [TOKEN, ENABLE], tool);
  }),
  pair("code in a machine that runs as an account that is enabled first", DISABLING, ({ g, ci, isSafe }) => {
    const boss = g.owner("boss", true);
    g.instance("web", `boss@${HOME}.iam.gserviceaccount.com`);
    g.grant(PROJECT, [ACT_AS, "compute.instances.setMetadata"], ci);
    if (!isSafe) g.grant(g.nameOf(boss), [ENABLE], ci);
  }),
  pair(
    "code in a machine whose account is enabled first, and one that has narrow tokens of it",
    DISABLING,
    ({ g, ci, isSafe }) => {
      g.owner("boss", true);
      g.instance("web", `boss@${HOME}.iam.gserviceaccount.com`, [isSafe ? "devstorage.read_only" : "cloud-platform"]);
      g.grant(PROJECT, [ACT_AS, "compute.instances.setMetadata", ENABLE], ci);
    },
  ),
  pair(
    "code in a machine whose account somebody else may enable, and another account",
    DISABLING,
    ({ g, ci, isSafe }) => {
      const [boss, other] = [g.owner("boss", true), g.account("other", HOME, true)];
      g.instance("web", `boss@${HOME}.iam.gserviceaccount.com`);
      g.grant(PROJECT, [ACT_AS, "compute.instances.setMetadata"], ci);
      g.grant(g.nameOf(isSafe ? other : boss), [ENABLE], ci);
    },
  ),
  pair("an account that is disabled has nothing of its groups", DISABLING, ({ g, ci, isSafe }) => {
    const robot = g.account("robot", HOME, isSafe);
    g.grant(PROJECT, "roles/owner", g.group("owners", [robot]));
    g.grant(g.nameOf(robot), [TOKEN], ci);
  }),
  pair("and has it again once it is enabled", DISABLING, ({ g, ci, isSafe }) => {
    const robot = g.account("robot", HOME, true);
    g.grant(PROJECT, "roles/owner", g.group("owners", [robot]));
    g.grant(g.nameOf(robot), isSafe ? [TOKEN] : [TOKEN, ENABLE], ci);
  }),
  // people of a directory outside, whom the provider of their pool vouches for
  pair(
    "a provider of a workforce pool is added, or looked at",
    WORKFORCE,
    ({ g, ci, isSafe }) => {
      const dana = "principal://iam.googleapis.com/locations/global/workforcePools/corp/subject/dana";
      g.grant(PROJECT, "roles/owner", dana);
      g.grant(ORGANIZATION, [`iam.workforcePoolProviders.${isSafe ? "get" : "create"}`], ci);
    },
    { vulnerable: "open" },
  ),
  pair(
    "a provider of a workforce pool is changed, on the organisation, or on a project, which has none",
    WORKFORCE,
    ({ g, ci, isSafe }) => {
      const admins = "principalSet://iam.googleapis.com/locations/global/workforcePools/corp/group/admins";
      g.grant(PROJECT, "roles/owner", admins);
      g.grant(isSafe ? PROJECT : ORGANIZATION, ["iam.workforcePoolProviders.update"], ci);
    },
    { vulnerable: "open" },
  ),
  // who calls something does not say what it does
  pair("a job is run with a command of one's own, or as it is", INVOKING, ({ g, ci, isSafe }) => {
    const job = { template: { template: { serviceAccount: g.owner() } } };
    g.thing("job", { name: `${PROJECT}/locations/europe-west1/jobs/nightly`, ...job });
    g.grant(PROJECT, isSafe ? ["run.jobs.run", "run.routes.invoke"] : ["run.jobs.runWithOverrides"], ci);
  }),
  pair("a service is changed, or called", INVOKING, ({ g, ci, isSafe }) => {
    const template = { serviceAccount: g.owner() };
    g.thing("service", { name: `${PROJECT}/locations/europe-west1/services/web`, template });
    g.grant(PROJECT, isSafe ? [ACT_AS, "run.routes.invoke"] : [ACT_AS, "run.services.update"], ci);
  }),
  pair("an identity token alone is no token of the account", INVOKING, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(PROJECT, [isSafe ? "iam.serviceAccounts.getOpenIdToken" : TOKEN], ci);
  }),
  // groups of permissions, and sets of accounts
  pair("all permissions on accounts are denied, or on their keys", DENIES, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(PROJECT, [TOKEN], ci);
    everybody(g, `iam.googleapis.com/${isSafe ? "serviceAccounts" : "serviceAccountKeys"}.*`);
  }),
  pair("a verb is denied on everything, or another", DENIES, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(PROJECT, ["iam.serviceAccounts.setIamPolicy"], ci);
    everybody(g, `iam.googleapis.com/*.${isSafe ? "setIamPolicy" : "getIamPolicy"}`);
  }),
  pair("accounts of the project are denied, or of the one beside it", DENIES, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(PROJECT, [TOKEN], ci);
    const number = g.number(isSafe ? HOME : OTHER);
    g.deny({
      principals: [`principalSet://cloudresourcemanager.googleapis.com/projects/${number}/type/ServiceAccount`],
      permissions: [`iam.googleapis.com/serviceAccounts.getAccessToken`],
    });
  }),
  pair("a deny policy on the folder above, or on the project beside it", DENIES, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(PROJECT, [TOKEN], ci);
    g.deny({
      on: isSafe ? FOLDER : `projects/${OTHER}`,
      principals: ["principalSet://goog/public:all"],
      permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"],
    });
  }),
  pair(
    "roles on an account may be granted, one that gives tokens or none",
    GRANTS,
    ({ g, ci, isSafe }) => {
      g.owner();
      const only = isSafe ? "" : "'roles/iam.serviceAccountTokenCreator'";
      const condition = `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${only}])`;
      g.grant(PROJECT, ["iam.serviceAccounts.setIamPolicy"], ci, condition);
    },
    { vulnerable: "open" },
  ),
  pair("a condition on roles that are granted holds back no token, only policies", GRANTS, ({ g, ci, isSafe }) => {
    g.owner();
    const condition = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([])";
    g.grant(PROJECT, [isSafe ? "iam.serviceAccounts.setIamPolicy" : TOKEN], ci, condition);
  }),
];
