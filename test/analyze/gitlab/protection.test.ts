// Who gets code to run on protected branches and tags and in protected environments: by role, by name, by the approval of
// others. Each that gets through has a twin that does not.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { CoverageState } from "../../../src/model/batch.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, GROUP, member, project, projectId, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const OTHER = userId(6);
const MAINTAINER = userId(3);
const SITE = "project_path:acme/site";
const people = [
  member(DEVELOPER, projectId(101), 30),
  member(OTHER, projectId(101), 30),
  member(MAINTAINER, projectId(101), 40),
];
const ON_MAIN = subject(`${SITE}:ref_type:branch:ref:main`);

function site(trust: JsonRecord, properties: JsonRecord, environments: { [name: string]: JsonRecord } = {}): Company {
  return { nodes: project({ id: 101, path: "acme/site", properties, environments }), edges: people, trust };
}

const main = (push: Json[], merge: Json[]): JsonRecord => ({ protected_branches: [{ pattern: "main", push, merge }] });

describe("a protection that names one developer lets that one through, not the other", () => {
  it.each<[what: string, properties: JsonRecord, named: string, other: string]>([
    ["to push", main([{ level: 40 }, { user_id: 2 }], []), "yes", "no"],
    ["to merge, nobody approves", main([{ level: 40 }], [{ user_id: 2 }]), "yes", "no"],
    ["to merge, one approves", { ...main([{ level: 40 }], [{ user_id: 2 }]), approvals: 1 }, "no", "no"],
    ["to merge, approvals not read", { ...main([{ level: 40 }], [{ user_id: 2 }]), approvals: null }, "unknown", "no"],
    ["to push, one approves merges", { ...main([{ user_id: 2 }], []), approvals: 1 }, "yes", "no"],
  ])("%s", (_, properties, named, other) => {
    const estate = site(ON_MAIN, properties);
    expect([DEVELOPER, OTHER, MAINTAINER].map((from) => reach(estate, from))).toEqual([named, other, "yes"]);
  });
});

describe("a token of a group pushes where its projects let a maintainer push", () => {
  const grant = `${GROUP}/token/7/permissions`;
  it.each<[what: string, scopes: string[], level: number, expected: string]>([
    ["the whole API, as a maintainer", ["api"], 40, "yes"],
    ["the whole API, as a developer", ["api"], 30, "no"],
    ["reading alone, as a maintainer", ["read_api"], 40, "no"],
  ])("%s", (_, scopes, level, expected) => {
    const { nodes, edges, trust } = site(ON_MAIN, {});
    const permissions = node(grant, "gitlab.token-permissions", {
      kind: "grant",
      scope: GROUP,
      properties: { scopes, level },
    });
    const capability = scopes.includes("api") ? "write" : "read";
    const permits = { ...member(grant, GROUP, level), capability } as const;
    expect(reach({ nodes: [...nodes, permissions], edges: [...(edges ?? []), permits], trust }, grant)).toBe(expected);
  });
});

describe("a token that pushes and no more, with the role of a maintainer", () => {
  const token = (holder: string, properties: JsonRecord, level: number): string => {
    const grant = `${holder}/token/7/permissions`;
    const { nodes, edges, trust } = site(ON_MAIN, properties);
    const permissions = node(grant, "gitlab.token-permissions", {
      ...{ kind: "grant", scope: GROUP },
      properties: { scopes: ["write_repository"], level },
    });
    const permits = { ...member(grant, holder, level), capability: "write" } as const;
    return reach({ nodes: [...nodes, permissions], edges: [...(edges ?? []), permits], trust }, grant);
  };
  it.each<[what: string, properties: JsonRecord, level: number, expected: string]>([
    ["where maintainers push", main([{ level: 40 }], [{ level: 40 }]), 40, "yes"],
    ["as a developer, where maintainers push", main([{ level: 40 }], [{ level: 40 }]), 30, "no"],
    ["where maintainers merge, and nobody pushes", main([{ level: 0 }], [{ level: 40 }]), 40, "no"],
    ["where owners push: it lifts no protection", main([{ level: 50 }], [{ level: 50 }]), 40, "no"],
    ["where somebody pushes by name", main([{ user_id: 2 }], []), 40, "no"],
  ])("%s", (_, properties, level, expected) => {
    expect([projectId(101), GROUP].map((holder) => token(holder, properties, level))).toEqual([expected, expected]);
  });
});

