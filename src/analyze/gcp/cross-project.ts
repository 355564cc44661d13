// Accounts of one project on what is made in another: besides the caller's own rights that takes the agent of the service in the
// other project, which has to be let take tokens of the account, and a constraint on the account's project that is lifted, since
// Google enforces it unless somebody says otherwise, be it the caller. https://cloud.google.com/iam/docs/attach-service-accounts
import type { ScopedAction, ScopedTechnique } from "../../model/scoped-technique.js";
import type { Json } from "../../model/words.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { covering, meet, type Region } from "../scoped/regions.js";
import { type Holding, isWithin } from "../scoped/world.js";
import type { GoogleCaller } from "./caller.js";
import { toCaller } from "./callers.js";
import type { GoogleEstate } from "./environment.js";
import { TAKES_TOKEN } from "./facets.js";
import type { GoogleWorld } from "./world.js";

/** Takes constraints away: https://docs.cloud.google.com/resource-manager/docs/access-control-org */
const LIFTS = "orgpolicy.policy.set";

interface Frame {
  readonly estate: GoogleEstate;
  readonly world: GoogleWorld;
  readonly drawing: Drawing;
}

/** In: techniques, of which those with an agent count, and those who act. Draws what they open in accounts of other projects. */
export function drawCrossProject(
  techniques: readonly ScopedTechnique[],
  callers: readonly GoogleCaller[],
  frame: Frame,
): void {
  for (const technique of techniques) {
    const agents = technique.agent === undefined ? undefined : agentsOf(technique.agent, frame);
    if (agents === undefined || agents.size === 0) continue;
    for (const caller of callers) {
      if (!technique.actions.every(({ action }) => caller.mayHold(action))) continue;
      const attached = heldFor(technique.actions, "target", caller, frame);
      for (const made of heldFor(technique.actions, "anywhere", caller, frame) ?? [])
        for (const project of frame.world.isScope(made.place) ? frame.estate.places.projectsIn(made.place) : [])
          drawAttached(
            { technique, caller, project, made },
            meet(attached, agents.get(project) ?? [], frame.world),
            frame,
          );
    }
  }
}

/** Where a caller holds all the actions that are asked for there. */
function heldFor(
  actions: readonly ScopedAction[],
  asked: ScopedAction["on"],
  caller: GoogleCaller,
  { world }: Frame,
): Region {
  let region: Region;
  for (const { action, on } of actions)
    if (on === asked) region = meet(region, caller.holds(action, on === "target" ? "identity" : "scope"), world);
  return region;
}

/** Project → where the agent of the service in it may take tokens of accounts of other projects. */
function agentsOf(domain: string, { estate, world }: Frame): ReadonlyMap<string, readonly Holding[]> {
  const agents = new Map<string, readonly Holding[]>();
  for (const { place: project, number } of estate.places.containers.values()) {
    const member = estate.member(`serviceAccount:service-${number}@${domain}.iam.gserviceaccount.com`);
    const agent = member && toCaller(member, estate, { id: member.id, enumerate: world.list.bind(world) });
    const held = agent?.holds(TAKES_TOKEN, "identity") ?? [];
    const elsewhere = held.filter(({ place }) => !isWithin(place, project, estate.places));
    if (elsewhere.length > 0) agents.set(project, elsewhere);
  }
  return agents;
}

interface Attached {
  readonly technique: ScopedTechnique;
  readonly caller: GoogleCaller;
  /** In which something is made. */
  readonly project: string;
  readonly made: Holding;
}

function drawAttached(
  { technique, caller, project, made }: Attached,
  accounts: readonly Holding[],
  { estate: { places }, world, drawing }: Frame,
): void {
  const lifting = caller.mayHold(LIFTS) ? caller.holds(LIFTS, "scope") : [];
  for (const { place, judgement } of accounts) {
    for (const home of places.projectsIn(places.scopeOf(place) ?? "")) {
      const lifted = covering(lifting, home, world);
      const node = places.containers.get(home)?.node;
      const use = home === project ? undefined : usableElsewhere(technique, { home, node, lifted });
      const to = use && world.node("identity", world.isScope(place) ? home : place);
      if (use === undefined || to === undefined || to === caller.id) continue;
      drawing.edge({
        kind: technique.edge,
        from: caller.id,
        to,
        judgement: [made.judgement, ...use].reduce(both, judgement),
        technique: technique.id,
      });
    }
  }
}

interface Home {
  /** Project of the account. */
  readonly home: string;
  readonly node:
    | { readonly supplements: { readonly [dataSet: string]: { readonly [name: string]: Json } | undefined } }
    | undefined;
  /** How surely the caller may set the policies of the project. */
  readonly lifted: Holding | undefined;
}

/** What is open about attaching a project's accounts in others; undefined where that is refused and the caller cannot change it. */
function usableElsewhere(
  { stopped_by: constraints = [] }: ScopedTechnique,
  { home, node, lifted }: Home,
): readonly Judgement[] | undefined {
  const read = node?.supplements["gcp/orgpolicy:effective-policies"]?.["constraints"] as
    | { readonly [constraint: string]: { readonly enforced?: Json; readonly conditional?: Json } }
    | undefined;
  const open: Judgement[] = [];
  for (const constraint of constraints) {
    const { enforced, conditional } = read?.[constraint] ?? {};
    const isLifted = enforced === false && conditional !== true;
    if (isLifted) continue;
    if (lifted !== undefined) open.push(lifted.judgement);
    else if (enforced === true) return undefined;
    else
      open.push(
        uncertain(`${constraint} is lifted in ${home}, where it was not read whole and Google enforces it by default`),
      );
  }
  return open;
}
