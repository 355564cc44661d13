// Every format that nhi writes, taken from the program's own lists, against every hostile text: it is read back by the rules of
// its syntax, and holds what the same output of a harmless name holds. A format that is not in the table below fails.
import { parse } from "csv-parse/sync";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { EXPORTERS } from "../../src/app/export.js";
import { buildProgram } from "../../src/cli/program.js";
import { CHANGE_KINDS, type Change, type DiffSource } from "../../src/model/change.js";
import type { ExportSource } from "../../src/model/export.js";
import type { ReportOut, ReportSource } from "../../src/model/report.js";
import { writeDiff } from "../../src/report/diff.js";
import { DIFF_FORMATS } from "../../src/report/diff-formats.js";
import { FORMATS, INVENTORY_FORMATS, loadInventoryReporter, loadReporter } from "../../src/report/index.js";
import { HOSTILE, hostileSource, NOW, PATH_FINDING, source, UNSEEN_RAW } from "./fixture.js";

type Syntax = "plain" | "json" | "lines" | "csv" | "html" | "markdown" | "xml" | "mermaid";

const HARMLESS = "plain-name";
/** By `command format`, what is written. */
const SYNTAX: { readonly [writer: string]: Syntax } = {
  "scan pretty": "plain",
  "scan json": "json",
  "scan jsonl": "lines",
  "scan sarif": "json",
  "scan csv": "csv",
  "scan html": "html",
  "scan markdown": "markdown",
  "scan junit": "xml",
  "scan gitlab": "json",
  "scan ocsf": "lines",
  "scan mermaid": "mermaid",
  "export opengraph": "json",
  "export opengraph-extension": "json",
  "export cyclonedx": "json",
  "export ndjson": "lines",
  "inventory csv": "csv",
  "inventory json": "json",
  "inventory jsonl": "lines",
  "diff pretty": "plain",
  "diff json": "json",
  "diff jsonl": "lines",
  "diff csv": "csv",
  "diff markdown": "markdown",
};
/** Formats of `nhi export` that are written from those above: the pack of CSV, inventory CSV, JSON and SARIF, and two reports. */
const MADE_OF = new Set(["evidence", "ocsf", "mermaid"]);

type Write = (name: string) => Promise<string>;
const written = async (write: (out: ReportOut) => Promise<void>): Promise<string> => {
  const chunks: string[] = [];
  await write({ write: (chunk) => void chunks.push(chunk), color: false, columns: 100 });
  return chunks.join("");
};
const WRITERS: { readonly [writer: string]: Write } = Object.fromEntries([
  ...Object.keys(FORMATS).map((format): [string, Write] => [
    `scan ${format}`,
    (name) => written(async (out) => (await loadReporter(format))(reportOf(name), out)),
  ]),
  ...Object.entries(EXPORTERS).map(([format, load]): [string, Write] => [
    `export ${format}`,
    (name) => written(async (out) => (await load())(estateOf(name), out)),
  ]),
  ...Object.keys(INVENTORY_FORMATS).map((format): [string, Write] => [
    `inventory ${format}`,
    (name) => written(async (out) => (await loadInventoryReporter(format))(reportOf(name), out)),
  ]),
  ...DIFF_FORMATS.map((format): [string, Write] => [
    `diff ${format}`,
    (name) => written((out) => writeDiff(diffOf(name), format, out, { width: 100, full: true })),
  ]),
]);

/** Every text from outside is the name: findings, a path, what was not seen, the inventory. */
function reportOf(name: string): ReportSource {
  const from = hostileSource(name);
  const hop = { from: name, to: name, edge: name, condition: name, technique: name, state: name, confidence: 1 };
  const path = { source: name, target: name, confidence: 1, hops: [{ ...hop, evidence: { file: name, line: 1 } }] };
  // The lines of a fix are ours: whoever fills its placeholders keeps names on one line.
  const findings = from.findings.map((row) => ({ ...row, fix: "Remove it.\nThen look again." }));
  return { ...from, findings: [...findings, { ...PATH_FINDING, message: name, title: name, path }] };
}

function estateOf(name: string): ExportSource {
  const { tool, scopes } = source();
  const node = { id: name, kind: "principal", type: name, name, scope: name };
  const record = { id: name, type: name, name, owner: name, tags: { [name]: name }, principal: name, created_at: name };
  return {
    tool,
    now: NOW,
    scopes: scopes.map((scope) => ({ ...scope, name, gaps: [{ dataSet: name, subject: name, message: name }] })),
    nodes: () => [node, { ...node, id: `${name}2`, kind: name }],
    node: () => undefined,
    edges: () => [
      {
        kind: "can_assume",
        from: name,
        to: `${name}2`,
        state: "none",
        confidence: 1,
        because: [name],
        condition: name,
        technique: name,
      },
    ],
    identities: () => [record],
    credentials: () => [record],
    views: () => [{ view: "identity", row: record }],
  };
}

