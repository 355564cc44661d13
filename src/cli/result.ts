// What a command takes that prints one result, and where the result goes: to stdout, or into the file of --output.
import { type Command, InvalidArgumentError, Option } from "commander";
import { isFolder } from "../app/is-folder.js";
import type { Terminal } from "../app/terminal.js";
import { UsageError } from "../model/errors.js";
import { shownEndings } from "./file-endings.js";
import type { CommonFlags } from "./options.js";
import { type Formats, formatFor, type OutputTarget, parseOutput } from "./output-target.js";
import { createTerminal } from "./terminal.js";

type ResultFlags = Partial<Omit<CommonFlags, "output">> & { readonly output?: OutputTarget };

/** Adds --format, where there is a choice, and --output. */
export function addResultOptions(command: Command, formats: Formats): Command {
  if (formats.length > 1) {
    command.addOption(new Option("--format <format>", "what stdout gets").choices([...formats]).default(formats[0]));
  }
  return command.addOption(
    new Option(
      "--output <[format=]file>",
      `write it to a file instead; the format is that of its ending: ${shownEndings(formats).join(", ")}`,
    ).argParser((text: string, before: OutputTarget | undefined) => {
      if (before !== undefined) throw new InvalidArgumentError("one file a run");
      return parseOutput(text, formats);
    }),
  );
}

/**
 * Does the work of a command and returns its exit code. The work gets the format that was asked for and a terminal whose stdout is
 * the file, where there is one. What the command cannot write, and where it cannot, is a UsageError before the work.
 */
export async function printResult<Format extends string>(
  self: Command,
  formats: Formats<Format>,
  work: (format: Format, terminal: Terminal) => Promise<number>,
): Promise<number> {
  const { output, ...flags } = self.opts<ResultFlags>();
  const terminal = createTerminal({ color: "auto", ...flags });
  if (output === undefined) return work(formats.find((one) => one === flags.format) ?? formats[0], terminal);
  const asked = self.getOptionValueSource("format") === "default" ? undefined : flags.format;
  const format = formatFor(output, asked, formats, wordsOf(self));
  if (output.file === "-") return work(format, terminal);
  if (isFolder(output.file) && self.options.some((option) => option.flags === "--out <dir>")) {
    throw new UsageError(`--output ${output.file}: is a folder; --out DIR writes files there, --output FILE the text`);
  }
  const { resultToFile } = await import("../app/result-file.js");
  return resultToFile(output.file, terminal, (file) => work(format, file));
}

/** What people call the command by: `nhi rules list`. */
function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}
