// Ways on Google Cloud that others published, each with a twin in which one safeguard ends it. What is expected was written from
// the publication and Google's documentation, never from what nhi prints.
import { DELEGATED } from "./delegated-pairs.js";
import { MOVING } from "./moving-pairs.js";
import { FOLDER, HOME, ORGANIZATION, type OrganizationBundle, OTHER } from "./organization-bundle.js";
import type { Expected, Pair } from "./pair.js";
import { SCOPES } from "./scope-pairs.js";
import { STANDING } from "./standing-pairs.js";

const RHINO = "https://github.com/RhinoSecurityLabs/GCP-IAM-Privilege-Escalation";
const GOAT = "https://github.com/ine-labs/GCPGoat";
const TRICKS = "https://cloud.hacktricks.wiki/en/pentesting-cloud/gcp-security/gcp-privilege-escalation/";
const STRATUS = "https://stratus-red-team.cloud/attack-techniques/GCP/";
const CONDITIONS = "https://cloud.google.com/iam/docs/conditions-resource-attributes";
const ATTACH = "https://cloud.google.com/iam/docs/attach-service-accounts";
const DENIES = "https://cloud.google.com/iam/docs/deny-overview";

const PROJECT = `projects/${HOME}`;
const ACT_AS = "iam.serviceAccounts.actAs";
const TOKEN = "iam.serviceAccounts.getAccessToken";
const KEY = "iam.serviceAccountKeys.create";
const NEW_VM = ["compute.instances.create", "compute.instances.setServiceAccount"];

