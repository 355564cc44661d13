// What is said where a name that was typed fits several things.
import { UsageError } from "../model/errors.js";
import { terminalText } from "../report/escape.js";

/** The one thing that a text names; undefined where it names none. Throws the error that lists them where it may be several. */
export function theOne(text: string, all: readonly string[]): string | undefined {
  if (all.length > 1) throw ambiguous(text, all);
  return all[0];
}

/** The error that lists what the text may mean, a line each. */
export function ambiguous(text: string, all: readonly string[]): UsageError {
  return new UsageError(`"${text}" may be any of:\n${all.map((one) => `     ${terminalText(one)}`).join("\n")}`);
}
