// can_assume: who may take which role, by trust policy and the caller's own policies together.
import { compareText } from "../../../../model/compare.js";
import { addTo, groupBy } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { VendorAccountRow } from "../../../../model/tables.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf, rootOf, someoneOf } from "../../partition.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism, type Mechanism } from "../builder/mechanism.js";
import type { MechanismSpec } from "../builder/mechanism-spec.js";
import { findFor } from "../builder/tagged-targets.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { controlsOf, createAcross } from "../cross-account/organization-wide.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { type Context, GRANTED, type Judgement, surest, toTrustId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { actorsByAccount, isLikeEveryone } from "../similarity/account-members.js";
import { toSomeone } from "../similarity/claim-probe.js";
import { drawVendorCustomers } from "./confused-deputy.js";
import { foreignNode } from "./external-principal.js";
import type { Sessions } from "./narrowed-sessions.js";
import { callersLetIn, nameOf } from "./principals-trusted-by-name.js";
import { ANYONE, drawAnyone } from "./public-principal.js";
import { openRoles } from "./roles-open-to-public.js";
import { ASSUME_ROLE, readTrusts, type TrustBook, toTrustView } from "./trust-policies.js";
import { createTrustedNames } from "./trusted-names.js";

export interface Assumption {
  readonly mechanism: Mechanism;
  /** Roles that name the principal itself. */
  namedBy(principal: AwsPrincipal): readonly string[];
  /** Roles that its own permissions may let it assume, and those of its account that trust everyone: these take no permission. */
  targetsOf(principal: AwsPrincipal): readonly string[];
  /** Whether the trust of a role tells one caller of an account from another, but for those that it names. */
  isPersonal(role: string): boolean;
  /** Roles by whom they trust. */
  readonly book: TrustBook;
  /** Draws every can_assume edge. */
  draw(drawing: Drawing): void;
}

/** Prepares who may assume what; callers are added to `mechanism` as they are met. */
export function createAssumption(judge: Judge, sessions: Sessions, vendors: readonly VendorAccountRow[]): Assumption {
  const { interest } = judge;
  const bit = interest.bitOf(ASSUME_ROLE);
  const book = readTrusts(judge.estate, bit, interest);
  const { byAccount, everyone, naming, views } = book;
  const targets = new Map<string, Targets>();
  const targetsFor = (account: string): Targets => {
    const made = targets.get(account) ?? createTargets([...(byAccount.get(account) ?? []), ...everyone]);
    targets.set(account, made);
    return made;
  };
  const openIn = once(() => groupBy(everyone, accountOfArn));
  const isPlain = (role: string) => views.get(role)?.isPlain === true && judge.isUncontrolled(accountOfArn(role));
  const trusted = createTrustedNames([...judge.estate.principals, ...sessions.all], judge);
  const mechanism = createMechanism({ ...toSpec(book, targetsFor, isPlain, judge), ...trusted }, judge);
  return {
    mechanism,
    book,
    namedBy: ({ id, uniqueId, session }) => {
      return [...(naming.get(session?.of ?? id) ?? []), ...(naming.get(uniqueId ?? "") ?? [])];
    },
    targetsOf: (principal) => {
      const open = openIn().get(principal.account) ?? [];
      if ((allowedBy(principal.policies, interest) & bit) === 0n) return open;
      const found = findFor(principal, { action: ASSUME_ROLE }, targetsFor(principal.account), judge);
      return open.length === 0 ? found : [...new Set([...found, ...open])].sort(compareText);
    },
    isPersonal: (role) => views.get(role)?.isPersonal !== false,
    draw(drawing) {
      mechanism.draw(drawing);
      drawNamed(naming, isPlain, { judge, sessions, drawing });
      drawForeign(byAccount, isPlain, judge, drawing);
      drawVendorCustomers(book, vendors, judge, drawing);
      drawEveryone(everyone, { judge, sessions, drawing });
    },
  };
}

function toSpec(
  book: TrustBook,
  targetsFor: (account: string) => Targets,
  isPlain: (role: string) => boolean,
  judge: Judge,
): MechanismSpec {
  const { estate } = judge;
  const { views } = book;
  const bit = judge.interest.bitOf(ASSUME_ROLE);
  return {
    id: "assume",
    kind: "can_assume",
    actions: [{ action: ASSUME_ROLE }],
    targetsFor,
    judgeTarget: (role) => ({ ...GRANTED, because: [toTrustId(role)] }),
    personalGroup: (role) => {
      const view = views.get(role);
      if (!view?.isPersonal) return undefined;
      if (view.readsRole) return role;
      // the same trust means something else in an account that something else binds
      const controls = controlsOf(estate.organizations.placeOf(accountOfArn(role))?.levels.rcp ?? []);
      return `${estate.principal(role)?.trust?.policy.hash ?? role} ${controls}`;
    },
    isPlainTarget: (role, account) => isPlain(role) && views.get(role)?.accounts.has(account) === true,
    across: createAcross(judge, openRoles(judge, book, bit), bit),
    hubName: (account, count) => `${count} roles that trust account ${account}`,
  };
}

/** Actions of interest that the policies allow somewhere, before any Deny. */
export function allowedBy(policies: readonly AttachedPolicy[], interest: Interest): ActionMask {
  let mask: ActionMask = 0n;
  for (const { policy } of policies) {
    const allowed = interest.allowedBy(policy);
    // most policies speak of nothing of interest, and an "or" makes a number
    if (allowed !== 0n) mask = mask === 0n ? allowed : mask | allowed;
  }
  return mask;
}

/** Trusts that name a user or role: the caller is at hand. One that a Deny or a boundary stops is kept as blocked. */
function drawNamed(
  naming: ReadonlyMap<string, readonly string[]>,
  isPlain: (role: string) => boolean,
  { judge, sessions, drawing }: Frame,
): void {
  const { estate, interest } = judge;
  const bit = interest.bitOf(ASSUME_ROLE);
  const byUniqueId = uniqueIds(
    [...naming.keys()].filter((name) => !name.startsWith("arn:")),
    estate,
  );
  for (const [name, roles] of naming) {
    const principal = estate.principal(name) ?? byUniqueId.get(name);
    const account = accountOfArn(name);
    if (!principal && (!/^\d{12}$/.test(account) || estate.hasAccount(account))) continue;
    if (!principal) drawing.node(foreignNode(name));
    const isFree = principal ? isUnlimited(principal, bit, judge) : true;
    for (const role of roles) {
      const question = { action: ASSUME_ROLE, resource: role };
      const isSame = principal === undefined || principal.account === accountOfArn(role);
      const ask = () => (principal ? judge.ask(principal, question) : judge.askFor(name, question));
      const judgement = isFree && isSame && isPlain(role) ? GRANTED : ask();
      const from = principal?.id ?? name;
      drawing.edge({ kind: "can_assume", from, to: role, judgement, because: [toTrustId(role)] });
      for (const session of sessions.of(from)) drawOne(session, role, { judge, drawing });
    }
  }
}

interface Frame {
  readonly judge: Judge;
  readonly sessions: Sessions;
  readonly drawing: Drawing;
}

/** A caller that is looked at by itself. */
function drawOne(caller: AwsPrincipal, role: string, { judge, drawing }: Pick<Frame, "judge" | "drawing">): void {
  const judgement = judge.ask(caller, { action: ASSUME_ROLE, resource: role });
  if (judgement.truth !== NO) drawing.edge({ kind: "can_assume", from: caller.id, to: role, judgement });
}

/** Accounts that were not read: whoever is in them, if they let it. */
function drawForeign(
  byAccount: ReadonlyMap<string, readonly string[]>,
  isPlain: (role: string) => boolean,
  judge: Judge,
  drawing: Drawing,
): void {
  for (const [account, roles] of byAccount) {
    if (judge.estate.hasAccount(account)) continue;
    const [first = ""] = roles;
    const id = rootOf(account, first);
    // the root user of an account whose users and roles were refused may be known
    if (!judge.estate.principal(id)) drawing.node(foreignNode(id));
    for (const role of roles) {
      const judgement = isPlain(role) ? GRANTED : judgeSomeone(account, role, judge);
      if (judgement.truth === NO) continue;
      drawing.edge({ kind: "can_assume", from: id, to: role, judgement, because: [toTrustId(role)] });
    }
  }
}

/** Somebody of an account that was not read, who may make a role or user of a name that the trust lets in. */
function judgeSomeone(account: string, role: string, judge: Judge, context: Context = {}): Judgement {
  const policy = judge.estate.principal(role)?.trust?.policy;
  const named = policy === undefined ? [] : callersLetIn(policy, account, partitionOf(role));
  return surest([someoneOf(account, role), ...named], (someone) =>
    judge.askFor(someone, { action: ASSUME_ROLE, resource: role, context }),
  );
}

/** Nothing of its own limits it: a role that is named needs no permission, a boundary or a Deny apart. */
function isUnlimited(
  { policies, boundary, account }: AwsPrincipal,
  bit: ActionMask,
  { interest, isUncontrolled }: Judge,
): boolean {
  if (boundary || !isUncontrolled(account)) return false;
  return policies.every(({ policy }) => !policy.isOpaque && (interest.deniedBy(policy) & bit) === 0n);
}

function uniqueIds(wanted: readonly string[], estate: Estate): ReadonlyMap<string, AwsPrincipal> {
  const found = new Map<string, AwsPrincipal>();
  if (wanted.length === 0) return found;
  for (const principal of estate.principals)
    if (principal.uniqueId !== undefined) found.set(principal.uniqueId, principal);
  return found;
}

/** A stranger is of no organisation that anybody here would name. */
const OF_NO_ORGANIZATION = { "aws:PrincipalOrgID": null, "aws:PrincipalOrgPaths": null };

/** Roles that trust everyone: anyone with an AWS account, and each principal of the account without a permission of its own. */
function drawEveryone(roles: readonly string[], frame: Frame): void {
  const { judge, drawing } = frame;
  const byAccount = new Map<string, string[]>();
  for (const role of roles) {
    addTo(byAccount, accountOfArn(role), role);
    const judgement = judgeSomeone("000000000000", role, judge, OF_NO_ORGANIZATION);
    if (judgement.truth === NO) continue;
    drawAnyone(drawing);
    drawing.edge({ kind: "can_assume", from: ANYONE, to: role, judgement });
  }
  const callers = actorsByAccount(judge.estate);
  const within = groupBy(frame.sessions.all, ({ account }) => account);
  for (const [account, local] of byAccount)
    drawEveryoneIn(account, local, { callers: callers.get(account) ?? [], within: within.get(account) ?? [] }, frame);
}

/** Who acts in an account: users and roles, and what they are in sessions. */
interface Local {
  readonly callers: readonly AwsPrincipal[];
  readonly within: readonly AwsPrincipal[];
}

function drawEveryoneIn(
  account: string,
  roles: readonly string[],
  { callers, within }: Local,
  { judge, drawing }: Pick<Frame, "judge" | "drawing">,
): void {
  const bit = judge.interest.bitOf(ASSUME_ROLE);
  const [sample] = callers;
  if (!sample) return;
  const probe: AwsPrincipal = { ...toSomeone(sample), policies: [], boundary: undefined };
  const id = `set:aws:${account}/everyone`;
  const open = roles.filter((role) => !isPersonalTrust(role, judge));
  for (const role of open) {
    const judgement = judge.ask(probe, { action: ASSUME_ROLE, resource: role });
    if (judgement.truth !== NO) drawing.edge({ kind: "can_assume", from: id, to: role, judgement });
  }
  const name = `every principal of account ${account}`;
  if (open.length > 0) {
    drawing.node({ id, kind: "set", type: "aws.access-set", name, scope: `aws:${account}`, properties: {} });
  }
  const choosing = createChoosing([...callers, ...within], roles, judge);
  const isOpen = new Set(open);
  for (const principal of callers) {
    const isMember = open.length > 0 && isLikeEveryone(principal, bit, judge);
    if (isMember) drawing.edge({ kind: "member_of", from: principal.id, to: id, judgement: GRANTED });
    for (const role of choosing(principal)) {
      if (!isMember || !isOpen.has(role)) drawOne(principal, role, { judge, drawing });
    }
  }
  for (const session of within) for (const role of choosing(session)) drawOne(session, role, { judge, drawing });
}

/** Roles that may let in a caller: a trust that asks for a name leads nowhere for all others, who are not asked about. */
function createChoosing(
  callers: readonly AwsPrincipal[],
  roles: readonly string[],
  judge: Judge,
): (caller: AwsPrincipal) => readonly string[] {
  const trusted = createTrustedNames(callers, judge);
  const byName = new Map<string, string[]>();
  const others: string[] = [];
  for (const role of roles) {
    const names = trusted.namesFor(role);
    if (names === undefined) others.push(role);
    for (const name of names ?? []) addTo(byName, name, role);
  }
  return (caller) => [...(byName.get(nameOf(caller)) ?? []), ...others];
}

function isPersonalTrust(role: string, { estate, interest }: Judge): boolean {
  const trust = estate.principal(role)?.trust;
  if (!trust) return true;
  return toTrustView(interest.only(trust.policy, interest.bitOf(ASSUME_ROLE)).statements).isPersonal;
}
