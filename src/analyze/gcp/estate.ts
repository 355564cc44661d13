// Google Cloud as the evaluator sees it: who is bound to which role where, who is in which group, and what stands in the way.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { Json } from "../../model/words.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { textsOf } from "../facts/values.js";
import { groupsAbove } from "../groups-above.js";
import { createAccountSets, homeOf } from "./account-sets.js";
import { type Activation, toActivation } from "./activation.js";
import { createDomains } from "./domains.js";
import { isServiceAgent } from "./homes.js";
import { type Places, readPlaces } from "./places.js";
import { type Role, type Roles, readRoles } from "./roles.js";

export interface Binding {
  /** Node id: what a finding is about and a fix takes away. */
  readonly id: string;
  readonly place: string;
  readonly role: Role;
  readonly condition: string | undefined;
  /** What asking for it takes; undefined of one that stands. */
  readonly activation: Activation | undefined;
}

export interface DenyRule {
  /** Id of the policy. */
  readonly id: string;
  readonly place: string;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly permissions: readonly string[];
  readonly exceptPermissions: readonly string[];
  readonly condition: string | undefined;
}

export interface Boundary {
  readonly id: string;
  /** Places that the bound principals may reach at all. */
  readonly places: readonly string[];
  readonly principalSet: string;
  readonly condition: string | undefined;
}

export interface Member {
  /** As bindings write it: `serviceAccount:ci@acme.iam.gserviceaccount.com`. */
  readonly member: string;
  /** Node id. */
  readonly id: string;
  readonly kind: string;
  readonly bindings: Binding[];
  /** Members that stand for what it is in: groups, groups in groups too, its domain, and sets of all accounts of a container. */
  readonly groups: readonly string[];
  /** Project that an account or an identity of a pool lives in; undefined where it is not known, and for people. */
  readonly home: string | undefined;
}

export interface ServiceAccount {
  readonly node: StoredNode;
  readonly email: string;
  readonly project: string;
  readonly place: string;
  readonly isDisabled: boolean;
}

export interface GoogleEstate {
  readonly places: Places;
  readonly roles: Roles;
  readonly members: ReadonlyMap<string, Member>;
  /** Member without bindings of its own, or undefined when it is no member at all. */
  member(text: string): Member | undefined;
  /** The same, and one that neither a binding nor a group names. */
  anyMember(text: string): Member;
  readonly accounts: ReadonlyMap<string, ServiceAccount>;
  /** Members that are groups, of which nobody could tell who is in them. */
  readonly unreadGroups: readonly Member[];
  /** Whether it is known who is in a group, which is written as bindings do. */
  isGroupRead(group: string): boolean;
  readonly denies: readonly DenyRule[];
  readonly boundaries: readonly Boundary[];
  readonly now: Date;
  /** Members that no collector gives a node. */
  readonly derived: readonly DerivedNode[];
  readonly isRead: (scope: string, dataSet: string) => boolean;
  /** The same of the scope alone, of what is asked container by container; undefined where it was not asked by itself. */
  readonly isReadAt: (scope: string, dataSet: string) => boolean | undefined;
  /** Whether it was asked and not answered whole; of a recording that holds no such answer nobody can tell. */
  readonly isRefusedAt: (scope: string, dataSet: string) => boolean;
}

/** In: the stored estate, permissions of interest. Undefined where no Google Cloud was read. */
export function readGoogleEstate(input: AnalysisInput, permissions: readonly string[]): GoogleEstate | undefined {
  if (![...input.scopes()].some(({ id }) => id.startsWith("gcp:"))) return undefined;
  const places = readPlaces(input);
  const roles = readRoles(input, permissions);
  const accounts = readAccounts(input);
  const denies = readDenies(input);
  const { members, derived, at, make, inGroups } = createMembers(input, { accounts, denies, places });
  for (const account of accounts.keys()) at(`serviceAccount:${account}`);
  for (const member of inGroups.keys()) at(member);
  readBindings(input, { places, roles, at });
  const readGroups = groupsThatWereRead(input);
  const isGroupRead = (group: string): boolean => readGroups.has(group.toLowerCase());
  return {
    places,
    roles,
    members,
    member: (text) => members.get(text),
    anyMember: (text) => members.get(text) ?? make(text),
    accounts,
    unreadGroups: [...members.values()].filter(({ kind, member }) => kind === "group" && !isGroupRead(member)),
    isGroupRead,
    denies,
    boundaries: readBoundaries(input, places),
    now: input.now,
    derived: [...derived.values()].sort((a, b) => compareText(a.id, b.id)),
    ...createIsRead(input),
  };
}

interface Known {
  readonly accounts: ReadonlyMap<string, ServiceAccount>;
  readonly denies: readonly DenyRule[];
  readonly places: Places;
}

