// Which code gets a variable: of the project, of the groups above it, for one environment. Each way has a silent twin.
import { describe, expect, it } from "vitest";
import { maintainersId } from "../../../src/analyze/gitlab/sets.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, GROUP, member, project, projectId, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const NESTED = "gitlab:gitlab.com/-/groups/10";
const SITE = projectId(101);
const API = projectId(102);

function variable(parent: string, properties: JsonRecord = {}, name = "KEY"): StoredNode {
  const scope = properties["environment_scope"];
  return {
    ...(project({ id: 101, path: "x" })[0] as StoredNode),
    id: `${parent}/variable/${name}${typeof scope === "string" ? `@${scope}` : ""}`,
    type: "gitlab.variable",
    kind: "credential",
    name,
    parent,
    properties: { protected: false, ...properties },
  };
}

/** acme with acme/site, and acme/platform with acme/platform/api; one developer of each project. */
function estate(
  variables: readonly StoredNode[],
  environments: { [name: string]: JsonRecord } = {},
  properties: JsonRecord = {},
): Company {
  const [site, ...rest] = project({ id: 101, path: "acme/site", environments, properties }) as [
    StoredNode,
    ...StoredNode[],
  ];
  const subgroup: StoredNode = {
    ...site,
    id: NESTED,
    type: "gitlab.subgroup",
    name: "acme/platform",
    parent: GROUP,
    properties: { group_id: 10 },
  };
  const nodes = [site, ...rest, subgroup, ...project({ id: 102, path: "acme/platform/api", parent: NESTED })];
  const edges = [member(DEVELOPER, SITE, 30), member(userId(5), API, 30), member(userId(3), SITE, 40)];
  return { nodes: [...nodes, ...variables], edges, trust: subject("project_path:other/x:*") };
}

describe("variables of groups", () => {
  it("one of the group reaches every project below it, one of a subgroup those of the subgroup", () => {
    const [top, nested] = [variable(GROUP), variable(NESTED, {}, "OTHER")];
    const company = estate([top, nested]);
    const who = [DEVELOPER, userId(5)];
    expect(who.map((from) => reach(company, from, top.id))).toEqual(["yes", "yes"]);
    expect(who.map((from) => reach(company, from, nested.id))).toEqual(["no", "yes"]);
  });

  it.each<[what: string, guarded: JsonRecord, expected: string]>([
    [
      "branches that developers make",
      { protected_branches: [{ pattern: "release/*", push: [{ level: 30 }], merge: [] }] },
      "yes",
    ],
    ["tags that developers make", { protected_tags: [{ pattern: "v*", create: [{ level: 30 }] }] }, "yes"],
    [
      "branches that maintainers make",
      { protected_branches: [{ pattern: "release/*", push: [{ level: 40 }], merge: [] }] },
      "no",
    ],
    ["tags that maintainers make", { protected_tags: [{ pattern: "v*", create: [{ level: 40 }] }] }, "no"],
  ])("a protected one is read on %s", (_, guarded, expected) => {
    const top = variable(GROUP, { protected: true });
    expect(reach(estate([top], {}, guarded), DEVELOPER, top.id)).toBe(expected);
  });

  it("a protected one of the group reaches maintainers alone", () => {
    const top = variable(GROUP, { protected: true });
    const company = estate([top]);
    expect([DEVELOPER, userId(3)].map((from) => reach(company, from, top.id))).toEqual(["no", "yes"]);
  });

  it.each<[what: string, top: JsonRecord, own: JsonRecord, name: string, expected: string]>([
    ["of the same name takes its place", {}, {}, "KEY", "no"],
    ["of another name does not", {}, {}, "OTHER", "yes"],
    ["that only protected refs get leaves it to the others", {}, { protected: true }, "KEY", "yes"],
    ["for one environment leaves it to the others", {}, { environment_scope: "production" }, "KEY", "yes"],
    ["for the same environment takes its place", { environment_scope: "qa" }, { environment_scope: "qa" }, "KEY", "no"],
  ])("one of the project %s", (_, top, own, name, expected) => {
    const above = variable(GROUP, top);
    const company = estate([above, variable(SITE, own, name)]);
    expect(reach(company, DEVELOPER, above.id)).toBe(expected);
    // The other project has none of its own.
    expect(reach(company, userId(5), above.id)).toBe("yes");
  });

  it("one of a subgroup takes the place of the group's in its projects", () => {
    const [top, nested] = [variable(GROUP), variable(NESTED)];
    const company = estate([top, nested]);
    expect([DEVELOPER, userId(5)].map((from) => reach(company, from, top.id))).toEqual(["yes", "no"]);
    expect([DEVELOPER, userId(5)].map((from) => reach(company, from, nested.id))).toEqual(["no", "yes"]);
  });
});

