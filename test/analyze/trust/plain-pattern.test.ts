// Regular expressions that a glob can say, held against the engine that rules use (RE2 in JavaScript).
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { globsOfPattern } from "../../../src/analyze/trust/plain-pattern.js";

describe("patterns that are globs", () => {
  it.each<[string, string[]]>([
    ["^acme/", ["acme/*"]],
    ["acme", ["*acme*"]],
    ["^acme/site$", ["acme/site"]],
    ["^((((((((((acme))))))))))$", ["acme"]],
    ["/site$", ["*/site"]],
    ["^acme/.*$", ["acme/*"]],
    ["^acme/.+$", ["acme/?*"]],
    ["^acme/.*?-prod$", ["acme/*-prod"]],
    ["^(?:acme|octo)/(a|b)$", ["acme/a", "acme/b", "octo/a", "octo/b"]],
    // anchors bind to their alternative alone
    ["^acme/a$|beta", ["acme/a", "*beta*"]],
    ["^acme\\.example$", ["acme.example"]],
    ["^acme[.]example$", ["acme.example"]],
    ["^acme.example$", ["acme?example"]],
    ["^$", [""]],
    ["", ["**"]],
  ])("%s", (pattern, globs) => {
    expect(globsOfPattern(pattern)).toEqual(globs);
  });

  const TEXTS = [
    "",
    "acme",
    "acme/",
    "acme/site",
    "acme/a",
    "octo/b",
    "xacme/a",
    "acme.example",
    "acmeXexample",
    "beta",
  ];
  const more = ["acme/x-prod", "a/acme/site", "acme/site/x", "acme/ab", "alphabet", "octo/a\u00e9", "acme/-prod"];

  it.each([
    "^acme/",
    "acme",
    "^acme/.+$",
    "^(?:acme|octo)/(a|b)$",
    "^acme/a$|beta",
    "^acme.example$",
    "^acme[.]example$",
    "^acme/.*?-prod$",
    "a(cm|lph)(e|a)",
  ])("%s fits the same texts as the engine says", (pattern) => {
    const engine = RE2JS.compile(pattern);
    const globs = globsOfPattern(pattern) ?? [];
    for (const text of [...TEXTS, ...more]) {
      const fits = globs.some((glob) => new RegExp(`^${globText(glob)}$`, "su").test(text));
      expect([text, fits]).toEqual([text, engine.matcher(text).find()]);
    }
  });
});

/** A glob as an expression of JavaScript. */
function globText(glob: string): string {
  return glob
    .replace(/[.+^${}()|[\]\\/]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
}

describe("patterns that are not", () => {
  it.each([
    ["a class", "^acme/[a-z]+$"],
    ["everything but", "^acme/[^/]+$"],
    ["a count", "^a{2}"],
    ["a repeated letter", "^acme*"],
    ["a group that may be there", "^acme/(site)?$"],
    ["flags", "(?i)^acme/"],
    ["a named group", "^(?P<x>acme)/"],
    ["a word", "^\\w+/site$"],
    ["an end of text by name", "^acme\\z"],
    ["a star that is meant", "^acme\\*$"],
    ["an anchor inside", "a^b"],
    ["an anchor in a group", "(^acme|octo)/x"],
    ["a bracket that is open", "^(acme"],
    ["more groups in one another than anybody writes", `^${"(".repeat(61)}acme${")".repeat(61)}$`],
    ["a bracket too many", "^acme)"],
    ["nothing to repeat", "^*"],
    ["too many alternatives", "^(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)$"],
  ])("%s: %s", (_, pattern) => {
    expect(globsOfPattern(pattern)).toBeUndefined();
  });
});
