// Trusts that ask whether the branch, tag or environment of a run is protected: who brings in one that is, of those that are there,
// of those that can be made, and by changing what protects them.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { CoverageState } from "../../../src/model/batch.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, GROUP, member, project, projectId, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const MAINTAINER = userId(3);
const GROUP_MAINTAINER = userId(4);
const OWNER = userId(5);
const SITE = "project_path:acme/site";
const people = [
  member(DEVELOPER, projectId(101), 30),
  member(MAINTAINER, projectId(101), 40),
  member(GROUP_MAINTAINER, GROUP, 40),
  member(OWNER, GROUP, 50),
];

interface Site {
  readonly properties?: JsonRecord;
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly more?: readonly StoredNode[];
  readonly coverage?: { readonly [dataSet: string]: CoverageState };
}

function site(trust: JsonRecord, { properties = {}, environments = {}, more = [], coverage = {} }: Site): Company {
  return {
    nodes: [...project({ id: 101, path: "acme/site", properties, environments }), ...more],
    edges: people,
    trust,
    coverage: Object.entries({ "gitlab/group:protected-environments": "complete" as const, ...coverage }).map(
      ([dataSet, state]) => ({ dataSet, state }),
    ),
  };
}

const reached = (company: Company): readonly string[] => [DEVELOPER, MAINTAINER].map((one) => reach(company, one));
const branches = (...all: readonly [pattern: string, push: number][]): Json[] =>
  all.map(([pattern, level]) => ({ pattern, push: [{ level }], merge: [{ level }] }));
const tags = (...all: readonly [pattern: string, create: number][]): Json[] =>
  all.map(([pattern, level]) => ({ pattern, create: [{ level }] }));

describe("runs of protected branches and tags", () => {
  const asked = (value: string): JsonRecord => subject(`${SITE}:*`, { "gitlab.com:ref_protected": value });
  it.each<[what: string, value: string, branches: Json | null, tags: Json | null, developer: string, other: string]>([
    ["branches that developers make", "true", branches(["release/*", 30]), tags(), "yes", "yes"],
    ["branches that maintainers make", "true", branches(["release/*", 40]), tags(), "no", "yes"],
    ["tags that developers make", "true", branches(), tags(["v*", 30]), "yes", "yes"],
    ["one tag that developers make", "true", branches(), tags(["nightly", 30]), "yes", "yes"],
    ["tags that maintainers make", "true", branches(), tags(["v*", 40]), "no", "yes"],
    ["nothing is protected: maintainers protect something", "true", branches(), tags(), "no", "yes"],
    ["what protects them was not read", "true", null, null, "unknown", "yes"],
    ["others than protected ones", "false", branches(["main", 40]), tags(), "yes", "yes"],
    ["others, and every branch is protected: tags", "false", branches(["*", 40]), tags(), "yes", "yes"],
    ["others, and all are protected", "false", branches(["*", 30]), tags(["*", 30]), "no", "yes"],
  ])("%s", (_, value, protectedBranches, protectedTags, ...expected) => {
    const properties = { protected_branches: protectedBranches, protected_tags: protectedTags };
    expect(reached(site(asked(value), { properties }))).toEqual(expected);
  });
});

