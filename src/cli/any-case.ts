// Words that a command offers for a choice are taken in either case: HIGH is high. Of one that is none of them, the nearest is named.
import { type Argument, type Command, InvalidArgumentError, type Option } from "commander";
import { nearest } from "../model/nearest.js";

/** Of a command and those below it: every option and argument that has choices takes them in upper case, too. */
export function takeAnyCase(command: Command): void {
  for (const one of [...command.options, ...command.registeredArguments]) widen(one);
  for (const one of command.commands) takeAnyCase(one);
}

function widen(one: Option | Argument): void {
  const { argChoices, parseArg } = one;
  if (argChoices === undefined || parseArg === undefined) return;
  one.parseArg = (value, previous) => {
    try {
      return parseArg(wordOf(value, argChoices), previous);
    } catch (error) {
      const meant = nearest(value, argChoices);
      if (meant === undefined || !(error instanceof InvalidArgumentError)) throw error;
      // as commander says it of options
      throw new InvalidArgumentError(`${error.message}\n(Did you mean ${meant}?)`);
    }
  };
}

/** The word among those known that this is, but for case; else as it was written, for the message. */
function wordOf(written: string, known: readonly string[]): string {
  return known.find((word) => word.toLowerCase() === written.toLowerCase()) ?? written;
}
