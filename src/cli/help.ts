// How help and usage errors look: examples before options, no noise, `nhi:` before every message.
import { type Command, CommanderError, Help, type HelpConfiguration, type OutputConfiguration } from "commander";
import { fitHelp, LEAST_BESIDE } from "./help-layout.js";
import { HELP_COLUMNS } from "./help-text.js";

const examplesOf = new WeakMap<Command, string>();

/** Text that `--help` shows after the description and before arguments and options, such as "Examples:\n  nhi scan aws". */
export function withExamples(command: Command, text: string): Command {
  examplesOf.set(command, text.trim());
  return command;
}

/** Columns that help is written for at least. */
const LEAST_COLUMNS = 40;

/** Columns to write help for: those of the terminal, where there is one. */
export function helpColumns(columns: number | undefined = process.stdout.columns): number {
  return Math.max(LEAST_COLUMNS, columns ?? HELP_COLUMNS);
}

/** Layout of `--help`; commands made later inherit it. */
export const HELP: HelpConfiguration = {
  sortSubcommands: false,
  minWidthToWrap: LEAST_BESIDE,
  // what a command takes is said by its own help
  subcommandTerm: (command) => command.name(),
  prepareContext({ helpWidth }) {
    this.helpWidth = helpColumns(helpWidth ?? HELP_COLUMNS);
  },
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? HELP_COLUMNS;
    // as commander lays it out: two columns before the term, two after it
    if (width - termWidth - 4 >= LEAST_BESIDE) {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
    }
    const below = helper.boxWrap(description, width - 6).replaceAll("\n", "\n      ");
    return `  ${term}${description === "" ? "" : `\n      ${below}`}`;
  },
  formatHelp(command, helper) {
    const text = Help.prototype.formatHelp.call(helper, command, helper);
    const examples = examplesOf.get(command);
    if (examples === undefined) return text;
    // The first section; there always is one, since every command has --help.
    const fitted = fitHelp(examples, helper.helpWidth ?? HELP_COLUMNS);
    return text.replace(/^(?=\S.*:\n {2}\S)/m, () => `${fitted}\n\n`);
  },
  optionDescription: ({ description, argChoices, defaultValue }) => {
    const more = [
      ...(argChoices === undefined ? [] : [argChoices.join(", ")]),
      ...(typeof defaultValue === "string" ? [`default: ${defaultValue}`] : []),
    ];
    return more.length === 0 ? description : `${description} (${more.join("; ")})`;
  },
};

/** Usage errors of commander in the words of all other messages. */
export const USAGE_OUTPUT: OutputConfiguration = {
  outputError: (text, write) =>
    write(
      text
        .replace(/^error: (?:command-argument value )?/, "nhi: ")
        .replace(/^\((Did you mean .*)\)$/m, (_, hint: string) => `     ${hint}`),
    ),
};

/** True for commander's own ends (help, version, usage errors), which carry an exit code. */
export function isCommanderEnd(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
