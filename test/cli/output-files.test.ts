// --output FILE of every command that prints a result: the file holds what stdout would, in the format of its ending.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.js";
import { FORMATS } from "../../src/report/index.js";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, SMALL } from "./nhi.js";

const home = freshFolder();
const DB = join(home, "acme.db");
const REQUESTS = join(home, "requests.jsonl");

beforeAll(async () => {
  await acmeDatabase(DB);
  const request = { principal: "role/site-deploy", action: "iam:PassRole", resource: "*" };
  writeFileSync(REQUESTS, `${JSON.stringify(request)}\n${JSON.stringify({ ...request, action: "s3:GetObject" })}\n`);
});

const now = ["--now", "2026-11-01T00:00:00Z"];
const acme = [...["--db", DB], ...now];
const small = [...["--bundle", SMALL, "--db", ":memory:"], ...now];
const TEXT_AND_JSON = { txt: "pretty", json: "json" };
const LINES = { jsonl: "jsonl", ndjson: "jsonl" };
const REPORTS = {
  ...TEXT_AND_JSON,
  ...LINES,
  SARIF: "sarif",
  "sarif.json": "sarif",
  csv: "csv",
  html: "html",
  htm: "html",
  md: "markdown",
  markdown: "markdown",
  xml: "junit",
  "ocsf.jsonl": "ocsf",
  mmd: "mermaid",
};

/** A command, the formats of its endings, and an ending that it has no format for. */
type Case = [what: string, args: readonly string[], formats: { readonly [ending: string]: string }, other: string];

const COMMANDS: readonly Case[] = [
  ["scan", ["scan", ...small], REPORTS, "pdf"],
  ["check", ["check", ...acme, "--fail-on", "none"], TEXT_AND_JSON, "yaml"],
  ["demo", ["demo"], { sarif: "sarif" }, "docx"],
  ["scan --dry-run", ["scan", "aws", "--dry-run", "--db", ":memory:"], { ...TEXT_AND_JSON, csv: "csv" }, "sarif"],
  ["inventory", ["inventory", ...acme], { ...TEXT_AND_JSON, ...LINES, CSV: "csv" }, "sarif"],
  ["explain", ["explain", "role/site-deploy", ...acme], TEXT_AND_JSON, "csv"],
  ["explain of a rule", ["explain", "AWS-001"], TEXT_AND_JSON, "md"],
  ["paths", ["paths", "--from", "role/site-deploy", "--to", "admin", ...acme], TEXT_AND_JSON, "mmd"],
  ["paths --choke", ["paths", "--choke", ...acme], TEXT_AND_JSON, "csv"],
  ["can", ["can", "role/site-deploy", "iam:PassRole", "*", ...acme], { ...TEXT_AND_JSON, ...LINES }, "csv"],
  ["can --requests", ["can", "--requests", REQUESTS, ...acme], LINES, "json"],
  ["who-can", ["who-can", "iam:CreateAccessKey", ...acme], TEXT_AND_JSON, "jsonl"],
  [
    "diff",
    ["diff", SMALL, join(SMALL, "../empty-account"), ...now],
    { ...TEXT_AND_JSON, ...LINES, csv: "csv", md: "markdown", markdown: "markdown" },
    "html",
  ],
  ["plan", ["plan", ...acme], TEXT_AND_JSON, "tf"],
  ["boundary", ["boundary", "role/site-deploy", ...acme], TEXT_AND_JSON, "tf"],
  ["query", ["query", "select id, name from identity order by id", ...acme], { ...TEXT_AND_JSON, csv: "csv" }, "jsonl"],
  ["query without a statement", ["query"], { ...TEXT_AND_JSON, csv: "csv" }, "md"],
  ["query of a view", ["query", "credential"], { ...TEXT_AND_JSON, csv: "csv" }, "sql"],
  ["rules list", ["rules", "list"], TEXT_AND_JSON, "csv"],
  ["rules show", ["rules", "AWS-013"], TEXT_AND_JSON, "md"],
  ["rules test", ["rules", "test", resolve("rules/workspace")], { txt: "pretty" }, "json"],
  ["doctor", ["doctor", ...small], TEXT_AND_JSON, "html"],
  ["permissions", ["permissions", "aws"], { json: "json" }, "txt"],
  ["permissions of another provider", ["permissions", "github"], { json: "json" }, "yaml"],
];

