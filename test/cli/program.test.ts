// The program with one command says of it what the whole program says.
import { expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.js";

const whole = buildProgram(() => undefined);
const names = whole.commands.map((command) => command.name());

it.each(names)("%s is the same alone", (name) => {
  const alone = buildProgram(() => undefined, name);
  const found = alone.commands.find((command) => command.name() === name);
  const full = whole.commands.find((command) => command.name() === name);
  expect(found?.helpInformation()).toBe(full?.helpInformation());
  expect(found?.commands.map((command) => command.helpInformation())).toEqual(
    full?.commands.map((command) => command.helpInformation()),
  );
  // Help speaks of all commands.
  expect(alone.commands).toHaveLength(name === "help" ? names.length : 1);
});

it.each(["--debug", "chek", "toString", "complete", undefined])(
  "all commands are there where %s comes first",
  (word) => {
    expect(buildProgram(() => undefined, word).commands.map((command) => command.name())).toEqual(names);
  },
);
