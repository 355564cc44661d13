// Projects that somebody moves to where he controls them: what is bound at the new parent holds in the project from then on. Moving
// takes the permission on the parent that the project has and on the one that it gets.
// https://docs.cloud.google.com/resource-manager/reference/rest/v3/projects/move
import type { ScopedBinding, ScopedTechnique } from "../../model/scoped-technique.js";
import { NO } from "../aws/condition/truth.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, GRANTED, type Judgement, NEVER, surest, uncertain } from "../aws/edges/evaluation/decision.js";
import { meet, type Region } from "../scoped/regions.js";
import { type Holding, isWithin, type ScopedCaller, topOf, type World } from "../scoped/world.js";

const PROJECT = "gcp.project";
/** What is held is held at the parents themselves, whatever is denied in a project below. */
const FOLDER = "gcp.folder";
const ACROSS = uncertain("both organisations let projects move from the one to the other");

/** Whether a technique moves its target. */
export function isOfMoves({ actions }: ScopedTechnique): boolean {
  return actions.some(({ on }) => on === "new-parent");
}

/** Draws what callers control once they have moved it. In: all techniques, of which those count that move. */
export function drawMoves(
  techniques: readonly ScopedTechnique[],
  callers: readonly ScopedCaller[],
  world: World,
  drawing: Drawing,
): void {
  for (const technique of techniques.filter(isOfMoves)) {
    for (const caller of callers) {
      if (!technique.actions.every(({ action }) => caller.mayHold(action))) continue;
      const parents = heldByParents(caller, technique, "new-parent", world);
      for (const source of parents.length === 0 ? [] : heldByParents(caller, technique, "above", world)) {
        const judgement = surestMove(source, parents, world);
        const to = judgement.truth === NO ? undefined : world.node(PROJECT, source.place);
        if (to === undefined) continue;
        const { id, edge } = technique;
        drawing.edge({ kind: edge, from: caller.id, to, judgement, gives: "admin", technique: id });
      }
    }
  }
}

/** Folders and organisations at which all that a technique asks of one of the two parents is held. */
function heldByParents(
  caller: ScopedCaller,
  { actions }: ScopedTechnique,
  on: ScopedBinding,
  world: World,
): readonly Holding[] {
  let region: Region;
  for (const action of actions.filter((one) => one.on === on))
    region = meet(region, caller.holds(action.action, FOLDER), world);
  return (region ?? []).filter(({ place }) => world.isScope(place) && !place.startsWith("projects/"));
}

/** How surely a project below one parent is moved to the best of others; those above it give what they give without a move. */
function surestMove(source: Holding, parents: readonly Holding[], world: World): Judgement {
  const top = topOf(source.place, world);
  return surest(parents, ({ place, judgement }) =>
    isWithin(source.place, place, world)
      ? NEVER
      : [judgement, topOf(place, world) === top ? GRANTED : ACROSS].reduce(both, source.judgement),
  );
}
