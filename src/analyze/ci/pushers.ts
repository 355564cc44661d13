// People and teams whom what protects a branch names: who pushes to it, and who merges there what somebody else approves.
import type { CiBranch, CiRepository } from "./estate.js";
import { approvalOfOthers, type Gate } from "./gates.js";

export interface Pusher {
  /** Node of a person or a team. */
  readonly actor: string;
  /** Nodes by which settings may mean them: themselves, and teams that they are in. */
  readonly names: readonly string[];
  readonly branch: CiBranch;
  /** What is left in their way. */
  readonly gate: Gate;
}

/** Apps, keys and those of a role are drawn with what each is permitted. */
const NAMED = /^github:(?:user|team)\//;

/**
 * Each protection of a branch has a list of its own: somebody may be in one by name, in another as of a team, and among the reviewers of an
 * environment as of a third.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export function pushersOf(branch: CiBranch, repository: CiRepository): readonly Pusher[] {
  if (branch.stops.length === 0) return [];
  const gate: Gate = { state: "met", condition: `may push to ${branch.name} in spite of its protection` };
  const whole = branch.bypass.filter((actor) => NAMED.test(actor));
  const found: Pusher[] = whole.map((actor) => ({ actor, names: [actor], branch, gate }));
  const reviewers = repository.environments.flatMap((environment) => environment.reviewers);
  for (const [actor, names] of peopleIn([...branch.stops.flatMap(({ past }) => past), ...reviewers], repository)) {
    const left = branch.stops.filter(({ past }) => !past.some((name) => names.includes(name)));
    const isSaid = names.some((name) => whole.includes(name)) && !names.some((name) => reviewers.includes(name));
    if (left.length === 0 && !isSaid) found.push({ actor, names, branch, gate });
    // of those whom nothing but a review stops, nothing is new where nothing else stops anybody
    const isReviewed = left.length < branch.stops.length && left.every(({ isReview }) => isReview);
    if (left.length > 0 && isReviewed)
      found.push({
        actor,
        names,
        branch,
        gate: approvalOfOthers(`${branch.name} is protected: changes need a review`),
      });
  }
  return found;
}

/** People who are named, or who are in a team that is, each with those names. */
function peopleIn(named: readonly string[], { owner }: CiRepository): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const name of new Set(named)) {
    if (!NAMED.test(name)) continue;
    const people = name.startsWith("github:user/") ? [name] : owner.named.peopleOf(name);
    for (const person of people) found.set(person, (found.get(person) ?? new Set()).add(name));
  }
  return new Map([...found].map(([person, names]) => [person, [...names]]));
}
