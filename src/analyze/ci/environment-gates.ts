// What stands between a plain writer of a repository and runs in an environment, or in any other context of it. Review of a
// pull request protects neither secrets nor tokens: a writer pushes a branch, and its workflow runs from there.
import { isPattern } from "../../model/ref-pattern.js";
import type { CiContext } from "./contexts.js";
import type { CiEnvironment, CiRepository } from "./estate.js";
import { approvalOfOthers, best, type Gate, OPEN, worse } from "./gates.js";
import { isActive, isProtectionOf } from "./protection.js";
import { anyRefGate, newBranchGate, patternGate, pushGate, tagGate, UNREAD_BRANCH } from "./ref-gates.js";

/** Whether any writer can run code in the context. */
export function writerGate(context: CiContext): Gate {
  const { repository, run, branch, environment } = context;
  if (repository.turnedOff !== undefined) return { state: "blocked", condition: "GitHub Actions is turned off there" };
  if (environment) return worse(branchGateOf(environment, repository), approvalGate(environment));
  if (branch) return pushGate(branch);
  if (run.kind === "tag") return tagGate(repository);
  // a new environment takes runs of any ref
  if (run.kind === "environment") return anyRefGate(repository);
  // a pull request or a new branch: both from a branch of the writer's own
  return newBranchGate(repository);
}

/** Which branches may use an environment, and whether a writer gets code onto one of them. */
function branchGateOf(environment: CiEnvironment, repository: CiRepository): Gate {
  const { branchPolicy, branchPatterns, name } = environment;
  if (branchPolicy === undefined) return { state: "unknown", condition: `which branches may use ${name} was not read` };
  if (branchPolicy === "none") return anyRefGate(repository);
  if (branchPolicy === "protected") return best(protectedBranches(repository));
  if (branchPatterns === undefined)
    return { state: "unknown", condition: `which branches may use ${name} was not read` };
  return best(branchPatterns.map((pattern) => patternGate({ text: pattern, syntax: "rule" }, repository)));
}

/** Of a branch that has no other protection. */
export const RULESET_ALONE: Gate = {
  state: "unknown",
  condition: "whether a ruleset makes a branch a protected one is not documented",
};

/**
 * Branches with a protection, those that a writer makes under a pattern of one among them. Where no branch has any, all of them
 * may deploy. https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments#deployment-branches-and-tags
 */
function protectedBranches(repository: CiRepository): Gate[] {
  const { branches } = repository;
  const { protections, rulesets } = repository.rules;
  if (protections === undefined)
    return [UNREAD_BRANCH, ...branches.filter(({ isProtected }) => isProtected === true).map(pushGate)];
  if (protections.length === 0) {
    const isOpen = rulesets?.every((ruleset) => !isActive(ruleset, "branch"));
    return [isOpen === true ? newBranchGate(repository) : worse(newBranchGate(repository), RULESET_ALONE)];
  }
  const ofPatterns = protections.flatMap(({ pattern }) =>
    typeof pattern === "string" && isPattern(pattern)
      ? [newBranchGate(repository, { text: pattern, syntax: "rule" })]
      : [],
  );
  const own = branches
    .filter(({ isProtected }) => isProtected !== false)
    .map((branch) => {
      const isOrdinary = protections.some((one) => isProtectionOf(one, branch.name));
      return isOrdinary ? pushGate(branch) : worse(pushGate(branch), RULESET_ALONE);
    });
  return [...own, ...ofPatterns];
}

/** What a reviewer passes who starts a run, where the environment leaves it to them. */
export const OWN_APPROVAL: Gate = { state: "met", condition: "a reviewer may approve their own runs" };

/** What an environment asks for besides, of whoever runs code there. */
export function approvalGate(environment: CiEnvironment): Gate {
  const { hasReviewers, preventsSelfReview, hasCustomGates, name } = environment;
  if (hasReviewers === undefined) return { state: "unknown", condition: `the protection of ${name} was not read` };
  const custom: Gate = hasCustomGates
    ? { state: "unknown", condition: `a rule of another service decides on ${name}` }
    : OPEN;
  if (!hasReviewers) return custom;
  if (preventsSelfReview === true)
    return worse(approvalOfOthers(`another person has to approve runs in ${name}`), custom);
  const own = `a reviewer has to approve runs in ${name}, and may approve their own`;
  return worse({ state: "needs-actor", condition: own }, custom);
}

/** Whether a reviewer of the environment, being a writer, gets through alone. */
export function reviewerGate(environment: CiEnvironment, repository: CiRepository): Gate {
  if (environment.preventsSelfReview === true) return { state: "blocked", condition: "nobody approves their own runs" };
  return branchGateOf(environment, repository);
}
