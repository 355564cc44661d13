// Who makes tags and branches that a ruleset keeps others from making: deploy keys, a role, people, teams and Apps that it names.
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#granting-bypass-permissions-for-your-branch-or-tag-ruleset
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, condition, fixedTags, noNew, ORG, reach, repository } from "./company.js";

const WRITERS = "github:acme/site";
const KEY = "github:repo/1/key/3/permissions";
const APP = "github:installation/5/permissions";
const MAINTAINER = "github:user/3";
const WRITER = "github:user/2";
const TEAM = "github:team/7";

const grants: readonly StoredNode[] = [
  node(KEY, "github.deploy-key-access", {
    kind: "grant",
    scope: ORG,
    properties: { permissions: { contents: "write" } },
  }),
  node("github:installation/5", "github.app-installation", {
    kind: "principal",
    scope: ORG,
    properties: { app_id: 9 },
  }),
  node(APP, "github.app-permissions", {
    kind: "grant",
    scope: ORG,
    parent: "github:installation/5",
    properties: { permissions: { contents: "write", workflows: "write" } },
  }),
];
const writes = (from: string, role = "push"): NonNullable<Company["edges"]>[number] => ({
  kind: "permits",
  from,
  to: "github:repo/1",
  capability: "write",
  properties: { role },
});
const edges = [writes(KEY), writes(APP), writes(MAINTAINER, "maintain"), writes(WRITER), writes(TEAM)];

const TAGS = condition("repo:acme/site:ref:refs/tags/*");
const RELEASES = condition("repo:acme/site:ref:refs/heads/release/*");
const TAG_RULES = (bypass: JsonRecord[]): JsonRecord[] => [fixedTags({ bypass })];
const BRANCH_RULES = (bypass: JsonRecord[]): JsonRecord[] => [
  noNew("branch", { rules: [{ type: "creation" }, { type: "update" }], bypass }),
];

const WAYS: readonly [what: string, trust: JsonRecord, rules: (bypass: JsonRecord[]) => JsonRecord[]][] = [
  ["tags", TAGS, TAG_RULES],
  ["new branches", RELEASES, BRANCH_RULES],
  [
    "refs of new environments",
    condition("repo:acme/site:environment:new"),
    (b) => [...TAG_RULES(b), ...BRANCH_RULES(b)],
  ],
];

describe.each(WAYS)("%s that a ruleset keeps others from making", (_, trust, rules) => {
  const company = (bypass: JsonRecord[], more: JsonRecord[] = []): Company => ({
    nodes: [...repository({ name: "site", id: 1, properties: { rulesets: [...rules(bypass), ...more] } }), ...grants],
    edges,
    trust,
  });
  it.each<[what: string, bypass: JsonRecord, from: string, others: readonly string[]]>([
    ["deploy keys", { type: "DeployKey", id: null, mode: "always" }, KEY, [WRITER, MAINTAINER, APP, TEAM]],
    ["who maintains", { type: "RepositoryRole", id: 2, mode: "always" }, MAINTAINER, [WRITER, KEY, APP, TEAM]],
    ["a person", { type: "User", id: 2, mode: "always" }, WRITER, [MAINTAINER, KEY, APP, TEAM]],
    ["a team", { type: "Team", id: 7, mode: "always" }, TEAM, [WRITER, MAINTAINER, KEY, APP]],
    ["an App", { type: "Integration", id: 9, mode: "always" }, APP, [WRITER, MAINTAINER, KEY, TEAM]],
  ])("%s", (_what, bypass, from, others) => {
    expect(reach(company([bypass]), from)).toBe("yes");
    expect([WRITERS, ...others].map((other) => reach(company([bypass]), other))).toEqual([
      "no",
      "no",
      "no",
      "no",
      "no",
    ]);
    // nor by a pull request alone, nor where another ruleset does not let them past
    expect(reach(company([{ ...bypass, mode: "pull_request" }]), from)).toBe("no");
    expect(reach(company([bypass], rules([])), from)).toBe("no");
    expect(reach(company([]), from)).toBe("no");
  });
});

describe("pull requests, where a ruleset keeps others from making branches", () => {
  const company = (bypass: JsonRecord[]): Company => ({
    nodes: [...repository({ name: "site", id: 1, properties: { rulesets: BRANCH_RULES(bypass) } }), ...grants],
    edges,
    trust: condition("repo:acme/site:pull_request"),
  });
  it("a team that the ruleset lets past opens one, others do not", () => {
    const scene = company([{ type: "Team", id: 7, mode: "always" }]);
    expect([TEAM, WRITER, KEY].map((from) => reach(scene, from))).toEqual(["yes", "no", "no"]);
  });
  it("a deploy key makes a branch, and opens none", () => {
    expect(reach(company([{ type: "DeployKey", id: null, mode: "always" }]), KEY)).toBe("no");
  });
});

describe("an environment that takes runs of a guarded branch", () => {
  const PRODUCTION = condition("repo:acme/site:environment:production");
  const only = (...patterns: string[]): JsonRecord => ({
    reviewer_count: 0,
    branch_policy: "custom",
    branch_patterns: patterns,
  });
  const review = (bypass: JsonRecord): JsonRecord =>
    noNew("branch", {
      include: ["refs/heads/main"],
      rules: [{ type: "pull_request", approvals: 1 }],
      bypass: [bypass],
    });
  const rules = [{ type: "creation" }, { type: "update" }];
  const LIVE = noNew("branch", { include: ["refs/heads/live"], rules });
  const company = (bypass: JsonRecord, environment: JsonRecord): Company => ({
    nodes: [
      ...repository({
        name: "site",
        id: 1,
        properties: { rulesets: [review(bypass), LIVE] },
        environments: { production: environment },
      }),
      ...grants,
    ],
    edges,
    trust: PRODUCTION,
  });
  const CASES: readonly [what: string, bypass: JsonRecord, from: string][] = [
    ["deploy keys", { type: "DeployKey", id: null, mode: "always" }, KEY],
    ["who maintains", { type: "RepositoryRole", id: 2, mode: "always" }, MAINTAINER],
    ["a person", { type: "User", id: 2, mode: "always" }, WRITER],
    ["a team", { type: "Team", id: 7, mode: "always" }, TEAM],
    ["an App", { type: "Integration", id: 9, mode: "always" }, APP],
  ];
  it.each(CASES)("%s, let past what guards it", (_what, bypass, from) => {
    const others = [WRITERS, ...CASES.map(([, , one]) => one)].filter((one) => one !== from);
    const scene = company(bypass, only("main"));
    expect(reach(scene, from)).toBe("yes");
    expect(others.map((one) => reach(scene, one))).toEqual(others.map(() => "no"));
    // not where it takes runs of another branch, nor where somebody else has to approve
    expect(reach(company(bypass, only("live")), from)).toBe("no");
    const asking = { reviewer_count: 1, reviewers: ["github:user/8"], prevent_self_review: true };
    expect(reach(company(bypass, { ...only("main"), ...asking }), from)).toBe("no");
  });

  it("who is named approves their own run, where they review and may", () => {
    const reviews = { reviewer_count: 1, reviewers: [WRITER] };
    const named = (more: JsonRecord) =>
      reach(company({ type: "User", id: 2, mode: "always" }, { ...only("main"), ...reviews, ...more }), WRITER);
    expect(named({ prevent_self_review: false })).toBe("yes");
    expect(named({ prevent_self_review: true })).toBe("no");
  });
});
