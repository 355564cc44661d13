// Secrets of called workflows: exactly what callers give, through every call in between.
import { describe, expect, it, test } from "vitest";
import { SERVER_LIMITS } from "../../../src/collect/shared/workflows/calls.js";
import { jobIn, picked, read } from "./read.js";

const READS =
  'on: workflow_call\njobs:\n  do: { runs-on: x, steps: [{ run: "a ${{ secrets.KEY }} ${{ secrets.OTHER }}" }] }\n';

/** A workflow that an event starts and that calls `to`; `secrets` is the line about secrets. */
function caller(secrets: string, to = "b.yml", on = "push"): string {
  return `on: ${on}\njobs:\n  call:\n    uses: ./.github/workflows/${to}\n${secrets === "" ? "" : `    ${secrets}\n`}`;
}

function called(files: { readonly [path: string]: string }, job = "acme/site/b.yml#do") {
  const facts = jobIn(read(files), job);
  return {
    reads: picked(facts["secrets"], "name", "stored"),
    names: facts["secret_names"],
    notGiven: facts["secrets_not_given"],
  };
}

describe("a called workflow", () => {
  it("has everything by `inherit`", () => {
    const found = called({ "a.yml": caller("secrets: inherit"), "b.yml": READS });
    expect(found).toEqual({ reads: ["KEY -", "OTHER -"], names: ["KEY", "OTHER"], notGiven: undefined });
  });

  it("has nothing from a call that says nothing", () => {
    const found = called({ "a.yml": caller(""), "b.yml": READS });
    expect(found).toEqual({ reads: [], names: [], notGiven: ["KEY", "OTHER"] });
  });

  it("has what is passed, under its new name, and nothing else", () => {
    const found = called({ "a.yml": caller("secrets: { key: '${{ secrets.DEPLOY_KEY }}' }"), "b.yml": READS });
    expect(found).toEqual({ reads: ['KEY ["DEPLOY_KEY"]'], names: ["KEY"], notGiven: ["OTHER"] });
  });

  it.each(["plain", "${{ github.token }}", "${{ secrets.GITHUB_TOKEN }}"])("%s is passed and is no secret", (value) => {
    const found = called({ "a.yml": caller(`secrets: { KEY: '${value}' }`), "b.yml": READS });
    expect(found).toEqual({ reads: ["KEY []"], names: [], notGiven: ["OTHER"] });
  });

  it("has what any of its callers gives, and what it has when an event starts it", () => {
    const both = { "a.yml": caller("secrets: { KEY: '${{ secrets.A }}' }"), "c.yml": caller("") };
    expect(called({ ...both, "b.yml": READS }).reads).toEqual(['KEY ["A"]']);
    expect(called({ ...both, "b.yml": READS.replace("workflow_call", "[workflow_call, push]") }).reads).toEqual([
      'KEY ["A","KEY"]',
      "OTHER -",
    ]);
  });

  it("gives on what it was given, and no more", () => {
    const chain = (first: string, second: string) =>
      called({ "a.yml": caller(first, "m.yml"), "m.yml": caller(second, "b.yml", "workflow_call"), "b.yml": READS });
    expect(chain("secrets: inherit", "secrets: inherit").reads).toEqual(["KEY -", "OTHER -"]);
    expect(chain("secrets: { KEY: '${{ secrets.A }}' }", "secrets: inherit").reads).toEqual(['KEY ["A"]']);
    expect(chain("secrets: { M: '${{ secrets.A }}' }", "secrets: { KEY: '${{ secrets.M }}' }").reads).toEqual([
      'KEY ["A"]',
    ]);
    expect(chain("secrets: inherit", "").notGiven).toEqual(["KEY", "OTHER"]);
    expect(chain("", "secrets: inherit").notGiven).toEqual(["KEY", "OTHER"]);
  });

  it("reads all that was given by toJSON(secrets)", () => {
    const all = READS.replace("${{ secrets.KEY }} ${{ secrets.OTHER }}", "${{ toJSON(secrets) }}");
    expect(called({ "a.yml": caller("secrets: inherit"), "b.yml": all }).reads).toEqual(["* -"]);
    expect(called({ "a.yml": caller("secrets: { K: '${{ secrets.A }}' }"), "b.yml": all }).reads).toEqual(['* ["A"]']);
    expect(called({ "a.yml": caller(""), "b.yml": all }).reads).toEqual(["* []"]);
  });

  it("that nobody of the repository calls is given what a stranger gives: its names stay", () => {
    expect(called({ "b.yml": READS }).names).toEqual(["KEY", "OTHER"]);
  });
});

