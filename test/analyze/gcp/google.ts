// A small Google organisation in memory: one folder with a project in it, and a project beside the folder.
import { readGoogleEstate } from "../../../src/analyze/gcp/estate.js";
import { answer, type GoogleAnswer } from "../../../src/analyze/gcp/evaluator.js";
import type { AnalysisInput, StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

export const ORGANIZATION = "organizations/1";
export const FOLDER = "folders/2";
export const INSIDE = "projects/inside";
export const OUTSIDE = "projects/outside";
export const account = (name: string, project = "inside"): string =>
  `serviceAccount:${name}@${project}.iam.gserviceaccount.com`;

const CRM = "//cloudresourcemanager.googleapis.com/";
const DATA_SETS = [
  "gcp/iam:policies",
  "gcp/iam:deny-policies",
  "gcp/iam:principal-access-boundaries",
  "gcp/cloudidentity:groups",
];

export interface Binding {
  /** A container, or the full name of a resource. */
  readonly on: string;
  readonly role: string;
  readonly member: string;
  readonly condition?: string;
}

export interface Eligible extends Binding {
  /** Who approves; none named: nobody has to. */
  readonly approvers?: readonly string[];
  readonly state?: string;
}

export interface Deny {
  readonly on: string;
  readonly principals: readonly string[];
  readonly permissions: readonly string[];
  readonly except?: readonly string[];
  readonly condition?: string;
}

export interface Google {
  /** Permissions by role; null: they could not be read. */
  readonly roles: { readonly [role: string]: readonly string[] | null };
  readonly bindings?: readonly Binding[];
  /** Roles that are asked for. */
  readonly eligible?: readonly Eligible[];
  readonly denies?: readonly Deny[];
  /** Group → members. */
  readonly groups?: { readonly [group: string]: readonly string[] };
  /** Name of an account of the first project that is disabled. */
  readonly disabled?: string;
  /** Names of accounts of the first project that are in use. */
  readonly accounts?: readonly string[];
  /** Set of principals → places that they are kept to. */
  readonly boundaries?: { readonly [principalSet: string]: readonly string[] };
  /** Enforcement version of their policies. */
  readonly version?: string;
}

function grant(id: string, type: string, properties: JsonRecord, more: Partial<StoredNode> = {}): StoredNode {
  return node(id, type, { kind: "grant", scope: `gcp:${ORGANIZATION}`, properties, ...more });
}

function scopeNode(place: string, parent?: string): StoredNode {
  const properties = parent === undefined ? {} : { parent };
  const type = `gcp.${place.slice(0, place.indexOf("s/"))}`;
  return node(`gcp:${place}`, type, { kind: "scope", scope: `gcp:${place}`, properties });
}

function nodesOf({
  roles,
  bindings = [],
  eligible = [],
  denies = [],
  groups = {},
  boundaries = {},
  version,
  disabled,
  accounts = [],
}: Google): StoredNode[] {
  const serviceAccount = (name: string, isDisabled: boolean): StoredNode =>
    node(`gcp:service-account/${name}`, "gcp.service-account", {
      scope: `gcp:${INSIDE}`,
      properties: {
        email: account(name).slice("serviceAccount:".length),
        project: "inside",
        ...(isDisabled && { disabled: true }),
      },
    });
  return [
    scopeNode(ORGANIZATION),
    scopeNode(FOLDER, ORGANIZATION),
    scopeNode(INSIDE, FOLDER),
    scopeNode(OUTSIDE, ORGANIZATION),
    ...(disabled === undefined ? [] : [serviceAccount(disabled, true)]),
    ...accounts.map((name) => serviceAccount(name, false)),
    ...Object.entries(roles).map(([role, permissions]) =>
      grant(
        `gcp:role/${role}`,
        "gcp.role",
        { role },
        permissions === null ? {} : { document: hashText(permissions.join("\n")) },
      ),
    ),
    ...bindings.map(({ on, role, member, condition }, at) =>
      grant(`gcp:binding/${at}`, "gcp.role-binding", {
        resource: on.startsWith("//") ? on : `${CRM}${on}`,
        role,
        member,
        ...(condition !== undefined && { condition }),
      }),
    ),
    ...eligible.map(({ on, role, member, condition, approvers = [], state = "AVAILABLE" }, at) =>
      grant(`gcp:eligible/${at}`, "gcp.eligible-role", {
        entitlement: `${on}/locations/global/entitlements/e${at}`,
        ...{ resource: `${CRM}${on}`, role, member, state, asks_approval: approvers.length > 0, approvers },
        activation_asks: ["a justification"],
        ...(condition !== undefined && { condition }),
      }),
    ),
    ...denies.map(({ on, principals, permissions, except = [], condition = null }, at) =>
      grant(`gcp:policies/deny-${at}`, "gcp.deny-policy", {
        container: on,
        rules: [{ principals, permissions, except, except_permissions: [], condition }],
      }),
    ),
    ...Object.entries(groups).flatMap(([group, members]) =>
      members.map((member, at) => grant(`gcp:membership/${group}/${at}`, "gcp.group-membership", { group, member })),
    ),
    ...Object.entries(boundaries).flatMap(([principalSet, resources], at) => [
      grant(`gcp:boundary/${at}`, "gcp.access-boundary", {
        policy: `p${at}`,
        resources: resources.map((one) => `${CRM}${one}`),
        ...(version !== undefined && { version }),
      }),
      grant(`gcp:boundary-binding/${at}`, "gcp.access-boundary-binding", {
        policy: `p${at}`,
        principal_set: principalSet,
      }),
    ]),
  ];
}

/** The organisation as analysis reads it: all of it was read. */
export function inputOf(google: Google): AnalysisInput {
  const scopes = [ORGANIZATION, FOLDER, INSIDE, OUTSIDE].map((one) => ({
    id: `gcp:${one}`,
    type: `gcp.${one.slice(0, one.indexOf("s/"))}`,
    name: one,
    parent: undefined,
    properties: {},
    coverage: complete(...DATA_SETS),
  }));
  const texts = new Map(
    Object.values(google.roles).flatMap((list) =>
      list === null ? [] : [[hashText(list.join("\n")), list.join("\n")] as const],
    ),
  );
  return { ...toInput({ scopes, nodes: nodesOf(google) }), document: (hash: string) => texts.get(hash) };
}

/** What the evaluator says of one question. */
export function ask(google: Google, member: string, permission: string, place: string): GoogleAnswer {
  const estate = readGoogleEstate(inputOf(google), [permission]);
  if (estate === undefined) throw new Error("no Google Cloud was read");
  return answer({ member: estate.anyMember(member), permission, place }, estate);
}
