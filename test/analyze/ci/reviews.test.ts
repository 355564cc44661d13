// What an approval of the default branch is worth on GitHub, by the settings of the protection and of rulesets:
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
import { expect, test } from "vitest";
import type { CiRepository } from "../../../src/analyze/ci/estate.js";
import { branchRules } from "../../../src/analyze/ci/protection.js";
import { reviewColumns } from "../../../src/analyze/ci/reviews.js";
import type { JsonRecord } from "../../../src/model/words.js";

const LATER = "what is pushed after an approval needs none";
const OTHERS = "whoever pushes to somebody else's pull request may approve it";

function told(own: JsonRecord | undefined, ruleset?: JsonRecord, more: JsonRecord = { bypass: [] }): JsonRecord {
  const rule = ruleset && [
    {
      target: "branch",
      enforcement: "active",
      include: ["~DEFAULT_BRANCH"],
      exclude: [],
      rules: [{ type: "pull_request", approvals: 1, ...ruleset }],
      ...more,
    },
  ];
  const protections = own === undefined ? [] : [{ pattern: "main", requires_reviews: true, reviews: 1, ...own }];
  const rules = branchRules("main", { protections, rulesets: rule ?? [], defaultBranch: "main" });
  const branch = { id: "b", name: "main", isDefault: true, ...rules };
  return reviewColumns({ branches: [branch], defaultBranch: "main", jobs: [] } as unknown as CiRepository);
}

const STALE = { dismisses_stale: true, last_push: false };
const LAST = { dismisses_stale: false, last_push: true };
const NEITHER = { dismisses_stale: false, last_push: false };

test.each<[what: string, own: JsonRecord | undefined, ruleset: JsonRecord | undefined, ways: readonly string[]]>([
  ["neither", NEITHER, undefined, [LATER, OTHERS]],
  ["stale ones are dismissed", STALE, undefined, [OTHERS]],
  ["the last push needs one", LAST, undefined, []],
  ["neither, of a ruleset", undefined, NEITHER, [LATER, OTHERS]],
  ["a protection that asks neither, and a ruleset that asks for the last push", NEITHER, LAST, []],
  ["a protection that dismisses, of a ruleset nothing was read", STALE, LAST, []],
])("%s", (_, own, ruleset, ways) => {
  expect(told(own, ruleset)).toEqual({ asks_review: true, review_ways: ways });
});

test("where nobody has to approve nothing is asked", () => {
  expect(told(undefined)).toEqual({ asks_review: false });
  expect(told({ ...NEITHER, reviews: 0 })).toEqual({ asks_review: false });
});

test("what was not read of a review is not said", () => {
  expect(told(undefined, NEITHER, {})).toEqual({});
  expect(told({})).toEqual({ asks_review: true });
  expect(told(STALE, {})).toEqual({ asks_review: true });
  expect(told(LAST, {})).toEqual({ asks_review: true, review_ways: [] });
  expect(reviewColumns({ branches: [], defaultBranch: "main", jobs: [] } as unknown as CiRepository)).toEqual({});
});
