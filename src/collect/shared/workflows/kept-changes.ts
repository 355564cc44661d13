// Changes of a pull request that a script leaves in a file as a text, and scripts that make what such a file says.
import { addAll } from "../../../model/add-all.js";
import { resolveText } from "./context.js";
import { withVariables } from "./run-text.js";
import type { Step } from "./steps.js";
import { textOf } from "./tokens.js";

/** What changes a pull request makes, as a text: https://cli.github.com/manual/gh_pr_diff */
export const CHANGES =
  /\bgh\s+pr\s+diff\b|\bpull_request\.(?:patch|diff)_url\b|\/pull\/[^\s"']{1,200}\.(?:patch|diff)\b/;
/** What makes the changes that a text says. */
export const APPLIES = /\bgit\s+(?:apply|am)\b|\bpatch\s+-p\d/;

/** A word with its quotes and expressions, where output goes, or what ends a command. */
const PIECE = /\d*>&\d|\d*>>?|<|[|;&]+|(?:"(?:\\.|[^"\\])*"|'[^']*'|\$\{\{.{0,999}?\}\}|[^\s"'|;&<>])+/g;
const ENDS_PIPELINE = /^(?:;+|&&?|\|\|)$/;
/** Where the output of a command goes: `>`, `1>`, `>>`; not its complaints. */
const OUTPUT = /^1?>>?$/;
/** What a command writes to without keeping it: `-`, `/dev/null`, `/dev/stderr`, `/dev/fd/1`. */
const NO_FILE = /^(?:-|\/dev\/(?:\w+|fd\/\d+))$/;

/** Commands that keep what they fetch in a file: how they are told which. */
interface Fetcher {
  /** Letters that a value follows, which may be joined to them: https://curl.se/docs/manpage.html, https://www.gnu.org/software/wget/manual/ */
  readonly takesValue: string;
  readonly file: { readonly letter: string; readonly long: string };
  /** Whether it takes the name of the file from the address, by these options or by itself. */
  readonly named: RegExp | undefined;
}

