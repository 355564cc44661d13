// What is said where a name that was typed fits several things.
import { UsageError } from "../model/errors.js";
import { terminalText } from "../report/escape.js";

/** The error that lists what the text may mean, a line each. */
export function ambiguous(text: string, all: readonly string[]): UsageError {
  return new UsageError(`"${text}" may be any of:\n${all.map((one) => `     ${terminalText(one)}`).join("\n")}`);
}
