// How help and usage errors look: examples before options, no noise, `nhi:` before every message.
import { type Command, CommanderError, Help, type HelpConfiguration, type OutputConfiguration } from "commander";

const examplesOf = new WeakMap<Command, string>();

/** Text that `--help` shows after the description and before arguments and options, such as "Examples:\n  nhi scan aws". */
export function withExamples(command: Command, text: string): Command {
  examplesOf.set(command, text.trim());
  return command;
}

/** Layout of `--help`; commands made later inherit it. */
export const HELP: HelpConfiguration = {
  sortSubcommands: false,
  formatHelp(command, helper) {
    const text = Help.prototype.formatHelp.call(helper, command, helper);
    const examples = examplesOf.get(command);
    if (examples === undefined) return text;
    // The first section; there always is one, since every command has --help.
    return text.replace(/^(?=\S.*:\n {2}\S)/m, () => `${examples}\n\n`);
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
