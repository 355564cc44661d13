// The scene that a plan stands for, written down in one way or another.
import { ACCOUNT, arn, OTHER, Scene } from "../scene.js";
import { addOrganization } from "./controls.js";
import { addHolder, addInline, addManaged } from "./holders.js";
import { PRINCIPALS } from "./names.js";
import type { Plan, PlanStatement } from "./plan.js";
import { putApart, rephrase } from "./rephrased.js";
import { addResources, addSessions } from "./resources.js";
import { reverse } from "./reversed.js";
import { type ActionList, toStatement } from "./statements.js";
import type { Writing } from "./writing.js";

/** The scene of a plan. `lists`: actions that statements are about. */
export function toScene(plan: Plan, lists: readonly ActionList[], writing: Writing = {}): Scene {
  const write = (list: readonly PlanStatement[]) => list.map((one) => toStatement(one, lists));
  const scene = new Scene();
  addOrganization(scene, plan, write, lists, writing);
  for (const [at, list] of plan.managed.entries())
    for (const account of [ACCOUNT, OTHER]) addManaged(scene, `po${at}`, write(list), account, writing);
  for (const [at, list] of plan.boundaries.entries())
    for (const account of [ACCOUNT, OTHER]) scene.managed(`bo${at}`, write(list), account);
  for (const [at, list] of plan.groups.entries()) {
    scene.group(`gr${at}`);
    addInline(scene, arn(`group/gr${at}`), write(list), writing);
  }
  for (const [at, name] of PRINCIPALS.entries()) addHolder(scene, name, plan.holders[at], plan, write, writing);
  addResources(scene, plan, write, writing);
  addSessions(scene, plan, write);
  if (writing.isRephrased) rephrase(scene);
  if (writing.isApart) putApart(scene);
  if (writing.isReversed) reverse(scene);
  return scene;
}