describe("a protected environment beside the protection of the branch", () => {
  const inProduction = subject(`${SITE}:environment:production`);
  const keys = { oidc_claim_keys: ["project_path", "environment"] };
  const production = (deploy: Json[], more: JsonRecord = {}) => ({ production: { protected: true, deploy, ...more } });
  it.each<
    [what: string, properties: JsonRecord, environments: { [name: string]: JsonRecord }, named: string, other: string]
  >([
    ["one developer deploys by name", {}, production([{ level: 40 }, { user_id: 2 }]), "yes", "no"],
    ["by name, another approves", {}, production([{ user_id: 2 }], { approvals: 1 }), "no", "no"],
    [
      "by name, and who starts it approves it",
      { starter_approves_deployments: true },
      production([{ user_id: 2 }], { approvals: 1 }),
      "needs-actor",
      "no",
    ],
    [
      "by name, and two have to approve",
      { starter_approves_deployments: true },
      production([{ user_id: 2 }], { approvals: 2 }),
      "no",
      "no",
    ],
    ["all developers deploy", {}, production([{ level: 30 }]), "yes", "yes"],
    ["nobody deploys", {}, production([{ level: 0 }]), "no", "no"],
    [
      "by name to the branch alone, where every branch is protected",
      { protected_branches: [{ pattern: "*", push: [{ level: 40 }, { user_id: 2 }], merge: [] }] },
      production([{ level: 40 }]),
      "no",
      "no",
    ],
    [
      "by name to both",
      {
        protected_branches: [{ pattern: "*", push: [{ user_id: 2 }], merge: [] }],
        protected_tags: [{ pattern: "*", create: [{ level: 40 }] }],
      },
      production([{ user_id: 2 }]),
      "yes",
      "no",
    ],
    [
      "by name to the environment alone, where every branch and tag is protected",
      {
        protected_branches: [{ pattern: "*", push: [{ level: 40 }], merge: [] }],
        protected_tags: [{ pattern: "*", create: [{ level: 40 }] }],
      },
      production([{ user_id: 2 }]),
      "no",
      "no",
    ],
  ])("%s", (_, properties, environments, named, other) => {
    const estate = site(inProduction, { ...keys, ...properties }, environments);
    expect([DEVELOPER, OTHER].map((from) => reach(estate, from))).toEqual([named, other]);
  });
});

describe("what groups ask of environments of a tier, on top of what the project asks", () => {
  const inProduction = subject(`${SITE}:environment:live`);
  const keys = { oidc_claim_keys: ["project_path", "environment"] };
  const BELOW = "gitlab:gitlab.com/-/groups/10";
  const below: StoredNode = {
    ...(project({ id: 1, path: "x" })[0] as StoredNode),
    id: BELOW,
    type: "gitlab.subgroup",
    name: "acme/shop",
    parent: GROUP,
    properties: { group_id: 10 },
  };
  const tier = (of: string, name: string, deploy: Json[], approvals = 0): StoredNode => ({
    ...below,
    id: `${of}/tier/${name}`,
    type: "gitlab.protected-tier",
    parent: of,
    properties: { tier: name, deploy, approvals },
  });
  const live = (facts: JsonRecord): { [name: string]: JsonRecord } => ({ live: { tier: "production", ...facts } });
  it.each<
    [what: string, tiers: StoredNode[], facts: JsonRecord, parent: string, developer: string, state?: CoverageState]
  >([
    ["no group asks anything", [], {}, GROUP, "yes"],
    ["maintainers deploy to the tier", [tier(GROUP, "production", [{ level: 40 }])], {}, GROUP, "no"],
    ["to another tier", [tier(GROUP, "staging", [{ level: 40 }])], {}, GROUP, "yes"],
    ["of a group above that of the project", [tier(GROUP, "production", [{ level: 40 }])], {}, BELOW, "no"],
    ["of a group that the project is not in", [tier(BELOW, "production", [{ level: 40 }])], {}, GROUP, "yes"],
    ["developers deploy, another approves", [tier(GROUP, "production", [{ level: 30 }], 1)], {}, GROUP, "no"],
    ["developers deploy", [tier(GROUP, "production", [{ level: 30 }])], {}, GROUP, "yes"],
    [
      "the group lets developers, the project does not",
      [tier(GROUP, "production", [{ level: 30 }])],
      { protected: true, deploy: [{ level: 40 }] },
      GROUP,
      "no",
    ],
    [
      "the project lets developers, the group does not",
      [tier(GROUP, "production", [{ level: 40 }])],
      { protected: true, deploy: [{ level: 30 }] },
      GROUP,
      "no",
    ],
    ["what groups ask was refused", [], {}, GROUP, "unknown", "denied"],
    ["the edition has no such thing", [], {}, GROUP, "yes", "unlicensed"],
  ])("%s", (_, tiers, facts, parent, developer, state = "complete") => {
    const nodes = project({ id: 101, path: "acme/site", properties: keys, environments: live(facts), parent });
    const coverage = [{ dataSet: "gitlab/group:protected-environments", state }];
    const estate = { nodes: [...nodes, below, ...tiers], edges: people, trust: inProduction, coverage };
    expect([reach(estate, DEVELOPER), reach(estate, MAINTAINER)]).toEqual([developer, "yes"]);
  });

  it("what a group lets nobody do is lifted by its own maintainers, not by those of a project", () => {
    const nodes = project({ id: 101, path: "acme/site", properties: keys, environments: live({}) });
    const edges = [...people, member(userId(5), GROUP, 40)];
    const estate = { nodes: [...nodes, tier(GROUP, "production", [{ level: 60 }])], edges, trust: inProduction };
    expect([reach(estate, MAINTAINER), reach(estate, userId(5))]).toEqual(["no", "yes"]);
  });

  it("a token of such an environment says that it is protected", () => {
    const chosen = { oidc_claim_keys: ["project_path", "environment_protected"] };
    const nodes = project({ id: 101, path: "acme/site", properties: chosen, environments: live({}) });
    const estate = (trust: string, more: StoredNode[]): Company => ({
      nodes: [...nodes, ...more],
      edges: people,
      trust: subject(`${SITE}:environment_protected:${trust}`),
    });
    const guarded = [tier(GROUP, "production", [{ level: 30 }])];
    expect([reach(estate("true", guarded), DEVELOPER), reach(estate("true", []), DEVELOPER)]).toEqual(["yes", "no"]);
  });
});