/** Members as bindings and groups name them, each made when it is first met. */
function createMembers(input: AnalysisInput, { accounts, denies, places }: Known) {
  const groups = new Map<string, string>();
  for (const { id, properties } of input.nodes(["gcp.group"]))
    if (typeof properties["email"] === "string") groups.set(`group:${properties["email"].toLowerCase()}`, id);
  const inGroups = readMemberships(input);
  const setsOf = createAccountSets(input, denies, places);
  const domainsOf = createDomains(input);
  const derived = new Map<string, DerivedNode>();
  const members = new Map<string, Member>();
  const idOf = (text: string): string => {
    const account = text.startsWith("serviceAccount:") ? accounts.get(text.slice("serviceAccount:".length)) : undefined;
    const known = account?.node.id ?? groups.get(text.toLowerCase());
    if (known !== undefined) return known;
    const node = toDerived(text);
    derived.set(node.id, node);
    return node.id;
  };
  const make = (text: string): Member => {
    const home = homeOf(text, accounts, places);
    return {
      member: text,
      id: idOf(text),
      kind: text.includes(":") ? text.slice(0, text.indexOf(":")) : text,
      bindings: [],
      groups: [
        ...groupsAbove(text, inGroups),
        ...domainsOf(text),
        ...(text.startsWith("serviceAccount:") ? setsOf(home) : []),
      ],
      home,
    };
  };
  const at = (text: string): Member => {
    const known = members.get(text);
    if (known) return known;
    const made = make(text);
    members.set(text, made);
    return made;
  };
  return { members, derived, at, make, inGroups };
}

function readAccounts(input: AnalysisInput): ReadonlyMap<string, ServiceAccount> {
  const accounts = new Map<string, ServiceAccount>();
  for (const node of input.nodes(["gcp.service-account"])) {
    const { email, project, disabled } = node.properties;
    if (typeof email !== "string" || typeof project !== "string") continue;
    const place = `//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`;
    accounts.set(email, { node, email, project, place, isDisabled: disabled === true });
  }
  return accounts;
}

/** Member → groups that it is directly in. Memberships that have expired count for nothing. */
function readMemberships(input: AnalysisInput): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { properties } of input.nodes(["gcp.group-membership"])) {
    const { group, member, expires_at: until } = properties;
    if (typeof group !== "string" || typeof member !== "string") continue;
    if (typeof until === "string" && Date.parse(until) <= input.now.getTime()) continue;
    addTo(groups, member, `group:${group}`);
  }
  return groups;
}

/** A group that was read tells how many are in it. */
function groupsThatWereRead(input: AnalysisInput): ReadonlySet<string> {
  const read = new Set<string>();
  for (const { properties } of input.nodes(["gcp.group"])) {
    const { email, member_count: count } = properties;
    if (typeof email === "string" && typeof count === "number") read.add(`group:${email.toLowerCase()}`);
  }
  return read;
}

interface Reading {
  readonly places: Places;
  readonly roles: Roles;
  at(member: string): Member;
}

/** Roles of a project by which members of buckets are named all together. */
const CONVENIENCE: { readonly [kind: string]: string } = {
  projectOwner: "roles/owner",
  projectEditor: "roles/editor",
  projectViewer: "roles/viewer",
};

function readBindings(input: AnalysisInput, { places, roles, at }: Reading): void {
  const together: { readonly binding: Binding; readonly project: string; readonly role: string }[] = [];
  for (const node of input.nodes(GOOGLE_GRANTS)) {
    const { id, properties } = node;
    const { resource, project, role, member, condition } = properties;
    const activation = toActivation(node);
    if (typeof resource !== "string" || typeof role !== "string" || typeof member !== "string") continue;
    // a deleted account is nobody, whoever has its name today
    if (member.startsWith("deleted:") || activation === "over") continue;
    const place = places.placeOf(resource, typeof project === "string" ? project : undefined);
    const binding = {
      id,
      place,
      role: roles.role(role),
      condition: typeof condition === "string" ? condition : undefined,
      activation,
    };
    const [kind = "", of = ""] = member.split(":");
    const named = CONVENIENCE[kind];
    if (named === undefined) at(member).bindings.push(binding);
    else together.push({ binding, project: `projects/${of}`, role: named });
  }
  if (together.length === 0) return;
  const holders = new Map<string, Member[]>();
  for (const { properties } of input.nodes(["gcp.role-binding"])) {
    const { resource, role, member } = properties;
    if (typeof resource !== "string" || typeof member !== "string" || typeof role !== "string") continue;
    if (member.startsWith("deleted:") || !Object.values(CONVENIENCE).includes(role)) continue;
    const key = `${places.placeOf(resource)} ${role}`;
    addTo(holders, key, at(member));
  }
  for (const { binding, project, role } of together)
    for (const holder of holders.get(`${project} ${role}`) ?? []) holder.bindings.push(binding);
}

