// The organisation of a technique's cases: a service account with the permissions of the case, a target that fits the technique in
// one project, a neighbour of the same make beside it, and another in a project that nobody may get from to the first.
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import { WORKFORCE_POOL } from "../../../src/analyze/gcp/workforce-pools.js";
import type { DerivedEdge, StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import { SIGNATURE } from "../../../src/model/signature.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const ORGANIZATION = "organizations/1";
const FOLDER = "folders/2";
const OTHER_FOLDER = "folders/3";
const PROJECT = "projects/target-project";
const OTHER_PROJECT = "projects/elsewhere-project";
const CALLER = "caller@third-project.iam.gserviceaccount.com";
const CALLER_ID = "gcp:serviceaccount/caller";
const POOL = "locations/global/workforcePools/corp";
const OWN_ROLE = `${PROJECT}/roles/own`;
/** Full resource names, as Google writes them, by type. */
const FULL_NAMES: { readonly [type: string]: (project: string, name: string) => string } = {
  "gcp.bucket": (_, name) => `//storage.googleapis.com/${name}`,
  "gcp.secret": (project, name) => `//secretmanager.googleapis.com/${project}/secrets/${name}`,
  "gcp.bigquery-dataset": (project, name) => `//bigquery.googleapis.com/${project}/datasets/${name}`,
  "gcp.kms-key": (project, name) =>
    `//cloudkms.googleapis.com/${project}/locations/global/keyRings/ring/cryptoKeys/${name}`,
  "gcp.pubsub-topic": (project, name) => `//pubsub.googleapis.com/${project}/topics/${name}`,
  "gcp.pubsub-subscription": (project, name) => `//pubsub.googleapis.com/${project}/subscriptions/${name}`,
  "gcp.instance": (project, name) => `//compute.googleapis.com/${project}/zones/europe-west1-b/instances/${name}`,
};
const READ = [
  "iam:policies",
  "iam:deny-policies",
  "iam:principal-access-boundaries",
  "orgpolicy:effective-policies",
  "cloudidentity:groups",
  "compute:instances",
  "cloudfunctions:functions",
  "run:services",
  "run:jobs",
  "cloudbuild:triggers",
  "cloudscheduler:jobs",
  "dataproc:clusters",
  "appengine:app",
  "workflows:workflows",
  "composer:environments",
  "notebooks:instances",
  "container:clusters",
  "dataflow:jobs",
  "eventarc:triggers",
  "deploymentmanager:deployments",
].map((one) => `gcp/${one}`);
/** Constraints that list what is allowed: in force where nothing is. */
const LISTING = ["iam.workloadIdentityPoolProviders"];
/** What stands in the way, beside the constraints that `stopped_by` names. */
const GUARDS = [
  "disabled-caller",
  "past-condition",
  "other-name",
  "deny-policy",
  "deleted-role",
  "nothing-there",
  "no-agent",
];

/** How surely the technique gets the caller to the target with these permissions: met, unknown, needs-actor or no. */
export function answerOf(technique: ScopedTechnique, holds: readonly string[], guarded = ""): string {
  const { stopped_by: ends = [], lifts = [], target, types: [type = "identity"] = [], exists = [] } = technique;
  const stops = [...ends, ...lifts];
  if (guarded !== "" && !GUARDS.includes(guarded) && !stops.includes(guarded))
    throw new Error(`guarded: ${guarded}: one of ${[...GUARDS, ...stops].join(", ")}`);
  const kind = target === "identity" ? "identity" : type;
  const goals = [...["target", "beside"].map((name) => toGoal(kind, PROJECT, name)), toGoal(kind, OTHER_PROJECT)];
  const [goal, beside, other] = goals as [Goal, Goal, Goal];
  const present = guarded === "nothing-there" ? [] : [PROJECT];
  const things = exists.flatMap((one) =>
    [...present, OTHER_PROJECT].map((project) => toThing(one, toGoal(one, project, "thing"))),
  );
  const places = {
    target: goal.place,
    identity: accountName(PROJECT, "target"),
    container: PROJECT,
    "own-role": PROJECT,
    above: FOLDER,
    "new-parent": OTHER_FOLDER,
    beside: beside.place,
    elsewhere: other.place,
    "elsewhere-container": OTHER_PROJECT,
    "elsewhere-identity": accountName(OTHER_PROJECT, "elsewhere"),
  };
  const nodes = [
    ...toTree(stops.includes(guarded) ? guarded : undefined, technique.agent === undefined ? [] : ends),
    ...(technique.agent === undefined || guarded === "no-agent" ? [] : agentOf(technique.agent, goal.place)),
    make(CALLER_ID, "gcp.service-account", "principal", {
      email: CALLER,
      project: "third-project",
      disabled: guarded === "disabled-caller",
    }),
    ...[goal, beside, other].map(({ project, name }) => toAccount(project, name)),
    ...(target === "workload" || target === "resource" ? goals.map((one) => toThing(kind, one)) : []),
    ...things,
    ...holds.flatMap((text, at) => toHolding(text, { at, guarded, places, beside: beside.place })),
    ...(technique.actions.some(({ on }) => on === "own-role") ? ownRole() : []),
    ...(kind === WORKFORCE_POOL && guarded !== "nothing-there" ? [workforceBinding()] : []),
    ...(guarded === "deny-policy" ? [denyPolicy(technique)] : []),
  ];
  const unique = [...new Map(nodes.map((one) => [one.id, one])).values()];
  const held = [...holds.map(permissionOf), TAKES_TOKEN];
  const texts = new Map(held.map((permission) => [hashText(permission), permission]));
  const scopes = [ORGANIZATION, FOLDER, OTHER_FOLDER, PROJECT, OTHER_PROJECT].map((one) => ({
    id: `gcp:${one}`,
    type: typeOf(one),
    name: one,
    parent: undefined,
    properties: {},
    coverage: complete(...READ),
  }));
  const input = {
    ...toInput({ scopes, nodes: unique, tables: { scopedTechniques: [technique] } }),
    document: (hash: string) => texts.get(hash) ?? (hash === HARMLESS ? HARMLESS_TEXT : undefined),
  };
  const { edges = [] } = analyzeGoogle(input, createPolicyCompiler());
  // nothing is delegated to these accounts, so that what signs as them is they
  const isWhole = technique.facet === undefined || technique.facet === SIGNATURE;
  return stateOf(edges, technique, isWhole ? goal.node : `${goal.node}#${technique.facet}`);
}

/** State of the surest way from the caller to the target, through the sets that hold it. */
function stateOf(edges: readonly DerivedEdge[], { edge, id }: ScopedTechnique, target: string): string {
  const sets = edges.filter(({ kind, to }) => kind === "includes" && to === target).map(({ from }) => from);
  const holders = new Set([target, ...sets]);
  const found = edges.filter(
    ({ kind, from, to, technique }) =>
      kind === edge && from === CALLER_ID && holders.has(to) && (edge === "permits" || technique === id),
  );
  const [first] = found;
  if (first === undefined) return "no";
  return found.some(({ state }) => state === "none" || state === "met") ? "met" : first.state;
}

interface Goal {
  readonly node: string;
  readonly place: string;
  readonly project: string;
  readonly name: string;
}

function toGoal(kind: string, project: string, name = "elsewhere"): Goal {
  if (kind === "identity") {
    return { node: accountId(name), place: accountName(project, name), project, name };
  }
  if (["gcp.project", "gcp.folder", "gcp.organization"].includes(kind)) {
    const place = scopePlace(kind, name);
    return { node: `gcp:${place}`, place, project, name };
  }
  // of the whole organisation; a folder has none
  if (kind === WORKFORCE_POOL)
    return { node: `gcp:${POOL}`, place: name === "target" ? ORGANIZATION : FOLDER, project, name };
  const place = (FULL_NAMES[kind] ?? ((of, one) => `//x.googleapis.com/${of}/${kind}/${one}`))(project, name);
  return { node: `gcp:${place.slice(2)}`, place, project, name };
}

/** A scope of the kind; of the organisation, what is elsewhere is only a part of it. */
function scopePlace(kind: string, name: string): string {
  const isTarget = name === "target";
  if (kind === "gcp.project") return isTarget ? PROJECT : OTHER_PROJECT;
  if (kind === "gcp.folder") return isTarget ? FOLDER : OTHER_FOLDER;
  return isTarget ? ORGANIZATION : FOLDER;
}

const emailOf = (project: string, name: string): string => `${name}@${project.slice(9)}.iam.gserviceaccount.com`;
const accountId = (name: string): string => `gcp:serviceaccount/${name}`;
const accountName = (project: string, name: string): string =>
  `//iam.googleapis.com/${project}/serviceAccounts/${emailOf(project, name)}`;
const typeOf = (place: string): string => `gcp.${place.slice(0, place.indexOf("s/"))}`;

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: `gcp:${PROJECT}`, properties });
}