describe("groups and deploy keys that a protection names", () => {
  it("members of the group that may push, not those of another", () => {
    // a group that a protection names was invited to the project
    const invited = [10, 11].map((number) => ({ group_id: number, level: 30, path: `acme/g${number}` }));
    const properties = { ...main([{ level: 40 }, { group_id: 10 }], []), shared_with: invited };
    const nodes = project({ id: 101, path: "acme/site", properties });
    const groups = [10, 11].map((number) => ({
      ...(nodes[0] as object),
      id: `gitlab:gitlab.com/-/groups/${number}`,
      type: "gitlab.subgroup",
      name: `acme/g${number}`,
      parent: GROUP,
      properties: { group_id: number },
    }));
    const edges = [10, 11].map((number) => member(userId(number), `gitlab:gitlab.com/-/groups/${number}`, 30));
    const estate = { nodes: [...nodes, ...groups] as Company["nodes"], edges, trust: ON_MAIN };
    expect([reach(estate, userId(10)), reach(estate, userId(11))]).toEqual(["yes", "no"]);
  });

  it("the key that may push, not another", () => {
    const keys = [7, 8].map((number) => `${projectId(101)}/key/${number}/permissions`);
    const nodes = project({ id: 101, path: "acme/site", properties: main([{ level: 40 }, { deploy_key_id: 7 }], []) });
    const grants = keys.map((id) => ({
      ...(nodes[0] as object),
      id,
      type: "gitlab.deploy-key-access",
      kind: "grant",
      properties: {},
    }));
    const edges = keys.map((id) => ({ ...member(id, projectId(101), 30), capability: "write" as const }));
    const estate = { nodes: [...nodes, ...grants] as Company["nodes"], edges, trust: ON_MAIN };
    expect(keys.map((id) => reach(estate, id))).toEqual(["yes", "no"]);
  });
});

describe("subjects in the parts that a project has chosen", () => {
  it.each<[what: string, keys: string[], trust: Json, expected: string]>([
    ["group and ref", ["namespace_path", "ref"], "namespace_path:acme:ref:*", "yes"],
    ["another group", ["namespace_path", "ref"], "namespace_path:acme-labs:ref:*", "no"],
    ["the number of the project", ["project_id", "ref_type", "ref"], "project_id:101:ref_type:branch:ref:*", "yes"],
    ["the number of another", ["project_id", "ref_type", "ref"], "project_id:102:ref_type:branch:ref:*", "no"],
    ["protected refs", ["project_path", "ref_protected"], `${SITE}:ref_protected:true`, "no"],
    ["refs that nobody protects", ["project_path", "ref_protected"], `${SITE}:ref_protected:false`, "yes"],
    ["parts in another order", ["ref", "project_path"], "ref:*:project_path:acme/site", "yes"],
    ["the common order where another was chosen", ["ref", "project_path"], `${SITE}:ref:*`, "no"],
  ])("%s", (_, keys, trust, expected) => {
    expect(reach(site(subject(trust), { oidc_claim_keys: keys }), DEVELOPER)).toBe(expected);
  });
});

it.each<[what: string, isProtected: boolean, expected: string]>([
  ["nobody protects", false, "yes"],
  ["is protected", true, "no"],
])("a subject that asks for environments without protection takes one that %s", (_, isProtected, expected) => {
  const keys = { oidc_claim_keys: ["project_path", "environment", "environment_protected"] };
  const environments = { staging: { protected: isProtected, deploy: [{ level: 40 }] } };
  expect(
    reach(site(subject(`${SITE}:environment:staging:environment_protected:false`), keys, environments), DEVELOPER),
  ).toBe(expected);
});

describe("merge requests of forks", () => {
  const open = { visibility: "public", fork_pipelines_in_parent: true };
  it.each<[what: string, trust: Json]>([
    ["any run of the project", `${SITE}:*`],
    ["any project of the group", "project_path:acme/*"],
  ])("their id-tokens name the fork: a trust in %s does not take them", (_, trust) => {
    const estate = site(subject(trust), open);
    expect([reach(estate, "any:internet"), reach(estate, DEVELOPER)]).toEqual(["no", "yes"]);
  });
});
