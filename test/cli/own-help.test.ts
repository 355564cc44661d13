// Whatever command a mistake is made in: its own help is named, and what was meant where it is near. From the program itself, so
// that a new command or option is asked, too.
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.js";
import { nhi } from "./kept-nhi.js";

interface Called {
  readonly words: string;
  readonly command: Command;
}

function commandsBelow(command: Command, before = ""): Called[] {
  return command.commands.flatMap((one) => {
    const words = `${before} ${one.name()}`.trim();
    return [{ words, command: one }, ...commandsBelow(one, words)];
  });
}

const ALL = commandsBelow(buildProgram(() => undefined));
const ALONE = ALL.filter(({ command }) => command.commands.length === 0);
const lineOf = (words: string): RegExp =>
  new RegExp(`^ {5}nhi ${words} --help lists its (?:commands|arguments and options)$`, "m");

/** The word with its last two letters swapped, or with one more where they are the same. */
function mistyped(word: string): string {
  const [last = "", before = ""] = [word.at(-1), word.at(-2)];
  return last === before ? `${word}x` : word.slice(0, -2) + last + before;
}

async function mistake(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await nhi(args);
  expect({ code, stdout }, args.join(" ")).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^nhi: /);
  expect(stderr).not.toContain("nhi --help");
  return stderr;
}

it("asks every command there is", () => {
  expect(ALL.map(({ words }) => words)).toEqual(
    expect.arrayContaining(["scan", "rules", "rules show", "baseline create"]),
  );
});

describe.each(ALONE)("nhi $words", ({ words, command }) => {
  it("with an option that is like none names its help, and guesses nothing", async () => {
    const said = await mistake([...words.split(" "), "--qqqqqqq"]);
    expect(said).toMatch(/^nhi: unknown option '--qqqqqqq'$/m);
    expect(said).toMatch(lineOf(words));
    expect(said).not.toContain("Did you mean");
  });

  it("with an option that is mistyped names the one that is meant", async () => {
    const longest = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])).at(-1);
    if (longest === undefined) return expect(["completion", "help"]).toContain(words);
    const said = await mistake([...words.split(" "), mistyped(longest)]);
    expect(said).toContain(`\n     Did you mean ${longest}?\n`);
    expect(said).toMatch(lineOf(words));
  });
});

/** Every option and argument that takes one of a few words. */
const CHOICES = ALONE.flatMap(({ words, command }) => [
  ...command.options.flatMap(({ long, argChoices }) =>
    long && argChoices ? [{ words, before: [long], choices: argChoices }] : [],
  ),
  ...command.registeredArguments
    .slice(0, 1)
    .flatMap(({ argChoices }) => (argChoices ? [{ words, before: [], choices: argChoices }] : [])),
]);

it.each(CHOICES)("nhi $words $before: one of $choices that is mistyped", async ({ words, before, choices }) => {
  const meant = choices.find((one) => one.length > 3 && !choices.includes(mistyped(one)));
  if (meant === undefined) throw new Error(`no word of ${choices.join(", ")} can be mistyped`);
  const said = await mistake([...words.split(" "), ...before, mistyped(meant)]);
  expect(said).toContain(`\n     Did you mean ${meant}?\n`);
  expect(said).toMatch(lineOf(words));
  expect(await mistake([...words.split(" "), ...before, "zzzzzzzz"])).not.toContain("Did you mean");
});

describe("a word too many", () => {
  it.each([
    ["inventory", "privileged", "--privileged"],
    ["check", "new-onyl", "--new-only"],
    ["rules list", "format", "--format"],
  ])("nhi %s %s is perhaps %s", async (words, spare, option) => {
    const said = await mistake([...words.split(" "), spare]);
    expect(said).toMatch(/too many arguments/);
    expect(said).toContain(`\n     Did you mean ${option}?\n`);
    expect(said).toMatch(lineOf(words));
  });

  it.each([
    ["check", "aws"],
    ["can", "a", "b", "c", "qqqqqqq"],
  ])("%s %s: nothing is guessed of what is like no option", async (...args) => {
    expect(await mistake(args)).not.toContain("Did you mean");
  });
});

it("a group names its own help, and the command that is meant", async () => {
  const said = await mistake(["rules", "shwo"]);
  expect(said).toContain('unknown command "shwo", did you mean "show"?\n');
  expect(said).toMatch(lineOf("rules"));
});

it("where no command is known, the list of commands is named", async () => {
  const { stderr } = await nhi(["frobnicate"]);
  expect(stderr).toContain("nhi --help lists the commands");
});
