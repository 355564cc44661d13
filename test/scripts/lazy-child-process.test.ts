import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withLazyChildProcess } from "../../scripts/build/lazy-child-process.js";

const commander = readFileSync("node_modules/commander/lib/command.js", "utf8");

it("commander loads node:child_process only when it starts a program", () => {
  const lazy = withLazyChildProcess(commander);
  expect(lazy).not.toMatch(/^const childProcess = require/m);
  expect(lazy).toContain("require('node:child_process').spawn(");
});

it("a commander that uses it otherwise fails the build", () => {
  expect(() => withLazyChildProcess(`${commander}\nchildProcess.fork("x");`)).toThrow(/commander loads/);
  expect(() => withLazyChildProcess("import childProcess from 'node:child_process';")).toThrow(/commander loads/);
});
