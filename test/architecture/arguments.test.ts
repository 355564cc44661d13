// A call takes some 100,000 arguments before the stack is full: lists that grow with an estate are not handed over as arguments.
import { expect, it } from "vitest";
import { addAll } from "../../src/model/add-all.js";
import { type SourceFile, sourceFiles } from "./source-files.js";

const SPREAD = /\.(?:push|unshift)\(\s*\.\.\./;

const spreading = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, text }) => (SPREAD.test(text) ? [path] : []));

it("lists are put together by addAll", () => {
  expect(spreading(sourceFiles(["src"]))).toEqual([]);
  const [bad, good] = ["edges.push(\n  ...drawn.edges);", "addAll(edges, drawn.edges); edges.push([...drawn]);"];
  expect(spreading([bad, good].map((text, at) => ({ path: `${at}.ts`, text })))).toEqual(["0.ts"]);
});

it("which takes a list of any length", () => {
  const [many, list] = [Array.from({ length: 500_000 }, (_, at) => at), [-1]];
  expect(() => [].push(...(many as never[]))).toThrow(RangeError);
  addAll(list, many, new Set([7]));
  expect([list.length, list[0], list.at(-2), list.at(-1)]).toEqual([500_002, -1, 499_999, 7]);
});
