// What of an answer is the API's: a list has to be one, and nothing is no empty list.
import { describe, expect, it } from "vitest";
import { nextLink, toPage } from "../../../src/collect/github/answer-page.js";
import { CALLS } from "../../../src/collect/github/calls.js";
import { ROOT_LIST } from "../../../src/collect/json-scan.js";

const callOf = (has: (list: string | undefined) => boolean) => {
  const call = CALLS.find(({ list }) => has(list));
  if (call === undefined) throw new Error("no such call");
  return call;
};
const LIST = callOf((list) => list === ROOT_LIST);
const NAMED = callOf((list) => list !== undefined && list !== ROOT_LIST);
const SINGLE = callOf((list) => list === undefined);
const said = (status: number, data: unknown) => ({ status, data, headers: {}, message: "" });

describe("an answer of the API", () => {
  it("is a page, with numbers beyond what JSON holds as texts", () => {
    expect(toPage(LIST, said(200, [{ id: 9007199254740993n }]))).toEqual({ [ROOT_LIST]: [{ id: "9007199254740993" }] });
    expect(toPage(NAMED, said(200, { [NAMED.list ?? ""]: [] }))).toEqual({ [NAMED.list ?? ""]: [] });
    expect(toPage(SINGLE, said(200, { login: "x" }))).toEqual({ login: "x" });
    expect(toPage(SINGLE, said(204, undefined))).toEqual({});
  });
});

describe("what is none", () => {
  it.each([
    ["nothing for a list", LIST, 204, undefined],
    ["nothing for a named list", NAMED, 204, undefined],
    ["an object for a list", LIST, 200, {}],
    ["a list for an object", SINGLE, 200, []],
    ["an object without its list", NAMED, 200, { other: [] }],
    ["a page of a proxy", SINGLE, 200, "<html>"],
    ["another status", SINGLE, 202, {}],
  ])("%s is a fault, not a page", (_, call, status, data) => {
    expect(() => toPage(call, said(status, data))).toThrow("the answer is not the API's");
  });
});

it.each([
  [
    '<https://api.example.com/x?page=2>; rel="next", <https://api.example.com/x?page=9>; rel="last"',
    "https://api.example.com/x?page=2",
  ],
  ['<https://api.example.com/x?page=1>; rel="prev"', undefined],
  ["", undefined],
])("the next page after %s", (link, next) => {
  expect(nextLink({ link })).toBe(next);
});
