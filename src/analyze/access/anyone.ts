// The set of everyone on the internet.
import type { Drawing } from "./drawing.js";

export const ANYONE = "any:internet";

/** Drawn when something is open to it. */
export function drawAnyone(drawing: Drawing): void {
  const name = "anyone on the internet";
  drawing.node({ id: ANYONE, kind: "set", type: "any.internet", name, scope: "", properties: {} });
}
