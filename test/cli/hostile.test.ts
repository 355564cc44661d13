// Names chosen by somebody who means harm, through the whole program: harmless in every command and format.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { UNSEEN_RAW } from "../report/fixture.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const SCENE = join(ACME, "../scenes/hostile-names");
const folder = freshFolder();
const FORMATS = ["csv", "sarif", "markdown", "junit", "gitlab", "json", "jsonl"];
/** Of the recording itself: what a scan and a look at its coverage say. */
const onBundle = (...args: string[]) => nhi([...args, "--bundle", SCENE], folder);
/** Of what one scan of it left in the database: the same names, without reading the recording again. */
const run = (...args: string[]) => nhi([...args, "--db", "nhi.db"], folder);
let names: string[] = [];

beforeAll(async () => {
  const outputs = FORMATS.flatMap((format) => ["--output", `${format}=${format}.out`]);
  const { code, stderr } = await onBundle("scan", "--db", "nhi.db", "--fail-on", "none", ...outputs);
  expect(code, stderr).toBe(0);
  const { stdout } = await run("query", "select name from identity where type = 'aws.iam-user'", "--format", "json");
  names = JSON.parse(stdout).map(({ name }: { name: string }) => name);
});

/** Nothing that moves a cursor, hides, reorders or begins a line of its own. */
function expectPlain(text: string): void {
  expect(text.replace(/^\ufeff/, "")).not.toMatch(UNSEEN_RAW);
  expect(text).not.toMatch(/^::error/m);
}

it("the scene is what it says", () => {
  for (const part of ["\u001b", "\u202e", "=HYPERLINK", "<img", "|"]) {
    expect(
      names.some((name) => name.includes(part)),
      JSON.stringify(part),
    ).toBe(true);
  }
});

describe("in the terminal", () => {
  it.each<readonly string[]>([
    ["scan"],
    ["scan", "--verbose"],
    ["scan", "--severity", "low"],
    ["inventory"],
    ["inventory", "--privileged"],
    ["doctor"],
    ["query", "select id, name, tags from identity"],
    ["explain", "AWS-001"],
  ])("nhi %s %s", async (...args) => {
    const words = args.filter((word) => typeof word === "string");
    const { stdout, stderr, code } = await (/scan|doctor/.test(words[0] ?? "") ? onBundle : run)(...words);
    expect(code, stderr).toBeLessThan(2);
    expectPlain(stdout.replaceAll("\n", ""));
    expectPlain(stderr.replaceAll("\n", ""));
    expect(`${stdout}\n${stderr}`).not.toMatch(/^::error/m);
  });

  it("every identity explains itself, and a name that is asked for is said back harmlessly", async () => {
    // An argument holds no NUL on any system.
    const askable = names.filter((one) => !one.includes("\0"));
    for (const asked of [...askable, `${askable.join(" ")} that is not there`]) {
      const { stdout, stderr } = await run("explain", asked);
      expectPlain(stdout.replaceAll("\n", ""));
      expectPlain(stderr.replaceAll("\n", ""));
      expect(stderr).not.toMatch(/internal error/);
    }
  });
});

describe("in files", () => {
  const formatted = (format: string): string => readFileSync(join(folder, `${format}.out`), "utf8");

  it.each(["csv", "inventory"])("%s: no cell is a formula", async (format) => {
    const text = format === "csv" ? formatted("csv") : (await run("inventory", "--format", "csv")).stdout;
    const rows: string[][] = parse(text, { bom: true });
    expect(rows.length).toBeGreaterThan(names.length);
    for (const cell of rows.flat()) expect(cell.trimStart(), cell).not.toMatch(/^[=+\-@\t\r]/);
    expectPlain(text.replaceAll(/[\r\n]/g, ""));
  });

  it.each<readonly string[]>([
    ["query", "select id, name, tags from identity"],
    ["explain", "AWS-001"],
    ["inventory"],
    ["doctor"],
  ])("JSON of nhi %s %s is plain text, too", async (...args) => {
    const words = args.filter((word) => typeof word === "string");
    const { stdout } = await (words[0] === "doctor" ? onBundle : run)(...words, "--format", "json");
    expectPlain(stdout.replaceAll("\n", ""));
    expect(JSON.parse(stdout)).toBeTypeOf("object");
  });

  it("the auditors' pack: every file of it", async () => {
    await run("export", "evidence", "--out", "pack");
    const files = readdirSync(join(folder, "pack"));
    expect(new Set(files.map((name) => name.replace(/^.*\./, "")))).toEqual(
      new Set(["SHA256SUMS", "csv", "json", "sarif"]),
    );
    for (const file of files) {
      const text = readFileSync(join(folder, "pack", file), "utf8");
      expectPlain(text.replaceAll(/[\r\n]/g, ""));
      if (/\.(?:json|sarif)$/.test(file)) expect(JSON.parse(text)).toBeTypeOf("object");
      if (!file.endsWith(".csv")) continue;
      for (const cell of parse(text, { bom: true }).flat())
        expect(String(cell).trimStart()).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it("query csv: no cell is a formula", async () => {
    const { stdout } = await run("query", "select id, name from identity", "--format", "csv");
    for (const cell of parse(stdout, { bom: true }).flat())
      expect(String(cell).trimStart()).not.toMatch(/^[=+\-@\t\r]/);
  });

  it("sarif: plain text, relative places, no embedded links", () => {
    const text = formatted("sarif");
    expectPlain(text.replaceAll("\n", ""));
    const results = JSON.parse(text).runs.flatMap((one: { results: unknown[] }) => one.results);
    expect(results.length).toBeGreaterThan(0);
    for (const { message, locations } of results) {
      expect(message.text).not.toMatch(/(?<!\\)\]\(/);
      expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^nhi\/[\w./%~-]+$/);
      expect(locations[0].physicalLocation.artifactLocation.uri).not.toMatch(/\.\.|^\//);
    }
  });

  it("markdown: no tag, no link, no table that breaks", () => {
    const text = formatted("markdown");
    expectPlain(text.replaceAll("\n", ""));
    const outsideCode = text.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    expect(outsideCode).not.toMatch(/<(?!\/?(?:details|summary|code|br|span)\b)[a-z]/i);
    expect(outsideCode).not.toMatch(/(?<!\\)\]\((?!https:\/\/github\.com\/)/);
  });

  it.each(["junit", "gitlab", "json", "jsonl"])("%s: nothing unseen", (format) => {
    expectPlain(formatted(format).replaceAll("\n", ""));
  });
});