describe("a variable for an environment", () => {
  const guarded = { protected: true, deploy: [{ level: 40 }] };
  it.each<[what: string, scope: string, environments: { [name: string]: JsonRecord }, expected: string]>([
    ["that nobody protects", "production", { production: {} }, "yes"],
    ["that does not exist: the job that names it makes it", "production", {}, "yes"],
    ["to which maintainers deploy", "production", { production: guarded }, "no"],
    ["to which developers deploy", "production", { production: { protected: true, deploy: [{ level: 30 }] } }, "yes"],
    [
      "to which developers deploy when another approves",
      "production",
      { production: { protected: true, deploy: [{ level: 30 }], approvals: 1 } },
      "no",
    ],
    ["whose protection was not read", "production", { production: { protected: null } }, "unknown"],
    ["by a pattern, which a new one fits", "review/*", { "review/1": guarded }, "yes"],
  ])("%s", (_, scope, environments, expected) => {
    const one = variable(SITE, { environment_scope: scope });
    expect(reach(estate([one], environments), DEVELOPER, one.id)).toBe(expected);
  });
});

it.each([{}, { protected: true }])(
  "of a project that protects nothing, %j: its maintainers have it, developers what is not protected",
  (more) => {
    const one = variable(SITE, more);
    const company = estate([one], {}, { protected_branches: [], protected_tags: [] });
    const isGuarded = "protected" in more;
    expect([DEVELOPER, userId(3)].map((from) => reach(company, from, one.id))).toEqual([
      isGuarded ? "no" : "yes",
      "yes",
    ]);
  },
);

describe("a variable for an environment, where developers push to main", () => {
  const pushed = { protected_branches: [{ pattern: "main", push: [{ level: 30 }], merge: [{ level: 30 }] }] };
  const deploy = (level: number, more: JsonRecord = {}) => ({ protected: true, deploy: [{ level }], ...more });
  it.each<[what: string, environment: JsonRecord, properties: JsonRecord, expected: readonly string[]]>([
    ["to which maintainers deploy", deploy(40), {}, ["no", "yes"]],
    ["the same, of a protected variable", deploy(40), { protected: true }, ["no", "yes"]],
    ["to which developers deploy", deploy(30), {}, ["yes", "yes"]],
    ["the same, of a protected variable", deploy(30), { protected: true }, ["yes", "yes"]],
    ["that nobody protects, of a protected variable", {}, { protected: true }, ["yes", "yes"]],
    [
      "to which developers deploy when another approves",
      deploy(30, { approvals: 1 }),
      { protected: true },
      ["no", "yes"],
    ],
    ["whose protection was not read", { protected: null }, { protected: true }, ["unknown", "yes"]],
  ])("%s", (_, production, properties, expected) => {
    const one = variable(SITE, { environment_scope: "production", ...properties });
    const company = estate([one], { production }, pushed);
    expect([DEVELOPER, userId(3)].map((from) => reach(company, from, one.id))).toEqual(expected);
  });

  it("no other run of a maintainer's has it", () => {
    const one = variable(SITE, { environment_scope: "production" });
    const held = analyzed(estate([one], { production: deploy(40) }, pushed)).edges.filter(
      ({ kind }) => kind === "holds",
    );
    const sets = held.filter(({ to }) => to.endsWith("/production")).map(({ from }) => from);
    // maintainers themselves see it in the settings
    expect(sets).toContain(maintainersId(SITE));
    const runs = sets.filter((from) => from !== maintainersId(SITE));
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.every((from) => from.endsWith("@environment/production"))).toBe(true);
  });
});
