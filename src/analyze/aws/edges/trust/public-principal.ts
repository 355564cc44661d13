// Everyone on the internet, drawn when something is open to them.
import { ANYONE_NODE } from "../../../anyone.js";
import type { Drawing } from "../builder/edge-builder.js";

export { ANYONE } from "../../../anyone.js";

/** Draws everyone on the internet; drawn more than once it is there once. */
export function drawAnyone(drawing: Drawing): void {
  drawing.node(ANYONE_NODE);
}
