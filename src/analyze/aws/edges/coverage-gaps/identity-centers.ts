// Whom an Identity Center that was asked for and not read to the end may get to control: those who may change one that their account
// administers perhaps, and the people and groups that may be assigned to more than is known. What a set gives in an account that did not
// tell of its roles is not known either.
import type { AnalysisInput, StoredNode, StoredScope } from "../../../../model/analysis.js";
import { CENTER_TARGETS, type Technique, type TechniqueTarget } from "../../../../model/technique.js";
import { listedTexts, textOf } from "../../../properties.js";
import { wasRead } from "../../../read-sets.js";
import { accountOfScope } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import { createUsable } from "../evaluation/usable-actions.js";
import { ASSIGNEES, readAssignments, reservedPrefix } from "../identity-center/assignments.js";

const SETS = "aws/sso:permission-sets";
const ACCOUNTS = "aws/organizations:accounts";
const TARGETS: ReadonlySet<TechniqueTarget | undefined> = new Set(CENTER_TARGETS);

interface Caller {
  readonly principal: AwsPrincipal;
  /** Actions of interest that it is allowed somewhere. */
  readonly mask: ActionMask;
}

export interface CentersAsked {
  readonly input: AnalysisInput;
  readonly estate: Estate;
  readonly techniques: readonly Technique[];
  readonly interest: Interest;
  readonly callers: readonly Caller[];
}

/**
 * In: the estate, techniques with the actions of interest, callers. Out: ids of those of whom it is not known whether they get to
 * control by Identity Center.
 */
export function undecidedByCenters(
  { input, estate, techniques, interest, callers }: CentersAsked,
  judge: Judge,
): readonly string[] {
  const unread = readUnread(input, estate);
  if (unread.owners.size === 0) return [];
  const needed = techniques.flatMap(({ target, actions }) => {
    const names = [...new Set(actions.map(({ action }) => action))];
    return TARGETS.has(target) ? [{ names, bits: names.reduce((mask, one) => mask | interest.bitOf(one), 0n) }] : [];
  });
  const isUsable = createUsable(judge);
  const mayChange = ({ principal, mask }: Caller): boolean =>
    !principal.isServiceLinked &&
    principal.kind !== "root" &&
    mayAdminister(principal.account, unread) &&
    needed.some(({ names, bits }) => (mask & bits) === bits && isUsable(principal, names));
  return [
    ...callers.filter(mayChange).map(({ principal }) => principal.id),
    ...undecidedAssignees(input, estate, unread.owners),
  ];
}

interface Unread {
  /** Accounts that own an instance which was not read to the end, or may; or one that gives roles in an account which was not. */
  readonly owners: ReadonlySet<string>;
  /** Accounts that such an instance is delegated to, where that was read. */
  readonly delegated: ReadonlySet<string>;
  /** Organisations whose instance may be delegated to any account; "" for one that was not read. */
  readonly open: ReadonlySet<string>;
  /** Accounts of an organisation that was read, and those that are in none, by what is known: "" for the latter. */
  readonly organizations: ReadonlyMap<string, string>;
}

function readUnread(input: AnalysisInput, estate: Estate): Unread {
  const instances = new Map<string, StoredNode>();
  for (const instance of input.nodes(["aws.sso-instance"])) instances.set(accountOfScope(instance.scope), instance);
  const [owners, delegated, open] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const organizations = new Map<string, string>();
  const silent = new Set(
    estate.unreadAccounts.flatMap((account) => estate.organizations.placeOf(account)?.organization ?? []),
  );
  for (const scope of input.scopes()) {
    if (!/^aws:\d{12}$/.test(scope.id)) continue;
    const account = accountOfScope(scope.id);
    const place = estate.organizations.placeOf(account);
    // an account that was asked and told of no organisation is in none
    const home = place?.organization ?? (wasRead(scope, ACCOUNTS) === true ? "" : undefined);
    if (home !== undefined) organizations.set(account, home);
    // only the account that manages an organisation owns an instance that gives access to accounts
    if (home === "" || place?.isManagement === false) continue;
    if (!isUnread(scope, instances.get(account)) && !(instances.has(account) && silent.has(home ?? ""))) continue;
    owners.add(account);
    const others = instances.get(account)?.properties["delegated_administrators"];
    if (others === undefined) open.add(home ?? "");
    for (const other of listedTexts(others)) delegated.add(other);
  }
  return { owners, delegated, open, organizations };
}

/** Whether permission sets of an account were not read to the end; of an instance that was found, in its region. */
function isUnread({ coverage }: StoredScope, instance: StoredNode | undefined): boolean {
  return coverage.some(
    ({ dataSet, state, region = "" }) =>
      dataSet === SETS &&
      state !== "complete" &&
      (instance === undefined || region === "" || region === instance.region),
  );
}

function mayAdminister(account: string, { owners, delegated, open, organizations }: Unread): boolean {
  if (owners.has(account) || delegated.has(account)) return true;
  const home = organizations.get(account);
  return home === undefined ? open.size > 0 : home !== "" && open.has(home);
}

/**
 * People and groups whose assignments are not all known: everybody where accounts or assignments of a permission set were not read;
 * where a permission set was not described, those that are assigned to it in an account that has a role of no known set.
 */
function undecidedAssignees(input: AnalysisInput, estate: Estate, owners: ReadonlySet<string>): readonly string[] {
  const prefixes = new Set<string>();
  for (const { scope, properties } of input.nodes(["aws.permission-set"])) {
    const isOpen = properties["accounts"] === undefined || properties["assignments_unread"] === true;
    if (isOpen && owners.has(accountOfScope(scope))) return [...input.nodes(ASSIGNEES)].map(({ id }) => id);
    const prefix = textOf(properties["role_prefix"]);
    if (prefix !== undefined) prefixes.add(prefix);
  }
  const nameless = readAssignments(input).filter(({ prefix }) => prefix === undefined);
  if (nameless.length === 0) return [];
  const unexplained = new Set<string>();
  for (const principal of estate.principals) {
    const prefix = principal.kind === "role" ? reservedPrefix(principal) : undefined;
    if (prefix !== undefined && !prefixes.has(prefix)) unexplained.add(principal.account);
  }
  return nameless.flatMap(({ account, assignee }) => (unexplained.has(account) ? [assignee] : []));
}
