// What a pipeline includes: each way to say so, once where it can be read and once where it cannot. A file that nobody could
// read is a gap; jobs of the others are there.
import { describe, expect, it } from "vitest";
import { pipelinePart } from "../../../src/collect/shared/gitlab-ci/graph.js";
import type { FetchFile, ListFiles } from "../../../src/collect/shared/gitlab-ci/include.js";
import { folderOf, toPattern } from "../../../src/collect/shared/gitlab-ci/pattern.js";
import { CI_TABLES } from "../support.js";

const PROJECT = { id: "gitlab:gitlab.com/-/projects/1", name: "acme/site", dataSet: "gitlab/project:pipeline-files" };
const FILES: { readonly [name: string]: string } = {
  "ci/deploy.yml": "deploy:\n  script: ./deploy.sh\n  id_tokens: { AWS: { aud: sts.amazonaws.com } }\n",
  "ci/nested.yml": "include: ci/deepest.yml\nnested:\n  script: x\n",
  "ci/deepest.yml": "deepest:\n  script: x\n",
  "ci/circle.yml": "include: .gitlab-ci.yml\nround:\n  script: x\n",
  "acme/templates:lint.yml": "include: { local: /more.yml }\nlint:\n  script: x\n",
  "acme/templates:more.yml": "more:\n  script: x\n",
  "acme/templates:star.yml": "include: { local: 'ci/*.yml' }\n",
  "more.yml": "wrong:\n  script: of the project that includes\n",
  "ci/broken.yml": "bad: [\n",
};

/** Files of two projects of the group; everything else says why not. */
const fetch: FetchFile = async ({ project, path, ref }) => {
  if (ref !== undefined && ref !== "main") return { why: `only default branches are read, not ${ref}` };
  const text = FILES[project === undefined ? path : `${project}:${path}`];
  return text === undefined ? { why: "there is no such file" } : { text };
};

/** The files of the project itself; which those of others are is not known. */
const list: ListFiles = async ({ project, path }) =>
  project === undefined
    ? {
        paths: Object.keys(FILES)
          .filter((name) => toPattern(path).matches(name))
          .sort(),
      }
    : { why: `${project} cannot be listed` };

async function read(include: string): Promise<{ jobs: readonly unknown[]; gaps: readonly string[] }> {
  const text = `${include}\nown:\n  script: x\n`;
  const { nodes = [], gaps = [] } = await pipelinePart(
    PROJECT,
    { path: ".gitlab-ci.yml", text },
    fetch,
    CI_TABLES,
    list,
  );
  return { jobs: nodes.map(({ properties }) => properties?.["job"]), gaps: gaps.map(({ message }) => message) };
}

describe("is read", () => {
  it.each<[what: string, include: string, jobs: string[]]>([
    ["a path alone", "include: ci/deploy.yml", ["deploy", "own"]],
    ["local, with a slash", "include: { local: /ci/deploy.yml }", ["deploy", "own"]],
    ["a list of both", "include: [ci/deploy.yml, { local: ci/deepest.yml }]", ["deploy", "deepest", "own"]],
    ["nested", "include: ci/nested.yml", ["deepest", "nested", "own"]],
    ["one that includes the first again", "include: ci/circle.yml", ["round", "own"]],
    ["a local pattern", "include: { local: '/ci/d*.yml' }", ["deepest", "deploy", "own"]],
    [
      "a file of another project, and what is local there",
      "include: { project: acme/templates, file: /lint.yml }",
      ["more", "lint", "own"],
    ],
    [
      "several files of another project at its branch",
      "include: { project: acme/templates, ref: main, file: [lint.yml, more.yml] }",
      ["more", "lint", "own"],
    ],
  ])("%s", async (_, include, jobs) => {
    expect(await read(include)).toEqual({ jobs, gaps: [] });
  });

  it("with what it says about tokens", async () => {
    const text = "include: ci/deploy.yml\n";
    const { nodes = [] } = await pipelinePart(PROJECT, { path: ".gitlab-ci.yml", text }, fetch, CI_TABLES, list);
    expect(nodes[0]?.properties).toMatchObject({
      file: "ci/deploy.yml",
      id_token: true,
      audiences: ["sts.amazonaws.com"],
    });
  });
});

