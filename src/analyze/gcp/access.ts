// Access on Google Cloud: who can become whom and reach what, as derived edges, and what follows for every principal. Pure.
import { addAll } from "../../model/add-all.js";
import type { AnalysisGap, AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { SIGNATURE } from "../../model/signature.js";
import type { Json } from "../../model/words.js";
import { createDrawing, type Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, NEVER } from "../aws/edges/evaluation/decision.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { PartResult } from "../part-result.js";
import { drawTechniques } from "../scoped/engine.js";
import { readFederatedTrusts } from "../trust/federated.js";
import { accountFacts } from "./account-facts.js";
import { activationFacts } from "./activation.js";
import { ADMIN_PERMISSIONS, drawControl } from "./admin.js";
import { bindingFacts } from "./binding-facts.js";
import type { GoogleCaller } from "./caller.js";
import { toCaller } from "./callers.js";
import { drawClusterPools } from "./cluster-pools.js";
import { drawCrossProject } from "./cross-project.js";
import { createStoppedAlone } from "./denied-members.js";
import { deputiesOf } from "./deputies.js";
import { disabledAccounts, drawEnabled, ENABLED, ENABLES, enablingTechniques } from "./enabling.js";
import type { GoogleEstate } from "./environment.js";
import { readGoogleEstate } from "./estate.js";
import { togetherWithEverybody } from "./everybody.js";
import { drawFacets, FACET_PERMISSIONS, GOOGLE_ISSUER, identityTokenTechniques, withoutOwnTokens } from "./facets.js";
import { LIFTS_DENIES } from "./grants.js";
import { isDisabled } from "./homes.js";
import { hostedAgents, readHostedAgents } from "./hosted-agents.js";
import type { Member } from "./member.js";
import { drawMoves, isOfMoves } from "./moved-projects.js";
import { drawPools } from "./pools.js";
import { delegatedAccounts, drawSignatures } from "./signatures.js";
import { standingRoleFacts } from "./standing-roles.js";
import { storageCallers } from "./storage-keys.js";
import { arePoliciesUnread, becomesUnlisted, drawUnreadPools, readsUnlisted } from "./unread-control.js";
import { createWorld } from "./world.js";

/** In: the estate, and what was judged of the trusts in it. */
export function analyzeGoogle(
  input: AnalysisInput,
  policies: PolicyCompiler,
  trusts: readonly DerivedFact[] = [],
): PartResult {
  const known = (input.tables.scopedTechniques ?? []).filter(({ provider }) => provider === "gcp");
  const estate = readGoogleEstate(input, permissionsOf(known));
  if (estate === undefined) return {};
  const tokenTrusts = readFederatedTrusts(input, policies, (issuer) => issuer === GOOGLE_ISSUER);
  const disabled = disabledAccounts(estate);
  const techniques = withVariants(known, tokenTrusts.length > 0, disabled.size > 0);
  const drawing = createDrawing();
  for (const node of estate.derived) drawing.node(node);
  const delegated = delegatedAccounts(input, estate.accounts);
  const types = { targets: typesOf(techniques), present: presentOf(techniques) };
  const world = createWorld(input, estate, types, facetsApart(delegated, disabled), drawing);
  const agents = readHostedAgents(input);
  const callers = [
    ...callersOf(estate, new Set(agents.map(({ member }) => member)), (kind, place) => world.list(kind, place)),
    ...sessionsOf(input, estate, world.list.bind(world), drawing),
  ];
  const [standings, controlled] = [new Map<string, Json | undefined>(), new Map<string, string[]>()];
  const mayBeBound = arePoliciesUnread(estate);
  const isOpen = openCallers(estate, mayBeBound);
  const drawAll = (all: readonly GoogleCaller[]): void => {
    for (const caller of all) {
      const verdict = drawControl(caller, world, drawing, (place) => addTo(controlled, caller.id, place));
      standings.set(caller.id, verdict ?? (isOpen(caller) ? "unknown" : undefined));
    }
    drawWays(techniques, all, { estate, world, drawing });
    for (const { technique, callers: some } of togetherWithEverybody(techniques, all))
      drawWays([technique], some, { estate, world, drawing });
  };
  drawAll(callers);
  const told = toldDeputies(estate, callers, drawing, (kind, place) => world.list(kind, place));
  drawAll(told);
  addAll(callers, told);
  addAll(callers, drawEnabled({ estate, world, drawing }, drawAll));
  drawAll(storageCallers({ estate, world, drawing }));
  drawSignatures(input, delegated, estate, drawing);
  drawFacets(input, { estate, callers, world, drawing, tokenTrusts });
  drawMembers(input, estate, drawing);
  world.drawContents();
  const undecided = judgeOthers(input, estate, mayBeBound, standings);
  const undecidedReaders = callers.filter(readsUnlisted(estate)).map(({ id }) => id);
  const own = estateFacts(input, { estate, standings, controlled, trusts });
  const facts = [...own, ...hostedAgents(agents, estate, drawing)];
  const edges = withoutOwnTokens(drawing.edges(), known);
  return { facts, nodes: drawing.nodes(), edges, standings, undecided, undecidedReaders, gaps: unreadRoles(callers) };
}

/** Where techniques get callers to. */
function drawWays(
  techniques: readonly ScopedTechnique[],
  callers: readonly GoogleCaller[],
  frame: Parameters<typeof drawCrossProject>[2],
): void {
  const { world, drawing } = frame;
  drawTechniques(techniques.filter(isWithinOne), callers, world, drawing);
  drawCrossProject(techniques, callers, frame);
  drawMoves(techniques, callers, world, drawing);
}

/** Techniques as they are read, and for what else they give: identity tokens that some trust takes, accounts that are enabled first. */
function withVariants(
  known: readonly ScopedTechnique[],
  hasTokenTrusts: boolean,
  hasDisabled: boolean,
): readonly ScopedTechnique[] {
  return [
    ...known,
    ...(hasTokenTrusts ? identityTokenTechniques(known) : []),
    ...(hasDisabled ? enablingTechniques(known) : []),
  ];
}

/** Of which callers it is not known whether they control something. */
function openCallers(estate: GoogleEstate, mayBeBound: boolean): (caller: GoogleCaller) => boolean {
  const mayBecome = becomesUnlisted(estate);
  return (caller) => mayBeBound || caller.unreadRoles.length > 0 || mayBecome(caller);
}

/** Facets that some accounts have apart from themselves. */
function facetsApart(delegated: ReadonlySet<string>, disabled: ReadonlySet<string>) {
  return new Map([
    [SIGNATURE, { nodes: delegated }],
    [ENABLED, { nodes: disabled, isOnly: true }],
  ]);
}

function estateFacts(input: AnalysisInput, frame: Parameters<typeof bindingFacts>[1]): readonly DerivedFact[] {
  const { estate } = frame;
  return [
    ...bindingFacts(input, frame),
    ...activationFacts(input, estate),
    ...standingRoleFacts(estate),
    ...accountFacts(input, estate),
  ];
}

/** Who is in which group, and which identity of which pool. */
function drawMembers(input: AnalysisInput, estate: GoogleEstate, drawing: Drawing): void {
  drawGroups(estate, drawing);
  drawClusterPools(input, drawing);
  drawPools(input, estate, drawing);
  drawUnreadPools(input, estate, drawing);
}

/** Judges those who are bound to nothing that was read. Out: providers of pools by which somebody gets in of whom that is open. */
function judgeOthers(
  input: AnalysisInput,
  estate: GoogleEstate,
  mayBeBound: boolean,
  standings: Map<string, Json | undefined>,
): readonly string[] {
  const others = [...estate.accounts.values()].map(({ node }) => node.id).filter((id) => !standings.has(id));
  for (const id of others) standings.set(id, mayBeBound ? "unknown" : undefined);
  if (!mayBeBound) return [];
  // people whom no policy that was read names, and whoever gets in by a pool
  for (const { id } of input.nodes(["workspace.user"])) if (!standings.has(id)) standings.set(id, "unknown");
  return [...input.nodes(["gcp.workload-identity-provider"])].map(({ id }) => id);
}

/** What is made runs as an account of its own project, and nothing is moved. */
function isWithinOne(technique: ScopedTechnique): boolean {
  return technique.agent === undefined && !isOfMoves(technique);
}

/** Accounts of Google's that somebody tells what to do, and that act as far as that goes. */
function toldDeputies(
  estate: GoogleEstate,
  callers: readonly GoogleCaller[],
  drawing: Drawing,
  enumerate: List,
): readonly GoogleCaller[] {
  const deputies = deputiesOf(estate);
  if (deputies.length === 0) return [];
  const reached = new Set(drawing.sketches().map(({ to }) => to));
  const known = new Set(callers.map(({ id }) => id));
  return deputies.flatMap(({ member, node: id }) =>
    reached.has(id) && !known.has(id) ? (toCaller(member, estate, { id, enumerate }) ?? []) : [],
  );
}

function permissionsOf(techniques: readonly ScopedTechnique[]): readonly string[] {
  return [
    ...ADMIN_PERMISSIONS,
    ...FACET_PERMISSIONS,
    ENABLES,
    ...LIFTS_DENIES,
    ...techniques.flatMap(({ actions }) => actions.map(({ action }) => action)),
  ];
}

function typesOf(techniques: readonly ScopedTechnique[]): readonly string[] {
  return [...new Set(techniques.flatMap(({ types }) => types ?? []))].sort();
}

/** Types of which a technique only asks whether there is one. */
function presentOf(techniques: readonly ScopedTechnique[]): readonly string[] {
  const targets = new Set(typesOf(techniques));
  return [...new Set(techniques.flatMap(({ exists }) => exists ?? []))].filter((type) => !targets.has(type)).sort();
}

type List = (kind: string, place: string) => readonly { readonly place: string }[];

/**
 * Members that act: agents of Google's act by Google's rules, unless an agent of the estate runs as one, and accounts that are
 * disabled do not act.
 */
function* callersOf(estate: GoogleEstate, running: ReadonlySet<string>, enumerate: List): Iterable<GoogleCaller> {
  for (const member of estate.members.values()) {
    if (isIdle(member, estate, running)) continue;
    const caller = toCaller(member, estate, { id: member.id, enumerate });
    if (caller) yield caller;
  }
}

function isIdle({ member, kind }: Member, estate: GoogleEstate, running: ReadonlySet<string>): boolean {
  if (kind !== "serviceAccount") return false;
  if (isDisabled(member, estate)) return true;
  return (
    !running.has(member) &&
    estate.derived.some(({ type, properties }) => type === "gcp.service-agent" && properties["member"] === member)
  );
}

/** A machine whose tokens are narrowed by access scopes is a session of its service account, never the account itself. */
function* sessionsOf(
  input: AnalysisInput,
  estate: GoogleEstate,
  enumerate: List,
  drawing: Drawing,
): Iterable<GoogleCaller> {
  for (const { id, name, scope, properties } of input.nodes(["gcp.instance", "gcp.node-pool"])) {
    const { access_scopes: scopes, service_account: email } = properties;
    if (!Array.isArray(scopes) || typeof email !== "string") continue;
    if (isDisabled(`serviceAccount:${email}`, estate)) continue;
    const narrowed = scopes.filter((one): one is string => typeof one === "string");
    const session = `${id}#session`;
    drawing.node({
      id: session,
      kind: "session",
      type: "gcp.scoped-session",
      name: `${email} on ${name}`,
      scope,
      properties: { access_scopes: narrowed, service_account: email },
    });
    drawing.edge({ kind: "runs_as", from: id, to: session, judgement: GRANTED });
    const member = estate.member(`serviceAccount:${email}`);
    const caller = member && toCaller(member, estate, { id: session, enumerate, scopes: narrowed });
    if (caller) yield caller;
  }
}

/** Members of groups, groups in groups included, step by step, but those whom something stops that does not stop the group. An account that is disabled has nothing of them. */
function drawGroups(estate: GoogleEstate, drawing: Drawing): void {
  const isStoppedAlone = createStoppedAlone(estate);
  for (const member of estate.members.values()) {
    const judgement = isDisabled(member.member, estate) ? { ...NEVER, condition: "it is disabled" } : GRANTED;
    for (const group of member.groups) {
      const of = estate.member(group);
      if (of === undefined || isStoppedAlone(member, of)) continue;
      drawing.edge({ kind: "member_of", from: member.id, to: of.id, judgement });
    }
  }
}

function unreadRoles(callers: readonly GoogleCaller[]): readonly AnalysisGap[] {
  const roles = new Set(callers.flatMap(({ unreadRoles: unread }) => unread));
  return [...roles].sort().map((role) => ({
    scope: scopeOfRole(role, callers),
    subject: `gcp:${role}`,
    message: `the permissions of ${role} were not read: what its holders can do is not known`,
  }));
}

function scopeOfRole(role: string, callers: readonly GoogleCaller[]): string {
  const holder = callers.find(({ unreadRoles: unread }) => unread.includes(role));
  const project = holder?.member.bindings.find((binding) => binding.role.name === role)?.place ?? "";
  return /^(projects|folders|organizations)\//.test(project)
    ? `gcp:${project}`
    : `gcp:projects/${/\/projects\/([^/]+)/.exec(project)?.[1] ?? ""}`;
}
