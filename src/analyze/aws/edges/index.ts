// Access: who can become whom and reach what on AWS, as derived edges, and what follows for every principal. Pure.
import type { AnalysisGap, AnalysisInput, DerivedEdge, DerivedFact, DerivedNode } from "../../../model/analysis.js";
import { oncePer } from "../../../model/once.js";
import type { Technique } from "../../../model/technique.js";
import type { Json } from "../../../model/words.js";
import type { Through } from "../../reach/index.js";
import type { Standings } from "../../reach/reach-of.js";
import type { AwsPrincipal, Estate } from "../estate.js";
import { CORE_SERVICES } from "../evaluate/core-actions.js";
import type { PolicyCompiler } from "../policy/compile.js";
import { createDrawing, type Drawing } from "./builder/edge-builder.js";
import { scalingGroupRoles } from "./compute/auto-scaling-groups.js";
import { drawDeployments } from "./compute/codedeploy.js";
import { drawPipelineSources } from "./compute/codepipeline-sources.js";
import { undecidedByAccounts } from "./coverage-gaps/accounts.js";
import { readersOfUnlisted } from "./coverage-gaps/data.js";
import { undecidedByDelegations } from "./coverage-gaps/delegated-administrators.js";
import { type CentersAsked, undecidedByCenters } from "./coverage-gaps/identity-centers.js";
import { takersOfUnlisted } from "./coverage-gaps/workloads.js";
import { drawCrossings } from "./cross-account/control-of-account.js";
import { createDataAccess, DATA_ACTIONS } from "./data/data-access.js";
import { createControl } from "./escalation/account-control.js";
import { readAttachedByName } from "./escalation/attach-named-policy.js";
import { toOpenVersions, WRITERS } from "./escalation/create-policy-first.js";
import { ENROLLING_ACTIONS, withEnrolling } from "./escalation/mfa-registration.js";
import { RAISING_ACTIONS } from "./escalation/near-administrator.js";
import { createPolicyVersions, type PolicyVersions } from "./escalation/policy-versions.js";
import { createJudge } from "./evaluation/access-evaluator.js";
import { type ActionMask, createInterest, type Interest } from "./evaluation/action-mask.js";
import { createBreadth, WIDE_ACTIONS } from "./evaluation/broad-permissions.js";
import { GRANTED, type Judgement } from "./evaluation/decision.js";
import type { Judge } from "./evaluation/requests.js";
import { SESSION_ACTIONS } from "./evaluation/session-requirements.js";
import { withoutDenied } from "./evaluation/unconditional-denies.js";
import { readFreedTogether } from "./explicit-deny/combined-removal.js";
import { readHoldings } from "./explicit-deny/denying-policies.js";
import { readFreedFurther } from "./explicit-deny/removal-follow-up.js";
import { createFreed, type Freed } from "./explicit-deny/removal-sessions.js";
import { readWithoutDenials } from "./explicit-deny/without-deny.js";
import { ASSIGNEES, drawAssignments } from "./identity-center/assignments.js";
import { SIGN_IN_ACTIONS } from "./identity-center/sign-in.js";
import { readMadeWithinBoundary } from "./permissions-boundary/created-under-boundary.js";
import { readJoinedGroups } from "./permissions-boundary/joined-groups.js";
import { readWithinBoundary } from "./permissions-boundary/under-boundary.js";
import { type GivenToFree, readWithoutBoundary } from "./permissions-boundary/without-boundary.js";
import { isGroup } from "./similarity/account-members.js";
import { toMember } from "./similarity/group-member.js";
import { readSurroundings } from "./techniques/account-inventory.js";
import { removalsOf } from "./techniques/create-and-delete.js";
import { createTechniques } from "./techniques/engine.js";
import { DOCUMENT_MAKING } from "./techniques/ssm-documents.js";
import { TAG_ACTIONS } from "./techniques/tag-changes.js";
import { allowedBy, createAssumption } from "./trust/assume-role.js";
import { MAKING_ACTIONS, readMadeByName } from "./trust/created-trusted-names.js";
import { type Crawled, drawFederation, NOTHING_CRAWLED } from "./trust/federation.js";
import { readSessions } from "./trust/narrowed-sessions.js";
import { createOutbound, TOKEN_ACTION } from "./trust/outbound-federation.js";
import { ASSUME_ROLE } from "./trust/trust-policies.js";

export interface AccessAnalysis {
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  readonly facts: readonly DerivedFact[];
  readonly gaps: readonly AnalysisGap[];
  readonly standings: Standings;
  /** Of whom it is not known whether they get to control: what would say so was not read. */
  readonly undecided: readonly string[];
  /** The same as far as what was not listed may have roles that get there. */
  readonly undecidedThrough: readonly Through[];
  /** Who may read data that was not listed. */
  readonly undecidedReaders: readonly string[];
}

