// A small domain of Workspace and the organisation on Google Cloud that belongs to it, as files of a bundle: what Google's APIs
// answer, so that tests go through the collectors, the store and all of the analysis.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { analyzeStore } from "../../../src/app/analyze.js";
import { rulesInForce } from "../../../src/app/catalog.js";
import { crawl } from "../../../src/app/crawl.js";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { resolveSettings } from "../../../src/app/settings.js";
import { collectorForBundle } from "../../../src/collect/index.js";
import { encodeName } from "../../../src/collect/paths.js";
import { openStore } from "../../../src/store/index.js";
import { JOIN_KEY, NOW } from "../../collect/support.js";
import { silent } from "../../truth/silent.js";
import {
  CUSTOMER,
  DOMAIN,
  mail,
  numberOf,
  type Person,
  type Role,
  uniqueOf,
  type Write,
  writeDelegations,
  writePeople,
} from "./google-domain.js";

export { DOMAIN, mail, type Person, type Role };

const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
const { estate } = await resolveSettings({ db: ":memory:" }, [], {}, tmpdir());

export const SCOPE = `workspace:${CUSTOMER}`;
const NUMBER = "510000000001";
const PROJECT = "octo-prod";
/** Scope of the project that everything of Google Cloud is in, and the organisation above it. */
export const CLOUD = `gcp:projects/${PROJECT}`;
export const ORGANIZATION = "gcp:organizations/400000000001";
/** Client ids as Google writes them: the project that it was made in, and a name. */
export const VENDOR = "300000000001-notes.apps.googleusercontent.com";
export const OWN = `${NUMBER}-tool.apps.googleusercontent.com`;
export const GOOGLE = "32555940559.apps.googleusercontent.com";

interface CloudBinding {
  readonly on: string;
  readonly role: string;
  readonly member: string;
  readonly condition?: string;
}

export interface Google {
  readonly people?: { readonly [name: string]: Person };
  /** Groups of Workspace that hold a role → people in them. */
  readonly groups?: { readonly [name: string]: readonly string[] };
  /** Service accounts of the project; `false` is disabled. */
  readonly accounts?: { readonly [name: string]: boolean };
  /** Name of an account, or a client id → scopes. */
  readonly delegations?: { readonly [client: string]: readonly string[] };
  /** How delegation is known: by the list of an administrator, or by the log. */
  readonly toldBy?: "list" | "log";
  readonly roles?: readonly Role[];
  /** Who has which role where on Google Cloud: `organization`, `folder`, `project` or the name of an account. */
  readonly bindings?: readonly CloudBinding[];
  /** Groups that bindings name → members as bindings write them; null: they could not be read. */
  readonly cloudGroups?: { readonly [name: string]: readonly string[] | null };
  /** Labels of those groups, such as `locked`; null: they were not read. */
  readonly groupLabels?: { readonly [name: string]: readonly string[] | null };
  /** Permission that the project denies, as deny policies write it → who. */
  readonly denies?: { readonly [permission: string]: readonly string[] };
  /** Who is spared by each of them. */
  readonly spares?: readonly string[];
  /** Set of principals → resources that it is kept to, as boundaries write them. */
  readonly boundaries?: { readonly [principalSet: string]: readonly string[] };
  /** Whether the organisation belongs to the domain. */
  readonly isApart?: boolean;
}

export const account = (name: string): string => `${name}@${PROJECT}.iam.gserviceaccount.com`;

/** Node of a person, a group or an application of the domain. */
export const userNode = ({ people = {} }: Google, name: string): string =>
  `${SCOPE}/user/${numberOf(Object.keys(people), name)}`;
export const groupNode = (name: string): string => `${SCOPE}/group/group-${name}`;
export const clientNode = (client: string): string => `${SCOPE}/client/${client}`;

const FOLDER = "folders/410000000001";

const ROLES: { readonly [role: string]: readonly string[] } = {
  "roles/owner": [
    "resourcemanager.projects.setIamPolicy",
    "iam.serviceAccounts.setIamPolicy",
    "iam.serviceAccountKeys.create",
    "iam.serviceAccounts.getAccessToken",
    "iam.serviceAccounts.actAs",
  ],
  "roles/viewer": ["resourcemanager.projects.get"],
  "roles/iam.serviceAccountTokenCreator": [
    "iam.serviceAccounts.getAccessToken",
    "iam.serviceAccounts.getOpenIdToken",
    "iam.serviceAccounts.implicitDelegation",
    "iam.serviceAccounts.signBlob",
    "iam.serviceAccounts.signJwt",
  ],
  "roles/iam.workloadIdentityUser": ["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"],
  "roles/iam.serviceAccountUser": ["iam.serviceAccounts.actAs"],
  "roles/iam.serviceAccountAdmin": ["iam.serviceAccounts.setIamPolicy"],
  "roles/iam.serviceAccountKeyAdmin": ["iam.serviceAccountKeys.create"],
  "roles/cloudfunctions.developer": ["cloudfunctions.functions.create", "cloudfunctions.functions.call"],
};

