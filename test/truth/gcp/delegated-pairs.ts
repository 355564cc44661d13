// Ways to a service account that everybody's mail was delegated to: who signs as it goes on into the domain, who only has its token
// does not, unless the account may sign for itself.
import { FOLDER, HOME, type OrganizationBundle, OTHER } from "./organization-bundle.js";
import type { Expected, Pair } from "./pair.js";

/** How delegation is used, and without a key. */
const OAUTH = "https://developers.google.com/identity/protocols/oauth2/service-account";
const KEYLESS =
  "https://jpassing.com/2022/01/15/using-domain-wide-delegation-on-google-cloud-without-service-account-keys/";
const SIGN_JWT = "https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signJwt";
const CHAINED = "https://cloud.google.com/iam/docs/create-short-lived-credentials-delegated";
const ROLES = "https://cloud.google.com/iam/docs/roles-permissions/iam";

const PROJECT = `projects/${HOME}`;
const MAIL = "workspace:C0shop001/mailboxes";
const TOKEN = "iam.serviceAccounts.getAccessToken";
const SIGN = "iam.serviceAccounts.signJwt";
const BLOB = "iam.serviceAccounts.signBlob";
const KEY = "iam.serviceAccountKeys.create";
const ACT_AS = "iam.serviceAccounts.actAs";
const DELEGATE = "iam.serviceAccounts.implicitDelegation";
/** As Google lists them. */
const CREATOR = [TOKEN, "iam.serviceAccounts.getOpenIdToken", DELEGATE, BLOB, SIGN];
const POOL_USER = [TOKEN, "iam.serviceAccounts.getOpenIdToken"];

interface Scene {
  readonly g: OrganizationBundle;
  /** Who starts, and the account that the mail was delegated to. */
  readonly ci: string;
  readonly bot: string;
  readonly isSafe: boolean;
}

/** `arrange` says who starts where that is not `ci`. */
function pair(
  name: string,
  source: string,
  arrange: (scene: Scene) => unknown,
  { vulnerable = "sure", safe = "none" }: { readonly vulnerable?: Expected; readonly safe?: Expected } = {},
): Pair {
  return {
    name: `delegated mail: ${name}`,
    source,
    vulnerable,
    safe,
    make(g, isSafe) {
      const [ci, bot] = [g.account("ci"), g.account("bot")];
      g.delegate(bot, ["gmail.readonly"]);
      const start = arrange({ g, ci, bot, isSafe });
      return { from: typeof start === "string" ? start : ci, to: MAIL };
    },
  };
}

/** Permissions on the account, or others in the twin. */
const onAccount =
  (held: readonly string[], instead: readonly string[]) =>
  ({ g, ci, bot, isSafe }: Scene): void => {
    g.grant(g.nameOf(bot), isSafe ? instead : held, ci);
  };

/** The start gets a token of the account, which signs for itself, in the twin not. */
const bySelf =
  (reach: (scene: Scene) => unknown) =>
  (scene: Scene): unknown => {
    const { g, bot, isSafe } = scene;
    g.grant(g.nameOf(bot), isSafe ? [TOKEN] : [SIGN], bot);
    return reach(scene);
  };

/** Starts by a token of the account that signs for itself, until something ends that. */
const ended =
  (end: (scene: Scene) => void, self: readonly string[] = CREATOR) =>
  (scene: Scene): void => {
    const { g, ci, bot, isSafe } = scene;
    g.grant(g.nameOf(bot), [TOKEN], ci);
    g.grant(g.nameOf(bot), self, bot);
    if (isSafe) end(scene);
  };

