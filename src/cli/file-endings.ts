// Which format a file has by the ending of its name: one table for --output of every command.
import { basename } from "node:path";

/** Of a format the ending that is shown comes first. Formats that share an ending with another one have to be named. */
const ENDINGS: { readonly [format: string]: readonly string[] } = {
  pretty: [".txt"],
  json: [".json"],
  jsonl: [".jsonl", ".ndjson"],
  csv: [".csv"],
  sarif: [".sarif", ".sarif.json"],
  html: [".html", ".htm"],
  markdown: [".md", ".markdown"],
  junit: [".xml"],
  ocsf: [".ocsf.jsonl"],
  mermaid: [".mmd"],
};

/** The format among `formats` by the longest ending that the name has; undefined where it has none of theirs. */
export function formatByEnding<Format extends string>(file: string, formats: readonly Format[]): Format | undefined {
  const name = basename(file).toLowerCase();
  const fitting = formats.flatMap((format) =>
    (ENDINGS[format] ?? []).filter((ending) => name.endsWith(ending)).map((ending) => ({ format, ending })),
  );
  return fitting.sort((a, b) => b.ending.length - a.ending.length)[0]?.format;
}

/** Endings that say one of the formats, in their order. */
export function endingsOf(formats: readonly string[]): string[] {
  return formats.flatMap((format) => ENDINGS[format] ?? []);
}

/** The first ending of each. */
export function shownEndings(formats: readonly string[]): string[] {
  return formats.flatMap((format) => ENDINGS[format]?.[0] ?? []);
}

/** The last ending of a name, with its dot; undefined of a name without one, such as that of most devices and pipes. */
export function endingOf(file: string): string | undefined {
  return /.\.[^.]*$/.exec(basename(file))?.[0].slice(1);
}
