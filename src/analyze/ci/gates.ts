// What stands between a plain writer of a repository and code that runs in a context. Review of a pull request protects
// neither secrets nor tokens: a writer pushes a branch, and its workflow runs from there.
import { awaitsAnother, isStopped } from "../../model/standing.js";
import type { ConditionState } from "../../model/words.js";
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import type { CiContext } from "./contexts.js";
import type { CiBranch, CiEnvironment, CiRepository } from "./estate.js";

export interface Gate {
  readonly state: ConditionState;
  readonly condition?: string;
  /** By the state when left out; 0 of an approval that only others give. */
  readonly confidence?: number;
}

/** Another person has to approve: whoever is asked about does not get through alone. */
export function approvalOfOthers(condition: string): Gate {
  return { state: "needs-actor", condition, confidence: 0 };
}

/** Whether nobody gets through alone: it is forbidden, or others have to approve. */
export function isShut({ state, confidence = 1 }: Gate): boolean {
  return isStopped({ state, confidence });
}

const OPEN: Gate = { state: "none" };

/** Whether any writer can run code in the context. */
export function writerGate(context: CiContext): Gate {
  const { repository, run, branch, environment } = context;
  if (environment) return worse(branchGateOf(environment, repository), approvalGate(environment));
  if (branch) return pushGate(branch);
  if (run.kind === "tag") return newRefGate(repository.blocksNewTags, "tags");
  // a pull request, a new environment: both from a branch of the writer's own
  return newRefGate(repository.blocksNewBranches, "branches");
}

/** Whether a writer can bring in code at one git ref. */
export function refGate(repository: CiRepository, ref: string): Gate {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return newRefGate(repository.blocksNewTags, "tags");
  const known = repository.branches.find(({ name }) => name === branch);
  if (known) return pushGate(known);
  return branch === repository.defaultBranch ? UNREAD_BRANCH : newRefGate(repository.blocksNewBranches, "branches");
}

const UNREAD_BRANCH: Gate = { state: "unknown", condition: "the protection of the branch was not read" };

function pushGate({ name, gates }: CiBranch): Gate {
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

/** What the approval of another person opens. */
const REVIEWS: ReadonlySet<string> = new Set(["pull_request_reviews", "ruleset_reviews"]);

/** Whether what stops a push is a review, which another person gives. */
export function isReview(gate: string): boolean {
  return REVIEWS.has(gate);
}

function gateWords(gate: string): string {
  return WORDS[gate] ?? gate.replaceAll("_", " ");
}

/** Whether writers may make branches or tags. */
export function newRefGate(blocks: boolean | undefined, what: string): Gate {
  if (blocks === undefined) return { state: "unknown", condition: `whether writers may make ${what} was not read` };
  return blocks ? { state: "blocked", condition: `writers may not make ${what}` } : OPEN;
}

/** Which branches may use an environment, and whether a writer gets code onto one of them. */
function branchGateOf(environment: CiEnvironment, repository: CiRepository): Gate {
  const { branchPolicy, branchPatterns, name } = environment;
  if (branchPolicy === undefined) return { state: "unknown", condition: `which branches may use ${name} was not read` };
  if (branchPolicy === "none") return newRefGate(repository.blocksNewBranches, "branches");
  if (branchPolicy === "protected") return best(protectedBranches(repository));
  if (branchPatterns === undefined)
    return { state: "unknown", condition: `which branches may use ${name} was not read` };
  return best(branchPatterns.map((pattern) => patternGate(pattern, repository)));
}

/** Branches with a protection rule. */
function protectedBranches({ branches }: CiRepository): Gate[] {
  if (branches.length === 0) return [UNREAD_BRANCH];
  return branches.filter(({ isProtected }) => isProtected !== false).map(pushGate);
}

/** The same of a pattern of branch names, or of tags after `tag:`. */
export function patternGate(pattern: string, repository: CiRepository): Gate {
  const tag = /^tag:(.+)$/.exec(pattern)?.[1];
  if (tag !== undefined) return newRefGate(repository.blocksNewTags, "tags");
  if (!/[*?[]/.test(pattern)) return refGate(repository, `refs/heads/${pattern}`);
  const glob = toGlob(toGlobText(pattern));
  const matching = repository.branches.filter(({ name }) => matchesGlob(glob, name)).map(pushGate);
  // a branch that fits the pattern can be made, unless branches cannot
  return best([newRefGate(repository.blocksNewBranches, "branches"), ...matching]);
}

function approvalGate(environment: CiEnvironment): Gate {
  const { hasReviewers, preventsSelfReview, hasCustomGates, name } = environment;
  if (hasReviewers === undefined) return { state: "unknown", condition: `the protection of ${name} was not read` };
  if (hasCustomGates) return { state: "unknown", condition: `a rule of another service decides on ${name}` };
  if (!hasReviewers) return OPEN;
  if (preventsSelfReview === true) return approvalOfOthers(`another person has to approve runs in ${name}`);
  return { state: "needs-actor", condition: `a reviewer has to approve runs in ${name}, and may approve their own` };
}

/** Whether a reviewer of the environment, being a writer, gets through alone. */
export function reviewerGate(environment: CiEnvironment, repository: CiRepository): Gate {
  if (environment.preventsSelfReview === true) return { state: "blocked", condition: "nobody approves their own runs" };
  return branchGateOf(environment, repository);
}

const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

function rank(gate: Gate): number {
  // that others have to approve is known, and closes more than what nobody read
  return ORDER.indexOf(gate.state) + (awaitsAnother({ confidence: 1, ...gate }) ? 1.5 : 0);
}

/** Where something is open behind a gate, less is sure by this much. */
const WHERE_OPEN = 0.6;

/**
 * The part of an edge that says how somebody gets through a gate: for a reason, and how surely where nothing is open, and where
 * something is.
 */
export function through(
  gate: Gate,
  reason: string,
  confidence: number,
  whereOpen = confidence * WHERE_OPEN,
): Required<Gate> {
  const isOpen = gate.state === "none" || gate.state === "met";
  return {
    state: isOpen ? "met" : gate.state,
    condition: [reason, gate.condition].filter((text) => text !== undefined).join("; "),
    confidence: isShut(gate) ? 0 : isOpen ? confidence : whereOpen,
  };
}

/** Both stand in the way. */
export function worse(a: Gate, b: Gate): Gate {
  const [first, second] = rank(a) >= rank(b) ? [a, b] : [b, a];
  if (first.state === "blocked" || second.state === "none") return first;
  const conditions = [first.condition, second.condition].filter((text) => text !== undefined);
  return { ...first, condition: conditions.join("; ") };
}

/** Either way will do; nothing to choose from is no way. */
export function best(gates: readonly Gate[]): Gate {
  const [first, ...others] = gates;
  if (first === undefined) return { state: "blocked", condition: "no branch may use it" };
  return others.reduce((found, gate) => (rank(gate) < rank(found) ? gate : found), first);
}
