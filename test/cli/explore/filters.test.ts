import { expect, test } from "vitest";
import { choicesIn, next, visible } from "../../../src/cli/explore/filters.js";
import { entry } from "./entries.js";

const roles = [entry({ id: "Deploy", reach: "admin" }), entry({ id: "read-only", reach: "no", provider: "github" })];
const findings = [
  entry({ id: "f1", kind: "finding", severity: "critical", owasp: ["NHI2"], reach: "admin" }),
  entry({ id: "f2", kind: "finding", severity: "medium", owasp: ["NHI5"] }),
];

const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

test("without search and filters a list is what it was, not a copy", () => {
  expect(visible(roles, "  ", {})).toBe(roles);
});

test("every word of a search has to occur, in any case and order", () => {
  expect(ids(visible(roles, "DEP lo", {}))).toEqual(["Deploy"]);
  expect(ids(visible(roles, "only deploy", {}))).toEqual([]);
});

test("a severity keeps what is worse; a list that has none is not touched by it", () => {
  expect(ids(visible(findings, "", { severity: "high" }))).toEqual(["f1"]);
  expect(ids(visible(findings, "", { severity: "medium" }))).toEqual(["f1", "f2"]);
  expect(ids(visible(roles, "", { severity: "high" }))).toEqual(["Deploy", "read-only"]);
});

test("provider, category and reach each leave out what is something else", () => {
  expect(ids(visible(roles, "", { provider: "github" }))).toEqual(["read-only"]);
  expect(ids(visible(findings, "", { owasp: "NHI5" }))).toEqual(["f2"]);
  expect(ids(visible(findings, "", { reach: "admin" }))).toEqual(["f1"]);
  expect(ids(visible(roles, "", { reach: "admin", provider: "github" }))).toEqual([]);
});

test("a filter goes through what is there and then to none", () => {
  const { providers, owasp } = choicesIn([...roles, ...findings]);
  expect(providers).toEqual(["aws", "github"]);
  expect(owasp).toEqual(["NHI2", "NHI5"]);
  expect(next(providers, undefined)).toBe("aws");
  expect(next(providers, "github")).toBeUndefined();
});

test("categories are in the order of their numbers", () => {
  const many = ["NHI10", "NHI2", "NHI1"].map((category, at) => entry({ id: String(at), owasp: [category] }));
  expect(choicesIn(many).owasp).toEqual(["NHI1", "NHI2", "NHI10"]);
});
