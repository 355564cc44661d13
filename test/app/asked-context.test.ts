// Which runs a trust may take, by what it asks for, where a path starts at one branch, tag or pull request.
import { describe, expect, it } from "vitest";
import { fitsContext, withoutOtherRefs } from "../../src/app/asked-context.js";
import type { PathEdge } from "../../src/model/analysis.js";
import type { Store } from "../../src/store/index.js";

it.each([
  // GitHub, "OpenID Connect reference": what stands behind repo:<owner>/<name>:
  ["ref:refs/heads/main", "main", "dev"],
  ["ref:refs/heads/main", "refs/heads/main", "refs/tags/main"],
  ["ref:refs/heads/release/*", "release/2", "main"],
  ["ref:refs/tags/v*", "v1.2", "main"],
  ["ref:refs/tags/v*", "tag/v1.2", "branch/main"],
  ["ref:refs/heads/main:actor:jo", "main", "pull-request"],
  ["ref:refs/heads/main or ref:refs/heads/beta", "beta", "dev"],
  // GitLab, "OpenID Connect (OIDC) Authentication Using ID Tokens"
  ["ref_type:branch:ref:main", "main", "dev"],
  ["ref_type:tag:ref:v*", "v2", "main"],
  // claims beside the name of the repository, as pools of Google ask for
  ["ref refs/heads/main or refs/heads/beta", "beta", "dev"],
  ["ref main", "main", "dev"],
  ["ref refs/heads/main and job_workflow_ref acme/ci/.github/workflows/x.yml@main", "main", "dev"],
  ["ref refs/heads/main and environment prod", "prod", "dev"],
])("%s: %s may be it, %s is not", (context, one, other) => {
  expect([fitsContext(context, one), fitsContext(context, other)]).toEqual([true, false]);
});

it.each([
  // a job of any branch may name an environment, as far as anybody read
  ["environment:prod", "dev"],
  ["environment prod", "dev"],
  ["job_workflow_ref:acme/ci/.github/workflows/x.yml@refs/heads/main", "dev"],
  ["*:ref:refs/heads/main", "dev"],
  [undefined, "dev"],
  // which branch a writer makes is his choice
  ["ref:refs/heads/main", "any-branch"],
  ["ref refs/heads/main", "environment/prod"],
  ["ref:refs/heads/main or environment:prod", "dev"],
])("%s: %s may be it", (context, asked) => {
  expect(fitsContext(context, asked)).toBe(true);
});

const federates = (from: string, to: string): PathEdge => ({
  kind: "federates",
  from,
  to,
  state: "unknown",
  confidence: 0.6,
  because: [],
});

const REPOSITORIES: { readonly [trust: string]: readonly object[] } = {
  main: [{ path: "acme/site", context: "ref:refs/heads/main" }],
  whole: [{ path: "acme/site" }],
  owned: [{ path: "acme/*", context: "ref:refs/heads/main" }],
  two: [
    { path: "acme/site", context: "ref:refs/heads/main" },
    { path: "acme/api", context: "ref:refs/heads/dev" },
  ],
};

const store = {
  *nodeIds(kind: string) {
    yield* kind === "workload" ? ["github:acme/site", "github:acme/api"] : ["github:acme"];
  },
  query: (sql: string) => ({
    columns: ["id", "repositories"],
    rows: Object.entries(REPOSITORIES).flatMap(([id, named]) =>
      sql.includes(`'${id}'`) ? [[id, JSON.stringify(named)]] : [],
    ),
  }),
} as unknown as Store;

const EDGES = [
  ...Object.keys(REPOSITORIES).map((to) => federates(to === "owned" ? "github:acme" : "github:acme/site", to)),
  federates("github:acme/api", "two"),
];

const left = (from: string | undefined, edges = EDGES) =>
  withoutOtherRefs(edges, from, store).map((edge) => `${edge.from} ${edge.to}`);
const ALL = EDGES.map((edge) => `${edge.from} ${edge.to}`);

it("leaves out the ways of another ref, by the repository that the way starts at", () => {
  expect(left("github:acme/site@dev")).toEqual(["github:acme/site whole", "github:acme/api two"]);
  expect(left("github:acme/api@dev")).toEqual(ALL.filter((edge) => edge !== "github:acme owned"));
});

it.each(["github:acme/site@main", "github:acme/site", "github:other/site@dev", "any:internet", undefined])(
  "leaves all of them for %s",
  (from) => expect(left(from)).toEqual(ALL),
);

it("leaves all where something reaches what runs as the repository: as which ref is not known", () => {
  const reached = [...EDGES, { ...federates("arn:role", "github:acme/site"), kind: "supplies_code_to" } as const];
  expect(left("github:acme/site@dev", reached)).toHaveLength(reached.length);
});

describe("a repository that somebody has to make", () => {
  const made = (to: string, condition?: string): PathEdge => ({
    ...federates("github:acme@new-repository", to),
    ...(condition !== undefined && { condition }),
  });
  const called = "a repository called web or api has to be made";
  const ways = [made("owned"), made("anything"), made("named", called)];
  const to = (from: string, isRead = false) => {
    const node = { id: "1", type: "github.repository" };
    const known = { ...store, resolve: () => (isRead ? ["1"] : []), node: () => node } as unknown as Store;
    return withoutOtherRefs(ways, from, known).map((edge) => edge.to);
  };

  it.each<[string, string[]]>([
    ["github:acme/web@main", ["owned", "anything", "named"]],
    ["github:acme/Web", ["owned", "anything", "named"]],
    ["github:acme/web@dev", ["anything", "named"]],
    ["github:acme/other@main", ["owned", "anything"]],
    ["github:acme/other", ["owned", "anything"]],
    ["github:acme/my-web", ["owned", "anything"]],
  ])("is %s by %j", (from, expected) => {
    expect(to(from)).toEqual(expected);
  });

  it("is another than one that was read, from which all of them stay", () => {
    expect(to("github:acme/site@dev", true)).toEqual(["owned", "anything", "named"]);
  });
});
