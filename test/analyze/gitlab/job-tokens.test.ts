// What the job token of one project reaches in another, and in its own. The one who starts the pipeline decides what it may
// there, so that every way waits for somebody.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, GROUP, member, project, projectId, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const SHOP = projectId(102);
const BELOW = "gitlab:gitlab.com/-/groups/10";
const below: StoredNode = node(BELOW, "gitlab.subgroup", {
  kind: "resource",
  scope: GROUP,
  parent: GROUP,
  name: "acme/below",
  properties: { group_id: 10 },
});

function company(shop: JsonRecord, parent = GROUP, site: JsonRecord = {}): Company {
  return {
    nodes: [
      below,
      ...project({ id: 101, path: "acme/site", parent, properties: site }),
      ...project({ id: 102, path: "acme/shop", properties: shop }),
    ],
    edges: [member(DEVELOPER, projectId(101), 30)],
    trust: subject("project_path:acme/site:ref_type:branch:ref:main"),
  };
}

const limited = (projects: string[], groups: string[] = []): JsonRecord => ({
  job_token_limited: true,
  job_token_projects: projects,
  job_token_groups: groups,
});

describe("a developer of one project against the code of another", () => {
  it.each<[what: string, shop: JsonRecord, parent: string, expected: string]>([
    ["takes the token of any job", { job_token_limited: false }, GROUP, "needs-actor"],
    ["takes those of its allowlist, which is empty", limited([]), GROUP, "no"],
    ["has the project in its allowlist", limited([SHOP, projectId(101)]), GROUP, "needs-actor"],
    ["has another project there", limited([projectId(103)]), GROUP, "no"],
    ["has the group of the project there", limited([], ["gitlab:gitlab.com/-/groups/9"]), GROUP, "needs-actor"],
    ["has a group above it there", limited([], ["gitlab:gitlab.com/-/groups/9"]), BELOW, "needs-actor"],
    ["has a group there that the project is not in", limited([], [BELOW]), GROUP, "no"],
    ["whose tokens it takes was not read", { job_token_limited: null }, GROUP, "unknown"],
    ["whose projects it takes was not read", { job_token_limited: true, job_token_groups: [] }, GROUP, "unknown"],
    ["whose groups it takes was not read", { job_token_limited: true, job_token_projects: [] }, GROUP, "unknown"],
    ["is archived", { job_token_limited: false, archived: true }, GROUP, "no"],
  ])("%s", (_, shop, parent, expected) => {
    expect(reach(company(shop, parent), DEVELOPER, SHOP)).toBe(expected);
  });

  it("a project of the allowlist that was not crawled is there, one that is not in it is not", () => {
    const estate = company(limited([projectId(999)]));
    expect(reach(estate, `${projectId(999)}@job-token`, SHOP)).toBe("needs-actor");
    expect(reach(estate, `${projectId(998)}@job-token`, SHOP)).toBe("no");
  });
});

describe("jobs that may push to their own project", () => {
  const ROLE = "arn:aws:iam::111122223333:role/deploy";
  it.each<[what: string, mayPush: boolean, expected: string]>([
    ["reach the protected branch when a maintainer starts them", true, "needs-actor"],
    ["do not where pushing by them is off", false, "no"],
  ])("%s", (_, mayPush, expected) => {
    expect(reach(company(limited([]), GROUP, { job_token_may_push: mayPush }), DEVELOPER, ROLE)).toBe(expected);
  });
});