function diffOf(name: string): DiffSource {
  const changes = CHANGE_KINDS.map(
    (change): Change => ({
      change,
      id: name,
      type: name,
      name,
      scope: name,
      principal: name,
      principalName: name,
      before: name,
      after: name,
      facts: { [name]: name },
    }),
  );
  const notCompared = [{ scope: name, dataSet: name, region: name, reason: name }];
  return {
    before: { at: NOW, runs: [1], bundle: name },
    after: { at: NOW, runs: [2], bundle: name },
    changes,
    notCompared,
  };
}

/** What the syntax says of an output, besides that it can be read: the same for a hostile name as for a harmless one. */
const READ: { readonly [syntax in Syntax]: (text: string) => unknown } = {
  plain: () => undefined,
  json: (text) => shapeOf(JSON.parse(text)),
  lines: (text) => {
    const lines = text.split("\n").slice(0, -1);
    return shapeOf(lines.map((line) => JSON.parse(line)));
  },
  csv: (text) => {
    const rows: string[][] = parse(text, { bom: true });
    for (const cell of rows.flat()) expect(cell.trimStart()).not.toMatch(/^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/);
    return [rows.length, ...new Set(rows.map(({ length }) => length))];
  },
  html: (text) => [...new Set(tagsOf(text))].sort(),
  markdown: (text) => {
    // What is inside code is shown as it is; what is escaped is text.
    const outside = text
      .replace(/^ *(?=`{3})|\\[\\`*_{}[\]()#+.!|<>~$&@-]/gm, "")
      .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "")
      .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "code");
    expect(outside).not.toMatch(/(?<!\\)\]\((?!https:\/\/github\.com\/example)/);
    expect(outside).not.toMatch(/(?<![\w\\])@octocat/);
    const cells = outside.split("\n").filter((line) => line.startsWith("|"));
    // An element of ours keeps what would be a mention or a formula apart.
    const tags = new Set(tagsOf(outside).filter((tag) => !/^(?:span|br) $/.test(tag)));
    return [[...tags].sort(), cells.map((line) => line.match(/(?<!\\)\|/g)?.length)];
  },
  xml: (text) => {
    expect(XMLValidator.validate(text)).toBe(true);
    return tagsOf(text);
  },
  mermaid: (text) => {
    const drawn = text.split("\n").filter((line) => !line.trim().startsWith("%%"));
    for (const [, label = ""] of drawn.join("\n").matchAll(/"([^"\n]*)"/g)) expect(label).not.toMatch(/[<>`{}]/);
    expect(text).not.toMatch(/%%\s*\{/);
    return drawn.map((line) => [line.trim().split(/[ [%-]/)[0], line.match(/"/g)?.length]);
  },
};

/** Names of start tags and of their attributes, in order. */
function tagsOf(text: string): string[] {
  const bare = text.replace(/(<(?:style|script)\b[^>]*>)[\s\S]*?<\/(?:style|script)>/g, "$1");
  return [...bare.matchAll(/<([a-zA-Z][\w:-]*)((?:[^>"]|"[^"]*")*)>/g)].map(
    ([, name = "", attributes = ""]) =>
      `${name} ${[...attributes.matchAll(/([\w:-]+)="[^"]*"/g)].map(([, one]) => one).join(" ")}`,
  );
}

/** Keys that are ours and where they are; a key that is the name itself, or its object, is one from outside. */
function shapeOf(value: unknown): unknown {
  // Rows are sorted by their names.
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(shapeOf(one))).sort();
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value)
    .filter(([key]) => /^[$\w.:/-]+$/.test(key) && !FROM_OUTSIDE.has(key))
    .map(([key, member]) => [key, shapeOf(member)]);
}
const FROM_OUTSIDE = new Set(["tags", "columns", "facts"]);

test("the table is the lists of the program, whole", () => {
  expect(Object.keys(WRITERS).sort()).toEqual(Object.keys(SYNTAX).sort());
  const exported = buildProgram(() => undefined).commands.find((one) => one.name() === "export");
  const formats = exported?.registeredArguments[0]?.argChoices ?? [];
  expect(formats.filter((format) => EXPORTERS[format] === undefined)).toEqual([...MADE_OF]);
});

const LONG = { label: "ten thousand characters", name: `start <b>|\u202e${"x".repeat(10_000)}` };

describe.each(Object.entries(SYNTAX))("%s", (writer, syntax) => {
  const write = WRITERS[writer] as Write;

  test.each([...HOSTILE, LONG])("$label", async ({ name }) => {
    const text = await write(name);
    expect(text.replace(/^\ufeff/, "")).not.toMatch(UNSEEN_RAW);
    expect(text).not.toMatch(/^(?:FAKE: all clear|::error)/m);
    const read = READ[syntax](text);
    // Without a name there may be less to show.
    if (name.trim() !== "") expect(read).toEqual(READ[syntax](await write(HARMLESS)));
  });

  test("a name is in it at all", async () => {
    const isOurs = writer === "export opengraph-extension";
    expect((await write(HARMLESS)).includes(HARMLESS)).toBe(!isOurs);
  });
});