/** In: what was read, AWS as the evaluator knows it, what is known of its trusts (columns by trust node), policies compiled so far. */
export function analyzeAccess(
  input: AnalysisInput,
  estate: Estate,
  trusts: readonly DerivedFact[],
  policies: PolicyCompiler,
  crawled: Crawled = NOTHING_CRAWLED,
): AccessAnalysis {
  const techniques = input.tables.techniques ?? [];
  const interest = createInterest(actionsNamed(techniques));
  const versions = createPolicyVersions(input, policies);
  const judge = withEnrolling(createJudge(estate, interest, toOpenVersions(versions)));
  const core = interest.ofServices(CORE_SERVICES);
  const around = readSurroundings(input, typesNamed(techniques), estate);
  const sessions = readSessions(input, estate);
  const toCaller = (one: AwsPrincipal) => toMasked(one, interest, core);
  const own = [...ownCallers(estate), ...sessions.all].map(toCaller);
  const { admins, controlled, isAdmin } = createControl(input, own, judge);
  const freed = readFreed({ techniques, estate, judge, around, versions, callers: own, isAdmin }, toCaller);
  const acting = freed.beside(sessions);
  const assumption = createAssumption(judge, acting, input.tables.vendorAccounts);
  const engine = createTechniques(techniques, versions, { judge, around, sessions: acting, assumption });
  const outbound = createOutbound(input, judge, policies);
  const reading = createDataAccess(input, judge, acting);
  const breadth = createBreadth(judge);
  const drawing = createDrawing();
  const everyone = [...own, ...freed.all.map(toCaller)];
  for (const caller of everyone) {
    const { principal, mask } = caller;
    const control = controlled(caller);
    if (control) drawAdmin(principal, control.judgement, drawing);
    if (mask === 0n || principal.kind === "root" || principal.isServiceLinked) continue;
    if ((mask & interest.bitOf(ASSUME_ROLE)) !== 0n) assumption.mechanism.add({ principal, judgement: GRANTED });
    // an administrator needs no technique in its own account, and members of a group read what it reads themselves
    engine.add(principal, mask, isAdmin(caller));
    if (isGroup(principal)) continue;
    if (!principal.session) breadth.add(principal, mask);
    reading.add(principal, mask);
    outbound.add(principal, mask);
  }
  for (const part of [assumption, engine, reading, outbound]) part.draw(drawing);
  sessions.draw(judge, drawing);
  freed.draw(drawing);
  drawFederation(input, trusts, drawing, crawled);
  const carried = drawWorkloads(input, estate, around.throughProfiles, drawing);
  drawAssignments(input, estate, drawing);
  drawCrossings(assumption.book, judge, drawing);
  const facts = [...breadth.facts(), ...[...carried].map(([node, role]) => ({ node, columns: { role } }))];
  const standings = toStandings(input, estate, admins);
  const unread = undecidedIn({ input, estate, techniques, interest, callers: everyone }, judge, isAdmin);
  return { ...settled(freed, drawing), facts, gaps: [...gapsOf(estate), ...sessions.gaps], standings, ...unread };
}

/** Of whom something is not known because what would say so was not read. */
function undecidedIn(
  given: Omit<CentersAsked, "callers"> & { readonly callers: readonly Masked[] },
  judge: Judge,
  isAdmin: (caller: Masked) => boolean,
): Pick<AccessAnalysis, "undecided" | "undecidedThrough" | "undecidedReaders"> {
  const { input, interest } = given;
  const callers = withoutDenied(given.callers, interest);
  const asked = { ...given, callers };
  const inAccounts = undecidedByAccounts(asked);
  return {
    undecided: [...undecidedByCenters(asked, judge), ...undecidedByDelegations(asked, judge), ...inAccounts],
    // whoever controls the account has what runs there
    undecidedThrough: takersOfUnlisted({ ...asked, callers: callers.filter((one) => !isAdmin(one)) }, judge),
    undecidedReaders: [...readersOfUnlisted(input, interest, callers), ...inAccounts],
  };
}

/** All that was drawn, with what identities get that somebody gets to be, and without the edges of the others. */
function settled(freed: Freed, drawing: Drawing): Pick<AccessAnalysis, "nodes" | "edges"> {
  const unreached = freed.settle(drawing);
  return { nodes: drawing.nodes(), edges: drawing.edges().filter(({ from }) => !unreached.has(from)) };
}

/** The verdict of each principal, group and assignee; nothing of those that were not judged. */
function toStandings(
  input: AnalysisInput,
  estate: Estate,
  admins: ReadonlyMap<string, Json | undefined>,
): AccessAnalysis["standings"] {
  const judged = [...estate.principals, ...estate.groups, ...input.nodes(ASSIGNEES)];
  return new Map(judged.map(({ id }) => [id, admins.get(id)]));
}

/**
 * Users and roles without what holds them back: one thing, several at once, one after the other; and given all that is left to them.
 * `toCaller` makes one of them a caller, who may free others.
 */
