// Which pipelines of a group get a role: trusts by branch, tag, environment and project, against protections and roles.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, GROUP, member, project, projectId, ROLE, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const MAINTAINER = userId(3);
const WRITERS = "gitlab:gitlab.com/acme/site";
const SITE = "project_path:acme/site";

const people = [member(DEVELOPER, projectId(101), 30), member(MAINTAINER, projectId(101), 40)];

function company(
  trust: JsonRecord,
  properties: JsonRecord = {},
  environments: { [name: string]: JsonRecord } = {},
): Company {
  return { nodes: project({ id: 101, path: "acme/site", properties, environments }), edges: people, trust };
}

describe("a developer and a maintainer of acme/site against a trust", () => {
  it.each<[what: string, trust: JsonRecord, properties: JsonRecord, developer: string, maintainer: string]>([
    ["any branch", subject(`${SITE}:ref_type:branch:ref:*`), {}, "yes", "yes"],
    ["anything of the project", subject(`${SITE}:*`), {}, "yes", "yes"],
    ["the protected branch", subject(`${SITE}:ref_type:branch:ref:main`), {}, "no", "yes"],
    ["a branch that nobody protects", subject(`${SITE}:ref_type:branch:ref:staging`), {}, "yes", "yes"],
    [
      "the default branch of a project without protection",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { protected_branches: [] },
      "yes",
      "yes",
    ],
    [
      "protections that were not read",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { protected_branches: null },
      "unknown",
      "yes",
    ],
    [
      "a wildcard that is protected",
      subject(`${SITE}:ref_type:branch:ref:release/*`),
      { protected_branches: [{ pattern: "release/*", push: [{ level: 40 }], merge: [{ level: 40 }] }] },
      "no",
      "yes",
    ],
    [
      "a wildcard wider than the protection",
      subject(`${SITE}:ref_type:branch:ref:rel*`),
      { protected_branches: [{ pattern: "release/*", push: [{ level: 40 }], merge: [{ level: 40 }] }] },
      "yes",
      "yes",
    ],
    [
      "every branch is protected",
      subject(`${SITE}:ref_type:branch:ref:*`),
      { protected_branches: [{ pattern: "*", push: [{ level: 40 }], merge: [{ level: 40 }] }] },
      "no",
      "yes",
    ],
    [
      "of two protections the milder counts",
      subject(`${SITE}:ref_type:branch:ref:main`),
      {
        protected_branches: [
          { pattern: "main", push: [{ level: 40 }], merge: [{ level: 40 }] },
          { pattern: "m*", push: [{ level: 30 }], merge: [] },
        ],
      },
      "yes",
      "yes",
    ],
    [
      "developers merge, nobody approves",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { protected_branches: [{ pattern: "main", push: [{ level: 40 }], merge: [{ level: 30 }] }] },
      "yes",
      "yes",
    ],
    [
      "developers merge, one approves",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { approvals: 1, protected_branches: [{ pattern: "main", push: [{ level: 40 }], merge: [{ level: 30 }] }] },
      "no",
      "yes",
    ],
    [
      "developers merge, approvals were not read",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { approvals: null, protected_branches: [{ pattern: "main", push: [{ level: 40 }], merge: [{ level: 30 }] }] },
      "unknown",
      "yes",
    ],
    [
      "nobody pushes, maintainers change that",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { protected_branches: [{ pattern: "main", push: [{ level: 0 }], merge: [{ level: 0 }] }] },
      "no",
      "yes",
    ],
    [
      "the developer is let through by name",
      subject(`${SITE}:ref_type:branch:ref:main`),
      { protected_branches: [{ pattern: "main", push: [{ level: 40 }, { user_id: 2 }], merge: [] }] },
      "yes",
      "yes",
    ],
    ["any tag", subject(`${SITE}:ref_type:tag:ref:*`), {}, "yes", "yes"],
    [
      "protected tags",
      subject(`${SITE}:ref_type:tag:ref:v*`),
      { protected_tags: [{ pattern: "v*", create: [{ level: 40 }] }] },
      "no",
      "yes",
    ],
    [
      "tags wider than those protected",
      subject(`${SITE}:ref_type:tag:ref:*`),
      { protected_tags: [{ pattern: "v*", create: [{ level: 40 }] }] },
      "yes",
      "yes",
    ],
    ["another project", subject("project_path:acme/shop:ref_type:branch:ref:*"), {}, "no", "no"],
    ["a neighbour with the same beginning", subject("project_path:acme/sites*"), {}, "no", "no"],
    ["a project by a beginning", subject("project_path:acme/si*"), {}, "yes", "yes"],
    ["the group of a neighbour", subject("project_path:acme-labs/*"), {}, "no", "no"],
    ["the number of the project", { StringEquals: { "gitlab.com:project_id": "101" } }, {}, "yes", "yes"],
    ["the number of another", { StringEquals: { "gitlab.com:project_id": "102" } }, {}, "no", "no"],
    ["protected refs of the project", subject(`${SITE}:*`, { "gitlab.com:ref_protected": "true" }), {}, "no", "yes"],
    ["a wildcard where none is read", { StringEquals: { "gitlab.com:sub": `${SITE}:*` } }, {}, "no", "no"],
    [
      "only pipelines of one person",
      subject(`${SITE}:*`, { "gitlab.com:user_login": "cleo" }),
      {},
      "unknown",
      "unknown",
    ],
    [
      "an audience that a job asks for",
      subject(`${SITE}:*`, { "gitlab.com:aud": "sts.amazonaws.com" }),
      {},
      "yes",
      "yes",
    ],
    [
      "another issuer's subject",
      { StringEquals: { "gitlab.example.com:sub": `${SITE}:ref_type:branch:ref:main` } },
      {},
      "no",
      "no",
    ],
    ["an archived project", subject(`${SITE}:*`), { archived: true }, "no", "no"],
  ])("%s", (_, trust, properties, developer, maintainer) => {
    const estate = company(trust, properties);
    expect([reach(estate, DEVELOPER), reach(estate, MAINTAINER)]).toEqual([developer, maintainer]);
  });
});

