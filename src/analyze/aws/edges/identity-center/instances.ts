// IAM Identity Center as techniques see it: which accounts administer an instance, which accounts it serves, what its permission
// sets are worth, which of their roles there are and who is assigned to them.
//
// An instance that gives access to accounts belongs to the management account of its organisation; one member account at most
// administers it besides, which may not touch permission sets that the management account has, nor assignments there ("Delegated
// administration", IAM Identity Center User Guide). For the management account itself Identity Center acts with the rights that its
// caller has in IAM, so that nobody gets more there than other techniques know.
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import { compareText } from "../../../../model/compare.js";
import { addTo } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { WantedSet } from "../../../../model/technique.js";
import type { JsonRecord } from "../../../../model/words.js";
import { listedTexts, textOf } from "../../../properties.js";
import { wasRead } from "../../../read-sets.js";
import { accountOfScope } from "../../attached-policy.js";
import type { Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { GRANTED, type Judgement, NEVER, uncertain } from "../evaluation/decision.js";
import { type Assignment, readAssignments, reservedPrefix } from "./assignments.js";
import { type OwnPolicies, readOwnPolicies } from "./customer-managed-policies.js";
import { type CenterSet, judgeSet, likenessFor, toCenterSet } from "./permission-sets.js";

/** A role that Identity Center made in an account for a permission set. */
export interface CenterRole {
  /** ARN. */
  readonly id: string;
  readonly account: string;
  /** ARN of the permission set. */
  readonly set: string;
  /** People and groups that are assigned to it, sorted. */
  readonly assignees: readonly string[];
}

export interface IdentityCenter {
  /** ARN of the instance. */
  readonly id: string;
  readonly partition: string;
  /** Account that owns it. */
  readonly owner: string;
  /** Id of its identity store; empty when it was not read. */
  readonly store: string;
  /** Sorted by id. */
  readonly sets: readonly CenterSet[];
  /** Accounts that were read and that it serves, its owner left out: account → how surely. */
  readonly members: ReadonlyMap<string, Judgement>;
  /** Its roles in those accounts by ARN. */
  readonly roles: ReadonlyMap<string, CenterRole>;
  /** Groups that are assigned to something: id → whether its members can be chosen here. */
  readonly groups: ReadonlyMap<string, Judgement>;
  /** People and groups that are assigned to something, sorted. */
  readonly assignees: readonly string[];
}

export interface IdentityCenters {
  /** What principals of the account administer; undefined for all other accounts. */
  administeredFrom(account: string): IdentityCenter | undefined;
  /** The role, in any account, if Identity Center made it. */
  role(arn: string): CenterRole | undefined;
  /** A permission set of any instance. */
  set(arn: string): CenterSet | undefined;
  /** Partition of the Identity Center that a target of a technique belongs to. */
  partitionOf(target: string): string;
  /** How surely the account is one of those that an instance serves. */
  isMember(account: string): Judgement;
  /** Whether people can be added to the group. */
  isOpenGroup(group: string): Judgement;
  /** Whether the account has a customer managed policy that allows everything. */
  hasWholePolicy(account: string): Judgement;
  /** Whether permission sets of a likeness are such in the account as a technique asks for. */
  worthOf(likeness: string, wanted: WantedSet | undefined, account: string): Judgement;
  /** Those of all permission sets that count where such a one is asked for; sorted. */
  likenesses(wanted: WantedSet): readonly string[];
}

/** Reads nothing before the first question. */
export function readIdentityCenters(input: AnalysisInput, estate: Estate): IdentityCenters {
  const own = readOwnPolicies(estate);
  const read = once(() => readAll(input, estate, own));
  return {
    administeredFrom: (account) => read().byAccount.get(account),
    role: (arn) => read().roles.get(arn),
    set: (arn) => read().sets.get(arn),
    partitionOf: (target) => (target.startsWith("arn:") ? partitionOf(target) : read().partition),
    isMember: (account) => read().members.get(account) ?? NEVER,
    isOpenGroup: (group) => read().groups.get(group) ?? NEVER,
    hasWholePolicy: (account) => own.hasWhole(account),
    worthOf: (likeness, wanted, account) => judgeSet(read().likes.get(likeness), wanted, account),
    likenesses: (wanted) =>
      [...new Set([...read().sets.values()].flatMap((set) => likenessFor(set, wanted) ?? []))].sort(compareText),
  };
}

interface All {
  readonly byAccount: ReadonlyMap<string, IdentityCenter>;
  readonly roles: ReadonlyMap<string, CenterRole>;
  readonly sets: ReadonlyMap<string, CenterSet>;
  /** Likeness → one of the sets. */
  readonly likes: ReadonlyMap<string, CenterSet>;
  readonly members: ReadonlyMap<string, Judgement>;
  readonly groups: ReadonlyMap<string, Judgement>;
  readonly partition: string;
}

const NOTHING: All = {
  byAccount: new Map(),
  roles: new Map(),
  sets: new Map(),
  likes: new Map(),
  members: new Map(),
  groups: new Map(),
  partition: "aws",
};

function readAll(input: AnalysisInput, estate: Estate, own: OwnPolicies): All {
  const byAccount = new Map<string, IdentityCenter>();
  const instances = [...input.nodes(["aws.sso-instance"])];
  const [first] = instances;
  if (first === undefined) return NOTHING;
  const assignments = readAssignments(input);
  const roles = readRoles(input, estate, assignments);
  const groups = new Map<string, Judgement>();
  for (const { id, properties } of input.nodes(["aws.sso-group"])) groups.set(id, judgeGroup(properties));
  const members = new Map<string, Judgement>();
  const sets = new Map<string, CenterSet>();
  const likes = new Map<string, CenterSet>();
  for (const instance of instances) {
    const center = toCenter(instance, { input, estate, assignments, roles, groups, own });
    if (center === undefined) continue;
    for (const [account, judgement] of center.members) members.set(account, judgement);
    for (const set of center.sets) {
      sets.set(set.id, set);
      for (const likeness of Object.values(set.likeness)) if (likeness !== undefined) likes.set(likeness, set);
    }
    for (const account of [center.owner, ...listedTexts(instance.properties["delegated_administrators"])])
      byAccount.set(account, account === center.owner ? center : delegated(center));
  }
  return { byAccount, roles, sets, likes, members, groups, partition: partitionOf(first.id) };
}

/** Roles of permission sets that were read, in every account, by ARN. */
function readRoles(
  input: AnalysisInput,
  estate: Estate,
  assignments: readonly Assignment[],
): ReadonlyMap<string, CenterRole> {
  const sets = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.permission-set"])) {
    const prefix = textOf(properties["role_prefix"]);
    if (prefix !== undefined) sets.set(prefix, id);
  }
  const assigned = new Map<string, string[]>();
  for (const { account, set, assignee } of assignments) {
    if (set !== undefined) addTo(assigned, `${account} ${set}`, assignee);
  }
  const roles = new Map<string, CenterRole>();
  for (const principal of estate.principals) {
    const { id, account, kind } = principal;
    const prefix = kind === "role" ? reservedPrefix(principal) : undefined;
    const set = prefix === undefined ? undefined : sets.get(prefix);
    if (set === undefined) continue;
    const assignees = [...new Set(assigned.get(`${account} ${set}`) ?? [])].sort();
    roles.set(id, { id, account, set, assignees });
  }
  return roles;
}

