// Somebody who may pass roles for what these have to be able to do something for.
import type { Technique } from "../../../../../src/model/technique.js";
import { allow, arn, type Scene } from "../scene.js";
import { arnOf, ROLES } from "./names.js";
import { addToDocument } from "./rewriting.js";
import type { Statement } from "./statements.js";

const PASSER = "passer";

/** A user who may do all that the techniques take which rest on what a role may; roles of its account trust the services. */
export function addPasser(scene: Scene, techniques: readonly Technique[]): (edge: Edge) => boolean {
  const resting = techniques.filter(({ requires }) => requires?.role_can !== undefined);
  const actions = resting.flatMap((technique) => technique.actions);
  if (actions.length === 0) return () => false;
  scene.user(PASSER, { inline: [allow(actions.map(({ action }) => action))] });
  const services = actions.flatMap(({ passed_to: to = [] }) => to);
  const trust: Statement = { Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" };
  if (services.length > 0) for (const role of ROLES) addToDocument(scene, arnOf(role), trust);
  const ids = new Map(resting.map(({ id, target }) => [id, target]));
  // what its role lacks a workload may have otherwise
  return ({ from, technique = "", state }) =>
    from === arn(`user/${PASSER}`) &&
    ids.has(technique) &&
    state !== "blocked" &&
    !(ids.get(technique) === "workload" && state === "unknown");
}

interface Edge {
  readonly from: string;
  readonly technique?: string | undefined;
  readonly state: string;
}