describe("subjects that a project has arranged", () => {
  const keys = ["project_path", "environment"];
  const trust = subject(`${SITE}:environment:production`);
  it.each<[what: string, environments: { [name: string]: JsonRecord }, keys: string[] | null, expected: string]>([
    ["an environment that anyone deploys to", { production: {} }, keys, "yes"],
    ["one that does not exist yet", {}, keys, "yes"],
    ["a protected one", { production: { protected: true, deploy: [{ level: 40 }] } }, keys, "no"],
    ["one that developers deploy to", { production: { protected: true, deploy: [{ level: 30 }] } }, keys, "yes"],
    [
      "one that another person approves",
      { production: { protected: true, deploy: [{ level: 30 }], approvals: 1 } },
      keys,
      "no",
    ],
    ["one whose protection was not read", { production: { protected: null } }, keys, "unknown"],
    ["a project with subjects of the common form", { production: {} }, ["project_path", "ref_type", "ref"], "no"],
  ])("%s", (_, environments, claims, expected) => {
    expect(reach(company(trust, { oidc_claim_keys: claims }, environments), DEVELOPER)).toBe(expected);
  });
});

describe("who is among the writers", () => {
  const trust = subject("project_path:acme/*");
  const nested = "gitlab:gitlab.com/-/groups/10";
  const group = { id: nested, type: "gitlab.subgroup", name: "acme/platform" };
  const nodes = [
    ...project({ id: 101, path: "acme/site" }),
    ...project({ id: 102, path: "acme/platform/api", parent: nested }),
  ];
  const subgroup = { ...nodes[0], ...group, kind: "resource" as const, parent: GROUP, properties: { group_id: 10 } };
  const estate = (edges: Company["edges"], more: JsonRecord = {}): Company => ({
    nodes: [...nodes.map((one) => ({ ...one, properties: { ...one.properties, ...more } })), subgroup as never],
    edges: edges ?? [],
    trust: subject("project_path:acme/platform/api:*"),
  });
  it.each<[what: string, edges: Company["edges"], from: string, expected: string]>([
    ["a developer of the group above", [member(userId(5), GROUP, 30)], userId(5), "yes"],
    ["a developer of its own group", [member(userId(5), nested, 30)], userId(5), "yes"],
    ["a reporter of the group above", [member(userId(5), GROUP, 20)], userId(5), "no"],
    ["a developer of a sibling", [member(userId(5), projectId(101), 30)], userId(5), "no"],
    ["an owner of the group", [member(userId(5), GROUP, 50)], userId(5), "yes"],
  ])("%s", (_, edges, from, expected) => {
    expect(reach(estate(edges), from)).toBe(expected);
  });

  it("a group that was invited, as far as its role goes", () => {
    const shared = (level: number) => estate([], { shared_with: [{ group_id: 77, path: "partner", level }] });
    const partner = "gitlab:gitlab.com/-/groups/77@developers";
    expect([reach(shared(30), partner), reach(shared(20), partner)]).toEqual(["yes", "no"]);
  });

  it("a group that was invited to the group of the project, not one that was invited beside it", () => {
    const shared = (level: number, id: string): Company => {
      const estateOf = estate([]);
      const invite = { shared_with: [{ group_id: 77, path: "partner", level }] };
      const nodes = estateOf.nodes.map((one) =>
        one.id === id ? { ...one, properties: { ...one.properties, ...invite } } : one,
      );
      return { ...estateOf, nodes };
    };
    const partner = "gitlab:gitlab.com/-/groups/77@developers";
    expect(reach(shared(30, nested), partner)).toBe("yes");
    expect(reach(shared(20, nested), partner)).toBe("no");
    expect(reach(shared(30, projectId(101)), partner)).toBe("no");
  });

  it("a token that pushes, a key that pushes, and those that only read", () => {
    const at = projectId(102);
    const grant = (id: string, type: string) =>
      ({ ...nodes[0], id, type, kind: "grant" as const, properties: {} }) as never;
    const permits = (from: string, capability: "read" | "write") => ({ ...member(from, at, 30), capability });
    const ids = [`${at}/token/1/permissions`, `${at}/key/2/permissions`, `${at}/token/3/permissions`] as const;
    const company = estate([permits(ids[0], "write"), permits(ids[1], "write"), permits(ids[2], "read")]);
    const types = ["gitlab.token-permissions", "gitlab.deploy-key-access", "gitlab.token-permissions"];
    const whole = { ...company, nodes: [...company.nodes, ...ids.map((id, i) => grant(id, types[i] ?? ""))] };
    expect(ids.map((id) => reach(whole, id))).toEqual(["yes", "yes", "no"]);
  });

  it("many projects that a trust takes alike are one edge from a set of them", () => {
    const many = Array.from({ length: 50 }, (_, at) => project({ id: 200 + at, path: `acme/p${at}` })).flat();
    const { edges, nodes: drawn, paths = [] } = analyzed({ nodes: many, trust });
    const others = [`${GROUP}@unread-project`, `${GROUP}@new-project`, `${GROUP}@new-group`];
    const federates = edges.filter(({ kind, from }) => kind === "federates" && !others.includes(from));
    expect(federates).toHaveLength(1);
    expect(drawn.find(({ type }) => type === "gitlab.projects")?.name).toBe("any project of acme");
    expect(edges.filter(({ kind, to }) => kind === "member_of" && to === federates[0]?.from)).toHaveLength(50);
    expect(paths.filter(({ source }) => source.startsWith("gitlab:"))).toEqual([]);
    expect(reach({ nodes: many, trust }, "gitlab:gitlab.com/acme/p7")).toBe("yes");
  });
});

