// Environments that take runs of a branch: whoever is let push to it, in spite of what keeps other writers away, runs a job there that
// names the environment.
import { isAmong } from "../../model/ref-pattern.js";
import { approvalGate, OWN_APPROVAL, RULESET_ALONE } from "./environment-gates.js";
import type { CiBranch, CiEnvironment, CiRepository } from "./estate.js";
import { type Gate, isShut, OPEN, worse } from "./gates.js";
import { isProtectionOf } from "./protection.js";

/** A context where code runs that somebody brought to a branch, and what is left in the way of it there. */
export interface Deployment {
  readonly to: string;
  readonly gate: Gate;
  readonly because: readonly string[];
}

/**
 * The branch itself, and environments that its runs may use. In: what who pushes to it is called, where that is known: of the reviewers of an
 * environment one may approve their own runs. Environments in which nobody gets through alone are left out.
 */
export function deploymentsOf(
  branch: CiBranch,
  repository: CiRepository,
  names: readonly string[] = [],
): readonly Deployment[] {
  const own: Deployment = { to: `${repository.id}@branch/${branch.name}`, gate: OPEN, because: [] };
  const others = repository.environments.flatMap((environment): readonly Deployment[] => {
    const gate = worse(takesGate(environment, branch, repository), approvalFor(environment, names));
    const to = `${repository.id}@environment/${environment.name}`;
    return isShut(gate) ? [] : [{ to, gate, because: [environment.id] }];
  });
  return [own, ...others];
}

function approvalFor(environment: CiEnvironment, names: readonly string[]): Gate {
  const { hasReviewers, preventsSelfReview, hasCustomGates, reviewers } = environment;
  const isOwn = names.some((name) => reviewers.includes(name)) && preventsSelfReview === false && !hasCustomGates;
  return hasReviewers === true && isOwn ? OWN_APPROVAL : approvalGate(environment);
}

/** Whether the environment takes runs of the branch. */
function takesGate(
  { branchPolicy, branchPatterns, name }: CiEnvironment,
  branch: CiBranch,
  { rules }: CiRepository,
): Gate {
  if (branchPolicy === "none") return OPEN;
  const shut: Gate = { state: "blocked", condition: `${name} takes no runs of ${branch.name}` };
  if (branchPolicy === "protected" && rules.protections !== undefined) {
    if (branch.isProtected === false) return shut;
    return rules.protections.some((one) => isProtectionOf(one, branch.name)) ? OPEN : RULESET_ALONE;
  }
  if (branchPolicy === "custom" && branchPatterns !== undefined)
    return branchPatterns.some((text) => isAmong(branch.name, { text, syntax: "rule" })) ? OPEN : shut;
  return { state: "unknown", condition: `which branches may use ${name} was not read` };
}
