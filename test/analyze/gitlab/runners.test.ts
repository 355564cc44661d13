// Jobs of which projects a runner takes, what is left there for whom, and which machine it is. Each that gets through has a
// twin that does not.
import { describe, expect, it } from "vitest";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, GROUP, member, project, projectId, ROLE, reach, subject, userId } from "./company.js";

const DEVELOPER = userId(2);
const MAINTAINER = userId(3);
const RUNNER = "gitlab:gitlab.com/-/runners/7";
const BELOW = "gitlab:gitlab.com/-/groups/10";
/** The role takes main of the shop, whose people these are not. */
const SHOP_MAIN = subject("project_path:acme/shop:ref_type:branch:ref:main");
const NOBODY = subject("project_path:other/x:ref_type:branch:ref:main");

interface Scene {
  readonly runner: JsonRecord;
  readonly site?: JsonRecord;
  readonly shop?: JsonRecord;
  readonly job?: JsonRecord;
  readonly trust?: JsonRecord;
  readonly name?: string;
  readonly more?: readonly StoredNode[];
  readonly edges?: readonly StoredEdge[];
}

const OURS = {
  is_hosted: false,
  paused: false,
  access_level: "not_protected",
  run_untagged: false,
  labels: ["deploy"],
};
const BOTH = { ...OURS, runner_type: "project_type", projects: [projectId(101), projectId(102)], groups: [] };

function scene({
  runner,
  site = {},
  shop = {},
  job = {},
  trust = SHOP_MAIN,
  name = "builder",
  ...rest
}: Scene): Company {
  const deploy = { runs: [{ event: "branch", is_default: true }], runs_on: ["deploy"], ...job };
  return {
    nodes: [
      ...project({ id: 101, path: "acme/site", properties: site }),
      ...project({ id: 102, path: "acme/shop", properties: shop, jobs: { deploy } }),
      node(RUNNER, "gitlab.runner", { kind: "workload", scope: GROUP, parent: GROUP, name, properties: runner }),
      ...(rest.more ?? []),
    ],
    edges: [member(DEVELOPER, projectId(101), 30), member(MAINTAINER, projectId(101), 40), ...(rest.edges ?? [])],
    trust,
  };
}

const ofGroup = (...groups: string[]): JsonRecord => ({ ...OURS, runner_type: "group_type", projects: [], groups });
const OF_SERVER = { ...OURS, runner_type: "instance_type", projects: [], groups: [] };