describe("jobs", () => {
  const trust = subject(`${SITE}:ref_type:branch:ref:main`, { "gitlab.com:aud": "sts.amazonaws.com" });
  it.each<[what: string, job: JsonRecord, expected: string[]]>([
    ["on the branch, for the audience", { runs: [{ event: "branch", is_default: true }] }, [ROLE]],
    ["for another audience", { audiences: ["https://vault.example.com"] }, []],
    ["an audience that a variable holds", { audiences: ["$AUDIENCE"] }, [ROLE]],
    ["on another branch only", { runs: [{ event: "branch", ref: "staging" }] }, []],
    ["on the branch of this project", { runs: [{ event: "branch", ref: "main", project: "acme/site" }] }, [ROLE]],
    ["on the branch of another project", { runs: [{ event: "branch", ref: "main", project: "acme/fork" }] }, []],
    ["on all branches but this", { runs: [{ event: "branch", except: ["main"] }] }, []],
    ["on all branches but this of another", { runs: [{ event: "branch", except: ["main@acme/fork"] }] }, [ROLE]],
    ["on all branches but this of its own", { runs: [{ event: "branch", except: ["main@acme/site"] }] }, []],
    ["on tags only", { runs: [{ event: "tag" }] }, []],
    ["without an id-token", { audiences: [] }, []],
  ])("%s", (_, job, expected) => {
    const { facts } = analyzed({ nodes: project({ id: 101, path: "acme/site", jobs: { deploy: job } }), trust });
    const columns = Object.assign(
      {},
      ...facts.filter(({ node }) => node.endsWith("#deploy")).map((fact) => fact.columns),
    );
    expect(columns["reached_identities"]).toEqual(expected);
  });
});

describe("variables", () => {
  const variable = (name: string, properties: JsonRecord, parent = projectId(101)) =>
    ({
      ...project({ id: 101, path: "x" })[0],
      id: `${parent}/variable/${name}`,
      type: "gitlab.variable",
      kind: "credential",
      name,
      parent,
      properties,
    }) as never;
  const key = `${projectId(101)}/variable/KEY`;
  it.each<[what: string, properties: JsonRecord, settings: JsonRecord, developer: string, outsider: string]>([
    ["an open one", { protected: false }, {}, "yes", "no"],
    ["a protected one", { protected: true }, {}, "no", "no"],
    ["a protected one, nothing protected", { protected: true }, { protected_branches: [] }, "no", "no"],
    [
      "an open one of a public project",
      { protected: false },
      { visibility: "public", fork_pipelines_in_parent: true },
      "yes",
      "needs-actor",
    ],
    [
      "a protected one of a public project",
      { protected: true },
      { visibility: "public", fork_pipelines_in_parent: true },
      "no",
      "no",
    ],
    [
      "forks run in the fork",
      { protected: false },
      { visibility: "public", fork_pipelines_in_parent: false },
      "yes",
      "no",
    ],
    ["for a protected environment", { protected: false, environment_scope: "production" }, {}, "no", "no"],
  ])("%s", (_, properties, settings, developer, outsider) => {
    const environments = { production: { protected: true, deploy: [{ level: 40 }] } };
    const nodes = [
      ...project({ id: 101, path: "acme/site", properties: settings, environments }),
      variable("KEY", properties),
    ];
    const estate = { nodes, edges: people, trust: subject("project_path:other/x:*") };
    expect([reach(estate, WRITERS, key), reach(estate, "any:internet", key)]).toEqual([developer, outsider]);
    if (settings["protected_branches"] === undefined) expect(reach(estate, MAINTAINER, key)).toBe("yes");
  });
});