/** Whether an administrator of Identity Center chooses its members; those of an identity provider come from there. */
function judgeGroup({ external }: JsonRecord): Judgement {
  if (external === false) return GRANTED;
  return uncertain(
    external === true
      ? "members can be added to a group that an identity provider keeps"
      : "no identity provider keeps the group, which was not read",
  );
}

interface Around {
  readonly input: AnalysisInput;
  readonly estate: Estate;
  readonly assignments: readonly Assignment[];
  readonly roles: ReadonlyMap<string, CenterRole>;
  readonly groups: ReadonlyMap<string, Judgement>;
  readonly own: OwnPolicies;
}

/** Undefined for an instance of one account alone, which gives access to no account. */
function toCenter(instance: StoredNode, around: Around): IdentityCenter | undefined {
  const { input, estate, assignments, roles, groups } = around;
  const owner = accountOfScope(instance.scope);
  const sets = [...input.nodes(["aws.permission-set"])]
    .filter(({ parent }) => parent === instance.id)
    .map((set) => toCenterSet(set, around))
    .sort((a, b) => compareText(a.id, b.id));
  if (sets.length === 0 && estate.organizations.placeOf(owner)?.isManagement !== true) return undefined;
  const own = new Set(sets.map(({ id }) => id));
  const given = assignments.filter(({ set }) => set !== undefined && own.has(set));
  const served = new Set(given.map(({ account }) => account));
  for (const { accounts = [] } of sets) for (const account of accounts) served.add(account);
  const members = readMembers(owner, served, around);
  const assignees = new Set(given.map(({ assignee }) => assignee));
  return {
    id: instance.id,
    partition: partitionOf(instance.id),
    owner,
    store: textOf(instance.properties["identity_store"]) ?? "",
    sets,
    members,
    roles: new Map([...roles].filter(([, { set, account }]) => own.has(set) && members.has(account))),
    groups: new Map([...groups].filter(([id]) => assignees.has(id))),
    assignees: [...assignees].sort(),
  };
}

const ACCOUNTS = "aws/organizations:accounts";

/** Accounts that were read and are of the same organisation, or may be. */
function readMembers(owner: string, served: ReadonlySet<string>, { input, estate }: Around): Map<string, Judgement> {
  const place = (account: string) => estate.organizations.placeOf(account)?.organization;
  const home = place(owner);
  const members = new Map<string, Judgement>();
  for (const scope of input.scopes()) {
    const account = accountOfScope(scope.id);
    if (!/^aws:\d{12}$/.test(scope.id) || account === owner) continue;
    const other = place(account);
    if (served.has(account) || (home !== undefined && home === other)) members.set(account, GRANTED);
    else if (home !== undefined && other !== undefined) continue;
    // an account that was asked and told of no organisation is in none
    else if (other === undefined && wasRead(scope, ACCOUNTS) === true) continue;
    else members.set(account, uncertain(`account ${account} is of the same organization, which was not read`));
  }
  return members;
}

/** The same without what the owner keeps to itself: permission sets that it has, and their roles. */
function delegated(center: IdentityCenter): IdentityCenter {
  const sets = center.sets.filter(({ accounts }) => accounts !== undefined && !accounts.includes(center.owner));
  const left = new Set(sets.map(({ id }) => id));
  return { ...center, sets, roles: new Map([...center.roles].filter(([, { set }]) => left.has(set))) };
}
