// nhi help TOPIC: every topic, complete in its words, fits a terminal, and is the page of the docs.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { exitCodesPage } from "../../scripts/docs/exit-codes.js";
import { topicsPage } from "../../scripts/docs/topics.js";
import { buildProgram } from "../../src/cli/program.js";
import { TOPICS } from "../../src/cli/topics.js";
import { FORMATS } from "../../src/report/index.js";
import { freshFolder, nhi } from "./nhi.js";

const folder = freshFolder();

it("docs/topics.md and docs/exit-codes.md are fresh (else: npm run docs)", () => {
  expect(readFileSync("docs/topics.md", "utf8")).toBe(topicsPage());
  expect(readFileSync("docs/exit-codes.md", "utf8")).toBe(exitCodesPage());
});

it.each(Object.entries(TOPICS))("%s: printed, in 80 columns of plain characters", async (name, { title, text }) => {
  const { stdout, stderr, code } = await nhi(["help", name], folder);
  expect([code, stderr, stdout]).toEqual([0, "", `${title}\n\n${text.trim()}\n`]);
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
});

const exported = buildProgram(() => undefined).commands.find((one) => one.name() === "export");
const EXPORTS = exported?.registeredArguments[0]?.argChoices ?? [];

/** The words that a reader meets in reports: each has to be explained. */
const WORDS: { readonly [topic: string]: readonly string[] } = {
  words: ["principal", "credential", "workload", "trust", "grant", "session", "resource", "scope", "set"],
  confidence: ["none", "met", "blocked", "unknown", "needs-actor", "attacker-settable"],
  unknown: ["complete", "partial", "denied", "unlicensed", "failed"],
  "exit-codes": ["0", "1", "2", "3", "130"],
  outputs: [...Object.keys(FORMATS), ...EXPORTS],
};

it.each(Object.entries(WORDS))("%s explains each of its words", (topic, words) => {
  // What is explained stands before a colon, alone or with others.
  const told = (TOPICS[topic]?.text ?? "").match(/(?<=^- |; )[\w-]+(?:, [\w-]+)*(?=:)/gm) ?? [];
  const explained = new Set(told.flatMap((one) => one.split(", ")));
  expect(words.length).toBeGreaterThan(4);
  expect(words.filter((word) => !explained.has(word))).toEqual([]);
});

it("every command that a topic names is one", () => {
  const commands = buildProgram(() => undefined).commands.map((command) => command.name());
  for (const [name, { text }] of Object.entries(TOPICS)) {
    // A topic of that name could never be read.
    expect(commands).not.toContain(name);
    for (const [, command = ""] of text.matchAll(/^ {4}nhi ([\w-]+)/gm))
      expect(commands, `${name}: ${command}`).toContain(command);
  }
});

it("the help of a command stays, topics are listed, and a word that is neither says so", async () => {
  expect((await nhi(["help", "scan"], folder)).stdout).toMatch(/^Usage: nhi scan/);
  const { stdout } = await nhi(["help"], folder);
  for (const name of Object.keys(TOPICS)) expect(stdout).toContain(name);
  const wrong = await nhi(["help", "exit-code"], folder);
  expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toContain('nhi: no command or topic "exit-code", did you mean "exit-codes"?');
});
