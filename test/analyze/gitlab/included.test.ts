// Pipelines made of files of other projects: who changes the file, at the branch or tag that is included, is in the pipeline.
// Reasoned from GitLab's reference of `include:project`: without a ref it is the default branch of that project.
import { expect, it, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { CoverageState } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, GROUP, member, project, projectId, reach, subject, userId } from "./company.js";

const [SITE, TEMPLATES, OTHER] = [projectId(101), projectId(103), projectId(104)];
const WRITER = userId(5);
const ON_MAIN = subject("project_path:acme/site:ref_type:branch:ref:main");
const OPEN: JsonRecord = { protected_branches: [] };
const TIERS = ["production", "staging", "testing", "development", "other"];

interface Scene {
  readonly sources?: readonly JsonRecord[];
  readonly site?: JsonRecord;
  readonly templates?: JsonRecord;
  readonly level?: number;
}

function company({
  sources = [{ project: "acme/templates" }],
  site = {},
  templates = OPEN,
  level = 30,
}: Scene): Company {
  return {
    nodes: [
      ...project({ id: 101, path: "acme/site", properties: { pipeline_sources: sources, ...site } }),
      ...project({ id: 103, path: "acme/templates", properties: templates }),
      ...project({ id: 104, path: "acme/other", properties: OPEN }),
    ],
    edges: [member(WRITER, TEMPLATES, level)],
    trust: ON_MAIN,
  };
}

const at = (ref: string) => [{ project: "acme/templates", ref }];
const TAGS = { ...OPEN, protected_tags: [{ pattern: "v*", push: [{ level: 40 }], merge: [] }] };

it.each<[expected: string, what: string, scene: Scene]>([
  ["yes", "a developer of the project that is included", {}],
  ["no", "nothing is included", { sources: [] }],
  ["no", "another project is", { sources: [{ project: "acme/other" }] }],
  ["yes", "its path in other letters", { sources: [{ project: "Acme/Templates" }] }],
  ["no", "its main is protected", { templates: {} }],
  ["yes", "its main is protected, and they maintain it", { templates: {}, level: 40 }],
  ["unknown", "its protection was not read", { templates: { protected_branches: null } }],
  ["no", "a reporter", { level: 20 }],
  ["no", "a commit is included", { sources: at("a".repeat(40)) }],
  ["yes", "a tag that nobody protects", { sources: at("v1.2"), templates: { protected_tags: [] } }],
  ["no", "a tag that maintainers alone make", { sources: at("v1.2"), templates: TAGS }],
  ["yes", "another branch that nobody protects", { sources: at("stable"), templates: {} }],
  ["no", "the project that includes is archived", { site: { archived: true } }],
])("%s: %s", (expected, _, scene) => {
  expect(reach(company(scene), WRITER)).toBe(expected);
});

test("one whom the protection names changes the file, another developer does not", () => {
  const main = { pattern: "main", push: [{ level: 40 }, { user_id: 5 }], merge: [] };
  const scene = company({ templates: { protected_branches: [main] } });
  const both = { ...scene, edges: [...(scene.edges ?? []), member(userId(6), TEMPLATES, 30)] };
  expect([reach(both, WRITER), reach(both, userId(6))]).toEqual(["yes", "no"]);
});

test("what is included where the file is from is not in it: the file alone is", () => {
  const scene = company({ templates: { pipeline_sources: [{ project: "acme/other" }] } });
  const edges = [member(userId(7), OTHER, 30)];
  expect(reach({ ...scene, edges }, userId(7))).toBe("no");
});

test("they get the variables that protected branches have", () => {
  const key = `${SITE}/variable/KEY`;
  const [first] = project({ id: 101, path: "x" }) as [StoredNode];
  const variable: StoredNode = {
    ...first,
    id: key,
    type: "gitlab.variable",
    kind: "credential",
    name: "KEY",
    parent: SITE,
    properties: { protected: true },
  };
  const reached = (scene: Scene) => {
    const whole = company(scene);
    return reach({ ...whole, nodes: [...whole.nodes, variable] }, WRITER, key);
  };
  expect([reached({}), reached({ templates: {} })]).toEqual(["yes", "no"]);
});

