// nhi export of the built-in company: every format is taken by the schema of the tool it is for, twice the same bytes, no value
// of a secret, and says with its exit code when something could not be read.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { OPENGRAPH, OPENGRAPH_EXTENSION } from "../report/export-schemas.js";
import { ocsfProblems } from "../report/ocsf-check.js";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const DENIED = join(ACME, "../scenes/denied-credential-report");
let db = "";
const ajv = new Ajv({ allowUnionTypes: true });

beforeAll(async () => {
  db = await acmeDatabase();
});

async function acme(format: string): Promise<string> {
  const { code, stdout, stderr } = await nhi(["export", format, "--db", db], freshFolder());
  // exit 3, for the one call that the company refuses
  expect(code, stderr).toBe(format === "opengraph-extension" ? 0 : 3);
  return stdout;
}

function expectValid(schema: object, value: unknown): void {
  expect(ajv.validate(schema, value) ? null : ajv.errors).toBe(null);
}

describe("acme", () => {
  it("opengraph and its extension: every kind is declared, every edge has its ends", async () => {
    const extension = JSON.parse(await acme("opengraph-extension"));
    const text = await acme("opengraph");
    const { graph } = JSON.parse(text);
    expectValid(OPENGRAPH_EXTENSION, extension);
    expectValid(OPENGRAPH, JSON.parse(text));
    const ids = new Set(graph.nodes.map(({ id }: { id: string }) => id));
    expect(ids.size).toBe(graph.nodes.length);
    const declared = (rows: { name: string }[]) => new Set(rows.map(({ name }) => name));
    const nodeKinds = declared(extension.node_kinds);
    const edgeKinds = declared(extension.relationship_kinds);
    const odd = graph.nodes.filter(({ kinds }: { kinds: string[] }) => kinds.some((kind) => !nodeKinds.has(kind)));
    expect(odd).toEqual([]);
    for (const { kind, start, end } of graph.edges) {
      expect([edgeKinds.has(kind), ids.has(start.value), ids.has(end.value)]).toEqual([true, true, true]);
    }
    const roles = graph.nodes.filter(
      ({ properties }: { properties: { nhi_type: string } }) => properties.nhi_type === "aws.iam-role",
    );
    expect(roles.length).toBeGreaterThan(40);
    expect(await acme("opengraph")).toBe(text);
  });

  it("the extension is the same without a database, and what could not be read does not count", async () => {
    const folder = freshFolder();
    const env = { XDG_DATA_HOME: folder };
    const { code, stdout, stderr } = await nhi(["export", "opengraph-extension"], folder, env);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(await acme("opengraph-extension"));
    // The graph itself needs one.
    expect((await nhi(["export", "opengraph"], folder, env)).code).toBe(2);
  });

  it("ocsf: as many findings as the report has, on stdout of a scan too", async () => {
    const events = (await acme("ocsf"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const event of events) expect(ocsfProblems(event)).toEqual([]);
    const report = await nhi(["check", "--db", db, "--format", "json", "--fail-on", "none"], freshFolder());
    const findings = events.filter(({ finding_info }) => finding_info !== undefined);
    expect(findings.map(({ finding_info }) => finding_info.uid)).toEqual(
      JSON.parse(report.stdout).findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint),
    );
    expect(findings.filter(({ finding_info }) => finding_info.attack_graph !== undefined).length).toBeGreaterThan(5);
  });

  it("cyclonedx: every credential once", async () => {
    const bom = JSON.parse(await acme("cyclonedx"));
    const { stdout } = await nhi(["query", "--db", db, "select id from credential", "--format", "json"], freshFolder());
    const ids = JSON.parse(stdout).map(({ id }: { id: string }) => `nhi:${id}`);
    expect(bom.compositions).toEqual([{ aggregate: "incomplete" }]);
    expect(bom.components.map((row: { "bom-ref": string }) => row["bom-ref"]).sort()).toEqual(ids.sort());
  });

  it("mermaid: a box for each finding that is a path", async () => {
    const text = await acme("mermaid");
    expect(text.match(/^ {2}subgraph /gm)?.length).toBeGreaterThan(5);
    expect(text.match(/^ {2}end$/gm)?.length).toBe(text.match(/^ {2}subgraph /gm)?.length);
  });

  it("ndjson: every documented view", async () => {
    const rows = (await acme("ndjson"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const views = new Set(rows.slice(1).map(({ view }) => view));
    const page = readFileSync("docs/data-model.md", "utf8");
    for (const view of views) expect(page).toContain(`### ${view}\n`);
    for (const view of ["access_path", "credential", "edge", "finding", "identity", "node", "workload"])
      expect(views).toContain(view);
    const key = rows.find(({ view, type }) => view === "credential" && type === "aws.access-key");
    expect(typeof key.static).toBe("boolean");
  });
});

it("what could not be read: exit 3, and the file is written all the same", async () => {
  const folder = freshFolder();
  const { code, stdout, stderr } = await nhi(["export", "cyclonedx", "--bundle", DENIED, "--out", "bom.json"], folder);
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(/nhi: exit 3: something could not be read of aws:\d{12}; nhi check lists it .*accepted_gaps/);
  expect(JSON.parse(readFileSync(join(folder, "bom.json"), "utf8")).compositions).toEqual([
    { aggregate: "incomplete" },
  ]);
});

describe("a checkout with a server that nobody knows, and no word of telemetry", () => {
  const SERVERS = '{"mcpServers":{"internal":{"command":"npx","args":["-y","@acme/internal-mcp@1.2.0"]}}}';
  const exported = async (text: string, format: string) => {
    const folder = freshFolder();
    writeFileSync(join(folder, ".mcp.json"), text);
    const run = await nhi(["scan", "repo:.", "--db", "nhi.db", "--fail-on", "none"], folder);
    expect(run.code, run.stderr).toBe(0);
    return nhi(["export", format, "--db", "nhi.db"], folder);
  };

  it("was read whole: exit 0, and the rules that it leaves open are named, and are in the file", async () => {
    const { code, stdout, stderr } = await exported(SERVERS, "ocsf");
    expect(stderr).toMatch(/nhi: all that was asked for was read; \d answers of rules could not be decided.*LOG-002/);
    expect(stderr).not.toContain("exit 3");
    expect(stdout).toContain("NHI-NOT-EVALUATED");
    expect(code).toBe(0);
  });

  it("that does not parse was not: exit 3", async () => {
    const { code, stderr } = await exported(`${SERVERS}}`, "ndjson");
    expect([code, stderr.includes("exit 3: something could not be read of repo:")]).toEqual([3, true]);
  });
});

it("ocsf of a scene in which something could not be read: gaps are base events", async () => {
  const { code, stdout } = await nhi(["export", "ocsf", "--bundle", DENIED], freshFolder());
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const event of events) expect(ocsfProblems(event)).toEqual([]);
  expect([code, events.some(({ class_uid }) => class_uid === 0)]).toEqual([3, true]);
});

it("a format that does not exist: exit 2 and the ones that do", async () => {
  const { code, stderr } = await nhi(["export", "opengraf"], freshFolder());
  expect(code).toBe(2);
  expect(stderr).toMatch(/opengraph.*cyclonedx/);
});
