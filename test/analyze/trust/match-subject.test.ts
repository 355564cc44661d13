// The matcher: a pattern against a template, by examples and against chance.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob, toGlob, toGlobText } from "../../../src/analyze/aws/policy/glob.js";
import { matchSubject } from "../../../src/analyze/trust/match-subject.js";
import { fillTemplate, fixedTemplate, parseTemplate } from "../../../src/analyze/trust/template.js";

const BRANCH = parseTemplate("repo:<owner>/<repo>:ref:refs/heads/<branch>", { owner: "login", repo: "name" });
const POD = parseTemplate("system:serviceaccount:<namespace>:<account>", { namespace: "name", account: "name" });

function match(pattern: string, template = BRANCH) {
  const { matches, open, closed } = matchSubject(toGlobText(pattern), template);
  return {
    matches,
    open: [...open],
    closed: Object.fromEntries([...closed].map(([hole, values]) => [hole, values.join()])),
  };
}

describe("a hole in two places has one value", () => {
  const TWICE = parseTemplate("repo:<owner>/<repo>:ref:<ref>:workflow:<owner>/<repo>/<file>", {
    owner: "login",
    repo: "name",
    file: "rest",
  });
  it.each<[string, string[], { [hole: string]: string }]>([
    ["repo:acme/api:*", ["ref", "file"], { owner: "acme", repo: "api" }],
    // a file may have the rest in its name
    ["repo:*:workflow:acme/api/x", ["owner", "repo", "ref", "file"], {}],
    ["repo:acme/api:ref:main:workflow:acme/api/x", [], { owner: "acme", repo: "api", ref: "main", file: "x" }],
    ["repo:acme/*", ["repo", "ref", "file"], { owner: "acme" }],
  ])("%s", (pattern, open, closed) => {
    expect(match(pattern, TWICE)).toEqual({ matches: true, open, closed });
  });

  it("and not two", () => {
    expect(match("repo:acme/api:ref:main:workflow:acme/site/x", TWICE).matches).toBe(false);
  });
});

describe("a pattern against a template", () => {
  it.each<[string, string[], { [hole: string]: string }]>([
    ["repo:octo-org/api:ref:refs/heads/main", [], { owner: "octo-org", repo: "api", branch: "main" }],
    ["repo:octo-org/api:*", ["branch"], { owner: "octo-org", repo: "api" }],
    ["repo:octo-org/*", ["repo", "branch"], { owner: "octo-org" }],
    ["repo:octo-org*", ["owner", "repo", "branch"], {}],
    ["*", ["owner", "repo", "branch"], {}],
    ["*:ref:refs/heads/main", ["owner", "repo"], { branch: "main" }],
    ["repo:octo-org/a?i:ref:refs/heads/main", ["repo"], { owner: "octo-org", branch: "main" }],
    ["repo:octo-org/api:ref:refs/heads/feature/*", ["branch"], { owner: "octo-org", repo: "api" }],
    ["repo:octo-org/api*:ref:refs/heads/main", ["repo"], { owner: "octo-org", branch: "main" }],
    ["repo:octo-org/api:*main", ["branch"], { owner: "octo-org", repo: "api" }],
  ])("%s", (pattern, open, closed) => {
    expect(match(pattern)).toEqual({ matches: true, open, closed });
  });

  it.each([
    "",
    "repo:octo-org",
    "repo:octo-org/api",
    "repo:octo-org/api:pull_request",
    "repo:octo-org/api:ref:refs/tags/main",
    "repo:octo-org/api:ref:refs/heads/",
    "repo:/api:ref:refs/heads/main",
    "repo:octo-org/api:ref:refs/heads/a:b",
    "repo:octo.org/api:ref:refs/heads/main",
    "repo:octo-org/api:ref:refs/heads/mainx*:y",
    "repo:octo-org/api:ref:refs/heads/main:*",
    "REPO:octo-org/api:*",
  ])("%j: nothing", (pattern) => {
    expect(match(pattern).matches).toBe(false);
  });

  it("a value that may stand in two places leaves both open", () => {
    expect(match("system:serviceaccount:*:default", POD)).toEqual({
      matches: true,
      open: ["namespace"],
      closed: { account: "default" },
    });
    expect(match("system:serviceaccount:*", POD).open).toEqual(["namespace", "account"]);
  });

  it("case counts unless it does not", () => {
    const pattern = "repo:octo-org/api:ref:refs/heads/main".toUpperCase();
    expect(matchSubject(pattern, BRANCH).matches).toBe(false);
    expect(matchSubject(pattern, BRANCH, true)).toMatchObject({ matches: true });
  });

  it("a known value is a template without holes", () => {
    expect(matchSubject(toGlobText("repo:*:x"), fixedTemplate("repo:a:x")).matches).toBe(true);
    expect(matchSubject(toGlobText("repo:*:y"), fixedTemplate("repo:a:x")).matches).toBe(false);
    expect(matchSubject("", fixedTemplate("")).matches).toBe(true);
  });
});

describe("by chance", () => {
  const TWO = parseTemplate("a:<first>/<second>b", { first: "rest", second: "rest" });
  const letters = fc
    .array(fc.constantFrom("a", "b", ":", "/"), { minLength: 1, maxLength: 5 })
    .map((list) => list.join(""));
  const pattern = fc
    .array(fc.constantFrom("a", "b", ":", "/", "*", "?"), { maxLength: 9 })
    .map((list) => list.join(""));
  const fill = (first: string, second: string) =>
    fillTemplate(
      TWO,
      new Map([
        ["first", first],
        ["second", second],
      ]),
    )
      .parts.map((part) => ("fixed" in part ? part.fixed : ""))
      .join("");

  it("what the glob matches, the matcher finds, and what it closes is so", () => {
    fc.assert(
      fc.property(pattern, letters, letters, (text, first, second) => {
        if (!matchesGlob(toGlob(toGlobText(text)), fill(first, second))) return;
        const found = matchSubject(toGlobText(text), TWO);
        expect(found.matches).toBe(true);
        for (const [hole, value] of [
          ["first", first],
          ["second", second],
        ] as const) {
          // fixed text of the template may also be read as part of a hole here, so a closed hole has one of several values
          if (found.closed.has(hole) && !text.includes("/")) expect(found.closed.get(hole)).toEqual([value]);
        }
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it("what the matcher finds impossible, no filling matches", () => {
    fc.assert(
      fc.property(pattern, fc.array(fc.tuple(letters, letters), { minLength: 5, maxLength: 20 }), (text, fillings) => {
        if (matchSubject(toGlobText(text), TWO).matches) return;
        for (const [first, second] of fillings) {
          expect(matchesGlob(toGlob(toGlobText(text)), fill(first, second))).toBe(false);
        }
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it("two fillings that differ in one hole mean that it is open", () => {
    const ONE = parseTemplate("a:<first>:b", { first: "segment" });
    const inner = fc.array(fc.constantFrom("a", "b", "/"), { minLength: 1, maxLength: 4 }).map((list) => list.join(""));
    fc.assert(
      fc.property(pattern, inner, inner, (text, one, other) => {
        const glob = toGlob(toGlobText(text));
        const both = [one, other].every((value) => matchesGlob(glob, `a:${value}:b`));
        if (one === other || !both) return;
        expect(matchSubject(toGlobText(text), ONE).open.has("first")).toBe(true);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});
