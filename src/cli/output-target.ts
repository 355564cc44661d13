// --output [FORMAT=]FILE: how it is read, and which format the file gets: the one that is named, else that of --format, else that
// of its ending.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { isFolder } from "../app/is-folder.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import { endingOf, endingsOf, formatByEnding } from "./file-endings.js";

export interface OutputTarget {
  /** Undefined where none was written before the name. */
  readonly format: string | undefined;
  readonly file: string;
}

/** Formats of a command; the first is that of stdout unless it is asked for another. */
export type Formats<Format extends string = string> = readonly [Format, ...Format[]];

/** Reads `sarif=nhi.sarif` or `nhi.sarif`. */
export function parseOutput(text: string, formats: readonly string[]): OutputTarget {
  const [, written, file] = /^([a-z-]+)=(.+)$/is.exec(text) ?? [];
  if (written === undefined || file === undefined) return { format: undefined, file: text };
  const format = written.toLowerCase();
  if (formats.includes(format)) return { format, file };
  const meant = didYouMean(format, formats) || `; one of ${formats.join(", ")}`;
  throw new InvalidArgumentError(`unknown format "${written}"${meant}`);
}

/** Adds a target to those before, of an option that can be repeated. */
export function addTarget(
  text: string,
  previous: readonly OutputTarget[],
  formats: readonly string[],
): readonly OutputTarget[] {
  const target = parseOutput(text, formats);
  if (previous.some(({ file }) => resolve(file) === resolve(target.file)) && isOneFile(target.file)) {
    throw new InvalidArgumentError("another report goes there already");
  }
  return [...previous, target];
}

/** Holds one report: a folder gets files of several names, and a device takes what it is given. */
function isOneFile(file: string): boolean {
  return !file.endsWith("/") && statSync(file, { throwIfNoEntry: false })?.isFile() !== false;
}

/**
 * The format of a file: `asked` is what --format says, if anybody gave it, and `command` what people call. A UsageError where it is
 * none of the formats, and where the ending says none: text in a file that is called report.pdf would help nobody.
 */
export function formatFor<Format extends string>(
  { format, file }: OutputTarget,
  asked: string | undefined,
  formats: Formats<Format>,
  command: string,
): Format {
  const named = format ?? asked;
  if (named !== undefined) {
    const found = formats.find((one) => one === named);
    if (found !== undefined) return found;
    throw new UsageError(`${command} writes ${formats.join(", ")}, not ${named}`);
  }
  if (isFolder(file)) return formats[0];
  if (formats.some((one) => one === file.toLowerCase())) {
    throw new UsageError(`--output ${file}: names a format and no file: --output ${file}=FILE`);
  }
  return formatByEnding(file, formats) ?? formatWithout(file, formats, command);
}

/** A device, a pipe, `-` and a name without an ending get what stdout would get. */
function formatWithout<Format extends string>(file: string, formats: Formats<Format>, command: string): Format {
  const ending = endingOf(file);
  if (ending === undefined) return formats[0];
  throw new UsageError(
    `${file}: no format of ${command} ends with ${ending}, but ${endingsOf(formats).join(", ")}; for a file of any name say the format: --output ${formats.at(-1)}=${file}`,
  );
}
