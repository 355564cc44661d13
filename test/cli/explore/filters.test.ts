import fc from "fast-check";
import { expect, test } from "vitest";
import { type ExploreList, toList, type WholeEntry } from "../../../src/app/explore/entry.js";
import { narrowSteps, next, Searches } from "../../../src/cli/explore/filters.js";
import type { Filters } from "../../../src/cli/explore/state.js";
import { finish } from "../../../src/model/steps.js";
import { entry } from "./entries.js";

const roles = [entry({ id: "Deploy", reach: "admin" }), entry({ id: "read-only", reach: "no", provider: "github" })];
const findings = [
  entry({ id: "f1", kind: "finding", severity: "critical", owasp: ["NHI2"], reach: "admin" }),
  entry({ id: "f2", kind: "finding", severity: "medium", owasp: ["NHI5"] }),
];

const idsAt = (list: ExploreList, places: readonly number[] | undefined) => places?.map((at) => list.entry(at).id);
const visible = (entries: readonly WholeEntry[], query: string, filters: Filters) => {
  const list = toList(entries);
  return idsAt(list, finish(narrowSteps(list, query, filters, undefined)));
};

test("without search and filters all of a list is left, and nothing is gone through", () => {
  expect(visible(roles, "  ", {})).toBeUndefined();
});

test("every word of a search has to occur, in any case and order", () => {
  expect(visible(roles, "DEP lo", {})).toEqual(["Deploy"]);
  expect(visible(roles, "only deploy", {})).toEqual([]);
});

test("a severity keeps what is worse; a list that has none is not touched by it", () => {
  expect(visible(findings, "", { severity: "high" })).toEqual(["f1"]);
  expect(visible(findings, "", { severity: "medium" })).toEqual(["f1", "f2"]);
  expect(visible(roles, "", { severity: "high" })).toEqual(["Deploy", "read-only"]);
});

test("provider, category and reach each leave out what is something else", () => {
  expect(visible(roles, "", { provider: "github" })).toEqual(["read-only"]);
  expect(visible(findings, "", { owasp: "NHI5" })).toEqual(["f2"]);
  expect(visible(findings, "", { reach: "admin" })).toEqual(["f1"]);
  expect(visible(roles, "", { reach: "admin", provider: "github" })).toEqual([]);
});

test("a filter goes through what is there and then to none", () => {
  const { providers, owasp } = toList([...roles, ...findings]).choices;
  expect(providers).toEqual(["aws", "github"]);
  expect(owasp).toEqual(["NHI2", "NHI5"]);
  expect(next(providers, undefined)).toBe("aws");
  expect(next(providers, "github")).toBeUndefined();
});

test("categories are in the order of their numbers", () => {
  const many = ["NHI10", "NHI2", "NHI1"].map((category, at) => entry({ id: String(at), owasp: [category] }));
  expect(toList(many).choices.owasp).toEqual(["NHI1", "NHI2", "NHI10"]);
});

test("what was not seen has no reach, so that a filter on it leaves it all", () => {
  const gaps = toList([entry({ id: "0", kind: "gap" })], []);
  expect(finish(narrowSteps(gaps, "", { reach: "admin" }, undefined))).toBeUndefined();
});

test("a search says how far it is, with what it has found so far", () => {
  const list = toList(Array.from({ length: 5_000 }, (_, at) => entry({ id: `role-${at}` })));
  const steps = narrowSteps(list, "role", {}, undefined);
  const first = steps.next();
  expect(first.done).toBe(false);
  expect(first.value).toMatchObject({ doing: "searching", done: 1_023 });
  expect(finish(steps)).toHaveLength(5_000);
});

// Whatever is typed letter by letter, taken back and typed otherwise leaves what the whole list gone through anew would.
test("a search among what a shorter one left finds the same as one of everything", () => {
  const letter = fc.constantFrom("a", "b", " ", "-", "A");
  const query = fc.array(letter, { maxLength: 5 }).map((all) => all.join(""));
  fc.assert(
    fc.property(fc.array(query, { minLength: 1, maxLength: 8 }), fc.array(query, { maxLength: 30 }), (typed, names) => {
      const list = toList(names.map((id) => entry({ id })));
      const searches = new Searches();
      for (const one of typed) {
        const alone = finish(narrowSteps(list, one, {}, undefined));
        const known = searches.of(one) ?? { places: finish(narrowSteps(list, one, {}, searches.within(one))) };
        searches.keep(one, known.places);
        expect(known.places).toEqual(alone);
      }
    }),
  );
});
