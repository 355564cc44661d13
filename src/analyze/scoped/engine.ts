// The engine of scoped techniques: reads them as data, finds for every caller what they open. Grants on a scope go to the set of
// what is below it, so that nothing is drawn caller by target.
import type { ScopedAction, ScopedTechnique } from "../../model/scoped-technique.js";
import type { Capability } from "../../model/words.js";
import { ACTOR, NO, UNKNOWN } from "../aws/condition/truth.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, type Judgement } from "../aws/edges/evaluation/decision.js";
import { Parts, unseen } from "./parts.js";
import { pastSafeguards } from "./past.js";
import { covering, EVERYWHERE, firstCovering, meet, type Region } from "./regions.js";
import { type Holding, type ScopedCaller, type Target, topOf, type World } from "./world.js";

/** Tries every technique on every caller and draws what they open. */
export function drawTechniques(
  techniques: readonly ScopedTechnique[],
  callers: Iterable<ScopedCaller>,
  world: World,
  drawing: Drawing,
): void {
  const parts = new Parts(world, drawing);
  for (const caller of callers) {
    for (const technique of techniques) {
      if (!technique.actions.every(({ action }) => caller.mayHold(action))) continue;
      if (technique.target === "workload") onWorkloads({ caller, technique, world, drawing, parts });
      else onOthers({ caller, technique, world, drawing, parts });
    }
  }
}

interface Try {
  readonly caller: ScopedCaller;
  readonly technique: ScopedTechnique;
  /** What is open of the kind of target that is being looked at. */
  readonly open?: ScopedTechnique["open"] | undefined;
  readonly world: World;
  readonly drawing: Drawing;
  readonly parts: Parts;
}

/** The same for one kind of target. */
function ofKind(of: Try, kind: string): Try {
  const { open } = of.technique;
  return { ...of, open: open?.of?.includes(kind) === false ? undefined : open };
}

const GIVES: { readonly [yields in ScopedTechnique["yields"]]?: Capability } = {
  admin: "admin",
  use: "use",
  read: "read",
  write: "write",
};

function onOthers(of: Try): void {
  const { technique, caller, parts } = of;
  for (const kind of technique.types ?? [technique.target]) {
    const kept = ofKind(of, kind);
    for (const { place, judgement } of regionOf(of, technique.actions, kind) ?? []) {
      for (const { node, open } of parts.nodes(technique, kind, place)) {
        if (node !== caller.id) draw(kept, node, open === undefined ? judgement : both(judgement, open));
      }
    }
  }
}

function onWorkloads(of: Try): void {
  const { technique, world } = of;
  const own = technique.actions.filter(({ on }) => on !== "identity");
  const asIdentity = technique.actions.filter(({ on }) => on === "identity");
  const identities = asIdentity.length === 0 ? EVERYWHERE : (regionOf(of, asIdentity, "identity") ?? []);
  for (const kind of technique.types ?? []) {
    const kept = ofKind(of, kind);
    for (const holding of regionOf(of, own, kind) ?? []) {
      onReadWorkloads(kept, kind, holding, identities);
      for (const place of world.unread(kind, holding.place)) onUnread(kept, kind, { ...holding, place }, identities);
    }
  }
}

function onReadWorkloads(of: Try, kind: string, { place, judgement }: Holding, identities: Region): void {
  const { world } = of;
  // of what is reached through a workload, and not the workload, each has its own
  if (!world.isScope(place) || of.technique.facet !== undefined) {
    const all = world.list(kind, place);
    const wide = of.technique.facet === undefined ? all : all.filter(({ isNarrow }) => isNarrow !== true);
    for (const target of wide) onWorkload(of, target, judgement, identities);
    return;
  }
  const whole = identities === EVERYWHERE ? undefined : firstCovering(identities, place, world);
  if (identities === EVERYWHERE || whole !== undefined) {
    const node = world.node(kind, place);
    if (node !== undefined) draw(of, node, whole ? both(judgement, whole.judgement) : judgement);
    // those of the set run as identities of their own scope; the others are looked at one by one
    for (const target of world.foreign(kind, place)) onWorkload(of, target, judgement, identities);
    return;
  }
  for (const target of world.list(kind, place)) onWorkload(of, target, judgement, identities);
}

function onWorkload(of: Try, { node, identity }: Target, judgement: Judgement, identities: Region): void {
  if (identities === EVERYWHERE) {
    draw(of, node, judgement);
    return;
  }
  const { technique, world } = of;
  const facet = technique.facet;
  const to = facet === undefined || identity === undefined ? node : world.node("identity", identity, facet);
  const held = identity === undefined || to === undefined ? undefined : covering(identities, identity, world);
  if (held === undefined || to === undefined) return;
  draw(of, to, both(judgement, held.judgement), facet === undefined ? technique.edge : "escalates_to");
}

