// Secrets in the configurations of all clients, in the shapes that people write them: none may come out anywhere.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS, INVENTORY_FORMATS } from "../../src/report/index.js";
import { CONFIGURATIONS, MARKER, TOKEN } from "../collect/agents/configurations.js";
import { begin, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome } from "./nhi.js";

/** The same secret as a token of a known format, as one of none, within an address, and in the middle of a text. */
const SHAPES: { readonly [folder: string]: string } = {
  token: TOKEN,
  plain: TOKEN.replace("ghp_", "x"),
  address: `https://svc:${TOKEN.slice(4)}@db.example.com/x?key=${TOKEN.slice(4)}`,
  phrase: `key=${TOKEN.slice(4)} # of the build`,
};

const folder = freshFolder();
const checkout = join(folder, "checkout");
const outcomes: Outcome[] = [];

describe("secrets in configurations of agents", () => {
  beforeAll(async () => {
    const files = Object.entries(SHAPES).flatMap(([shape, secret]) =>
      CONFIGURATIONS.map(({ client, path, text }) => [`${shape}/${client}/${path}`, text.replaceAll(TOKEN, secret)]),
    );
    write(checkout, Object.fromEntries(files));
    begin(checkout);
    // One more that git does not track, and one that is broken behind its secret.
    write(checkout, {
      "own/.mcp.json": CONFIGURATIONS.find(({ client }) => client === "cursor")?.text ?? "",
      "broken/.mcp.json": `{"mcpServers": {"a": {"command": "npx", "env": {"API_TOKEN": "${TOKEN}"`,
      "broken/.codex/config.toml": `[mcp_servers.a]\ncommand = "npx"\nenv = { API_TOKEN = "${TOKEN}\n`,
    });
    const run = async (...args: string[]) => outcomes.push(await nhi(args, folder));
    const scan = ["scan", "repo:checkout", "--db", "data/nhi.db", "--fail-on", "none", "--verbose", "--debug"];
    const outputs = Object.entries(FORMATS).flatMap(([format, { extension }]) => [
      "--output",
      `${format}=out/${format}${extension}`,
    ]);
    await run(...scan, "--include", "passed", ...outputs);
    // Somebody reading keeps the write-ahead log from being folded into the database.
    const reader = new Database(join(folder, "data/nhi.db"), { readonly: true });
    const open = reader.prepare("SELECT * FROM sqlite_schema").iterate();
    open.next();
    write(checkout, { "more/.mcp.json": CONFIGURATIONS.find(({ client }) => client === "cursor")?.text ?? "" });
    await run(...scan);
    for (const format of Object.keys(INVENTORY_FORMATS)) {
      await run("inventory", "--db", "data/nhi.db", "--format", format);
    }
    for (const view of ["credential", "agent_server", "workload", "resource", "gap"]) {
      await run("query", `select * from ${view}`, "--db", "data/nhi.db", "--format", "json");
    }
    await run("explain", "AGT-002", "--db", "data/nhi.db");
    await run("export", "evidence", "--db", "data/nhi.db", "--out", "evidence");
    await run("baseline", "create", "--db", "data/nhi.db", "--out", "baseline.jsonl");
    expect(statSync(join(folder, "data/nhi.db-wal")).size).toBeGreaterThan(0);
    open.return?.();
    reader.close();
  });

  it("are found, in every client", () => {
    for (const { code, stderr } of outcomes) expect(code, stderr).not.toBe(2);
    const csv = readFileSync(join(folder, "out/csv.csv"), "utf8");
    for (const { client } of CONFIGURATIONS) expect(csv, client).toContain(`token/${client}/`);
    expect(csv).toContain("AGT-001");
    expect(csv).toContain("AGT-002");
    // What is broken is said, by its place.
    expect(csv).toContain("broken/.mcp.json");
  });

  it("are on neither stdout nor stderr", () => {
    for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toMatch(MARKER);
  });

  it("are in no report of any format, no evidence, no baseline, and neither in the database nor in its log", () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(`${checkout}/`));
    const names = files.map((file) => file.slice(folder.length + 1));
    const reports = Object.entries(FORMATS).map(([format, { extension }]) => `out/${format}${extension}`);
    expect(names).toEqual(
      expect.arrayContaining([...reports, "data/nhi.db", "evidence/report.json", "baseline.jsonl"]),
    );
    for (const file of files) expect(MARKER.test(readFileSync(file, "latin1")), file).toBe(false);
  });
});
