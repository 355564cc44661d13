// Every field that decides what is found, in turn given another type than the vendor documents: its data set says so and names
// the file and the field, and nothing new is found. As they are, no recording has such a field.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Question } from "../../src/collect/answers.js";
import { collectorForBundle } from "../../src/collect/index.js";
import { toPaths } from "../../src/collect/paths.js";
import { RecordedAnswers } from "../../src/collect/recorded.js";
import type { Shape } from "../../src/collect/shape.js";
import { freshFolder } from "../fresh-folder.js";
import { batchesOf, type Gathered, gather, noting } from "./support.js";

const PARTS: readonly (readonly [bundle: string, part: string])[] = [
  ["acme", "aws"],
  ["acme", "azure"],
  ["acme", "circleci"],
  ["acme", "entra"],
  ["acme", "gcp"],
  ["acme", "jenkins"],
  ["scenes/ai-services", "anthropic"],
  ["scenes/ai-services", "openai"],
  ["scenes/circleci-server", "circleci"],
  ["scenes/own-spire", "spire"],
];

interface Asked {
  /** File that answers, below the bundle. */
  readonly file: string;
  readonly call: string;
  readonly dataSet: string;
  readonly shape: Shape;
}

describe.each(PARTS)("%s: %s", (bundle, part) => {
  test("a field of another type is a gap, and finds nothing", { timeout: 300_000 }, async () => {
    const folder = freshFolder();
    cpSync(`fixtures/${bundle}/${part}`, join(folder, part), { recursive: true });
    const head = JSON.parse(readFileSync(`fixtures/${bundle}/bundle.json`, "utf8")) as object;
    const write = (asked?: readonly string[]): void =>
      writeFileSync(join(folder, "bundle.json"), JSON.stringify({ ...head, ...(asked !== undefined && { asked }) }));
    write();
    const { whole, asked } = await listen(folder);
    expect(oddGaps(whole)).toEqual([]);
    const done = new Set<string>();
    for (const { file, call, dataSet, shape } of asked) {
      const fields = Object.keys(shape).filter((path) => !done.has(`${call} ${path}`));
      if (fields.length === 0) continue;
      const text = readFileSync(join(folder, file), "utf8");
      for (const path of fields) {
        const answer: unknown = path.startsWith(".") ? { "": JSON.parse(text) } : JSON.parse(text);
        if (!spoil(answer, path.split("."))) continue;
        done.add(`${call} ${path}`);
        const changed = path.startsWith(".") ? (answer as { readonly ""?: unknown })[""] : answer;
        writeFileSync(join(folder, file), JSON.stringify(changed));
        write([dataSet]);
        let odd = await read(folder);
        // What other data sets ask for is not asked for alone.
        if (oddGaps(odd).length === 0) {
          write();
          odd = await read(folder);
        }
        const where = `${file} ${path}`;
        const name = path.split(".").findLast((one) => one !== "*") ?? "";
        expect(oddGaps(odd), where).toContainEqual(expect.stringContaining(name));
        expect(oddGaps(odd).join("\n"), where).toContain(file.split("/").at(-1));
        const states = odd.coverage.filter((one) => one.dataSet === dataSet).map(({ state }) => state);
        expect(
          states.some((state) => state !== "complete"),
          where,
        ).toBe(true);
        expect(added(whole, odd), where).toEqual([]);
      }
      writeFileSync(join(folder, file), text);
      write();
    }
    expect(done.size).toBeGreaterThan(0);
  });
});

async function read(folder: string): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(folder), noting()));
}

/** What is read, and which files were asked for with fields that have to fit. */
async function listen(folder: string): Promise<{ readonly whole: Gathered; readonly asked: readonly Asked[] }> {
  const spy = vi.spyOn(RecordedAnswers.prototype, "pages");
  const whole = await read(folder);
  const asked = spy.mock.calls.flatMap(([question]) => toAsked(folder, question));
  spy.mockRestore();
  return { whole, asked };
}

function toAsked(folder: string, question: Question): Asked[] {
  const { call, checked } = question;
  const file = toPaths(question)
    .map((path) => `${path}.json`)
    .find((path) => existsSync(join(folder, path)));
  // Accounts and regions share answers: their data sets stand behind where they are of.
  const dataSet = checked?.of.split(" ").at(-1);
  return checked === undefined || file === undefined || dataSet === undefined
    ? []
    : [{ file, call, dataSet, shape: checked.shape }];
}

/** Gives the first value at a path another type; false where there is none. */
function spoil(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined || typeof value !== "object" || value === null) return false;
  const keys = name === "*" ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : [];
  const fields = value as { [key: string]: unknown };
  for (const key of keys) {
    const member = fields[key];
    if (rest.length > 0) {
      if (spoil(member, rest)) return true;
    } else if (member !== null && member !== undefined) {
      fields[key] = [7.5];
      if (Array.isArray(member)) fields[key] = "@";
      return true;
    }
  }
  return false;
}

/** What is said of fields that do not fit: of one thing as a gap, of all that was asked for as the coverage. */
function oddGaps({ gaps, coverage }: Gathered): readonly string[] {
  return [...gaps, ...coverage].flatMap(({ message = "" }) => (message.includes("wrong shape") ? [message] : []));
}

/** Nodes and edges that were not there before. */
function added(before: Gathered, after: Gathered): readonly string[] {
  const ids = (graph: Gathered): string[] => [
    ...graph.nodes.map(({ id }) => id),
    ...graph.edges.map(({ kind, from, to }) => JSON.stringify([kind, from, to])),
  ];
  const known = new Set(ids(before));
  return ids(after).filter((id) => !known.has(id));
}