/** A chain of so many workflows, the first one started by a push. */
function chainOf(count: number): { [path: string]: string } {
  const name = (index: number): string => `w${String(index).padStart(5, "0")}.yml`;
  const files: { [path: string]: string } = {};
  for (let index = 1; index < count; index++) {
    files[name(index)] = caller("secrets: inherit", name(index + 1), index === 1 ? "push" : "workflow_call");
  }
  files[name(count)] = READS;
  return files;
}

test("ten workflows may call each other, eleven may not", () => {
  expect(read(chainOf(10)).gaps).toEqual([]);
  expect(called(chainOf(10), "acme/site/w00010.yml#do").names).toEqual(["KEY", "OTHER"]);
  expect(read(chainOf(11)).gaps?.map(({ message }) => message)).toEqual([
    ".github/workflows/w00010.yml:4:11: calls .github/workflows/w00011.yml as workflow number 11 of a chain; GitHub runs 10 here",
  ]);
  // what follows from the first is not told again
  expect(read(chainOf(20)).gaps).toHaveLength(1);
});

test("a server of one's own runs four", () => {
  const more = { limits: SERVER_LIMITS };
  expect(read(chainOf(4), more).gaps).toEqual([]);
  expect(read(chainOf(5), more).gaps?.map(({ message }) => message)).toEqual([
    ".github/workflows/w00004.yml:4:11: calls .github/workflows/w00005.yml as workflow number 5 of a chain; GitHub runs 4 here",
  ]);
});

test("one workflow may lead to fifty others, and not to more", () => {
  const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `w${at}.yml`);
  const fan = (count: number): { [path: string]: string } => {
    const calls = names(count).map((name, at) => `  j${at}: { uses: ./.github/workflows/${name} }\n`);
    const leaves = names(count).map((name) => [name, READS]);
    return { "a.yml": `on: push\njobs:\n${calls.join("")}`, ...Object.fromEntries(leaves) };
  };
  expect(read(fan(50)).gaps).toEqual([]);
  expect(read(fan(51)).gaps?.map(({ message }) => message)).toEqual([
    ".github/workflows/a.yml:3:15: calls more than 50 different workflows, those that they call included; GitHub runs no such workflow here",
  ]);
  expect(read(fan(21), { limits: SERVER_LIMITS }).gaps).toHaveLength(1);
  expect(read(fan(20), { limits: SERVER_LIMITS }).gaps).toEqual([]);
});

test("a chain of a thousand is read to its end", () => {
  const part = read(chainOf(1_000));
  expect(part.nodes?.filter(({ type }) => type === "github.job")).toHaveLength(1_000);
});

test("a circle is told where it closes, and a call of itself", () => {
  const circle = { "a.yml": caller("", "b.yml", "workflow_call"), "b.yml": caller("", "a.yml", "workflow_call") };
  expect(read(circle).gaps?.map(({ message }) => message)).toEqual([
    ".github/workflows/a.yml:4:11: calls .github/workflows/b.yml, which calls it back: GitHub runs no circle of workflows",
  ]);
  expect(read({ "a.yml": caller("", "a.yml", "workflow_call") }).gaps).toHaveLength(1);
  expect(read({ "a.yml": caller("", "b.yml"), "b.yml": READS }).gaps).toEqual([]);
});
