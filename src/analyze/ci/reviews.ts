// What a review of the default branch is worth on GitHub: whether changes need one, and how something that nobody approved gets in
// all the same. https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
import type { JsonRecord } from "../../model/words.js";
import type { CiRepository } from "./estate.js";
import { approvesOutsiders } from "./merges.js";

/** What is pushed after an approval is in what it lets through. */
export const PUSHED_AFTER = "what is pushed after an approval needs none";

/** Columns of a repository about reviews of its default branch. Several add up: the strictest of them counts. */
export function reviewColumns(repository: CiRepository): JsonRecord {
  const { branches, defaultBranch } = repository;
  const branch = branches.find(({ name }) => name === defaultBranch);
  if (branch?.gates === undefined) return {};
  const { reviews } = branch;
  if (reviews.length === 0) return { asks_review: false };
  const stale = some(reviews.map(({ dismissesStale }) => dismissesStale));
  const last = some(reviews.map(({ asksOfLastPush }) => asksOfLastPush));
  if (last === undefined || (stale === undefined && !last)) return { asks_review: true };
  const isGiven = reviews.every(({ asksOwners }) => !asksOwners) && approvesOutsiders(repository);
  const ways = [
    ...(isGiven ? ["a workflow approves pull requests of anyone"] : []),
    ...(stale === false && !last ? [PUSHED_AFTER] : []),
    ...(last ? [] : ["whoever pushes to somebody else's pull request may approve it"]),
  ];
  return { asks_review: true, ...((ways.length > 0 || isGiven !== undefined) && { review_ways: ways }) };
}

/** Whether one says so; undefined where none does and not all were read. */
function some(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