describe("is a gap, and the jobs beside it are there", () => {
  const place = "acme/site: .gitlab-ci.yml includes";
  it.each<[what: string, include: string, gaps: string[]]>([
    ["a local file that is not there", "include: ci/gone.yml", [`${place} ci/gone.yml: there is no such file`]],
    [
      "a pattern in a project whose files nobody could list",
      "include: { project: acme/templates, file: /star.yml }",
      [`${place} acme/templates/ci/*.yml: acme/templates cannot be listed`],
    ],
    [
      "a name with a variable",
      "include: { local: 'ci/$STAGE.yml' }",
      [`${place} ci/$STAGE.yml: a variable in it is known only when the pipeline runs`],
    ],
    [
      "another branch of another project",
      "include: { project: acme/templates, ref: v2, file: lint.yml }",
      [`${place} acme/templates/lint.yml@v2: only default branches are read, not v2`],
    ],
    [
      "a project that nobody crawled",
      "include: { project: other/x, file: a.yml }",
      [`${place} other/x/a.yml: there is no such file`],
    ],
    [
      "a remote file, of whose address only the host is said",
      "include: { remote: 'https://bot:s3cret-EXAMPLE@ci.example.com/a.yml?token=x' }",
      [`${place} a file at ci.example.com: files of other servers are not fetched`],
    ],
    [
      "a remote file as a text",
      "include: https://ci.example.com/a.yml",
      [`${place} a file at ci.example.com: files of other servers are not fetched`],
    ],
    [
      "a template of GitLab",
      "include: { template: Jobs/SAST.gitlab-ci.yml }",
      [`${place} template Jobs/SAST.gitlab-ci.yml: templates of GitLab are not read`],
    ],
    [
      "a component",
      "include: { component: $CI_SERVER_FQDN/acme/deploy/aws@1.2 }",
      [`${place} component $CI_SERVER_FQDN/acme/deploy/aws@1.2: components are not read`],
    ],
    [
      "one of several",
      "include: [ci/gone.yml, { template: X.yml }]",
      [`${place} ci/gone.yml: there is no such file`, `${place} template X.yml: templates of GitLab are not read`],
    ],
  ])("%s", async (_, include, gaps) => {
    expect(await read(include)).toEqual({ jobs: ["own"], gaps });
  });

  it("a file that is no YAML, with its own place", async () => {
    const { jobs, gaps } = await read("include: [ci/broken.yml, ci/deploy.yml]");
    expect(jobs).toEqual(["deploy", "own"]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(/^ci\/broken\.yml:\d+:\d+: /);
  });
});

describe("patterns", () => {
  it.each([
    ["ci/*.yml", "ci/a.yml", true],
    ["ci/*.yml", "ci/deep/a.yml", false],
    ["ci/*.yml", "xci/a.yml", false],
    ["ci/**.yml", "ci/a.yml", true],
    ["ci/**.yml", "ci/deep/er/a.yml", true],
    // only in folders below
    ["ci/**/*.yml", "ci/a.yml", false],
    ["ci/**/*.yml", "ci/deep/er/a.yml", true],
    ["*.yml", "a.yml", true],
    ["ci/a.y*l", "ci/a_y-l", false],
  ])("%s: %s %s", (pattern, path, expected) => {
    expect(toPattern(pattern).matches(path)).toBe(expected);
  });

  it.each([
    ["ci/*.yml", "ci"],
    ["ci/jobs/de*/x.yml", "ci/jobs"],
    ["**.yml", ""],
  ])("%s lies in %s", (pattern, folder) => {
    expect(folderOf(pattern)).toBe(folder);
  });
});

describe("other projects whose files are in it", () => {
  const sourcesOf = async (include: string) => {
    const text = `${include}\nown:\n  script: x\n`;
    const { supplements = [] } = await pipelinePart(PROJECT, { path: ".gitlab-ci.yml", text }, fetch, CI_TABLES, list);
    return supplements.map(({ node, properties }) => [node, properties["pipeline_sources"]]);
  };
  it.each<[what: string, include: string, sources: readonly unknown[] | undefined]>([
    ["none", "include: ci/deploy.yml", undefined],
    ["one, once", "include: { project: acme/templates, file: [lint.yml, more.yml] }", [{ project: "acme/templates" }]],
    [
      "one that could not be read",
      "include: { project: acme/templates, ref: v2, file: lint.yml }",
      [{ project: "acme/templates", ref: "v2" }],
    ],
    [
      "that of a component",
      "include: { component: $CI_SERVER_FQDN/acme/deploy/aws@1.2 }",
      [{ project: "acme/deploy", ref: "1.2" }],
    ],
    ["a component that only a run knows", "include: { component: $CI_SERVER_FQDN/$WHERE/aws@1.2 }", undefined],
    ["a file of another server", "include: https://ci.example.com/a.yml", undefined],
  ])("%s", async (_, include, sources) => {
    expect(await sourcesOf(include)).toEqual(sources === undefined ? [] : [[PROJECT.id, sources]]);
  });

  it("the first file may be of another project", async () => {
    const file = { path: "main.yml", text: "own: { script: x }\n", from: { project: "acme/ci", ref: "main" } };
    const { supplements } = await pipelinePart(PROJECT, file, fetch, CI_TABLES, list);
    expect(supplements).toEqual([
      { node: PROJECT.id, properties: { pipeline_sources: [{ project: "acme/ci", ref: "main" }] } },
    ]);
  });
});