const principal = (email: string): string => `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;

type Guard = (g: OrganizationBundle, ci: string, boss: string) => void;

/** `ci` holds permissions on the project, which get it to the owner; the guard ends that. */
function way(
  name: string,
  source: string,
  permissions: readonly string[],
  guard: Guard,
  { vulnerable = "sure", safe = "none" }: { readonly vulnerable?: Expected; readonly safe?: Expected } = {},
): Pair {
  return {
    name,
    source,
    vulnerable,
    safe,
    make(g, isSafe) {
      const [ci, boss] = [g.account("ci"), g.owner()];
      g.grant(PROJECT, permissions, ci);
      if (isSafe) guard(g, ci, boss);
      return { from: ci, to: "admin" };
    },
  };
}

/** The permissions are given under a condition: one that lets them through, and one that does not. */
function conditional(
  name: string,
  permissions: readonly string[],
  [met, unmet]: readonly [met: string, unmet: string],
  expected: { readonly vulnerable?: Expected; readonly safe?: Expected } = {},
  rest: readonly string[] = [],
): Pair {
  return {
    name,
    source: CONDITIONS,
    vulnerable: expected.vulnerable ?? "sure",
    safe: expected.safe ?? "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      g.owner();
      g.grant(PROJECT, permissions, ci, isSafe ? unmet : met);
      if (rest.length > 0) g.grant(PROJECT, rest, ci);
      return { from: ci, to: "admin" };
    },
  };
}

/** Something to read under a condition. */
function reading(
  name: string,
  { kind, permission, met, unmet }: { kind: "bucket" | "secret"; permission: string; met: string; unmet: string },
  expected: { readonly vulnerable?: Expected; readonly safe?: Expected } = {},
): Pair {
  return {
    name,
    source: CONDITIONS,
    vulnerable: expected.vulnerable ?? "sure",
    safe: expected.safe ?? "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      const full =
        kind === "bucket"
          ? "storage.googleapis.com/shop-data"
          : `secretmanager.googleapis.com/projects/${HOME}/secrets/mail`;
      if (kind === "bucket") g.thing("bucket", { name: "shop-data", projectNumber: g.number() });
      else g.thing("secret", { name: `projects/${g.number()}/secrets/mail` });
      g.grant(PROJECT, [permission], ci, isSafe ? unmet : met);
      return { from: ci, to: `gcp:${full}` };
    },
  };
}

const denies =
  (permissions: readonly string[], on = PROJECT, who = (ci: string) => [principal(ci)]): Guard =>
  (g, ci) =>
    g.deny({ on, principals: who(ci), permissions });

/** The same where the constraint is enforced: the start sets policies of the project of the account, in the twin of the other one. */
function liftedProject(name: string, permissions: readonly string[], agent: string): Pair {
  return {
    name,
    source: ATTACH,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci, boss] = [g.account("ci", OTHER), g.owner()];
      g.grant(`projects/${OTHER}`, permissions, ci);
      g.grant(g.nameOf(boss), [ACT_AS], ci);
      g.grant(g.nameOf(boss), [TOKEN], `service-${g.number(OTHER)}@${agent}.iam.gserviceaccount.com`);
      g.enforce("iam.disableCrossProjectServiceAccountUsage", true);
      g.grant(isSafe ? `projects/${OTHER}` : PROJECT, ["orgpolicy.policy.set"], ci);
      return { from: ci, to: "admin" };
    },
  };
}

/** The account is in another project, and is attached to something that is made in the first. */
function crossProject(
  name: string,
  permissions: readonly string[],
  agent: string,
  without: "policy" | "agent" | "actAs" | "create",
): Pair {
  return {
    name,
    source: ATTACH,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci, boss] = [g.account("ci", OTHER), g.owner()];
      const lacks = (what: string) => isSafe && without === what;
      if (!lacks("create")) g.grant(`projects/${OTHER}`, permissions, ci);
      if (!lacks("actAs")) g.grant(g.nameOf(boss), [ACT_AS], ci);
      if (!lacks("agent"))
        g.grant(g.nameOf(boss), [TOKEN], `service-${g.number(OTHER)}@${agent}.iam.gserviceaccount.com`);
      g.enforce("iam.disableCrossProjectServiceAccountUsage", lacks("policy"));
      return { from: ci, to: "admin" };
    },
  };
}

export const PAIRS: readonly Pair[] = [
  // each script of the list of escalations
  way(
    "a project's policy is set",
    `${RHINO}/tree/master`,
    ["resourcemanager.projects.setIamPolicy"],
    denies(["cloudresourcemanager.googleapis.com/projects.setIamPolicy"]),
  ),
  way(
    "a key is made",
    `${RHINO}/blob/master/ExploitScripts/iam.serviceAccountKeys.create.py`,
    [KEY],
    (g) => g.enforce("iam.disableServiceAccountKeyCreation", true),
    { safe: "open" },
  ),
  way(
    "a key is made, constraint not read",
    "https://docs.cloud.google.com/resource-manager/docs/secure-by-default-organizations",
    [KEY],
    (g) => g.enforce("iam.disableServiceAccountKeyCreation", undefined),
    { safe: "open" },
  ),
  way(
    "a key is made, managed constraint",
    RHINO,
    [KEY],
    (g) => g.enforce("iam.managed.disableServiceAccountKeyCreation", true),
    { safe: "open" },
  ),
  way(
    "a token is taken",
    `${RHINO}/blob/master/ExploitScripts/iam.serviceAccounts.getAccessToken.py`,
    [TOKEN],
    denies(["iam.googleapis.com/serviceAccounts.getAccessToken"]),
  ),
  way(
    "a token is signed",
    `${RHINO}/blob/master/ExploitScripts/iam.serviceAccounts.signJWT.py`,
    ["iam.serviceAccounts.signJwt"],
    denies(["iam.googleapis.com/serviceAccounts.*"]),
  ),
  way(
    "a blob is signed",
    `${RHINO}/blob/master/ExploitScripts/iam.serviceAccounts.signBlob-accessToken.py`,
    ["iam.serviceAccounts.signBlob"],
    denies(["iam.googleapis.com/*.*"]),
  ),
  way(
    "a function is made",
    `${RHINO}/blob/master/ExploitScripts/cloudfunctions.functions.create-call.py`,
    [ACT_AS, "cloudfunctions.functions.create", "cloudfunctions.functions.call"],
    denies(["cloudfunctions.googleapis.com/*.create"]),
  ),
  {
    name: "a function is changed",
    source: `${RHINO}/blob/master/ExploitScripts/cloudfunctions.functions.update.py`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      g.owner();
      g.grant(PROJECT, [ACT_AS, "cloudfunctions.functions.update"], ci);
      if (!isSafe)
        g.thing("function", {
          name: `${PROJECT}/locations/europe-west1/functions/pay`,
          serviceConfig: { serviceAccountEmail: `boss@${HOME}.iam.gserviceaccount.com` },
        });
      return { from: ci, to: "admin" };
    },
  },
  way(
    "a machine is made",
    `${RHINO}/blob/master/ExploitScripts/compute.instances.create.py`,
    [ACT_AS, ...NEW_VM],
    denies(["compute.googleapis.com/instances.create"], FOLDER),
  ),
  way(
    "a service is made",
    `${RHINO}/blob/master/ExploitScripts/run.services.create.py`,
    [ACT_AS, "run.services.create"],
    denies(["run.googleapis.com/services.create"], ORGANIZATION),
  ),
  way(
    "a build is made",
    `${RHINO}/blob/master/ExploitScripts/rce_cloud_build.py`,
    [ACT_AS, "cloudbuild.builds.create"],
    denies(["iam.googleapis.com/serviceAccounts.actAs"], PROJECT, () => ["principalSet://goog/public:all"]),
  ),
  way(
    "a job of the scheduler is made",
    `${RHINO}/blob/master/ExploitScripts/cloudscheduler.jobs.create.py`,
    [ACT_AS, "cloudscheduler.jobs.create"],
    denies(["cloudscheduler.googleapis.com/jobs.create"], PROJECT, () => [
      `principalSet://cloudresourcemanager.googleapis.com/${PROJECT}/type/ServiceAccount`,
    ]),
  ),
  way(
    "a deployment is made",
    `${RHINO}/blob/master/ExploitScripts/deploymentmanager.deployments.create.py`,
    [ACT_AS, "deploymentmanager.deployments.create"],
    denies(["iam.googleapis.com/serviceAccounts.actAs"]),
  ),
  {
    name: "an account is delegated through to another",
    source: `${RHINO}/blob/master/ExploitScripts/iam.serviceAccounts.implicitDelegation.py`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci, middle, boss] = [g.account("ci"), g.account("middle"), g.owner()];
      g.grant(g.nameOf(middle), ["iam.serviceAccounts.implicitDelegation"], ci);
      g.grant(g.nameOf(boss), [isSafe ? "iam.serviceAccounts.getOpenIdToken" : TOKEN], middle);
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "a role that it holds is widened",
    source: `${RHINO}/blob/master/ExploitScripts/iam.roles.update.py`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      const role = g.customRole("deployer", ["iam.roles.update", "run.services.get"]);
      g.grant(isSafe ? `projects/${OTHER}` : PROJECT, role, ci);
      return { from: ci, to: isSafe ? `gcp:${PROJECT}` : "admin" };
    },
  },
  {
    name: "an HMAC key of an account that reads a bucket is made",
    source: `${RHINO}/blob/master/ExploitScripts/storage.hmacKeys.create.py`,
    vulnerable: "open",
    safe: "none",
    make(g, isSafe) {
      const [ci, app] = [g.account("ci"), g.account("app")];
      g.thing("bucket", { name: "shop-data", projectNumber: g.number() });
      g.grant(PROJECT, ["storage.objects.get"], app);
      g.grant(isSafe ? `projects/${OTHER}` : PROJECT, ["storage.hmacKeys.create"], ci);
      return { from: ci, to: "gcp:storage.googleapis.com/shop-data" };
    },
  },
  {
    name: "an account is had by its token, and not by an HMAC key",
    source: "https://cloud.google.com/storage/docs/authentication/hmackeys",
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci] = [g.account("ci"), g.owner()];
      g.grant(PROJECT, [isSafe ? "storage.hmacKeys.create" : TOKEN], ci);
      return { from: ci, to: "admin" };
    },
  },
  // the goat
  {
    name: "a public function's account takes the owner's token",
    source: GOAT,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [web, boss] = [g.account("web"), g.owner()];
      // over the accounts of another project it says nothing of the owner
      g.grant(isSafe ? `projects/${OTHER}` : PROJECT, [TOKEN], web);
      g.thing("function", {
        name: `${PROJECT}/locations/europe-west1/functions/web`,
        serviceConfig: { serviceAccountEmail: web },
      });
      g.grant(g.nameOf(boss), ["iam.serviceAccounts.get"], web);
      return { from: web, to: "admin" };
    },
  },
  {
    name: "a machine with a narrow scope has nothing of its account",
    source: GOAT,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [boss, ci] = [g.owner(), g.account("ci")];
      g.instance("admin", boss, isSafe ? ["devstorage.read_only"] : ["cloud-platform"]);
      g.grant(PROJECT, ["compute.instances.setMetadata"], ci);
      g.grant(g.nameOf(boss), [ACT_AS], ci);
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "a start-up script goes to a machine of the owner",
    source: GOAT,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [boss, ci, plain] = [g.owner(), g.account("ci"), g.account("plain")];
      g.instance("admin", isSafe ? plain : boss);
      g.grant(PROJECT, ["compute.instances.setMetadata"], ci);
      g.grant(g.nameOf(plain), [ACT_AS], ci);
      if (!isSafe) g.grant(g.nameOf(boss), [ACT_AS], ci);
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "the policy of a bucket is set",
    source: GOAT,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      g.thing("bucket", { name: "shop-data", projectNumber: g.number() });
      g.grant(
        "//storage.googleapis.com/shop-data",
        [isSafe ? "storage.buckets.getIamPolicy" : "storage.buckets.setIamPolicy"],
        ci,
      );
      return { from: ci, to: "gcp:storage.googleapis.com/shop-data" };
    },
  },
  {
    name: "a workflow is put into the bucket of an environment of Composer",
    source: `${TRICKS}gcp-composer-privesc.html`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [boss, ci] = [g.owner(), g.account("ci")];
      const config = { dagGcsPrefix: "gs://shop-dags/dags", nodeConfig: { serviceAccount: boss } };
      g.thing("composer", { name: `${PROJECT}/locations/europe-west1/environments/nightly`, config });
      for (const name of ["shop-dags", "shop-data"]) g.thing("bucket", { name, projectNumber: g.number() });
      g.grant(`//storage.googleapis.com/${isSafe ? "shop-data" : "shop-dags"}`, ["storage.objects.create"], ci);
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "a custom role is disabled",
    source: "https://cloud.google.com/iam/docs/creating-custom-roles#disabling-custom-role",
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      const role = g.customRole("keeper", ["resourcemanager.projects.setIamPolicy"], isSafe);
      g.grant(PROJECT, role, ci);
      return { from: ci, to: "admin" };
    },
  },
  // by service
  way(
    "a job of Vertex is made",
    `${TRICKS}gcp-aiplatform-privesc.html`,
    [ACT_AS, "aiplatform.customJobs.create"],
    denies(["aiplatform.googleapis.com/customJobs.*"]),
  ),
  way(
    "a batch is run",
    `${TRICKS}gcp-batch-privesc.html`,
    [ACT_AS, "batch.jobs.create"],
    denies(["batch.googleapis.com/*.create"]),
  ),
  way(
    "a cluster of Dataproc is made",
    `${TRICKS}gcp-dataproc-privesc.html`,
    [ACT_AS, "dataproc.clusters.create"],
    denies(["dataproc.googleapis.com/*.*"]),
  ),
  way(
    "a workflow is made",
    `${TRICKS}gcp-workflows-privesc.html`,
    [ACT_AS, "workflows.workflows.create", "workflows.executions.create"],
    denies(["iam.googleapis.com/*.actAs"]),
  ),
  way(
    "a job of Run is made",
    `${TRICKS}gcp-run-privesc.html`,
    [ACT_AS, "run.jobs.create", "run.jobs.run"],
    denies(["run.googleapis.com/jobs.run"]),
  ),
  way("an account's policy is set", `${TRICKS}gcp-iam-privesc.html`, ["iam.serviceAccounts.setIamPolicy"], (g) =>
    g.deny({
      principals: ["principalSet://goog/public:all"],
      permissions: ["iam.googleapis.com/serviceAccounts.setIamPolicy"],
    }),
  ),
  way(
    "the constraint against keys is lifted first",
    `${TRICKS}gcp-orgpolicy-privesc.html`,
    [KEY, "orgpolicy.policy.set"],
    denies(["iam.googleapis.com/serviceAccountKeys.create"]),
  ),
  way("a key is uploaded", `${TRICKS}gcp-iam-privesc.html`, [KEY], (g) => {
    g.enforce("iam.disableServiceAccountKeyCreation", true);
    g.enforce("iam.disableServiceAccountKeyUpload", true);
  }),
  {
    name: "an API that is not enabled holds nothing to change",
    source: `${TRICKS}gcp-cloudfunctions-privesc.html`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci, boss] = [g.account("ci"), g.owner()];
      g.grant(PROJECT, [ACT_AS, "cloudfunctions.functions.update"], ci);
      if (isSafe) g.turnOff("cloudfunctions");
      else
        g.thing("function", {
          name: `${PROJECT}/locations/europe-west1/functions/pay`,
          serviceConfig: { serviceAccountEmail: boss },
        });
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "a token of an account that is disabled",
    source: `${STRATUS}gcp.privilege-escalation.impersonate-service-accounts/`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci] = [g.account("ci"), g.owner("boss", isSafe)];
      g.grant(PROJECT, [TOKEN], ci);
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "somebody who is disabled takes a token",
    source: `${STRATUS}gcp.privilege-escalation.impersonate-service-accounts/`,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const [ci] = [g.account("ci", HOME, isSafe), g.owner()];
      g.grant(PROJECT, [TOKEN], ci);
      return { from: ci, to: "admin" };
    },
  },
  way(
    "a key is made where only the owner is spared",
    `${STRATUS}gcp.persistence.create-service-account-key/`,
    [KEY],
    (g, _, boss) => {
      g.deny({
        principals: ["principalSet://goog/public:all"],
        except: [principal(boss)],
        permissions: ["iam.googleapis.com/serviceAccountKeys.create"],
      });
    },
  ),
  way(
    "an exception to a deny policy spares it",
    DENIES,
    [TOKEN],
    (g, ci) => {
      g.deny({
        principals: ["principalSet://goog/public:all"],
        except: [principal(ci)],
        permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"],
      });
    },
    { safe: "sure" },
  ),
  {
    name: "people of the customer are denied",
    source: DENIES,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      g.owner();
      g.grant(PROJECT, [TOKEN], "ann@shop.example");
      if (isSafe)
        g.deny({
          principals: ["principalSet://goog/cloudIdentityCustomerId/C0shop001"],
          permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"],
        });
      return { from: "user:ann@shop.example", to: "admin" };
    },
  },
  {
    name: "people of another customer are denied, which says nothing of ours",
    source: DENIES,
    vulnerable: "sure",
    safe: "open",
    make(g, isSafe) {
      g.owner();
      g.grant(PROJECT, [TOKEN], "eve@elsewhere.example");
      if (isSafe)
        g.deny({
          principals: ["principalSet://goog/cloudIdentityCustomerId/C0other01"],
          permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"],
        });
      return { from: "user:eve@elsewhere.example", to: "admin" };
    },
  },
  {
    name: "a group's deny counts for who is in it",
    source: DENIES,
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      g.owner();
      const group = g.group("devs", ["ann@shop.example"]);
      g.grant(PROJECT, [TOKEN], group);
      if (isSafe)
        g.deny({
          principals: ["principalSet://goog/group/devs@shop.example"],
          permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"],
        });
      return { from: "user:ann@shop.example", to: "admin" };
    },
  },
  {
    name: "whoever may take a deny policy away does so first",
    source: "https://cloud.google.com/iam/docs/deny-access",
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      g.owner();
      g.grant(PROJECT, [TOKEN], ci);
      // held on the project beside it, it takes no policy of this one away
      g.grant(isSafe ? `projects/${OTHER}` : ORGANIZATION, ["iam.denypolicies.delete"], ci);
      g.deny({ principals: [principal(ci)], permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken"] });
      return { from: ci, to: "admin" };
    },
  },
  {
    name: "a deny policy that denies to take it away stays",
    source: "https://cloud.google.com/iam/docs/deny-access",
    vulnerable: "sure",
    safe: "none",
    make(g, isSafe) {
      const ci = g.account("ci");
      g.owner();
      g.grant(ORGANIZATION, [TOKEN, "iam.denypolicies.update"], ci);
      const own = isSafe ? ["iam.googleapis.com/denypolicies.*"] : [];
      g.deny({
        principals: [principal(ci)],
        permissions: ["iam.googleapis.com/serviceAccounts.getAccessToken", ...own],
      });
      return { from: ci, to: "admin" };
    },
  },
  // conditions
  conditional(
    "a function under a service",
    ["cloudfunctions.functions.create", ACT_AS],
    [`resource.service != "storage.googleapis.com"`, `resource.service == "storage.googleapis.com"`],
    { vulnerable: "open" },
  ),
  conditional(
    "a service of Run under a type",
    ["run.services.create"],
    [`resource.type == "run.googleapis.com/Service"`, `resource.type == "storage.googleapis.com/Bucket"`],
    { vulnerable: "open" },
    [ACT_AS],
  ),
  conditional(
    "a function under a type of another service",
    ["cloudfunctions.functions.create"],
    [`resource.type == "cloudfunctions.googleapis.com/Function"`, `resource.type == "compute.googleapis.com/Instance"`],
    { vulnerable: "open" },
    [ACT_AS],
  ),
  conditional(
    "a machine under its type",
    NEW_VM,
    [`resource.type == "compute.googleapis.com/Instance"`, `resource.type == "compute.googleapis.com/Disk"`],
    {},
    [ACT_AS],
  ),
  conditional(
    "a machine under its service",
    NEW_VM,
    [`resource.service == "compute.googleapis.com"`, `resource.service == "run.googleapis.com"`],
    {},
    [ACT_AS],
  ),
  conditional(
    "a time that is over",
    [TOKEN],
    [`request.time < timestamp("2030-01-01T00:00:00Z")`, `request.time < timestamp("2025-01-01T00:00:00Z")`],
  ),
  conditional("a year", [TOKEN], [`request.time.getFullYear() >= 2026`, `request.time.getFullYear() < 2026`]),
  conditional(
    "roles that may be granted",
    ["resourcemanager.projects.setIamPolicy"],
    [
      `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["roles/owner"])`,
      `api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).hasOnly(["roles/viewer"])`,
    ],
  ),
  reading("an object by its name", {
    kind: "bucket",
    permission: "storage.objects.get",
    met: `resource.name == "projects/_/buckets/shop-data/objects/a.txt"`,
    unmet: `resource.name == "projects/_/buckets/other/objects/a.txt"`,
  }),
  reading("objects but some", {
    kind: "bucket",
    permission: "storage.objects.get",
    met: `!resource.name.startsWith("projects/_/buckets/shop-data/objects/hr/")`,
    unmet: `!resource.name.startsWith("projects/_/buckets/shop-data/")`,
  }),
  reading("objects of a folder", {
    kind: "bucket",
    permission: "storage.objects.get",
    met: `resource.name.startsWith("projects/_/buckets/shop-data/objects/out/")`,
    unmet: `resource.name.startsWith("projects/_/buckets/shop-logs/")`,
  }),
  reading("a version of a secret", {
    kind: "secret",
    permission: "secretmanager.versions.access",
    met: `resource.name == "projects/700000000001/secrets/mail/versions/3"`,
    unmet: `resource.name == "projects/700000000001/secrets/other/versions/3"`,
  }),
  reading("versions of a secret by their type", {
    kind: "secret",
    permission: "secretmanager.versions.access",
    met: `resource.type == "secretmanager.googleapis.com/SecretVersion"`,
    unmet: `resource.type == "secretmanager.googleapis.com/Secret"`,
  }),
  reading("a secret by its beginning", {
    kind: "secret",
    permission: "secretmanager.versions.access",
    met: `resource.name.startsWith("projects/700000000001/secrets/ma")`,
    unmet: `resource.name.startsWith("projects/700000000001/secrets/db")`,
  }),
  // accounts of another project
  crossProject("a machine of another project, policy", NEW_VM, "compute-system", "policy"),
  liftedProject("a machine of another project, policy set", NEW_VM, "compute-system"),
  crossProject("a machine of another project, agent", NEW_VM, "compute-system", "agent"),
  crossProject(
    "a function of another project, policy",
    ["cloudfunctions.functions.create"],
    "gcf-admin-robot",
    "policy",
  ),
  crossProject("a function of another project, actAs", ["cloudfunctions.functions.create"], "gcf-admin-robot", "actAs"),
  crossProject("a service of another project, policy", ["run.services.create"], "serverless-robot-prod", "policy"),
  crossProject("a service of another project, no create", ["run.services.create"], "serverless-robot-prod", "create"),
  ...DELEGATED,
  ...STANDING,
  ...MOVING,
  ...SCOPES,
];