function readDenies(input: AnalysisInput): readonly DenyRule[] {
  const denies: DenyRule[] = [];
  for (const { id, properties } of input.nodes(["gcp.deny-policy"])) {
    const { container, rules } = properties;
    if (typeof container !== "string" || !Array.isArray(rules)) continue;
    for (const rule of rules as readonly { readonly [name: string]: Json }[]) {
      const { condition } = rule;
      denies.push({
        id,
        place: container,
        principals: textsOf(rule["principals"]),
        except: textsOf(rule["except"]),
        permissions: textsOf(rule["permissions"]),
        exceptPermissions: textsOf(rule["except_permissions"]),
        condition: typeof condition === "string" ? condition : undefined,
      });
    }
  }
  return denies;
}

function readBoundaries(input: AnalysisInput, places: Places): readonly Boundary[] {
  const policies = new Map<string, readonly string[]>();
  for (const { properties } of input.nodes(["gcp.access-boundary"])) {
    const { policy, resources } = properties;
    if (typeof policy === "string")
      policies.set(
        policy,
        textsOf(resources).map((one) => places.placeOf(one)),
      );
  }
  const boundaries: Boundary[] = [];
  for (const { id, properties } of input.nodes(["gcp.access-boundary-binding"])) {
    const { policy, principal_set: principalSet, condition } = properties;
    const found = typeof policy === "string" ? policies.get(policy) : undefined;
    if (found === undefined || typeof principalSet !== "string") continue;
    boundaries.push({
      id,
      places: found,
      principalSet,
      condition: typeof condition === "string" ? condition : undefined,
    });
  }
  return boundaries;
}

/** Whether a data set of a scope, or of what holds it, was read whole. */
function createIsRead(input: AnalysisInput): Pick<GoogleEstate, "isRead" | "isReadAt" | "isRefusedAt"> {
  const read = new Map<string, boolean>();
  const refused = new Set<string>();
  const parents = new Map<string, string | undefined>();
  for (const { id, parent, coverage } of input.scopes()) {
    parents.set(id, parent);
    for (const { dataSet, state, code } of coverage) {
      read.set(`${id} ${dataSet}`, state === "complete");
      if (state !== "complete" && code !== "NotRecorded") refused.add(`${id} ${dataSet}`);
    }
  }
  const isReadAt = (scope: string, dataSet: string) => read.get(`${scope} ${dataSet}`);
  return {
    isReadAt,
    isRefusedAt: (scope, dataSet) => refused.has(`${scope} ${dataSet}`),
    isRead(scope, dataSet) {
      const seen = new Set<string>();
      for (let at: string | undefined = scope; at !== undefined && !seen.has(at); at = parents.get(at)) {
        if (isReadAt(at, dataSet) === true) return true;
        seen.add(at);
      }
      return false;
    },
  };
}

function toDerived(member: string): DerivedNode {
  if (member === "allUsers") return shared("any:internet", "any.internet", "anyone on the internet");
  if (member === "allAuthenticatedUsers")
    return shared("any:google-account", "any.google-account", "anyone with a Google account");
  const colon = member.indexOf(":");
  const kind = member.slice(0, colon);
  const name = member.slice(colon + 1);
  const type = typeOf(kind, name);
  return {
    id: `gcp:member/${member}`,
    kind: type === "gcp.domain" ? "set" : "principal",
    type,
    name: type === "gcp.domain" ? `everybody of ${name}` : memberName(name),
    scope: "",
    properties: { member },
  };
}

/** `subject/S of pool P` instead of where the pool is, which the id has. */
function memberName(name: string): string {
  const plain = name.replace(/^\/\/iam\.googleapis\.com\//, "");
  const [, pool, rest] = /\/work(?:loadIdentity|force)Pools\/([^/]+)\/(.+)$/s.exec(plain) ?? [];
  if (pool === undefined) return plain;
  return rest === "*" ? `everybody of pool ${pool}` : `${rest} of pool ${pool}`;
}

function shared(id: string, type: string, name: string): DerivedNode {
  return { id, kind: "set", type, name, scope: "", properties: {} };
}

function typeOf(kind: string, name: string): string {
  switch (kind) {
    case "user":
      return "gcp.user";
    case "group":
      return "gcp.group";
    case "domain":
      return "gcp.domain";
    case "serviceAccount":
      if (/\.svc\.id\.goog\[/.test(name)) return "gcp.kubernetes-account";
      return isServiceAgent(name) ? "gcp.service-agent" : "gcp.external-service-account";
    case "principalSet":
      return "gcp.principal-set";
    default:
      return "gcp.federated-principal";
  }
}
