// What the evaluator says of a caller in one world after another: how surely something may be done.

import type { AccessRequest } from "../../../../../src/analyze/aws/evaluate/target.js";
import type { Answer } from "../../../../../src/analyze/aws/evaluate/verdict.js";
import type { Evaluator } from "../../../../../src/analyze/aws/evaluator.js";
import type { Scene } from "../scene.js";
import type { Said } from "./asked.js";
import { type Context, keysReadIn, requestsOf, type Worlds, worldsOf } from "./worlds.js";

/** Whatever nobody can tell; wherever MFA is shown; by some of what nobody can tell; or never. */
export type Sureness = "sure" | "shown" | "possible" | "never";

export type Ask = (request: AccessRequest) => Answer;

const RANK = { allowed: 0, unknown: 1, "implicit-deny": 2, "explicit-deny": 2 } as const;
const better = (a: Answer, b: Answer) => (RANK[a.verdict] <= RANK[b.verdict] ? a : b);
const worse = (a: Answer, b: Answer) => (RANK[a.verdict] <= RANK[b.verdict] ? b : a);

export const saidOf = ({ verdict }: Answer): Said =>
  verdict === "allowed" || verdict === "unknown" ? verdict : "denied";

/** Asks of a scene in worlds, by what asks in one: `isAlone` for the action without what bringing tags takes. */
export function createInWorlds(scene: Scene, { can, estate }: Evaluator, isAlone = false) {
  const isRead = keysReadIn(scene);
  const known = new Map<string, Worlds>();
  const worldsFor = (principal: string): Worlds => {
    const found = known.get(principal) ?? worldsOf(principal, scene, estate);
    known.set(principal, found);
    return found;
  };
  /** In one world, whatever the caller writes into the request. */
  const askIn =
    (world: Context, who: string): Ask =>
    (request) => {
      if (request.principal !== who) return can(request);
      let best: Answer | undefined;
      for (const choice of requestsOf(who, request.action, request.resource ?? "*", isRead)) {
        const context = { ...world, ...choice, ...request.context };
        const answer = can({ ...request, context });
        const isBringing = !isAlone && request.action === "sts:AssumeRole" && choice["aws:TagKeys"];
        const whole = isBringing ? worse(answer, can({ ...request, action: "sts:TagSession", context })) : answer;
        best = best === undefined ? whole : better(best, whole);
        if (best.verdict === "allowed") break;
      }
      return best ?? can(request);
    };
  return (who: string, said: (ask: Ask) => Said): Sureness => {
    const { given, shown, chosen, isGiven } = worldsFor(who);
    const inWorld = (one: Context): Said => {
      const all = chosen.map((choice) => said(askIn({ ...one, ...choice }, who)));
      return all.includes("allowed") ? "allowed" : all.includes("unknown") ? "unknown" : "denied";
    };
    const without = given.map(inWorld);
    const withMfa = shown.map(inWorld);
    if ((isGiven ? without : [...without, ...withMfa]).every((one) => one === "allowed")) return "sure";
    if (withMfa.length > 0 && withMfa.every((one) => one === "allowed")) return "shown";
    return [...without, ...withMfa].some((one) => one !== "denied") ? "possible" : "never";
  };
}
