// Names of answers in a bundle: vendor's names to file names and back. Nothing here touches the disk.
import { hashText } from "../model/hash.js";
import type { Question } from "./answers.js";

/** File systems take 255 bytes; what is longer is cut and gets its hash. */
const LONGEST = 200;

/** Names that are what they are; most of them. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Suffix of the record of a call that was refused, or whose thing is not there. */
export const ERROR_SUFFIX = ".error.json";

/** Path of an answer below the bundle, with slashes, without extension. */
export function toPath(question: Place): string {
  return withSuffixes(question, encodeName);
}

/** Paths at which a bundle written by hand may keep it: as nhi writes it, and with fewer characters encoded. */
export function toPaths(question: Place): readonly string[] {
  const exact = toPath(question);
  const lenient = withSuffixes(question, (name) =>
    encodeName(name).replace(/%(?:3A|40|2B|2C|3D|24|26|20)/g, decodeURIComponent),
  );
  const verbs = question.verb === undefined ? [] : [withSuffixes(question, encodeName, ENCODED_COLON)];
  return [...new Set([exact, lenient, ...verbs])];
}

/** How a colon is written where the file system takes none. */
const ENCODED_COLON = "%3A";

type Place = Pick<Question, "path" | "param" | "verb">;

function withSuffixes(question: Place, encode: (name: string) => string, colon = ":"): string {
  const path = question.path.map(encode).join("/");
  const verb = question.verb === undefined ? "" : `${colon}${question.verb}`;
  return `${path}${verb}${question.param === undefined ? "" : `@${question.param[0]}=${encode(question.param[1])}`}`;
}

/** One name as a file or folder name: percent-encoded, never `.` or `..`, never empty. */
export function encodeName(name: string): string {
  if (name.length <= LONGEST && PLAIN.test(name)) return name;
  // Lone surrogates cannot be encoded; a name made of dots would climb.
  const sound = name.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
  const encoded = encodeURIComponent(sound).replace(/^\.+$/, (dots) => "%2E".repeat(dots.length));
  if (encoded.length <= LONGEST) return encoded === "" ? "%00" : encoded;
  let start = "";
  for (const character of sound) {
    const longer = start + encodeURIComponent(character);
    if (longer.length > LONGEST - 33) break;
    start = longer;
  }
  return `${start}~${hashText(name)}`;
}

/** The vendor's name of a file or folder name; undefined when it is none (bad encoding, `..`). */
export function decodeName(name: string): string | undefined {
  if (name === "." || name === "..") return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** Name of an answer by its file name: without `.json`, `.error.json` and parameter; undefined for other files. */
export function answerName(file: string): string | undefined {
  if (!file.endsWith(".json")) return undefined;
  const bare = file.endsWith(ERROR_SUFFIX) ? file.slice(0, -ERROR_SUFFIX.length) : file.slice(0, -".json".length);
  return decodeName(bare.replace(/@[A-Za-z_-]+=[^@]*$/, ""));
}
