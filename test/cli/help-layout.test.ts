// Help fits the terminal: what is for reading is wrapped, what is for copying is left whole.
import type { Command } from "commander";
import { describe, expect, it, test } from "vitest";
import { fitHelp } from "../../src/cli/help-layout.js";
import { buildProgram } from "../../src/cli/program.js";
import { TOPICS, topicText } from "../../src/cli/topics.js";

describe("fitHelp", () => {
  test.each<[what: string, text: string, width: number, lines: readonly string[]]>([
    [
      "what fits, as it is",
      "Examples:\n  nhi a   one\n  nhi b   two",
      40,
      ["Examples:", "  nhi a   one", "  nhi b   two"],
    ],
    [
      "a row goes on in its column",
      "  aws    an account through the chain of the SDK\n  repo   a checkout",
      36,
      ["  aws    an account through the", "         chain of the SDK", "  repo   a checkout"],
    ],
    [
      "a row of several lines is filled anew",
      "  aws    an account through\n         the chain of the SDK of it",
      33,
      ["  aws    an account through the", "         chain of the SDK of it"],
    ],
    [
      "without room beside it, below",
      "  nhi explain role/site-deploy   an identity",
      40,
      ["  nhi explain role/site-deploy", "      an identity"],
    ],
    ["a command stays whole", "  nhi scan repo:. --since origin/main", 20, ["  nhi scan repo:. --since origin/main"]],
    ["a paragraph is filled", "one two three\nfour\n\nfive", 9, ["one two", "three", "four", "", "five"]],
    [
      "a list is filled behind its marks",
      "- one two three\n  four\n- five six seven",
      11,
      ["- one two", "  three", "  four", "- five six", "  seven"],
    ],
    ["a word without a place to break", "  x  abcdefghijkl", 10, ["  x", "      abcdefghijkl"]],
  ])("%s", (_, text, width, lines) => {
    expect(fitHelp(text, width).split("\n")).toEqual(lines);
  });
});

it.each(Object.keys(TOPICS))("the topic %s is as it is written in 80 columns, and fits 60", (name) => {
  const text = topicText(name) ?? "";
  expect(fitHelp(text, 80)).toBe(text);
  const wide = fitHelp(text, 60)
    .split("\n")
    .filter((line) => line.length > 60);
  expect(wide.filter((line) => !/^ {4}/.test(line))).toEqual([]);
});

const program = buildProgram(() => undefined);
const commands = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];

function helpAt(command: Command, columns: number): string[] {
  command.configureOutput({ getOutHelpWidth: () => columns, getOutHasColors: () => false });
  return command.helpInformation().split("\n");
}

describe.each([60, 80])("in %d columns", (columns) => {
  it.each(commands.map((command) => [command.name(), command] as const))("%s has no wider line", (_, command) => {
    const wide = helpAt(command, columns).filter((line) => line.length > columns);
    // a command to copy, or a word that cannot be broken
    expect(wide.filter((line) => !/^ {2}nhi /.test(line) && line.trim().includes(" "))).toEqual([]);
  });
});