describe("a developer of one project against the deployment of another that the same runner takes", () => {
  it.each<[what: string, scene: Scene, developer: string, maintainer: string]>([
    ["for both projects", { runner: BOTH }, "unknown", "unknown"],
    ["for the other project alone", { runner: { ...BOTH, projects: [projectId(102)] } }, "no", "no"],
    ["for the own project alone", { runner: { ...BOTH, projects: [projectId(101)] } }, "no", "no"],
    ["for protected branches alone", { runner: { ...BOTH, access_level: "ref_protected" } }, "no", "unknown"],
    [
      "for protected branches, which of those there are was not read",
      { runner: { ...BOTH, access_level: "ref_protected" }, site: { protected_branches: null } },
      "unknown",
      "unknown",
    ],
    ["paused", { runner: { ...BOTH, paused: true } }, "no", "no"],
    ["with other tags than the deployment has", { runner: { ...BOTH, labels: ["test"] } }, "no", "no"],
    ["with more tags than it has", { runner: { ...BOTH, labels: ["deploy", "linux"] } }, "unknown", "unknown"],
    ["the deployment has more tags", { runner: BOTH, job: { runs_on: ["deploy", "arm"] } }, "no", "no"],
    [
      "jobs without tags are taken",
      { runner: { ...BOTH, run_untagged: true }, job: { runs_on: [] } },
      "unknown",
      "unknown",
    ],
    ["jobs without tags are not", { runner: BOTH, job: { runs_on: [] } }, "no", "no"],
    ["for the group that both are in", { runner: ofGroup("gitlab:gitlab.com/-/groups/9") }, "unknown", "unknown"],
    ["for another group", { runner: ofGroup("gitlab:gitlab.com/-/groups/99") }, "no", "no"],
    [
      "the own project takes none of its group",
      { runner: ofGroup("gitlab:gitlab.com/-/groups/9"), site: { group_runners: false } },
      "no",
      "no",
    ],
    [
      "the other project takes none of its group",
      { runner: ofGroup("gitlab:gitlab.com/-/groups/9"), shop: { group_runners: false } },
      "no",
      "no",
    ],
    ["for the whole server", { runner: OF_SERVER }, "unknown", "unknown"],
    ["for the whole server, run by GitLab", { runner: { ...OF_SERVER, is_hosted: true } }, "no", "no"],
    ["for the server, the other does not take it", { runner: OF_SERVER, shop: { shared_runners: false } }, "no", "no"],
    ["for the server, the own does not take it", { runner: OF_SERVER, site: { shared_runners: false } }, "no", "no"],
    [
      "its details were not read",
      { runner: { runner_type: "group_type", is_hosted: false, paused: false } },
      "unknown",
      "unknown",
    ],
  ])("%s", (_, made, developer, maintainer) => {
    const company = scene(made);
    expect([reach(company, DEVELOPER), reach(company, MAINTAINER)]).toEqual([developer, maintainer]);
  });

  it("a runner of a group below is for the projects there", () => {
    const below = node(BELOW, "gitlab.subgroup", {
      kind: "resource",
      scope: GROUP,
      parent: GROUP,
      name: "acme/below",
      properties: { group_id: 10 },
    });
    expect(reach(scene({ runner: ofGroup(BELOW), more: [below] }), DEVELOPER)).toBe("no");
    const inside = (id: number, path: string): StoredNode[] =>
      project({ id, path, parent: BELOW, jobs: { deploy: { runs: [{ event: "branch" }], runs_on: ["deploy"] } } });
    const company: Company = {
      nodes: [
        ...scene({ runner: ofGroup(BELOW) }).nodes,
        below,
        ...inside(103, "acme/below/a"),
        ...inside(104, "acme/below/b"),
      ],
      edges: [member(userId(8), projectId(103), 30)],
      trust: subject("project_path:acme/below/b:ref_type:branch:ref:*"),
    };
    expect(reach(company, userId(8))).toBe("unknown");
  });

  it("whoever may make a project at the server, where the runner is for all of it", () => {
    const strangers = "set:gitlab:gitlab.com/-/projects";
    expect(reach(scene({ runner: OF_SERVER }), strangers)).toBe("unknown");
    expect(reach(scene({ runner: { ...OF_SERVER, access_level: "ref_protected" } }), strangers)).toBe("no");
    expect(reach(scene({ runner: ofGroup("gitlab:gitlab.com/-/groups/9") }), strangers)).toBe("no");
  });

  it("a fleet of many: its edges name the set, not each runner, and the way stays", () => {
    const runner = (number: number) =>
      node(`${RUNNER}${number}`, "gitlab.runner", {
        kind: "workload",
        scope: GROUP,
        parent: GROUP,
        name: "builder",
        properties: BOTH,
      });
    const company = scene({ runner: BOTH, more: Array.from({ length: 20 }, (_, number) => runner(number)) });
    const edges = analyzed(company).edges.filter(({ kind }) => kind === "runs_code_in");
    const [fleet] = edges.filter(({ to }) => to.startsWith("set:") && to.includes("/runners/")).map(({ to }) => to);
    const left = edges.filter(({ from }) => from === fleet);
    expect(left.length).toBeGreaterThan(0);
    expect(left.every(({ because }) => because.length === 2 && because.includes(fleet ?? ""))).toBe(true);
    expect(reach(company, DEVELOPER)).toBe("unknown");
    // The only one is named itself.
    const alone = analyzed(scene({ runner: BOTH })).edges.filter(({ from }) => from === fleet);
    expect(alone.filter(({ kind }) => kind === "runs_code_in").every(({ because }) => because.includes(RUNNER))).toBe(
      true,
    );
  });

  it("strangers by merge requests of forks, where a member runs their pipelines", () => {
    const open = { visibility: "public", fork_pipelines_in_parent: true };
    expect(reach(scene({ runner: BOTH, site: open }), "any:internet")).toBe("unknown");
    expect(reach(scene({ runner: BOTH, site: { ...open, fork_pipelines_in_parent: false } }), "any:internet")).toBe(
      "no",
    );
    expect(reach(scene({ runner: { ...BOTH, access_level: "ref_protected" }, site: open }), "any:internet")).toBe("no");
  });
});

describe("the machine of a runner", () => {
  const HOST = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0";
  const host = node(HOST, "aws.ec2-instance", { kind: "workload", name: "i-0123456789abcdef0", properties: {} });
  const runsAs: StoredEdge = {
    kind: "runs_as",
    from: HOST,
    to: ROLE,
    scope: "aws:111122223333",
    state: "none",
    confidence: 1,
    properties: {},
  };
  const machine = (runner: JsonRecord, name: string): Company =>
    scene({ runner, name, trust: NOBODY, more: [host], edges: [runsAs] });
  const NAMED = "runner at i-0123456789abcdef0";

  it.each<[what: string, runner: JsonRecord, name: string, developer: string]>([
    ["has a role that every job has", BOTH, NAMED, "yes"],
    ["takes jobs of protected branches alone", { ...BOTH, access_level: "ref_protected" }, NAMED, "no"],
    ["is another machine", BOTH, "runner at i-0123456789abcdef1", "no"],
    ["is GitLab's own", { ...OF_SERVER, is_hosted: true }, NAMED, "no"],
  ])("%s", (_, runner, name, developer) => {
    expect(reach(machine(runner, name), DEVELOPER)).toBe(developer);
  });

  it("is a fact about the runner, beside the jobs and projects that it takes", () => {
    const factsOf = (company: Company) => analyzed(company).facts.find(({ node: id }) => id === RUNNER)?.columns;
    expect(factsOf(machine(BOTH, NAMED))).toMatchObject({
      cloud_identities: [ROLE],
      project_count: 2,
      fork_project_count: 0,
      protected_job_count: 1,
    });
    const open = { visibility: "public", fork_pipelines_in_parent: true };
    expect(factsOf(scene({ runner: { ...BOTH, labels: ["test"] }, site: open }))).toMatchObject({
      cloud_identities: [],
      fork_project_count: 1,
      protected_job_count: 0,
    });
    const unread = factsOf(scene({ runner: { runner_type: "group_type", is_hosted: false } }));
    expect(unread).not.toHaveProperty("project_count");
    expect(unread).not.toHaveProperty("protected_job_count");
  });
});