/** Writes it as a bundle. */
export function writeGoogle(google: Google, folder: string): void {
  const write = (path: readonly string[], value: unknown, name = path.map(encodeName).join("/")) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  };
  write(["bundle.json"], { version: 1, recordedAt: "2026-06-01T00:00:00Z" });
  const domain = (rest: string, value: unknown) =>
    write([], value, `workspace/${DOMAIN}/${rest.split("/").map(encodeName).join("/")}.json`);
  writePeople(google, (rest, value) => domain(`admin/directory/v1/${rest}`, value));
  writeDelegations(google, (name, value) => write([], value, `workspace/${DOMAIN}/${name}`));
  domain("cloudidentity/v1/policies", { policies: [] });
  writeCloud(google, (rest, value) => write([], value, `gcp/${rest}.json`));
}

function writeCloud(google: Google, write: Write): void {
  const { accounts = {}, bindings = [], isApart = false } = google;
  const organization = ORGANIZATION.slice("gcp:".length);
  const at = (rest: string) => `${PROJECT}/${rest}`;
  const crm = (folder: string, container: string, value: object) =>
    write(`${folder}/cloudresourcemanager/v3/${container}`, { state: "ACTIVE", ...value });
  const directoryCustomerId = isApart ? "C0other" : CUSTOMER;
  crm(organization, organization, { name: organization, displayName: DOMAIN, directoryCustomerId });
  const project = { name: `projects/${NUMBER}`, projectId: PROJECT, parent: FOLDER };
  crm(PROJECT, `projects/${PROJECT}`, project);
  const folder = { name: FOLDER, displayName: "all", parent: organization, state: "ACTIVE" };
  write(`${organization}/cloudresourcemanager/v3/folders:search`, { folders: [folder] });
  write(`${organization}/cloudresourcemanager/v3/projects:search`, { projects: [{ ...project, state: "ACTIVE" }] });
  const containers: { readonly [on: string]: string } = {
    organization,
    folder: FOLDER,
    project: `projects/${PROJECT}`,
  };
  const resourceOf = (on: string) =>
    containers[on] === undefined
      ? `//iam.googleapis.com/projects/${PROJECT}/serviceAccounts/${account(on)}`
      : `//cloudresourcemanager.googleapis.com/${containers[on]}`;
  write(`${organization}/cloudasset/v1/${organization}:searchAllIamPolicies`, {
    results: bindings.map(({ on, role, member, condition }) => ({
      resource: resourceOf(on),
      ...(on !== "organization" && on !== "folder" && { project: `projects/${NUMBER}` }),
      organization,
      policy: { bindings: [{ role, members: [member], ...(condition && { condition: { expression: condition } }) }] },
    })),
  });
  write(at(`iam/v1/projects/${PROJECT}/serviceAccounts`), {
    accounts: Object.entries(accounts).map(([name, isOn]) => ({
      email: account(name),
      name: `projects/${PROJECT}/serviceAccounts/${account(name)}`,
      projectId: PROJECT,
      uniqueId: uniqueOf(google, name),
      disabled: !isOn,
    })),
  });
  for (const [role, includedPermissions] of Object.entries(ROLES))
    for (const one of [PROJECT, organization])
      write(`${one}/iam/v1/${role}`, { name: role, title: role, includedPermissions });
  for (const [one, container] of [
    [PROJECT, `projects/${PROJECT}`],
    [organization, organization],
  ])
    write(`${one}/iam/v1/${container}/roles`, { roles: [] });
  // a group is asked for where it is named first
  for (const one of [organization, PROJECT]) writeCloudGroups(google, (rest, value) => write(`${one}/${rest}`, value));
  writeSafeguards(google, organization, write);
}