/** Commands of one format have no option for it. */
const formatOf = (args: readonly string[], format: string): readonly string[] =>
  args[0] === "permissions" || args[1] === "test" || args.includes("--requests") ? [] : ["--format", format];

const entries = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith("."));

describe.each(COMMANDS)("nhi %s", (_, args, formats, other) => {
  it.each(Object.entries(formats))(".%s has what stdout has with --format %s", async (ending, format) => {
    const folder = freshFolder();
    const plain = await nhi([...args, ...formatOf(args, format)], folder);
    const name = `result.${ending}`;
    const written = await nhi([...args, "--output", name], folder);
    expect(written.stderr).not.toMatch(/cannot|internal error/);
    expect([written.code, written.stdout]).toEqual([plain.code, ""]);
    expect(readFileSync(join(folder, name), "utf8") === plain.stdout, plain.stderr).toBe(true);
    expect(entries(folder)).toEqual([name]);
  });

  it(`.${other} is refused before anything is done, with the endings that there are`, async () => {
    const folder = freshFolder();
    const { code, stdout, stderr } = await nhi([...args, "--output", `result.${other}`], folder);
    expect([code, stdout]).toEqual([2, ""]);
    if (args.includes("--dry-run")) expect(stderr).toMatch(/--dry-run prints pretty, json, csv, not sarif/);
    else {
      const said = /^nhi: (.*): no format of nhi (?:.*) ends with \.(\w+), but (.*); for a file of any name/.exec(
        stderr,
      );
      expect(said?.slice(1, 3)).toEqual([`result.${other}`, other]);
      const endings = said?.[3]?.split(", ");
      expect(endings).toEqual(expect.arrayContaining(Object.keys(formats).map((one) => `.${one.toLowerCase()}`)));
    }
    expect(entries(folder)).toEqual([]);
  });
});

describe("the format", () => {
  const folder = freshFolder();
  const written = async (name: string, ...args: string[]): Promise<string> => {
    const { code, stderr } = await nhi([...args], folder);
    expect(code, stderr).toBe(0);
    return readFileSync(join(folder, name), "utf8");
  };

  it.each([
    ["inventory", ["inventory", ...acme]],
    ["scan", ["scan", ...small, "--fail-on", "none"]],
  ])("that --format of %s says wins over the ending, and so does pretty", async (_, args) => {
    const json = await written("a.csv", ...args, "--format", "json", "--output", "a.csv");
    expect(Object.keys(JSON.parse(json))).toContain("schema");
    const text = await written("b.json", ...args, "--format", "pretty", "--output", "b.json");
    expect(text).not.toMatch(/^[[{]/);
    expect((await nhi([...args, "--format", "json", "--output", "a.pdf"], folder)).code).toBe(0);
  });

  it("that is written before the name wins over both", async () => {
    const args = ["inventory", ...acme, "--format", "csv"];
    expect(JSON.parse(await written("c.csv", ...args, "--output", "JSON=c.csv")).schema).toBe("nhi-inventory/1");
    expect(JSON.parse(await written("c.pdf", ...args, "--output", "json=c.pdf")).schema).toBe("nhi-inventory/1");
  });

  it("of a name without an ending, of a device and of - is that of stdout", async () => {
    const plain = await nhi(["rules", "list"], folder);
    expect(await written("list", "rules", "list", "--output", "list")).toBe(plain.stdout);
    expect((await nhi(["rules", "list", "--output", "-"], folder)).stdout).toBe(plain.stdout);
    expect((await nhi(["rules", "list", "--output", "/dev/null"], folder)).code).toBe(0);
    const json = await nhi(["rules", "list", "--output", "json=-"], folder);
    expect(json.stdout).toBe((await nhi(["rules", "list", "--format", "json"], folder)).stdout);
  });

  it.each<[args: string[], says: RegExp]>([
    [["rules", "list", "--output", "json"], /--output json: names a format and no file: --output json=FILE/],
    [["scan", ...small, "--output", "sarif"], /--output sarif: names a format and no file: --output sarif=FILE/],
    [["rules", "list", "--output", "csv=a"], /unknown format "csv"; one of pretty, json/],
    [["rules", "list", "--output", "jsn=a"], /unknown format "jsn", did you mean "json"\?/],
    [["can", "--requests", REQUESTS, "--output", "json=a"], /nhi can writes jsonl, not json/],
    [["can", "--requests", REQUESTS, "--format", "json", "--output", "a.json"], /nhi can writes jsonl, not json/],
    [["rules", "list", "--output", "a.json", "--output", "b.json"], /one file a run/],
    [["rules", "list", "--output", ""], /--output is followed by an empty text/],
    [
      ["plan", ...acme, "--output", "plan/"],
      /plan\/: is a folder; --out DIR writes files there, --output FILE the text/,
    ],
  ])("%j is refused", async (args, says) => {
    const own = freshFolder();
    const { code, stdout, stderr } = await nhi(args, own);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(says)]);
    expect(entries(own)).toEqual([]);
  });

  it("of each report is said by the ending that nhi gives it, but where two share one", () => {
    const program = buildProgram(() => undefined, "scan");
    const says = program.commands[0]?.options.find(({ long }) => long === "--output")?.description ?? "";
    const unsaid = Object.entries(FORMATS).filter(([, { extension }]) => !says.split(/[ ,]+/).includes(extension));
    expect(unsaid).toEqual([]);
  });
});

