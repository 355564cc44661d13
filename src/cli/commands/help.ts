// nhi help: of a command what its --help says, of a topic its page.
import type { Command } from "commander";
import { didYouMean } from "../../model/nearest.js";
import { terminalText } from "../../report/escape.js";
import { helpColumns, withExamples } from "../help.js";
import { fitHelp } from "../help-layout.js";

const EXAMPLES = `Examples:
  nhi help scan         as nhi scan --help
  nhi help exit-codes   what an exit code means
  nhi help              all commands and topics`;

/** Adds `nhi help`; a word that is neither a command nor a topic is a usage error. */
export function registerHelp(program: Command): void {
  const command = program
    .command("help")
    .argument("[name...]", "a command, or a topic")
    .summary("help for a command, or on a topic such as exit-codes")
    .description("Shows what a command does, or explains a topic: what words, states and exit codes mean.");
  withExamples(command, EXAMPLES);
  command.action(async (names: readonly string[]) => {
    const { TOPICS, topicText } = await import("../topics.js");
    const [name] = names;
    const found = commandAt(program, names);
    const text = name === undefined ? undefined : topicText(name);
    if (name === undefined) {
      program.outputHelp();
      process.stdout.write(`\nTopics:\n${topicLines(TOPICS)}`);
    } else if (found !== undefined) found.outputHelp();
    else if (text !== undefined && names.length === 1) process.stdout.write(fitHelp(text, helpColumns()));
    else {
      const known = [...program.commands.map((one) => one.name()), ...Object.keys(TOPICS)];
      program.error(`error: no command or topic "${terminalText(names.join(" "))}"${didYouMean(name, known)}`);
    }
  });
}

/** The command that the words name, one below the other. */
function commandAt(program: Command, names: readonly string[]): Command | undefined {
  let at: Command | undefined = program;
  for (const name of names) at = at?.commands.find((one) => one.name() === name || one.aliases().includes(name));
  return names.length === 0 ? undefined : at;
}

function topicLines(topics: { readonly [name: string]: { readonly title: string } }): string {
  return Object.entries(topics)
    .map(([name, { title }]) => `  ${name.padEnd(14)} ${title}\n`)
    .join("");
}
