// Reusable workflows from elsewhere: read at the ref that the call names, once each, live and from the recording.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { organization } from "./organization.js";
import { crawlBundle, crawlLive, serve, writeBundle } from "./support.js";

const DATA_SET = "github/repo:called-workflows";
const calling = (uses: string): string => `on: push\njobs:\n  call:\n    uses: ${uses}\n    secrets: inherit\n`;
const reading = (name: string): string =>
  `on: workflow_call\njobs:\n  do:\n    runs-on: x\n    steps:\n      - run: echo \${{ secrets.${name} }}\n`;

const FILES = {
  "api/.github/workflows/ci.yml": calling("octo-org/web/.github/workflows/shared.yml@v1"),
  "web/.github/workflows/own.yml": calling("octo-org/web/.github/workflows/shared.yml@v1"),
  "web/.github/workflows/shared.yml": reading("NOW"),
  "web/.github/workflows/shared.yml@v1": reading("THEN"),
};

type Graph = Awaited<ReturnType<typeof crawlLive>>;
const jobs = (graph: Graph): readonly string[] =>
  graph.nodes
    .filter(({ type, properties }) => type === "github.job" && properties["defined_in"] !== undefined)
    .map(({ name, properties }) => `${name} ${JSON.stringify(properties["secret_names"])}`)
    .sort();
const gaps = (graph: Graph): readonly string[] =>
  graph.gaps.filter(({ dataSet }) => dataSet === DATA_SET).map(({ message }) => message);
const stateOf = (graph: Graph): unknown => graph.coverage.find(({ dataSet }) => dataSet === DATA_SET)?.state;

test("the file at the ref of the call is read, once for all that call it", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "nhi-github-")), "record");
  const server = await serve(organization(), FILES);
  const live = await crawlLive(server, { record: folder });
  const expected = [
    'octo-org/api/octo-org/web/shared.yml@v1#do ["THEN"]',
    'octo-org/web/octo-org/web/shared.yml@v1#do ["THEN"]',
  ];
  expect(jobs(live)).toEqual(expected);
  expect(server.lines.filter((line) => line.includes("ref="))).toEqual(
    ["GET /repos/octo-org/web/contents/.github%2Fworkflows%2Fshared.yml?ref=v1"].map((line) =>
      line.replaceAll("%2F", "/"),
    ),
  );
  expect([gaps(live), stateOf(live)]).toEqual([[], "complete"]);
  const replayed = await crawlBundle(folder);
  expect(jobs(replayed)).toEqual(expected);
  expect(stateOf(replayed)).toBe("complete");
});

test("one that is not there, or is hidden, is a gap by its name; the files themselves are whole", async () => {
  const { "web/.github/workflows/shared.yml@v1": _, ...rest } = FILES;
  const graph = await crawlLive(await serve(organization(), rest));
  expect(jobs(graph)).toEqual([]);
  expect(gaps(graph)).toEqual([
    "octo-org/web/.github/workflows/shared.yml@v1, which jobs call: GET /repos/{owner}/{repo}/contents/{path}: HTTP 404: Not Found; it is not there, or this token may not see it",
  ]);
  expect(stateOf(graph)).toBe("partial");
  expect(graph.coverage.find(({ dataSet }) => dataSet === "github/repo:files")?.state).toBe("complete");
});

test("a bundle by hand holds the default branch among the owner's files, and other refs beside them", async () => {
  const { "web/.github/workflows/shared.yml@v1": _, ...rest } = FILES;
  const files = {
    ...rest,
    "api/.github/workflows/ci.yml": calling("octo-org/web/.github/workflows/shared.yml@main"),
  };
  const graph = await crawlBundle(writeBundle(organization(), files));
  expect(jobs(graph)).toEqual(['octo-org/api/octo-org/web/shared.yml@main#do ["NOW"]']);
  expect(gaps(graph)).toHaveLength(1);
  expect(gaps(graph)[0]).toContain("octo-org/web/.github/workflows/shared.yml@v1, which jobs call: ");
});

test("everything given to another owner is a gap within an enterprise of github.com, nothing outside of one, certain on a server of one's own, and nothing of a person's", async () => {
  const files = {
    "api/.github/workflows/ci.yml": calling("other/tools/.github/workflows/shared.yml@v1"),
    "tools/.github/workflows/shared.yml@v1": reading("KEY"),
  };
  const names = (graph: Graph): unknown =>
    graph.nodes.find(({ name }) => name === "octo-org/api/other/tools/shared.yml@v1#do")?.properties["secret_names"];
  const at = async (host: string, more: object = {}): Promise<Graph> => {
    const answers = { ...organization(), ...more };
    Object.assign(answers["orgs/octo-org"] as object, { html_url: `https://${host}/octo-org` });
    return crawlLive(await serve(answers, files));
  };
  const none = await at("github.com");
  expect([names(none), gaps(none)]).toEqual([[], []]);
  const owners = { totalCount: 1, edges: [{ organizationRole: "OWNER", node: { login: "ada", databaseId: 1 } }] };
  const cloud = await at("github.com", {
    "graphql/EnterpriseOwners": { data: { organization: { viewerIsAMember: true, enterpriseOwners: owners } } },
  });
  expect(names(cloud)).toBeUndefined();
  expect(gaps(cloud)).toEqual([
    "whether octo-org and other belong to one enterprise cannot be read: jobs of octo-org give all their secrets to workflows of other, which have them only then",
  ]);
  const server = await at("ghes.example.com");
  expect([names(server), gaps(server)]).toEqual([["KEY"], []]);
});