/** What runs there was not read: it may run as any identity of the scope, or be made to run as one that the caller may use. */
function onUnread(of: Try, kind: string, holding: Holding, identities: Region): void {
  const { world } = of;
  const where = identities === EVERYWHERE ? [holding] : meet(identities, [holding], world);
  for (const { place, judgement } of where) {
    const node = world.node("identity", place, of.technique.facet);
    if (node !== undefined) draw(of, node, both(judgement, unseen([kind])), "escalates_to");
  }
}

/** Where all of the actions are held for targets of a kind. */
function regionOf(of: Try, actions: readonly ScopedAction[], kind: string): Region {
  const { caller, world } = of;
  let region: Region = EVERYWHERE;
  const made = actions.filter(({ on }) => on === "anywhere");
  for (const { action, on } of actions) {
    if (on === "anywhere") continue;
    if (on === "own-role") {
      const keepers = caller.holds(action, "scope");
      const roles = caller.ownRoles(action).flatMap(({ holding, keeper }): Holding[] => {
        const held = covering(keepers, keeper, world);
        return held === undefined ? [] : [{ ...holding, judgement: both(holding.judgement, held.judgement) }];
      });
      region = meet(region, roles, world);
      continue;
    }
    const held =
      on === "container"
        ? caller.holds(action, "scope").flatMap((one) => inContainer(one, of))
        : on === "within"
          ? caller.holds(action, "scope").flatMap((one) => changedIn(one, of).flatMap((at) => madeWithin(at, of)))
          : caller.holds(action, kind);
    region = meet(region, held, world);
    if (region.length === 0) return region;
  }
  return made.length === 0 ? region : alsoMade(region, made, of);
}

/** Held on one thing by its name, it counts where that thing is there to be changed; nothing is made by a name. */
function inContainer(held: Holding, { technique: { exists }, world }: Try): readonly Holding[] {
  if (world.isScope(held.place)) return [held];
  if (exists?.some((kind) => world.list(kind, held.place).length > 0) !== true) return [];
  const around = world.parent(held.place);
  return around === undefined ? [] : [{ ...held, place: around }];
}

/** The same of what is changed; what needs nothing to be there is had on one thing as well. */
function changedIn(held: Holding, of: Try): readonly Holding[] {
  return of.technique.exists === undefined ? [held] : inContainer(held, of);
}

/** What is made somewhere reaches all of the scope above, past what ends it where it is made. */
function madeWithin({ place, judgement }: Holding, { caller, technique, world, parts }: Try): readonly Holding[] {
  const { exists, stopped_by: stops, lifted_by: lifted } = technique;
  const lifting = Object.values(lifted ?? {}).flatMap((actions) =>
    actions.flatMap((one) => caller.holds(one, "scope")),
  );
  const top = topOf(place, world);
  return parts.differing(exists, place, new Set(lifting.map((one) => one.place))).flatMap((part): Holding[] => {
    const held = part.open === undefined ? judgement : both(judgement, part.open);
    const at = { place: part.place, judgement: held };
    const past = stops === undefined ? held : pastSafeguards(at, { stops, lifted }, caller, world);
    return past.truth === NO ? [] : [{ place: top, judgement: past }];
  });
}

/** What is made may be made wherever the caller holds all of that: the surest such place counts. */
function alsoMade(region: Region, made: readonly ScopedAction[], { caller, world }: Try): Region {
  let places: Region = EVERYWHERE;
  for (const { action } of made) {
    places = meet(
      places,
      caller.holds(action, "scope").filter(({ place }) => world.isScope(place)),
      world,
    );
  }
  const [first, ...rest] = places ?? [];
  if (first === undefined) return [];
  const best = rest.reduce((one, other) => (other.judgement.truth < one.judgement.truth ? other : one), first);
  return region?.map(({ place, judgement }) => ({ place, judgement: both(judgement, best.judgement) }));
}

function draw(
  { caller, technique, open, drawing }: Try,
  to: string,
  judgement: Judgement,
  edge = technique.edge,
): void {
  const gives = GIVES[technique.yields];
  const asked: Judgement =
    open === undefined
      ? judgement
      : both(judgement, {
          truth: open.state === "unknown" ? UNKNOWN : ACTOR,
          state: open.state,
          condition: open.condition,
          because: [],
        });
  drawing.edge({
    kind: edge,
    from: caller.id,
    to,
    judgement: asked,
    ...(edge === "permits" ? {} : { technique: technique.id }),
    ...(gives !== undefined && { gives }),
  });
}