const FETCHERS: { readonly [command: string]: Fetcher } = {
  curl: {
    takesValue: "AbcCdDeEFHKmoPQrtTuUwxXyYz",
    file: { letter: "o", long: "output" },
    named: /^(?:-[a-zA-Z#]*O[a-zA-Z#]*|--remote-name(?:-all)?)$/,
  },
  wget: { takesValue: "aABDeiIloOPQRtTUwX", file: { letter: "O", long: "output-document" }, named: undefined },
};

/** Paths of the files in which a step leaves the changes of a pull request as a text, for later ones to make them. */
export function changesKeptBy({ script: token, scope }: Step): readonly string[] {
  const script = textOf(token) ?? "";
  if (!/\bpr\s+diff\b|\b(?:curl|wget)\b/.test(script)) return [];
  return pipelinesOf(resolveText(withVariables(script, scope.env), scope))
    .filter((pieces) => CHANGES.test(pieces.join(" ")))
    .flatMap(filesOf)
    .filter((path) => !NO_FILE.test(path));
}

/** Whether a step makes the changes that one of these files says. */
export function appliesOneOf({ script: token, scope }: Step, kept: ReadonlySet<string>): boolean {
  if (kept.size === 0) return false;
  const applying = pipelinesOf(resolveText(withVariables(textOf(token) ?? "", scope.env), scope)).filter((pieces) =>
    APPLIES.test(pieces.join(" ")),
  );
  const given = applying.flatMap((pieces) => pieces.map((piece) => pathOf(piece.replace(/^--?[\w-]+=/, ""))));
  return given.some((path) => [...kept].some((one) => isSame(one, path)));
}

/** Pieces of the commands that pipes join, one list for each. */
function pipelinesOf(script: string): readonly (readonly string[])[] {
  const pipelines: string[][] = [];
  for (const line of script.replace(/\\\n/g, " ").split("\n")) {
    if (line.trimStart().startsWith("#")) continue;
    pipelines.push([]);
    for (const [piece] of line.matchAll(PIECE)) {
      if (ENDS_PIPELINE.test(piece)) pipelines.push([]);
      else pipelines.at(-1)?.push(piece);
    }
  }
  return pipelines;
}

/** Paths to which the commands of a pipeline write. */
function filesOf(pieces: readonly string[]): readonly string[] {
  const files: string[] = pieces.flatMap((piece, i) => (OUTPUT.test(piece) ? [pathOf(pieces[i + 1] ?? "-")] : []));
  let from = 0;
  for (let i = 0; i <= pieces.length; i++) {
    if (i < pieces.length && pieces[i] !== "|") continue;
    addAll(files, filesOfCommand(pieces.slice(from, i)));
    from = i + 1;
  }
  return files;
}

function filesOfCommand(pieces: readonly string[]): readonly string[] {
  const at = pieces.findIndex((piece) => piece === "tee" || Object.hasOwn(FETCHERS, piece));
  if (at < 0) return [];
  const command = pieces[at] ?? "";
  const redirected = pieces.findIndex((piece, i) => i > at && /^\d*[<>]/.test(piece));
  const given = pieces.slice(at + 1, redirected < 0 ? pieces.length : redirected);
  const fetcher = FETCHERS[command];
  return fetcher === undefined ? given.filter((piece) => !piece.startsWith("-")).map(pathOf) : fetched(given, fetcher);
}

function fetched(given: readonly string[], { takesValue, file, named }: Fetcher): readonly string[] {
  const option = new RegExp(`^-(?:[^-${takesValue}]*${file.letter}(.*)|-${file.long}(?:=(.*))?)$`);
  const files = given.flatMap((piece, i) => {
    const [whole, joined, equal] = option.exec(piece) ?? [];
    return whole === undefined ? [] : [pathOf(joined || equal || (given[i + 1] ?? "-"))];
  });
  const isNamed = named === undefined ? files.length === 0 : given.some((piece) => named.test(piece));
  return isNamed ? [...files, ...given.filter((piece) => CHANGES.test(piece)).map(nameInAddress)] : files;
}

/** The name that a file gets from its address. */
function nameInAddress(piece: string): string {
  const address = piece.replace(/\$\{\{[^}]*_(diff|patch)_url\s*\}\}|\$\{\{[^}]*\.(diff|patch)_url\s*\}\}/g, "*.$1$2");
  return pathOf(address.replace(/[?#].*$/, "").replace(/^.*\//, ""));
}

/** A path without quotes, `*` for what is not known in it; a variable that is all of it stays. */
function pathOf(piece: string): string {
  const plain = piece.replace(/["']/g, "").replace(/^\.\//, "");
  const open = plain.replace(/\$\{\{.*?\}\}|\$\{\w+\}|\$\w+/g, "*");
  return /^\**$/.test(open) ? plain : open;
}

/** The same name in whatever folder, or one that a pattern of the other names. */
function isSame(kept: string, given: string): boolean {
  const isName = !nameOf(kept).includes("*") && nameOf(kept) === nameOf(given);
  return isName || isMatch(kept, given) || isMatch(given, kept);
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, "");
}

function isMatch(glob: string, path: string): boolean {
  if (!glob.includes("*") || /^\**$/.test(glob)) return false;
  const folders = path.split("/");
  const wanted = glob.split("/");
  return wanted.length === folders.length && wanted.every((one, i) => isNamed(one.split("*"), folders[i] ?? ""));
}

/** Whether a name has these parts one after the other. No pattern of regular expressions: many parts would take it for ever to try. */
function isNamed([first = "", ...parts]: readonly string[], name: string): boolean {
  const last = parts.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let end = first.length;
  for (const part of parts) {
    const start = name.indexOf(part, end);
    if (start < 0) return false;
    end = start + part.length;
  }
  return end + last.length <= name.length;
}
