// Access: who can become whom and reach what on AWS, as derived edges, and what follows for every principal. Pure.
import type { AnalysisGap, AnalysisInput, DerivedEdge, DerivedFact, DerivedNode } from "../../model/analysis.js";
import { oncePer } from "../../model/once.js";
import type { Technique } from "../../model/technique.js";
import type { Json } from "../../model/words.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { CORE_SERVICES } from "../aws/evaluate/core-actions.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { Through } from "../reach/index.js";
import type { Standings } from "../reach/reach-of.js";
import { isGroup } from "./actors.js";
import { ASSIGNEES, drawAssignments } from "./assignments.js";
import { allowedBy, createAssumption } from "./assume.js";
import { readAttachedByName } from "./attached-by-name.js";
import { createBreadth, WIDE_ACTIONS } from "./breadth.js";
import { createControl } from "./control.js";
import { drawCrossings } from "./crossings.js";
import { createDataAccess, DATA_ACTIONS } from "./data-access.js";
import { readHoldings } from "./denials.js";
import { withoutDenied } from "./denied-outright.js";
import { drawDeployments } from "./deployments.js";
import { createDrawing, type Drawing } from "./drawing.js";
import { ENROLLING_ACTIONS, withEnrolling } from "./enrolling.js";
import type { Judge } from "./evaluation.js";
import { type Crawled, drawFederation, NOTHING_CRAWLED } from "./federation.js";
import { createFreed, type Freed } from "./freed.js";
import { readFreedFurther } from "./freed-further.js";
import { readFreedTogether } from "./freed-together.js";
import { type ActionMask, createInterest, type Interest } from "./interest.js";
import { readJoinedGroups } from "./joined-groups.js";
import { createJudge } from "./judge.js";
import { GRANTED, type Judgement } from "./judgement.js";
import { MAKING_ACTIONS, readMadeByName } from "./made-by-name.js";
import { readMadeWithinBoundary } from "./made-within-boundary.js";
import { removalsOf } from "./making.js";
import { toMember } from "./member.js";
import { RAISING_ACTIONS } from "./near-admin.js";
import { createOutbound, TOKEN_ACTION } from "./outbound.js";
import { drawPipelineSources } from "./pipeline-sources.js";
import { createPolicyVersions, type PolicyVersions } from "./policy-versions.js";
import { TAG_ACTIONS } from "./retagging.js";
import { scalingGroupRoles } from "./scaling-groups.js";
import { SESSION_ACTIONS } from "./session-needs.js";
import { readSessions } from "./sessions.js";
import { SIGN_IN_ACTIONS } from "./sign-in.js";
import { readSurroundings } from "./surroundings.js";
import { createTechniques } from "./techniques.js";
import { ASSUME_ROLE } from "./trust-view.js";
import { readersOfUnlisted } from "./unlisted-data.js";
import { takersOfUnlisted } from "./unlisted-workloads.js";
import { undecidedByAccounts } from "./unread-accounts.js";
import { type CentersAsked, undecidedByCenters } from "./unread-centers.js";
import { undecidedByDelegations } from "./unread-delegations.js";
import { readWithinBoundary } from "./within-boundary.js";
import { type GivenToFree, readWithoutBoundary } from "./without-boundary.js";
import { readWithoutDenials } from "./without-denials.js";
import { DOCUMENT_MAKING } from "./written-documents.js";
import { toOpenVersions, WRITERS } from "./written-policies.js";

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
