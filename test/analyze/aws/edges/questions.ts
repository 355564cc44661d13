// How often the evaluator is asked, which says how the work grows whatever the machine does besides.
import { analyzeAccess } from "../../../../src/analyze/aws/edges/index.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import type { Technique } from "../../../../src/model/technique.js";
import { copiesOf } from "./copies.js";
import type { Scene } from "./scene.js";

export const FEW = 6;
export const MANY = 24;
/** Between four times, which grows as the account does, and sixteen, which is every pair. */
export const MOST_GROWTH = 7;

/** Questions to the evaluator: it looks up the organisation of the caller's account at each. */
export function questions(scene: Scene, known: readonly Technique[]): number {
  const input = scene.input(known);
  const policies = createPolicyCompiler();
  const estate = buildEstate(input, policies);
  let asked = 0;
  const placeOf = (account: string) => {
    asked++;
    return estate.organizations.placeOf(account);
  };
  analyzeAccess(input, { ...estate, organizations: { ...estate.organizations, placeOf } }, [], policies);
  return asked;
}

/** How many times as many questions many copies of a scene take as few. */
export function growth(scene: Scene, known: readonly Technique[]): number {
  return questions(copiesOf(scene, MANY), known) / questions(copiesOf(scene, FEW), known);
}