test.each<[expected: string, what: string, scene: Scene, environment: JsonRecord]>([
  ["yes", "maintainers alone deploy, and start pipelines with the file in it", {}, { deploy: [{ level: 40 }] }],
  ["no", "nothing is included", { sources: [] }, { deploy: [{ level: 40 }] }],
  ["no", "a commit is included", { sources: at("b".repeat(40)) }, { deploy: [{ level: 40 }] }],
  ["no", "somebody approves each deployment", {}, { deploy: [{ level: 40 }], approvals: 1 }],
])("variables of an environment, %s: %s", (expected, _, scene, facts) => {
  const made = company(scene);
  const [site] = project({ id: 101, path: "acme/site" }) as [StoredNode, ...StoredNode[]];
  const environments = project({
    id: 101,
    path: "acme/site",
    environments: { production: { protected: true, ...facts } },
  }).filter(({ id }) => id !== site.id);
  const key: StoredNode = {
    ...site,
    id: `${SITE}/variable/KEY@production`,
    type: "gitlab.variable",
    kind: "credential",
    name: "KEY",
    parent: SITE,
    properties: { protected: false, environment_scope: "production" },
  };
  expect(reach({ ...made, nodes: [...made.nodes, ...environments, key] }, WRITER, key.id)).toBe(expected);
});

const tier = (name: string, approvals: number): StoredNode =>
  node(`${GROUP}/tier/${name}`, "gitlab.protected-tier", {
    kind: "resource",
    scope: GROUP,
    parent: GROUP,
    properties: { tier: name, deploy: [{ level: 30 }], approvals },
  });

test.each<[expected: string, what: string, tiers: StoredNode[], read: { [dataSet: string]: CoverageState }]>([
  ["yes", "groups ask nothing of any", [], {}],
  ["yes", "of one tier they ask, and it may be of another", [tier("production", 1)], {}],
  ["yes", "of all tiers they ask, but no approval", TIERS.map((one) => tier(one, 0)), {}],
  ["no", "somebody approves deployments to every tier", TIERS.map((one) => tier(one, 1)), {}],
  ["unknown", "which are there was not read", [], { "gitlab/project:environments": "denied" }],
  [
    "unknown",
    "the same, and what else groups ask was not read",
    TIERS.map((one) => tier(one, 1)),
    { "gitlab/group:protected-environments": "denied" },
  ],
])("an environment that is not there yet, %s: %s", (expected, _, tiers, read) => {
  const site = { oidc_claim_keys: ["project_path", "environment"] };
  const made = company({ site });
  const coverage = Object.entries({ "gitlab/group:protected-environments": "complete" as const, ...read }).map(
    ([dataSet, state]) => ({ dataSet, state }),
  );
  const trust = subject("project_path:acme/site:environment:live");
  expect(reach({ ...made, nodes: [...made.nodes, ...tiers], trust, coverage }, WRITER)).toBe(expected);
});

test.each<[expected: string, what: string, environments: { [name: string]: JsonRecord }]>([
  ["yes", "one is protected", { live: { protected: true, deploy: [{ level: 40 }], approvals: 0 } }],
  ["no", "none is: a maintainer would have to protect it first", { live: {} }],
])("a trust in protected environments, %s: %s", (expected, _, environments) => {
  const site = { oidc_claim_keys: ["project_path", "environment_protected"] };
  const made = company({ site });
  const [first, ...others] = made.nodes as [StoredNode, ...StoredNode[]];
  const [, ...inside] = project({ id: 101, path: "acme/site", environments });
  const coverage = [{ dataSet: "gitlab/group:protected-environments", state: "complete" as const }];
  const trust = subject("project_path:acme/site:environment_protected:true");
  expect(reach({ ...made, nodes: [first, ...inside, ...others], trust, coverage }, WRITER)).toBe(expected);
});
