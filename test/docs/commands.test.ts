// docs/commands.md: fresh, and with every command on it.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandsPage } from "../../scripts/docs/commands.js";
import { buildProgram } from "../../src/cli/program.js";

const page = readFileSync("docs/commands.md", "utf8");

it("is fresh (else: npm run docs)", () => {
  expect(page).toBe(commandsPage());
});

it("every command says what it does, and has examples or options on the page", () => {
  for (const command of buildProgram(() => undefined).commands) {
    expect(command.summary() || command.description(), command.name()).not.toBe("");
    expect(page).toContain(`\n## nhi ${command.name()}\n`);
  }
});
