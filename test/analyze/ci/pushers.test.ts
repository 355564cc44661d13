// Each protection of a branch lists whom it lets past, and an environment its reviewers: people are meant by name or as of a team.
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, reach, repository } from "./company.js";

const REPO = "github:repo/1";
const [MEMBER, OTHER, TEAM] = ["github:user/2", "github:user/3", "github:team/7"] as const;

const person = (id: string): StoredNode =>
  node(id, "github.user", { kind: "principal", scope: ORG, properties: { role: "member" } });

/** Both write, and one of them is in the team. */
function company(protection: JsonRecord, environment: JsonRecord): Company {
  return {
    scope: organization(
      {},
      {
        coverage: complete(
          ...["github/org:repositories", "github/org:rulesets", "github/repo:environments", "github/org:members"],
          ...["github/org:teams", "github/org:custom-roles", "github/repo:collaborators"],
        ),
      },
    ),
    nodes: [
      person(MEMBER),
      person(OTHER),
      node(TEAM, "github.team", { kind: "principal", scope: ORG }),
      ...repository({
        ...{ name: "site", id: 1, properties: { protections: [{ pattern: "main", ...protection }] } },
        environments: { production: { branch_policy: "custom", branch_patterns: ["main"], ...environment } },
      }),
    ],
    edges: [
      { kind: "member_of", from: MEMBER, to: TEAM },
      ...[MEMBER, OTHER].map((from) => ({ kind: "permits" as const, from, to: REPO, capability: "write" as const })),
    ],
    trust: condition("repo:acme/site:environment:production"),
  };
}

const pushing = { push_restrictions: true, push_allowances: [TEAM] };
const reviewed = { requires_reviews: true, reviews: 1, review_bypass: [MEMBER] };
const free = { reviewers: [], reviewer_count: 0 };

describe("people whom what protects a branch names", () => {
  it("push where one list has their name and the other a team of theirs", () => {
    const both = company({ ...pushing, ...reviewed }, free);
    expect([MEMBER, OTHER].map((who) => reach(both, who))).toEqual(["yes", "no"]);
  });

  it("approve their own run where they push by name and review as of a team", () => {
    const own = { reviewers: [TEAM], reviewer_count: 1, prevent_self_review: false };
    const protection = { push_restrictions: true, push_allowances: [MEMBER, OTHER] };
    expect([MEMBER, OTHER].map((who) => reach(company(protection, own), who))).toEqual(["yes", "needs-actor"]);
    expect(reach(company(protection, { ...own, prevent_self_review: true }), MEMBER)).toBe("no");
  });

  it("merge what somebody else approves where nothing but a review is left", () => {
    const approval = company({ ...pushing, requires_reviews: true, reviews: 1 }, free);
    const states = (who: string) =>
      analyzed(approval).edges.flatMap(({ from, to, state }) =>
        from === who && to === `${REPO}@branch/main` ? [state] : [],
      );
    expect([MEMBER, OTHER].map(states)).toEqual([["needs-actor"], []]);
    expect(reach(approval, MEMBER)).toBe("no");
  });
});
