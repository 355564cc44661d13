// What of a technique can be asked of the evaluator: for whom, about which targets, and where an edge of it would be.
import { ANYONE } from "../../../../../src/analyze/aws/edges/trust/public-principal.js";
import type { DerivedEdge } from "../../../../../src/model/analysis.js";
import type { Technique } from "../../../../../src/model/technique.js";
import type { Scene } from "../scene.js";
import { isAskable } from "./asked.js";
import { RUNNING } from "./names.js";

export const accountOf = (id: string) => id.split(":")[4] ?? "";

/** As in the laws of estates, each is analysed with a share of the techniques. */
export const SHARES = 6;

/** A share of the techniques; and what is there is read for techniques about it: of each type one that is always known. */
export function shareOf(techniques: readonly Technique[], share: number): readonly Technique[] {
  const knowing: ReadonlySet<Technique | undefined> = new Set(
    RUNNING.map(([type]) => techniques.find(({ types }) => types?.includes(type))),
  );
  return techniques.filter((one, at) => at % SHARES === share || knowing.has(one));
}

/** What is there for a technique to get to. */
export function targetsOf({ target, types = [] }: Technique, account: string, scene: Scene): readonly string[] {
  const wanted = target === "workload" ? types : [`aws.iam-${target}`];
  return scene.nodes
    .filter(({ type, scope }) => wanted.includes(type) && scope === `aws:${account}`)
    .map(({ id }) => id);
}

/** Targets that a way from somebody to an end may be about. */
export function targetsBehind(technique: Technique, from: string, to: string, scene: Scene): readonly string[] {
  if (technique.target === "self") return [from];
  return to.startsWith("aws:") ? targetsOf(technique, accountOf(from), scene) : [to.replace(/(#|\/session\/).*$/, "")];
}

/** Whoever is made an administrator within a boundary is none. */
export function isCapped({ yields }: Technique, target: string, scene: Scene): boolean {
  const isBounded = scene.edges.some(({ from, properties }) => from === target && properties["role"] === "boundary");
  return yields === "admin" && isBounded;
}

/** Sets that somebody is led to, and everyone is in. */
export function hubsOf(from: string, edges: readonly DerivedEdge[]): ReadonlySet<string> {
  return new Set([ANYONE, ...edges.flatMap((one) => (one.from === from && one.to.startsWith("set:") ? [one.to] : []))]);
}

/** Where a technique leads that is used on a target. */
export function goalOf({ yields }: Technique, from: string, target: string): string {
  return yields === "admin" ? `aws:${accountOf(from)}` : target;
}

export function isCaller(from: string, { requires }: Technique): boolean {
  return requires?.caller === undefined || from.includes(`:${requires.caller}/`);
}

/** Whether being allowed its actions is all that the technique takes of a target that is told from others by name. */
export function isToldByActions(technique: Technique): boolean {
  const { actions, changes, yields, target, requires = {} } = technique;
  if (!isAskable(technique) || changes !== undefined || yields === "data" || ["self", "group"].includes(target))
    return false;
  const isPlain = actions.every(
    (one) => !one.is && !one.passes && !one.makes_pods && !/^iam:(Attach|Put)/.test(one.action),
  );
  return isPlain && Object.keys(requires).every((one) => one === "caller");
}
