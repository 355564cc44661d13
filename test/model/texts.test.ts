// Small pure parts that rules and config are read with.
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration, wholeDays } from "../../src/model/duration.js";
import { matchesGlob } from "../../src/model/glob.js";
import { fillMessage, toMessage } from "../../src/model/message.js";
import { didYouMean, nearest } from "../../src/model/nearest.js";
import { fillTemplate, placeholdersOf, toTemplate } from "../../src/model/placeholder.js";
import { fieldOfPlaceholder, rowFields } from "../../src/model/row-field.js";
import { column, type View } from "../../src/model/views/column.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("durations", () => {
  it.each<[string, number | undefined]>([
    ["90d", 90 * DAY],
    ["2w", 14 * DAY],
    ["12h", 12 * HOUR],
    ["30m", HOUR / 2],
    ["1s", 1000],
    ["1d 12h", 36 * HOUR],
    ["1d12h", 36 * HOUR],
    ["0d", 0],
    ["90", undefined],
    ["90 d", undefined],
    ["-90d", undefined],
    ["90D", undefined],
    ["1.5d", undefined],
    ["d", undefined],
    ["", undefined],
    ["90days", undefined],
    ["9999999999d", undefined],
  ])("%j", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each([
    [90 * DAY, "90 days"],
    [DAY, "1 day"],
    [DAY - 1, "23 hours"],
    [HOUR, "1 hour"],
    [59_000, "59 seconds"],
    [0, "0 seconds"],
    [-2 * DAY, "-2 days"],
  ])("%d ms is %s", (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });

  it("whole days round towards zero, and there is no minus zero", () => {
    expect([DAY - 1, DAY, -DAY - 1, -1].map(wholeDays)).toEqual([0, 1, -1, 0]);
    expect(Object.is(wholeDays(-1), -0)).toBe(false);
  });
});

describe("nearest", () => {
  const known = ["severity", "requires", "types", "when", "max_age"];
  it.each([
    ["severty", "severity"],
    ["SEVERITY", "severity"],
    ["sevreity", "severity"],
    ["typse", "types"],
    ["whne", "when"],
    ["requires2", "requires"],
    ["max", "max_age"],
    ["why", undefined],
    ["anything", undefined],
    ["", undefined],
  ])("%j is %j", (word, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it("says nothing when nothing is near", () => {
    expect(didYouMean("anything", known)).toBe("");
    expect(didYouMean("typse", known)).toBe(', did you mean "types"?');
  });
});

describe("globs", () => {
  it.each([
    ["ci-deploy", "ci-*", true],
    ["ci-deploy", "*deploy", true],
    ["ci-deploy", "c?-deploy", true],
    ["ci-deploy", "ci", false],
    ["ci-deploy", "deploy", false],
    ["ci-deploy", "CI-*", false],
    ["ci.deploy", "ci?deploy", true],
    ["cideploy", "ci?deploy", false],
    ["a+b", "a+b", true],
    ["aab", "a+b", false],
    ["", "*", true],
    ["", "?", false],
    ["abcabc", "*abc", true],
    ["abcab", "*abc", false],
    ["mississippi", "m*iss*pi", true],
  ])("%j %j %s", (text, pattern, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });

  it("many stars against a long text that nearly fits come to an end", () => {
    expect(matchesGlob("a".repeat(5000), `${"a*".repeat(500)}b`)).toBe(false);
  });
});

describe("messages", () => {
  const VALUES: { readonly [name: string]: string } = { name: "ci", keys: "2", scopes: "read, write", yes: "" };
  const fill = (text: string): string => fillMessage(toMessage(text), ({ names }) => VALUES[names[0]]);

  it.each([
    ["what has nothing to say is left out", "{name}[, with {scopes}][, last used {last}]", "ci, with read, write"],
    ["the first alternative that says something", "{name} [used {last}|has {scopes}|idle]", "ci has read, write"],
    ["an alternative without a placeholder always does", "{name} [used {last}|idle]", "ci idle"],
    ["none of them says anything", "{name}[ used {last}| seen {seen}].", "ci."],
    ["a fallback inside counts as said", "{name}[ used {last|never}]", "ci used never"],
    ["a question shows nothing itself", "{name}[, for ever{?yes}][, ended{?no}]", "ci, for ever"],
    ["a bar of a placeholder is no alternative", "[{last|none}, {keys}|never]", "none, 2"],
    ["brackets without a placeholder are what they look like", "{name} [sic] a[0]", "ci [sic] a[0]"],
    ["outside of brackets absence is told", "{name}: {last}, {seen|not seen}", "ci: unknown, not seen"],
  ])("%s", (_, text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  it("finds columns, nouns and questions", () => {
    const found = placeholdersOf("{a,b|none} {n#key} {n#identity/identities} {?a,b} {!c} {a,} {?} {n#}");
    expect(found.map(({ names, noun, asks, fallback }) => [names.join("+"), noun, asks, fallback])).toEqual([
      ["a+b", undefined, undefined, "none"],
      ["n", "key", undefined, undefined],
      ["n", "identity/identities", undefined, undefined],
      ["a+b", undefined, "yes", undefined],
      ["c", undefined, "no", undefined],
    ]);
  });
});

describe("placeholders", () => {
  it("finds names, fallbacks and params, and leaves other braces alone", () => {
    const text = `x {name} {last4|no id} {params.max_age} \${aws:username} \${HOME} {"a": 1} {{literal}} { spaced } {Upper}`;
    expect(placeholdersOf(text).map(({ names, fallback }) => [...names, fallback])).toEqual([
      ["name", undefined],
      ["last4", "no id"],
      ["params.max_age", undefined],
    ]);
  });

  it("fills them and undoubles literal braces", () => {
    const template = toTemplate(`{a}-{{b}}-\${{ secrets.X }}-\${c}-{d|none}`);
    expect(fillTemplate(template, ({ names, fallback }) => fallback ?? names[0].toUpperCase())).toBe(
      `A-{b}-\${{ secrets.X }}-\${c}-none`,
    );
  });
});

describe("fields of a row", () => {
  const view: View = {
    name: "thing",
    doc: "",
    kinds: [],
    columns: [
      column("created_at", "time", "node.x", "none", ""),
      column("last_used_at", "time", "node.y", "none", ""),
      column("max_age_days", "integer", "node.z", "none", ""),
    ],
  };
  const named = (name: string): string | undefined => fieldOfPlaceholder(rowFields(view), name)?.name;

  it("times give durations", () => {
    expect(rowFields(view).map(({ name }) => name)).toEqual([
      "created_at",
      "created_age",
      "created_in",
      "age",
      "last_used_at",
      "last_used_age",
      "last_used_in",
      "max_age_days",
    ]);
  });

  it.each([
    ["age_days", "age"],
    ["last_used_days", "last_used_age"],
    ["last_used_in_days", "last_used_in"],
    ["last_used_at", "last_used_at"],
    ["max_age_days", "max_age_days"],
    ["days", undefined],
    ["max_age", undefined],
  ])("{%s} is %s", (name, expected) => {
    expect(named(name)).toBe(expected);
  });
});