function writeCloudGroups({ cloudGroups = {}, groupLabels = {}, isApart = false }: Google, write: Write): void {
  for (const [name, members] of Object.entries(cloudGroups)) {
    if (members === null) continue;
    const labels = groupLabels[name] === undefined ? [] : groupLabels[name];
    if (labels !== null) {
      write(`cloudidentity/v1/groups/${name}`, {
        name: `groups/${name}`,
        parent: `customers/${isApart ? "C0other" : CUSTOMER}`,
        labels: Object.fromEntries(
          ["discussion_forum", ...labels].map((one) => [`cloudidentity.googleapis.com/groups.${one}`, ""]),
        ),
      });
    }
    write(`cloudidentity/v1/groups:lookup@groupKey.id=${encodeURIComponent(mail(name))}`, { name: `groups/${name}` });
    write(`cloudidentity/v1/groups/${name}/memberships`, {
      memberships: members.map((member, at) => {
        const [kind = "", id = ""] = member.split(":");
        const type = { serviceAccount: "SERVICE_ACCOUNT", group: "GROUP" }[kind] ?? "USER";
        return {
          name: `groups/${name}/memberships/${at}`,
          preferredMemberKey: { id },
          type,
          roles: [{ name: "MEMBER" }],
        };
      }),
    });
  }
}

function writeSafeguards(
  { denies = {}, spares = [], boundaries = {} }: Google,
  organization: string,
  write: Write,
): void {
  const rules = Object.entries(denies).map(([permission, deniedPrincipals]) => ({
    denyRule: { deniedPrincipals, deniedPermissions: [permission], exceptionPrincipals: spares },
  }));
  for (const [folder, container] of [
    [PROJECT, `projects/${PROJECT}`],
    [PROJECT, FOLDER],
    [organization, FOLDER],
    [organization, organization],
  ]) {
    const attached = encodeURIComponent(`cloudresourcemanager.googleapis.com/${container}`);
    const path = `${folder}/iam/v2/policies/${attached}/denypolicies`;
    const isHere = container === `projects/${PROJECT}` && rules.length > 0;
    const policy = { name: `policies/${attached}/denypolicies/no`, displayName: "no", kind: "DenyPolicy" };
    write(path, { policies: isHere ? [policy] : [] });
    if (isHere) write(`${path}/no`, { ...policy, rules });
    write(`${folder}/iam/v3/${container}/locations/global/policyBindings`, {});
    write(`${folder}/privilegedaccessmanager/v1/${container}/locations/global/entitlements`, {});
  }
  const sets = Object.entries(boundaries);
  const base = `${organization}/iam/v3/${organization}/locations/global`;
  const policyOf = (index: number) => `${organization}/locations/global/principalAccessBoundaryPolicies/p${index}`;
  write(`${base}/principalAccessBoundaryPolicies`, {
    principalAccessBoundaryPolicies: sets.map(([, resources], index) => ({
      name: policyOf(index),
      details: { rules: [{ resources, effect: "ALLOW" }], enforcementVersion: "2" },
    })),
  });
  write(`${base}/policyBindings`, {
    policyBindings: sets.map(([principalSet], index) => ({
      name: `${organization}/locations/global/policyBindings/b${index}`,
      target: { principalSet },
      policyKind: "PRINCIPAL_ACCESS_BOUNDARY",
      policy: policyOf(index),
    })),
  });
}

/** Ways of one estate: `pathOf(from, to)` is the state of the best one, `-` when there is none. */
export type PathOf = (from: string, to: string) => string;

/** Crawls and analyzes an estate and asks for paths in it. Nothing is left behind. */
export async function withGoogle<T>(google: Google, work: (pathOf: PathOf) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-google-"));
  try {
    writeGoogle(google, folder);
    const store = openStore({ path: ":memory:", mode: "write" });
    try {
      const run = store.beginRun({ command: "read", version: "test", now: NOW });
      const frame = { run, now: NOW, joinKey: JOIN_KEY, tables };
      const { failed } = await crawl(store, [await collectorForBundle(folder)], frame, silent());
      if (failed.length > 0) throw new Error(failed.map(({ message }) => message).join("; "));
      await analyzeStore(store, { estate }, tables, NOW);
      const edges = [...store.pathEdges()];
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return work((from, to) => {
        if (store.node(from) === undefined || (to !== "admin" && store.node(to) === undefined)) return "-";
        const search = searches.get(to) ?? searchPaths(edges, toEnd(to, store, edges), undefined);
        searches.set(to, search);
        const path = bestPath(search, toStarts(from, store));
        return path === undefined ? "-" : path.state;
      });
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One way in one estate. */
export function pathIn(google: Google, from: string, to: string): Promise<string> {
  return withGoogle(google, (pathOf) => pathOf(from, to));
}