describe("jobs of protected environments", () => {
  const keys = { oidc_claim_keys: ["project_path", "environment_protected"] };
  const asked = (value: string): JsonRecord => subject(`${SITE}:environment_protected:${value}`);
  const tier = (name: string, level: number): StoredNode =>
    node(`${GROUP}/tier/${name}`, "gitlab.protected-tier", {
      kind: "resource",
      scope: GROUP,
      parent: GROUP,
      properties: { tier: name, deploy: [{ level }], approvals: 0 },
    });
  const TIERS = ["production", "staging", "testing", "development", "other"];
  const guarded = (level: number) => ({ protected: true, deploy: [{ level }], approvals: 0 });
  it.each<[what: string, value: string, estate: Site, developer: string, maintainer: string]>([
    ["none is there: a maintainer makes one and protects it", "true", {}, "no", "yes"],
    [
      "none is there, and the edition protects none",
      "true",
      { coverage: { "gitlab/group:protected-environments": "unlicensed" } },
      "no",
      "no",
    ],
    [
      "none is there, and whether the edition protects any was not read",
      "true",
      { coverage: { "gitlab/group:protected-environments": "denied" } },
      "unknown",
      "yes",
    ],
    ["one that nobody protects", "true", { environments: { staging: {} } }, "no", "yes"],
    ["one that developers deploy to", "true", { environments: { live: guarded(30) } }, "yes", "yes"],
    ["one that maintainers deploy to", "true", { environments: { live: guarded(40) } }, "no", "yes"],
    ["a new one of a tier that developers deploy to", "true", { more: [tier("production", 30)] }, "yes", "yes"],
    ["a new one of a tier that maintainers deploy to", "true", { more: [tier("production", 40)] }, "no", "yes"],
    ["without protection: a new one", "false", {}, "yes", "yes"],
    ["without protection: a new one beside one", "false", { environments: { live: guarded(40) } }, "yes", "yes"],
    ["without protection: one of another tier", "false", { more: [tier("production", 40)] }, "yes", "yes"],
    [
      "without protection, and all tiers are protected",
      "false",
      { more: TIERS.map((one) => tier(one, 40)) },
      "no",
      "no",
    ],
    ["environments were not read", "true", { coverage: { "gitlab/project:environments": "denied" } }, "unknown", "yes"],
  ])("%s", (_, value, estate, ...expected) => {
    expect(reached(site(asked(value), { ...estate, properties: keys }))).toEqual(expected);
  });

  const named = { oidc_claim_keys: ["project_path", "environment", "environment_protected"] };
  it.each<[what: string, value: string, estate: Site, developer: string, maintainer: string]>([
    ["it is not there: a maintainer makes and protects it", "true", {}, "no", "yes"],
    ["it is not there, and need not be protected", "false", {}, "yes", "yes"],
    ["it is there", "true", { environments: { live: guarded(30) } }, "yes", "yes"],
    ["it is there, for maintainers", "true", { environments: { live: guarded(40) } }, "no", "yes"],
    ["it is there, and is protected", "false", { environments: { live: guarded(30) } }, "no", "yes"],
    ["another is there", "true", { environments: { lively: guarded(30) } }, "no", "yes"],
  ])("an environment that a trust names: %s", (_, value, estate, ...expected) => {
    const trust = subject(`${SITE}:environment:live:environment_protected:${value}`);
    expect(reached(site(trust, { ...estate, properties: named }))).toEqual(expected);
  });

  it("an environment that may be there and was not read lets nobody in for certain", () => {
    const trust = subject(`${SITE}:environment:live`);
    const properties = { oidc_claim_keys: ["project_path", "environment"] };
    const unread = { coverage: { "gitlab/project:environments": "denied" as const } };
    expect(reached(site(trust, { properties }))).toEqual(["yes", "yes"]);
    expect(reached(site(trust, { properties, ...unread }))).toEqual(["unknown", "yes"]);
  });
});

describe("branches that the group protects", () => {
  const onMain = subject(`${SITE}:ref_type:branch:ref:main`);
  const ofGroup = (level: number) => ({ pattern: "main", push: [{ level }], merge: [{ level }], inherited: true });
  it.each<[what: string, protections: Json[], maintainer: string, groupMaintainer: string]>([
    ["maintainers push", [ofGroup(40)], "yes", "yes"],
    ["nobody pushes: owners of the group alone change that", [ofGroup(0)], "no", "no"],
    ["nobody pushes, by the project: maintainers change that", branches(["main", 0]), "yes", "yes"],
  ])("%s", (_, protections, ...expected) => {
    const company = site(onMain, { properties: { protected_branches: protections } });
    expect([MAINTAINER, GROUP_MAINTAINER].map((one) => reach(company, one))).toEqual(expected);
    expect([DEVELOPER, OWNER].map((one) => reach(company, one))).toEqual(["no", "yes"]);
  });
});
