// A drawn organisation of Google Cloud as analysis reads it.
import type { AnalysisInput, StoredNode } from "../../../../src/model/analysis.js";
import { hashText } from "../../../../src/model/hash.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { complete, node, toInput } from "../../estate.js";
import { emailOf, GROUPS, homeOf, ORGANIZATION, PARENTS, PROJECTS, SCOPES, THINGS } from "./names.js";
import type { DrawnBinding, DrawnDeny, GooglePlan } from "./plan.js";

const MANAGER = "//cloudresourcemanager.googleapis.com/";
const READ = [
  ...["iam:policies", "iam:deny-policies", "iam:principal-access-boundaries", "orgpolicy:effective-policies"],
  ...["cloudidentity:groups", "compute:instances", "cloudfunctions:functions", "run:services", "run:jobs"],
].map((one) => `gcp/${one}`);
/** What an owner has beside what techniques ask for. */
const OWNER = [
  ...["resourcemanager.projects.setIamPolicy", "resourcemanager.folders.setIamPolicy"],
  ...["resourcemanager.organizations.setIamPolicy", "iam.serviceAccounts.actAs", "iam.serviceAccountKeys.create"],
  ...["compute.instances.create", "secretmanager.versions.access", "run.services.setIamPolicy"],
  "cloudkms.cryptoKeys.setIamPolicy",
];

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: `gcp:${ORGANIZATION}`, properties });
}

const typeOf = (scope: string): string => `gcp.${scope.slice(0, scope.indexOf("s/"))}`;
const fullName = (place: string): string => (place.startsWith("//") ? place : `${MANAGER}${place}`);

/** Permissions of a binding's role; undefined where they were not read. */
function permissionsOf({ technique, part }: DrawnBinding, { techniques }: GooglePlan): readonly string[] | undefined {
  const all = techniques[technique]?.actions.map(({ action }) => action) ?? [];
  if (part === "unread") return undefined;
  if (part === "owner") return [...new Set([...OWNER, ...all])];
  return part === "first" ? all.slice(0, 1) : part === "rest" ? all.slice(1) : all;
}

const roleOf = ({ part, technique }: DrawnBinding): string =>
  part === "own"
    ? `projects/inside/roles/own${technique}`
    : part === "owner"
      ? "roles/owner"
      : `roles/${part}${technique}`;

function toGrant(drawn: DrawnBinding, at: number): StoredNode {
  const { on, member, condition, isEligible } = drawn;
  const properties = {
    ...{ resource: fullName(on), role: roleOf(drawn), member },
    ...(THINGS.find(({ place }) => place === on) && {
      project: THINGS.find(({ place }) => place === on)?.project.slice(9) ?? "",
    }),
    ...(condition !== undefined && { condition }),
  };
  if (!isEligible || on.startsWith("//")) return make(`gcp:binding/${at}`, "gcp.role-binding", "grant", properties);
  return make(`gcp:eligible/${at}`, "gcp.eligible-role", "grant", {
    ...properties,
    ...{ entitlement: `${on}/locations/global/entitlements/e${at}`, state: "AVAILABLE", asks_approval: false },
    ...{ approvers: [], activation_asks: ["a justification"] },
  });
}

/** As deny policies write a permission: `iam.googleapis.com/serviceAccounts.actAs`. */
const asDenied = (permission: string): string => permission.replace(".", ".googleapis.com/");

function toDeny(drawn: DrawnDeny, at: number, { techniques }: GooglePlan): StoredNode {
  const { on, principals, except, technique, isOne, condition = null } = drawn;
  const all = techniques[technique]?.actions.map(({ action }) => asDenied(action)) ?? [];
  const permissions = isOne ? all.slice(0, 1) : all.map((one) => one.replace(/\/.*/, "/*"));
  return make(`gcp:policies/deny-${at}`, "gcp.deny-policy", "grant", {
    container: on,
    rules: [{ principals, permissions, except, except_permissions: [], condition }],
  });
}

/** Kinds that run as an account. */
const WORKLOADS = ["gcp.instance", "gcp.function", "gcp.run-service", "gcp.run-job", "gcp.reasoning-engine"];

function things(disabled: boolean): readonly StoredNode[] {
  return THINGS.map(({ kind, place, project, node: id }) => {
    if (kind === "identity")
      return make(id, "gcp.service-account", "principal", {
        ...{ email: emailOf(project), project: project.slice(9) },
        disabled: disabled && project === "projects/inside",
      });
    const isWorkload = WORKLOADS.includes(kind);
    return make(id, kind, isWorkload ? "workload" : "resource", {
      ...{ full_name: place, project: project.slice(9) },
      ...(isWorkload && { service_account: emailOf(homeOf(project)) }),
    });
  });
}

export function toGoogleInput(plan: GooglePlan): AnalysisInput {
  const { bindings, denies, boundaries, disabled, techniques } = plan;
  const roles = new Map(bindings.map((one) => [roleOf(one), permissionsOf(one, plan)?.join("\n")]));
  for (const one of bindings)
    if (one.part === "owner")
      roles.set(
        "roles/owner",
        [...new Set([...OWNER, ...techniques.flatMap(({ actions }) => actions.map(({ action }) => action))])].join(
          "\n",
        ),
      );
  const texts = new Map(
    [...roles.values()].flatMap((text) => (text === undefined ? [] : [[hashText(text), text] as const])),
  );
  const nodes = [
    ...SCOPES.map((scope) => {
      const parent = PARENTS[scope];
      const number = PROJECTS.includes(scope) ? { number: String(1001 + PROJECTS.indexOf(scope)) } : {};
      return make(`gcp:${scope}`, typeOf(scope), "scope", { ...number, ...(parent !== undefined && { parent }) });
    }),
    ...things(disabled),
    ...[...roles].map(([role, text]) => ({
      ...make(`gcp:role/${role}`, "gcp.role", "grant", { role }),
      document: text === undefined ? undefined : hashText(text),
    })),
    ...bindings.map(toGrant),
    ...denies.map((one, at) => toDeny(one, at, plan)),
    ...boundaries.flatMap(({ set, scopes }, at) => [
      make(`gcp:boundary/${at}`, "gcp.access-boundary", "grant", { policy: `p${at}`, resources: scopes.map(fullName) }),
      make(`gcp:boundary-binding/${at}`, "gcp.access-boundary-binding", "grant", {
        policy: `p${at}`,
        principal_set: set,
      }),
    ]),
    ...Object.entries(GROUPS).flatMap(([group, members]) => [
      make(`gcp:group/${group}`, "gcp.group", "principal", { email: group, member_count: members.length }),
      ...members.map((member, at) =>
        make(`gcp:membership/${group}/${at}`, "gcp.group-membership", "grant", { group, member }),
      ),
    ]),
  ];
  const scopes = SCOPES.map((scope) => ({
    id: `gcp:${scope}`,
    ...{ type: typeOf(scope), name: scope, properties: {} },
    parent: PARENTS[scope] === undefined ? undefined : `gcp:${PARENTS[scope]}`,
    coverage: complete(...READ),
  }));
  const tables = { scopedTechniques: techniques };
  return { ...toInput({ scopes, nodes, tables }), document: (hash) => texts.get(hash) };
}