function toAccount(project: string, name: string): StoredNode {
  const properties = { email: emailOf(project, name), project: project.slice(9), disabled: false };
  return make(accountId(name), "gcp.service-account", "principal", properties);
}

function toThing(type: string, { node: id, place, project, name }: Goal): StoredNode {
  const properties = { full_name: place, project: project.slice(9), service_account: emailOf(project, name) };
  return make(id, type, "workload", properties);
}

const TAKES_TOKEN = "iam.serviceAccounts.getAccessToken";
/** Number of the project that is elsewhere. */
const OTHER_NUMBER = "700000000002";

/** The agent of a service in the project elsewhere, which may take tokens of the target. */
function agentOf(domain: string, place: string): readonly StoredNode[] {
  const member = `serviceAccount:service-${OTHER_NUMBER}@${domain}.iam.gserviceaccount.com`;
  const role = "roles/agent";
  return [
    {
      ...make(`gcp:role/${role}`, "gcp.role", "grant", { role, deleted: false }),
      document: hashText(TAKES_TOKEN),
    },
    make("gcp:binding/agent", "gcp.role-binding", "grant", { resource: place, role, member }),
  ];
}

/** Somebody of a workforce pool is bound to something. */
function workforceBinding(): StoredNode {
  const member = `principal://iam.googleapis.com/${POOL}/subject/dana`;
  const resource = `//cloudresourcemanager.googleapis.com/${PROJECT}`;
  return make("gcp:binding/dana", "gcp.role-binding", "grant", { resource, role: "roles/viewer", member });
}

