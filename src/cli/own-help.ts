// After a usage error: the help of the very command that it is about, and what was perhaps meant.
import type { Command } from "commander";
import { nearest } from "../model/nearest.js";

/** Of the commands below `command`, which people call by `words`: each names its own help after an error. */
export function nameOwnHelp(command: Command, words: string = command.name()): void {
  for (const one of command.commands) {
    const called = `${words} ${one.name()}`;
    const what = one.commands.length > 0 ? "its commands" : "its arguments and options";
    one.showHelpAfterError(`     ${called} --help lists ${what}`);
    nameOwnHelp(one, called);
  }
}

/** Of the words that were too many for the command in `args`: the option that one is but for its dashes, if any. */
export function meantOption(program: Command, args: readonly string[]): string | undefined {
  const command = commandOf(program, args);
  const options = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long.slice("--".length)] : []));
  const spare = command.args.slice(command.registeredArguments.length);
  for (const word of spare) {
    const option = nearest(word, options);
    if (option !== undefined) return `--${option}`;
  }
  return undefined;
}

/** The command that the first words of `args` lead to. */
function commandOf(command: Command, [word, ...rest]: readonly string[]): Command {
  const next = command.commands.find((one) => one.name() === word);
  return next === undefined ? command : commandOf(next, rest);
}
