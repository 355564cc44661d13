// Projects, groups and runners of a recording that do not say which they are: a gap that names the file.
import { expect, test } from "vitest";
import { type Gathered, gatherBundle } from "../support.js";

const AT = "gitlab/gitlab.com/api/v4";
const project = (id: unknown) => ({ id, path_with_namespace: `acme/p${String(id)}`, default_branch: "main" });
const runner = (id: unknown) => ({ id, description: "r", runner_type: "group_type" });
const subgroup = (id: unknown) => ({ id, full_path: `acme/g${String(id)}` });

interface Lists {
  readonly projects?: unknown;
  readonly runners?: unknown;
  readonly groups?: unknown;
}

function gatherLists({ projects = [project(2)], runners = [runner(3)], groups = [subgroup(4)] }: Lists) {
  return gatherBundle({
    [`${AT}/groups/acme.json`]: { id: 1, full_path: "acme" },
    [`${AT}/groups/acme/projects.json`]: projects,
    [`${AT}/groups/acme/descendant_groups.json`]: groups,
    [`${AT}/groups/4.json`]: { ...subgroup(4) },
    [`${AT}/groups/acme/runners.json`]: runners,
    [`${AT}/groups/4/runners.json`]: [],
    [`${AT}/projects/2/runners.json`]: [],
    [`${AT}/runners/3.json`]: runner(3),
  });
}

const said = ({ gaps }: Gathered, dataSet: string) =>
  gaps.filter((gap) => gap.dataSet === `gitlab/group:${dataSet}`).map(({ message }) => message);

const ID = "elements without a usable id, left out or read in part";

test.each<[string, Lists, string, string]>([
  ["a project without id", { projects: [project(2), { path_with_namespace: "a/b" }] }, "projects", `1 of 2 ${ID}`],
  ["a project whose id is a list", { projects: [project(2), project([[]])] }, "projects", `1 of 2 ${ID}`],
  ["a group whose id is a text", { groups: [subgroup(4), subgroup("x")] }, "groups", `1 of 2 ${ID}`],
  ["a runner without id", { runners: [runner(3), { description: "r" }] }, "runners", `1 of 2 ${ID}`],
])("%s is a gap", async (_, lists, dataSet, message) => {
  const graph = await gatherLists(lists);
  const file = { projects: "projects", groups: "descendant_groups", runners: "runners" }[dataSet];
  expect(said(graph, dataSet)).toEqual([expect.stringContaining(`groups/acme/${file}.json: ${message}`)]);
  expect(graph.state(`gitlab/group:${dataSet}`)).toBe("partial");
});

test("those that say it are no gap", async () => {
  const graph = await gatherLists({});
  for (const dataSet of ["projects", "groups", "runners"]) {
    expect(said(graph, dataSet)).toEqual([]);
    expect(graph.state(`gitlab/group:${dataSet}`)).toBe("complete");
  }
  expect(graph.ofType("gitlab.project")).toHaveLength(1);
  expect(graph.ofType("gitlab.runner")).toHaveLength(1);
});