/** The folders and projects, with a constraint in force where one is named, and some that are known to be lifted. */
function toTree(constraint: string | undefined, lifted: readonly string[]): readonly StoredNode[] {
  const parents: readonly (readonly [string, string | undefined])[] = [
    [ORGANIZATION, undefined],
    [FOLDER, ORGANIZATION],
    [OTHER_FOLDER, ORGANIZATION],
    [PROJECT, FOLDER],
    [OTHER_PROJECT, OTHER_FOLDER],
  ];
  const inForce = { [LISTING.includes(constraint ?? "") ? "denies_all" : "enforced"]: true };
  const policies = {
    ...Object.fromEntries(lifted.map((one) => [one, { enforced: false }])),
    ...(constraint !== undefined && { [constraint]: inForce }),
  };
  return parents.map(([place, parent]) =>
    node(`gcp:${place}`, typeOf(place), {
      kind: "scope",
      scope: `gcp:${place}`,
      properties: { ...(parent !== undefined && { parent }), ...(place === OTHER_PROJECT && { number: OTHER_NUMBER }) },
      supplements: { "gcp/orgpolicy:effective-policies": { constraints: policies } },
    }),
  );
}

interface Held {
  readonly at: number;
  readonly guarded: string;
  readonly places: { readonly [word: string]: string };
  readonly beside: string;
}

const permissionOf = (text: string): string => text.slice(0, text.indexOf(" "));

/** `PERMISSION on PLACE` as a role and its binding. */
function toHolding(text: string, { at, guarded, places, beside }: Held): readonly StoredNode[] {
  const [, permission = "", on = ""] = /^(\S+) on (\S+)$/.exec(text) ?? [];
  const place = places[on];
  if (place === undefined) throw new Error(`${text}: write it as PERMISSION on ${Object.keys(places).join(" | ")}`);
  const role = `roles/held${at}`;
  const condition = conditionOf(guarded, beside);
  const granted = { ...bindingOn(place), role, member: `serviceAccount:${CALLER}` };
  return [
    {
      ...make(`gcp:role/${role}`, "gcp.role", "grant", { role, deleted: guarded === "deleted-role" }),
      document: hashText(permission),
    },
    make(`gcp:binding/${at}`, "gcp.role-binding", "grant", {
      ...granted,
      ...(condition !== undefined && { condition }),
    }),
  ];
}

function bindingOn(place: string): { readonly resource: string; readonly project?: string } {
  if (!place.startsWith("//")) return { resource: `//cloudresourcemanager.googleapis.com/${place}` };
  if (!place.startsWith("//storage.")) return { resource: place };
  // names of buckets do not say whose they are
  return { resource: place, project: (place.endsWith("/elsewhere") ? OTHER_PROJECT : PROJECT).slice(9) };
}

function conditionOf(guarded: string, beside: string): string | undefined {
  if (guarded === "past-condition") return 'request.time < timestamp("2020-01-01T00:00:00Z")';
  if (guarded !== "other-name") return undefined;
  const name = beside.startsWith("//storage.")
    ? `projects/_/buckets/${beside.split("/").at(-1)}`
    : beside.replace(/^\/\/[^/]+\//, "");
  return `resource.name.startsWith("${name}")`;
}

function denyPolicy({ actions }: ScopedTechnique): StoredNode {
  const permissions = actions.map(({ action }) => {
    const [service = "", ...rest] = action.split(".");
    const host = service === "resourcemanager" ? "cloudresourcemanager" : service;
    return `${host}.googleapis.com/${rest.join(".")}`;
  });
  const principals = [`principal://iam.googleapis.com/projects/-/serviceAccounts/${CALLER}`];
  const rules = [{ principals, permissions, except: [], except_permissions: [], condition: null }];
  return make("gcp:policies/deny", "gcp.deny-policy", "grant", { container: ORGANIZATION, rules });
}

const HARMLESS_TEXT = "resourcemanager.projects.get";
const HARMLESS = hashText(HARMLESS_TEXT);

/** A harmless custom role of the target project, which the caller holds on it. */
function ownRole(): readonly StoredNode[] {
  const resource = `//cloudresourcemanager.googleapis.com/${PROJECT}`;
  return [
    {
      ...make(`gcp:role/${OWN_ROLE}`, "gcp.role", "grant", { role: OWN_ROLE, deleted: false }),
      document: HARMLESS,
    },
    make("gcp:binding/own", "gcp.role-binding", "grant", {
      resource,
      role: OWN_ROLE,
      member: `serviceAccount:${CALLER}`,
    }),
  ];
}