describe("what a run means and says stays", () => {
  it.each<[what: string, code: number, args: string[]]>([
    ["findings", 1, ["scan", ...small]],
    ["no path", 1, ["paths", "--from", "any:internet", "--to", "role/site-deploy", "--max-hops", "0", ...acme]],
    ["denied", 1, ["can", "role/site-deploy", "iam:CreateUser", "*", ...acme]],
    ["a part of the paths", 3, ["boundary", "ci-legacy", ...acme]],
    ["a name that is none", 2, ["explain", "no-such-thing", ...acme]],
    ["a statement that is none", 2, ["query", "select nothing from nowhere", ...acme]],
  ])("%s: exit code %i, and the same on stderr", async (_, code, args) => {
    const folder = freshFolder();
    const plain = await nhi(args, folder);
    const written = await nhi([...args, "--output", "new/result.json"], folder);
    expect([plain.code, written.code]).toEqual([code, code]);
    // a scan whose report went elsewhere sums it up
    if (args[0] !== "scan") expect(written.stderr).toBe((await nhi([...args, "--format", "json"], folder)).stderr);
    expect(existsSync(join(folder, "new"))).toBe(code !== 2);
  });

  it("is said with --verbose: where it went", async () => {
    const { stderr } = await nhi(["inventory", ...acme, "--verbose", "--output", "a.json"], freshFolder());
    expect(stderr).toMatch(/^wrote a\.json$/m);
  });

  it("no colour goes into a file", async () => {
    const folder = freshFolder();
    await nhi(["paths", "--to", "admin", ...acme, "--color", "always", "--output", "a.txt"], folder);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).not.toContain("\u001b");
  });

  it("an answer without a word empties the file of an earlier one", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "a.txt"), "of yesterday\n");
    const { code, stderr } = await nhi(["query", "select 1 where 0", ...acme, "--output", "a.txt"], folder);
    expect([code, stderr]).toEqual([0, "nhi: no rows\n"]);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("");
  });

  it("plan --out DIR writes its files and --output FILE the text beside them", async () => {
    const folder = freshFolder();
    const plain = await nhi(["plan", ...acme], folder);
    await nhi(["plan", ...acme, "--out", "plan", "--output", "plan.txt"], folder);
    expect(readFileSync(join(folder, "plan.txt"), "utf8")).toBe(plain.stdout);
    expect(readdirSync(join(folder, "plan"))).toContain("README.md");
    expect((await nhi(["plan", ...acme, "--out", "other"], folder)).stdout).toBe("");
  });
});

it("every command has --output but those that print no result", () => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  const without = leaves(buildProgram(() => undefined)).filter(
    ({ options }) => !options.some(({ long }) => long === "--output"),
  );
  expect(without.map((command) => command.name())).toEqual(["collect", "explore", "completion", "help"]);
});