const principal = (email: string): string => `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;
const UNTIL = (year: number): string => `request.time < timestamp("${year}-01-01T00:00:00Z")`;

export const DELEGATED: readonly Pair[] = [
  pair("a JWT is signed, or a token had", KEYLESS, onAccount([SIGN], [TOKEN])),
  pair("a blob is signed, or an identity token had", KEYLESS, onAccount([BLOB], POOL_USER)),
  pair("token creator, or user of a pool", ROLES, onAccount(CREATOR, POOL_USER)),
  pair("a key is made, or only seen", OAUTH, onAccount([KEY], ["iam.serviceAccountKeys.list"])),
  pair("its policy is set, or read", KEYLESS, onAccount(["iam.serviceAccounts.setIamPolicy"], [ACT_AS])),
  pair("a token of an account that signs for itself", SIGN_JWT, bySelf(onAccount([TOKEN], [TOKEN]))),
  pair(
    "a subject of a pool",
    ROLES,
    bySelf(({ g, bot }) => {
      const pool = `projects/${g.number()}/locations/global/workloadIdentityPools/ci`;
      const subject = `principalSet://iam.googleapis.com/${pool}/attribute.repository/octo/api`;
      g.grant(g.nameOf(bot), POOL_USER, subject);
      return subject;
    }),
  ),
  pair("a subject of a pool signs, or has a token", ROLES, ({ g, bot, isSafe }) => {
    const subject = `principal://iam.googleapis.com/projects/${g.number()}/locations/global/workloadIdentityPools/ci/subject/repo:octo/api:ref:refs/heads/main`;
    g.grant(g.nameOf(bot), isSafe ? POOL_USER : CREATOR, subject);
    return subject;
  }),
  pair(
    "a machine by its metadata",
    SIGN_JWT,
    bySelf(({ g, ci, bot }) => {
      g.instance("web", bot);
      g.grant(PROJECT, ["compute.instances.setMetadata", ACT_AS], ci);
    }),
  ),
  pair(
    "a machine whose scopes let it sign",
    "https://cloud.google.com/compute/docs/access/service-accounts",
    (scene) => {
      const { g, ci, bot, isSafe } = scene;
      g.instance("web", bot, [isSafe ? "devstorage.read_only" : "cloud-platform"]);
      g.grant(PROJECT, ["compute.instances.setMetadata", ACT_AS], ci);
      g.grant(g.nameOf(bot), [SIGN], bot);
    },
  ),
  pair(
    "a function that runs as it",
    SIGN_JWT,
    bySelf(({ g, ci }) => {
      g.grant(PROJECT, ["cloudfunctions.functions.create", ACT_AS], ci);
    }),
  ),
  pair("signed through another account", CHAINED, ({ g, ci, bot, isSafe }) => {
    const middle = g.account("middle");
    g.grant(g.nameOf(middle), [DELEGATE], ci);
    g.grant(g.nameOf(bot), isSafe ? [TOKEN] : [SIGN], middle);
  }),
  pair("by a token of another that signs as it", SIGN_JWT, ({ g, ci, bot, isSafe }) => {
    const middle = g.account("middle");
    g.grant(g.nameOf(middle), [TOKEN], ci);
    g.grant(g.nameOf(bot), isSafe ? [TOKEN] : [SIGN], middle);
  }),
  pair("a key, or one that is off", OAUTH, ({ g, bot, isSafe }) => g.key(bot, isSafe)),
  pair("the account itself, or the one beside it", OAUTH, ({ g, ci, bot, isSafe }) => g.idOf(isSafe ? ci : bot)),
  pair("who owns its project, or another", OAUTH, ({ g, ci, isSafe }) => {
    g.owner();
    g.grant(isSafe ? `projects/${OTHER}` : PROJECT, "roles/owner", ci);
  }),
  pair("held on the folder", ROLES, ({ g, ci, isSafe }) => {
    g.grant(FOLDER, isSafe ? POOL_USER : CREATOR, ci);
  }),
  pair("an account that signs for all of its project", SIGN_JWT, ({ g, ci, bot, isSafe }) => {
    g.grant(g.nameOf(bot), [TOKEN], ci);
    g.grant(PROJECT, isSafe ? POOL_USER : [SIGN], bot);
  }),
  pair("until a condition ends", SIGN_JWT, ({ g, ci, bot, isSafe }) => {
    g.grant(g.nameOf(bot), [SIGN], ci, UNTIL(isSafe ? 2020 : 2040));
  }),
  pair(
    "under a condition that nobody can tell",
    SIGN_JWT,
    ({ g, ci, bot, isSafe }) => {
      g.grant(g.nameOf(bot), [TOKEN], ci);
      g.grant(g.nameOf(bot), [SIGN], bot, isSafe ? UNTIL(2020) : `request.path.startsWith("/v1/")`);
    },
    { vulnerable: "open" },
  ),
  pair(
    "a deny policy ends all signing",
    SIGN_JWT,
    ended(({ g, bot }) =>
      g.deny({
        principals: [principal(bot)],
        permissions: ["iam.googleapis.com/serviceAccounts.signJwt", "iam.googleapis.com/serviceAccounts.signBlob"],
      }),
    ),
  ),
  pair(
    "a deny policy ends one way to sign and leaves the other",
    SIGN_JWT,
    ended(({ g, bot }) =>
      g.deny({ principals: [principal(bot)], permissions: ["iam.googleapis.com/serviceAccounts.signJwt"] }),
    ),
    { safe: "sure" },
  ),
  pair(
    "a role of the account that was not read",
    SIGN_JWT,
    ({ g, ci, bot, isSafe }) => {
      g.grant(g.nameOf(bot), [TOKEN], ci);
      g.grant(PROJECT, isSafe ? ["run.services.get"] : "roles/vendor.unread", bot);
    },
    { vulnerable: "open" },
  ),
  pair("the account is on, or off", OAUTH, ({ g, ci, isSafe }) => {
    const late = g.account("late", HOME, isSafe);
    g.delegate(late, ["gmail.readonly"]);
    g.grant(g.nameOf(late), [SIGN], ci);
  }),
  {
    name: "a key of an account beside a delegated one is that account's",
    source: ROLES,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci, bot] = [g.account("ci"), g.account("bot")];
      const boss = g.owner();
      g.delegate(bot, ["gmail.readonly"]);
      g.grant(isSafe ? g.nameOf(bot) : PROJECT, [KEY], ci);
      return { from: ci, to: g.idOf(boss) };
    },
  },
];
