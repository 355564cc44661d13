// The filter before secretlint's preset loses nothing: whatever a rule of the preset reports opens it. The texts are made
// from the expressions that the rules themselves search with.
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GATES, mayHoldGeneric } from "../../../src/collect/repo/generic-signs.js";

const PREFIX = "@secretlint/secretlint-rule-";
/** Reads extensions that it is not given; what suppresses findings reports none. */
const NEVER_REPORT = ["gcp", "filter-comments"];

/** Look closer at what they found (key material, lengths); what they find at all has to open the filter. */
const LOOK_CLOSER = ["privatekey", "sendgrid", "1password"];

interface Source {
  readonly content: unknown;
  readonly ext: string;
}
interface Rule {
  readonly meta: { readonly id: string };
  create(context: unknown, options: object): { file(source: Source): unknown };
}

const all = (rules as readonly unknown[]).filter((rule): rule is Rule => !NEVER_REPORT.includes(nameOf(rule as Rule)));

function nameOf(rule: Rule): string {
  return rule.meta.id.replace(PREFIX, "");
}

/** How many places a rule reports in a content, which may be a text or what stands for one. */
function reports(rule: Rule, content: unknown): number {
  let count = 0;
  const context = { report: () => count++, createTranslator: () => () => "", ignore: () => undefined };
  rule.create(context, {}).file({ content, ext: "" });
  return count;
}

/** The expressions that a rule searches a text with. */
function expressionsOf(rule: Rule): RegExp[] {
  const seen: RegExp[] = [];
  reports(rule, {
    matchAll: (expression: RegExp) => {
      seen.push(expression);
      return [];
    },
  });
  return seen;
}

/** Texts that an expression finds: what looks around is left out, and case that does not matter is mixed. */
function textsOf(expression: RegExp): fc.Arbitrary<string> {
  const plain = expression.source.replace(/\(\?<?![^)]*\)|\\b|/g, "").replace(/\(\?<[a-z]+>/g, "(");
  const made = fc.stringMatching(new RegExp(plain.replaceAll("\\p{L}", "[a-z]")));
  return expression.flags.includes("i")
    ? fc.tuple(made, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text))
    : made;
}

describe("every rule of the preset", () => {
  it("has a gate, and every gate a rule", () => {
    expect([...new Set(GATES.map(({ rule }) => rule))].sort()).toEqual(all.map(nameOf).sort());
  });

  it.each(all.map((rule) => [nameOf(rule), rule] as const))("%s: what it reports opens the filter", (name, rule) => {
    for (const expression of expressionsOf(rule)) {
      let reported = 0;
      fc.assert(
        fc.property(textsOf(expression), (made) => {
          const text = `a = "${made}"\n`;
          const isReported = LOOK_CLOSER.includes(name) ? text.search(expression) >= 0 : reports(rule, text) > 0;
          if (!isReported) return;
          reported++;
          expect(mayHoldGeneric(text)).toBe(true);
        }),
        { numRuns: 200 },
      );
      expect(reported, String(expression)).toBeGreaterThan(0);
    }
  });
});
