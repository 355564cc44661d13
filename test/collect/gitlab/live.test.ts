// The crawl through gitbeaker over real HTTP from a scripted server: what comes out, and that no value of a secret does.
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/gitlab/calls.js";
import { noting, sorted } from "../support.js";
import { FILES, group, MARKER } from "./group.js";
import { crawlBundle, crawlLive, serve } from "./support.js";

test("every data set of a group is complete but the pipeline with a template, and only listed calls are made", async () => {
  const server = await serve(group(), FILES);
  const noted = noting();
  const graph = await crawlLive(server, { noted });
  expect(
    graph.coverage.filter(({ state }) => state !== "complete").map(({ dataSet, state }) => [dataSet, state]),
  ).toEqual([["gitlab/project:pipeline-files", "partial"]]);
  expect(graph.gaps.map(({ message }) => message)).toEqual([
    "acme/site: .gitlab-ci.yml includes template Security/SAST.gitlab-ci.yml: templates of GitLab are not read",
    "acme/platform/api: which of the API an allowed project's or group's jobs may use (fine-grained permissions of the allowlist) is told by GraphQL alone: each entry counts as one that reads",
  ]);
  expect(graph.coverage).toHaveLength(28);
  expect(server.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(noted.calls).toHaveLength(server.asked.length);
  expect(server.asked.every(({ headers }) => headers.authorization === "Bearer t-0q7")).toBe(true);
  // An archived project runs nothing: its files alone are of interest.
  expect(server.asked.flatMap(({ path }) => (path.startsWith("projects/104") ? [path] : []))).toEqual([
    "projects/104/repository/tree",
  ]);
});

test("the nodes of a group", async () => {
  const server = await serve(group(), FILES);
  const graph = await crawlLive(server);
  const at = `gitlab:${server.host}`;
  expect(graph.ofType("gitlab.project").map(({ name, parent }) => [name, parent])).toEqual([
    ["acme/site", `${at}/acme`],
    ["acme/platform/api", `${at}/-/groups/10`],
    ["acme/platform/templates", `${at}/-/groups/10`],
    ["acme/old", `${at}/acme`],
  ]);
  expect(graph.ofType("gitlab.user").map(({ name }) => name)).toEqual(["ada", "ben", "cleo", "dan"]);
  expect(graph.ofType("gitlab.bot").map(({ name }) => name)).toEqual(["project_101_bot_1f2e"]);
  const variables = graph
    .ofType("gitlab.variable")
    .map(({ id, properties }) => [
      id.slice(at.length),
      properties["masked"],
      properties["protected"],
      properties["environment_scope"],
      properties["looks_secret"],
    ]);
  expect(variables).toEqual([
    ["/acme/instance/variable/REGISTRY_PASSWORD", true, false, "*", true],
    ["/acme/variable/AWS_SECRET_ACCESS_KEY", false, false, "*", true],
    ["/-/projects/101/variable/DEPLOY_PASSWORD@production", true, true, "production", true],
    ["/-/projects/101/variable/HIDDEN_ONE", true, true, "*", false],
    ["/-/projects/101/variable/KUBECONFIG", false, true, "*", false],
    ["/-/projects/101/schedule/5/variable/NIGHTLY_TOKEN", false, undefined, "*", true],
  ]);
  expect(graph.facts(`${at}/acme`)["public_values"]).toEqual({ AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/deploy" });
  const tokens = graph.nodes.filter(
    ({ type }) => /token$|deploy-key$|trigger$/.test(type) && type.startsWith("gitlab."),
  );
  expect(tokens.map(({ type, name, properties }) => [type, name, properties["expires_at"] ?? "never"])).toEqual([
    ["gitlab.service-account-token", "deployer", "2027-01-01T00:00:00Z"],
    ["gitlab.personal-access-token", "laptop [secret: gitlab-token]", "2026-12-01T00:00:00Z"],
    ["gitlab.group-access-token", "sync", "2027-01-01T00:00:00Z"],
    ["gitlab.project-access-token", "release", "2026-07-01T00:00:00Z"],
    ["gitlab.deploy-token", "pull", "never"],
    ["gitlab.deploy-key", "mirror", "never"],
    ["gitlab.pipeline-trigger", "from the shop", "never"],
  ]);
  const permits = graph.edges.flatMap(({ kind, from, to, capability }) =>
    kind === "permits" && typeof from === "string" && typeof to === "string" && from.includes("token/")
      ? [[from.slice(at.length), to.slice(at.length), capability]]
      : [],
  );
  expect(permits).toEqual([
    ["/acme/token/70/permissions", "/acme", "admin"],
    ["/-/projects/101/token/71/permissions", "/-/projects/101", "read"],
    ["/-/projects/101/token/71/permissions", "/-/projects/101", "write"],
    ["/-/projects/101/deploy-token/80/permissions", "/-/projects/101", "read"],
  ]);
});

test("what a project's settings come to", async () => {
  const server = await serve(group(), FILES);
  const graph = await crawlLive(server);
  const at = `gitlab:${server.host}/-/projects`;
  const facts = graph.facts(`${at}/101`);
  expect(facts["protected_branches"]).toEqual([
    { pattern: "main", push: [{ level: 40 }], merge: [{ level: 40 }], force_push: false, code_owners: false },
    {
      pattern: "release/*",
      push: [{ level: 0 }],
      merge: [{ level: 30 }, { user_id: 2 }],
      force_push: false,
      code_owners: false,
      inherited: true,
    },
  ]);
  expect(facts["protected_tags"]).toEqual([{ pattern: "v*", create: [{ level: 40 }] }]);
  expect([facts["job_token_limited"], graph.facts(`${at}/102`)["job_token_limited"]]).toEqual([false, true]);
  expect(graph.facts(`${at}/102`)["job_token_groups"]).toEqual([`gitlab:${server.host}/-/groups/10`]);
  const worth = ["author_approves", "committers_approve", "approvals_stay", "approvals_overridable"];
  expect(worth.map((name) => facts[name])).toEqual([false, false, false, false]);
  const other = graph.facts(`${at}/102`);
  expect(worth.map((name) => other[name])).toEqual([true, true, true, undefined]);
  expect(facts["integrations"]).toEqual(["slack"]);
  const [environment] = graph.ofType("gitlab.environment");
  expect(environment?.properties).toMatchObject({ protected: true, deploy: [{ level: 40 }], approvals: 1 });
  const [hook] = graph.ofType("gitlab.webhook");
  expect(hook?.properties).toMatchObject({
    scheme: "https",
    host: "ci.example.com",
    insecure_ssl: true,
    events: ["push"],
  });
  const runners = graph.ofType("gitlab.runner");
  expect(
    runners.map(({ name, properties: { run_untagged, access_level, is_hosted } }) => [
      name,
      run_untagged,
      access_level,
      is_hosted,
    ]),
  ).toEqual([
    ["shared", true, "ref_protected", false],
    ["ours", true, "not_protected", false],
  ]);
  expect(runners[1]?.properties["projects"]).toEqual([`${at}/101`]);
  expect(runners[1]?.properties["groups"]).toBeUndefined();
  const [below] = graph.ofType("gitlab.subgroup");
  expect(below?.properties).toMatchObject({
    shared_with: [{ group_id: 88, path: "contractors", level: 30 }],
    project_creation_level: "maintainer",
    subgroup_creation_level: "owner",
  });
  const [tier] = graph.ofType("gitlab.protected-tier");
  expect(tier).toMatchObject({
    parent: `gitlab:${server.host}/acme`,
    properties: { tier: "production", deploy: [{ level: 40 }], approvals: 2 },
  });
});

test("jobs of a pipeline with what it includes", async () => {
  const server = await serve(group(), FILES);
  const graph = await crawlLive(server);
  const jobs = graph.ofType("gitlab.job");
  expect(jobs.map(({ properties }) => [properties["job"], properties["file"], properties["line"]])).toEqual([
    ["migrate", "ci/deploy.yml", 1],
    ["lint", "acme/platform/templates/lint.yml", 1],
    ["deploy", ".gitlab-ci.yml", 19],
    ["test", ".gitlab-ci.yml", 28],
  ]);
  const deploy = jobs.find(({ name }) => name.endsWith("#deploy"));
  expect(deploy?.properties).toMatchObject({
    id_token: true,
    id_tokens: { AWS_TOKEN: ["sts.amazonaws.com"] },
    environment: "production",
    runs_on: ["deploy"],
    image: "node:22",
    secret_names: ["AWS_TOKEN", "DEPLOY_PASSWORD"],
    logins: [{ cloud: "aws", service: "AWS", mode: "oidc", action: "script" }],
    runs: [{ event: "branch", is_default: true }],
  });
});

test("files that a pipeline includes by a pattern, of its own project and of another, live and recorded", async () => {
  const job = (name: string): string => `${name}: { script: x }\n`;
  const files = {
    "projects/101/.gitlab-ci.yml":
      "include:\n  - local: 'ci/*.yml'\n  - local: 'gone/*.yml'\n  - project: acme/platform/templates\n    file: all.yml\n",
    "projects/101/ci/b.yml": job("b"),
    "projects/101/ci/a.yml": job("a"),
    "projects/101/ci/deep/c.yml": job("too-deep"),
    "projects/103/all.yml": "include: { local: 'lint/**.yml' }\n",
    "projects/103/lint/x/y.yml": job("y"),
  };
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-gitlab-")), "record");
  const server = await serve(group(), files);
  server.pageSize = 2;
  const live = await crawlLive(server, { record: folder });
  const jobs = (graph: typeof live): unknown[] => graph.ofType("gitlab.job").map(({ properties }) => properties["job"]);
  expect(jobs(live)).toEqual(["a", "b", "y"]);
  expect(live.gaps.filter(({ dataSet }) => dataSet === "gitlab/project:pipeline-files")).toEqual([]);
  expect(jobs(await crawlBundle(folder))).toEqual(["a", "b", "y"]);
});

test("a folder of more files than are looked through is a gap, and so is one that is refused", async () => {
  const server = await serve(group(), { "projects/101/.gitlab-ci.yml": "include: { local: 'ci/*.yml' }\n" });
  const many = Array.from({ length: 5_001 }, (_, at) => ({ type: "blob", path: `ci/${at}.yml` }));
  const said = async (): Promise<string[]> =>
    (await crawlLive(server)).gaps
      .filter(({ dataSet }) => dataSet === "gitlab/project:pipeline-files")
      .map(({ message }) => message);
  server.script = ({ path }) => (path.endsWith("/repository/tree") ? { status: 200, body: many } : undefined);
  expect(await said()).toEqual([
    "acme/site: .gitlab-ci.yml includes ci/*.yml: its folder has more than 5000 files, which are not looked through",
  ]);
  server.script = ({ path }) => (path.endsWith("/repository/tree") ? { status: 403, body: {} } : undefined);
  expect(await said()).toEqual([
    expect.stringContaining("acme/site: .gitlab-ci.yml includes ci/*.yml: GET /projects/:id"),
  ]);
});

test("no value of a secret is kept: not in the graph, not in the recording, not in what is said", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-gitlab-")), "record");
  const server = await serve(group(), FILES);
  const noted = noting();
  const graph = await crawlLive(server, { record: folder, noted });
  const places = [
    ["graph", JSON.stringify([graph.nodes, graph.supplements, graph.edges, graph.gaps, [...graph.documents]])],
    ["messages", noted.lines.join()],
    ...filesBelow(folder).map((file): [string, string] => [file, readFileSync(file, "utf8")]),
  ] as const;
  expect(places.length).toBeGreaterThan(40);
  expect(places.filter(([, text]) => text.includes("MARKER")).map(([place]) => place)).toEqual([]);
  // What was there to be found.
  expect(JSON.stringify([server.answers, server.files]).split(MARKER).length).toBeGreaterThan(15);
});

test("a recording replays to the same graph", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-gitlab-")), "record");
  const server = await serve(group(), FILES);
  const live = await crawlLive(server, { record: folder });
  const replayed = await crawlBundle(folder);
  expect(new Map(replayed.nodes.map((node) => [node.id, node]))).toEqual(
    new Map(live.nodes.map((node) => [node.id, node])),
  );
  expect(new Set(replayed.edges.map((edge) => JSON.stringify(edge)))).toEqual(
    new Set(live.edges.map((edge) => JSON.stringify(edge))),
  );
  expect(sorted(replayed.supplements)).toEqual(sorted(live.supplements));
  expect(sorted(replayed.gaps)).toEqual(sorted(live.gaps));
});

test("every route is one that gitbeaker knows, too", () => {
  // GitLab's own description of its API is in no package; gitbeaker's list of paths was made by others.
  const source = readFileSync("node_modules/@gitbeaker/core/dist/index.mjs", "utf8");
  const known = [...source.matchAll(/(?:endpoint)?[`"]([a-z$][^`"\s]*)[`"]/g)].map(([, path = ""]) => toShape(path));
  const shapes = new Set(
    known.flatMap((path) =>
      path.startsWith(":") ? [`projects/:/${path.slice(2)}`, `groups/:/${path.slice(2)}`] : [path],
    ),
  );
  const routes = [...new Set(CALLS.map(({ route }) => toShape(route.replace(/^GET \//, ""))))];
  expect(routes.filter((route) => !shapes.has(route))).toEqual(ELSEWHERE);
});

/** One that gitbeaker joins from parts, and one that is newer than it: docs.gitlab.com/api/service_accounts. */
const ELSEWHERE = ["groups/:/members/all", "groups/:/service_accounts/:/personal_access_tokens"];

/** A path with its parameters as colons. */
function toShape(path: string): string {
  return path.replace(/\$\{[^}]*\}|:\w+/g, ":");
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