function readFreed(
  from: Omit<GivenToFree<Masked>, "holdings"> & { readonly versions: PolicyVersions },
  toCaller: (session: AwsPrincipal) => Masked,
): Freed {
  const holdings = readHoldings(from.estate, from.around, from.versions);
  // whose policies speak of nothing of interest frees nobody: most of a large account
  const callers = from.callers.filter(({ named }) => named !== 0n);
  const seeds = readWithinBoundary({ ...from, holdings, callers }, []).found.map(({ session }) => toCaller(session));
  const given = { ...from, holdings, callers: [...callers, ...seeds] };
  const single = [readWithoutBoundary(given), readWithoutDenials(given)];
  const alone = single.flatMap(({ found }) => found);
  const together = readFreedTogether(given, alone);
  const further = readFreedFurther(given, [...alone, ...together.found]);
  const within = readWithinBoundary(given, [...alone, ...together.found, ...further.found]);
  const named = [
    readAttachedByName(given),
    readMadeWithinBoundary(given),
    readMadeByName(given),
    readJoinedGroups(given),
  ];
  const last = readFreedFurther(
    given,
    [within, ...named].flatMap(({ found }) => found),
  );
  return createFreed([...single, together, further, within, ...named, last]);
}

/** Principals, and groups as who is in one and in nothing else. */
function ownCallers(estate: Estate): readonly AwsPrincipal[] {
  return [...estate.principals, ...estate.groups.map(toMember)];
}

/** Without faults of trust policies, which are named where trusts are judged. */
function gapsOf(estate: Estate): Estate["gaps"] {
  return estate.gaps.filter(({ subject }) => estate.principal(subject) === undefined);
}

/** Actions that open a way to another identity or to data: worked out once a list of techniques, not once an estate. */
const actionsNamed = oncePer((techniques: readonly Technique[]): readonly string[] => {
  const actions = techniques.flatMap((technique) => [
    ...technique.actions.map(({ action }) => action),
    ...removalsOf(technique.actions),
    ...(technique.requires?.role_can ?? []),
  ]);
  const signingIn = techniques.some(({ requires }) => requires?.sign_in === true) ? SIGN_IN_ACTIONS : [];
  return [
    ASSUME_ROLE,
    ...RAISING_ACTIONS,
    ...actions,
    ...signingIn,
    ...DATA_ACTIONS,
    ...WIDE_ACTIONS,
    ...TAG_ACTIONS,
    ...SESSION_ACTIONS,
    ...ENROLLING_ACTIONS,
    TOKEN_ACTION,
    DOCUMENT_MAKING,
    ...MAKING_ACTIONS,
    ...WRITERS,
  ];
});

/** Types of node that techniques bind to or need. */
const typesNamed = oncePer((techniques: readonly Technique[]): readonly string[] => {
  const types = techniques.flatMap((technique) => [
    ...(technique.types ?? []),
    ...(technique.requires?.exists ?? []),
    ...(technique.requires?.same_region?.types ?? []),
    ...(technique.requires?.runs ?? []),
    ...technique.actions.flatMap((action) => action.types ?? []),
  ]);
  return [...new Set(types)].sort();
});

interface Masked {
  readonly principal: AwsPrincipal;
  /** Actions of interest that its own policies allow somewhere. */
  readonly named: ActionMask;
  /** Those within its boundary. */
  readonly mask: ActionMask;
  /** All that tell an administrator, or a document was not read: it may be one. */
  readonly isWhole: boolean;
}

function toMasked(principal: AwsPrincipal, interest: Interest, core: ActionMask): Masked {
  const named = allowedBy(principal.policies, interest);
  const isOpaque = principal.kind === "root" || principal.policies.some(({ policy }) => policy.isOpaque);
  const { boundary, session } = principal;
  const isCapped = named !== 0n && boundary !== undefined && !boundary.policy.isOpaque;
  const within = isCapped ? named & interest.allowedBy(boundary.policy) : named;
  if (!session) return { principal, named, mask: within, isWhole: isOpaque || (named & core) === core };
  if (session.limits.length === 0) return { principal, named, mask: within, isWhole: true };
  const isOpen = session.limits.some(({ policy }) => policy.isOpaque);
  return { principal, named, mask: isOpen ? within : within & allowedBy(session.limits, interest), isWhole: true };
}

function drawAdmin({ id, account }: AwsPrincipal, judgement: Judgement, drawing: Drawing): void {
  drawing.edge({ kind: "permits", from: id, to: `aws:${account}`, judgement, gives: "admin", hops: 0 });
}

/** Workloads that were read with an instance profile run as its role, and so does what starts them; and what is deployed to them. */
function drawWorkloads(
  input: AnalysisInput,
  estate: Estate,
  throughProfiles: ReadonlyMap<string, string>,
  drawing: Drawing,
): ReadonlyMap<string, string> {
  const roles = new Map([...throughProfiles, ...scalingGroupRoles(input, throughProfiles)]);
  drawDeployments(input, drawing);
  drawPipelineSources(input, estate, drawing);
  for (const [workload, role] of roles) {
    drawing.edge({ kind: "runs_as", from: workload, to: role, judgement: GRANTED });
  }
  return roles;
}
