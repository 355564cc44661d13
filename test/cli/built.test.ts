// A build with holes is told of before anything runs, and a kept process that cannot load nhi ends.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { builtNhi } from "./built.js";

const HINT = /: npm run build, then run them again$/;

/** A copy of the build without the files whose names fit. */
function buildWithout(gone: RegExp): string {
  const folder = join(freshFolder(), "dist");
  cpSync("dist", folder, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => gone.test(one))) rmSync(join(folder, name));
  return folder;
}

it("a whole build is that of its entry point", () => {
  const folder = buildWithout(/^none$/);
  expect(builtNhi(folder)).toBe(join(folder, "nhi.js"));
});

it.each<[what: string, gone: RegExp, said: RegExp]>([
  ["the entry point", /^nhi\.js$/, /dist lacks nhi\.js: /],
  ["a part that it loads at once", /^chunks\.js$/, /dist lacks chunks\.js: /],
  ["a part that it loads later", /^main-\w+\.js$/, /dist lacks main-\w+\.js: /],
  ["a module", /^app-\w+\.mjs$/, /dist lacks app-\w+\.mjs: /],
  ["the rules", /^catalog\.json$/, /dist lacks catalog\.json: /],
  ["a grammar", /^web-tree-sitter\.wasm$/, /dist lacks web-tree-sitter\.wasm: /],
  ["several parts", /^(?:nhi\.js|tables\.json)$/, /dist lacks nhi\.js and 1 more: /],
])("a build without %s is refused, and what to do is said", (_, gone, said) => {
  const folder = buildWithout(gone);
  expect(() => builtNhi(folder)).toThrow(said);
  expect(() => builtNhi(folder)).toThrow(HINT);
});

it("no build at all is refused, too", () => {
  expect(() => builtNhi(join(freshFolder(), "dist"))).toThrow(/dist lacks nhi\.js and 4 more: npm run build/);
});

it.each<[what: string, entry: string | undefined, said: RegExp]>([
  ["is not there", undefined, /Cannot find module '.*nhi\.js'/],
  ["cannot load a part later", 'void import("./gone.mjs");', /Cannot find module '.*gone\.mjs'/],
])("a kept process whose program %s ends and says why", async (_, entry, said) => {
  const folder = join(freshFolder(), "dist");
  mkdirSync(folder);
  const bin = join(folder, "nhi.js");
  if (entry !== undefined) writeFileSync(bin, entry);
  const child = spawn(process.execPath, [resolve("test/cli/kept-process.mjs"), bin, "end"], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = new Promise((done) => child.on("close", done));
  child.send({ args: [], cwd: folder, env: {} });
  expect(await closed).toBe(1);
  expect(stderr).toMatch(said);
});
