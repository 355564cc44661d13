// Control of a scope by what a principal is assigned: everything, and the right to give it to others. Who may only do the latter
// gets there by a technique.
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { meet, type Region } from "../scoped/regions.js";
import type { World } from "../scoped/world.js";
import { GRANTS_ROLES } from "./assignment.js";
import type { AzureCaller } from "./callers.js";
import { SCOPE_KINDS } from "./kinds.js";
import { ANY_WRITE } from "./roles.js";

/** Draws control; `effective` where it is of a subscription or what holds one, `unknown` where that depends. */
export function drawControl(caller: AzureCaller, world: World, drawing: Drawing): "effective" | "unknown" | undefined {
  if (!caller.mayHold(GRANTS_ROLES) || !caller.mayHold(ANY_WRITE)) return undefined;
  let verdict: "effective" | "unknown" | undefined;
  for (const kind of Object.keys(SCOPE_KINDS)) {
    let region: Region;
    for (const operation of [GRANTS_ROLES, ANY_WRITE]) region = meet(region, caller.holds(operation, kind), world);
    for (const { place, judgement } of region ?? []) {
      const node = world.node(kind, place);
      if (node === undefined) continue;
      // that somebody outside is administrator is a step of its own
      const hops = caller.holder.isOutside ? 1 : 0;
      drawing.edge({ kind: "permits", from: caller.id, to: node, judgement, gives: "admin", hops });
      if (kind === "azure.resource-group") continue;
      if (judgement.state === "none" || judgement.state === "met") verdict = "effective";
      else verdict ??= "unknown";
    }
  }
  return verdict;
}
