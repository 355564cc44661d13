// What stands between a plain writer of a repository and code of theirs at a branch or a tag.
import { oncePer } from "../../model/once.js";
import { isAmong, isPattern, isSeveral, type RefNames } from "../../model/ref-pattern.js";
import type { CiBranch, CiRepository } from "./estate.js";
import { approvalOfOthers, best, type Gate, isReview, OPEN } from "./gates.js";
import { blocksBranches, blocksTags } from "./new-refs.js";
import { branchRules } from "./protection.js";

/** Whether a writer can bring in code at one git ref, or at some ref of those that a trust names. */
export function refGate(repository: CiRepository, ref: string): Gate {
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (tag !== undefined) return tagGate(repository, { text: tag, syntax: "trust" });
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return tagGate(repository);
  if (isPattern(branch)) return patternGate({ text: branch, syntax: "trust" }, repository);
  const known = repository.branches.find(({ name }) => name === branch);
  if (known) return pushGate(known);
  if (branch === repository.defaultBranch) return UNREAD_BRANCH;
  const made = newBranchGate(repository, { text: branch, syntax: "rule" });
  if (made.state !== "none" || pushGate({ name: branch, gates: branchRules(branch, repository.rules).gates }) === OPEN)
    return made;
  return { state: "unknown", condition: `${branch} is protected by a pattern, and whether it is there was not read` };
}

/** Whether writers may make a branch of a name, some branch of a pattern, or any, or push to one of those that is there. */
export function newBranchGate(repository: CiRepository, wanted?: RefNames): Gate {
  return wanted === undefined ? anyBranchGate(repository) : branchesGate(repository, wanted);
}

/** Whether a writer gets code onto any branch or tag, one that is there too. */
export function anyRefGate(repository: CiRepository): Gate {
  return best([newBranchGate(repository), tagGate(repository), ...repository.branches.map(pushGate)]);
}

/** Asked for every job and event. */
const anyBranchGate = oncePer((repository: CiRepository) => branchesGate(repository));

function branchesGate({ rules }: CiRepository, wanted?: RefNames): Gate {
  const what = wanted === undefined ? "branches" : `branches called ${wanted.text}`;
  const made = newRefGate(blocksBranches(rules, "creation", wanted), what);
  return made.state !== "blocked" || blocksBranches(rules, "update", wanted) === true ? made : besides(made, "push to");
}

/** Whether writers may make a tag of those with code of theirs, or move one that is there. */
export function tagGate({ rules }: CiRepository, wanted?: RefNames): Gate {
  const what = wanted === undefined ? "tags" : `tags called ${wanted.text}`;
  const made = newRefGate(blocksTags(rules, "creation", wanted), what);
  return made.state !== "blocked" || blocksTags(rules, "update", wanted) === true ? made : besides(made, "move");
}

/** What may not be made may be there already. */
function besides({ condition = "" }: Gate, does: string): Gate {
  return { state: "unknown", condition: `${condition}, but may ${does} one that is there: which are was not read` };
}

/** The same of one that is there, as something uses it: it is moved, or deleted and made anew. */
export function usedTagGate({ rules }: CiRepository, tag: string): Gate {
  const wanted: RefNames = { text: tag, syntax: "trust" };
  const moved = blocksTags(rules, "update", wanted);
  if (moved !== true) return newRefGate(moved, `changes to tag ${tag}`);
  const isKept = blocksTags(rules, "deletion", wanted) === true || blocksTags(rules, "creation", wanted) === true;
  return newRefGate(isKept, `tags called ${tag}`);
}

export const UNREAD_BRANCH: Gate = { state: "unknown", condition: "the protection of the branch was not read" };

/** Whether a writer may push to a branch. */
export function pushGate({ name, gates }: Pick<CiBranch, "name" | "gates">): Gate {
  if (gates === undefined) return UNREAD_BRANCH;
  if (gates.length === 0) return OPEN;
  const condition = `${name} is protected: ${gates.map(gateWords).join(", ")}`;
  return gates.every(isReview) ? approvalOfOthers(condition) : { state: "blocked", condition };
}

const WORDS: { readonly [gate: string]: string } = {
  pull_request_reviews: "changes need a review",
  push_restrictions: "only some may push",
  lock_branch: "it is locked",
  ruleset: "a ruleset",
  ruleset_reviews: "a ruleset asks for a review",
};

function gateWords(gate: string): string {
  return WORDS[gate] ?? gate.replaceAll("_", " ");
}

/** Whether writers may make branches or tags. */
function newRefGate(blocks: boolean | undefined, what: string): Gate {
  if (blocks === undefined) return { state: "unknown", condition: `whether writers may make ${what} was not read` };
  return blocks ? { state: "blocked", condition: `writers may not make ${what}` } : OPEN;
}

/** Whether a writer can bring in code at a branch of those, or at a tag where the text begins with `tag:`. */
export function patternGate(names: RefNames, repository: CiRepository): Gate {
  const tag = /^tag:(.+)$/.exec(names.text)?.[1];
  if (tag !== undefined) return tagGate(repository, { ...names, text: tag });
  if (!isSeveral(names)) return refGate(repository, `refs/heads/${names.text}`);
  const matching = repository.branches.filter(({ name }) => isAmong(name, names)).map(pushGate);
  // a branch that fits the pattern can be made, unless such branches cannot
  return best([newBranchGate(repository, names), ...matching]);
}
