// Reads one workflow or action file with GitHub's own parser, within limits. Nothing is run; a fault has its line.
import { NoOperationTraceWriter, parseWorkflow as readWorkflow } from "@actions/workflow-parser";
import { parseAction as readAction } from "@actions/workflow-parser/actions/action-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import { scrubText } from "../../secrets.js";
import { atLine, type FileFault, hasTooManyMistakes, refuse } from "../yaml-limits.js";
import { asMapping } from "./tokens.js";

const MOST_FAULTS = 5;
/** Keys that are newer than the parser: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const NEWER = new Set(["Unexpected value 'cache-mode'"]);
const UNREADABLE = "is not a file that GitHub's parser can read";
/** Keys that every object has: the parser takes them for part of its schema where they are none, and fails. */
const INBORN = new RegExp(`(?:^|[\\s{,])["']?(${Object.getOwnPropertyNames(Object.prototype).join("|")})["']?\\s*:`);

export interface ParsedFile {
  /** What could be read, faults or not; undefined when it is no YAML or no mapping. */
  readonly root: MappingToken | undefined;
  readonly faults: readonly FileFault[];
}

/** A workflow file; never throws on its content. */
export function parseWorkflowFile(path: string, text: string): ParsedFile {
  return parse(path, text, (name, content) => readWorkflow({ name, content }, new NoOperationTraceWriter()));
}

/** An action file (action.yml); never throws on its content. */
export function parseActionFile(path: string, text: string): ParsedFile {
  return parse(path, text, (name, content) => readAction({ name, content }, new NoOperationTraceWriter()));
}

type Reader = (name: string, content: string) => ReturnType<typeof readWorkflow>;

function parse(path: string, text: string, read: Reader): ParsedFile {
  const refusal = refuse(text);
  if (refusal !== undefined) return { root: undefined, faults: [refusal] };
  try {
    if (hasTooManyMistakes(text)) return { root: undefined, faults: [atLine(1, "is no YAML that can be read")] };
    const { value, context } = read(path, text.replace(/^\uFEFF/, ""));
    const root = value === undefined ? undefined : asMapping(value);
    const faults = context.errors
      .getErrors()
      .filter(({ rawMessage }) => !NEWER.has(rawMessage))
      .slice(0, MOST_FAULTS)
      .map((error) => toFault(error, text));
    if (root === undefined && faults.length === 0)
      return { root, faults: [atLine(1, "is no mapping of keys to values")] };
    return { root, faults };
  } catch (error) {
    // The parser throws on what its schema does not foresee (keys that are no text), and when the nesting ends its stack.
    const reason = error instanceof RangeError ? "is nested too deep" : UNREADABLE;
    return { root: undefined, faults: [atLine(1, reason)] };
  }
}

interface ParserError {
  readonly rawMessage: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

function toFault(error: ParserError, text: string): FileFault {
  // What the parser itself stumbled over, not what it says of the file.
  if (error.rawMessage.startsWith("Cannot read propert")) return unreadable(text);
  const start = error.range?.start;
  return { line: start?.line ?? 1, column: start?.column ?? 1, message: plain(error.rawMessage) };
}

/** A file that the parser fails on, with the key that is the likely reason. */
function unreadable(text: string): FileFault {
  for (const [index, line] of text.split("\n").entries()) {
    const key = INBORN.exec(line)?.[1];
    if (key !== undefined) return atLine(index + 1, `${UNREADABLE}: it stumbles over keys such as '${key}'`);
  }
  return atLine(1, UNREADABLE);
}

/** The message without what it quotes of the file, which may be anything; short words are keys. */
export function plain(message: string): string {
  const [first = ""] = message.split("\n");
  const unquoted = first
    .replace(/ at line \d+, column \d+:?.*$/, "")
    .replace(/"([^"]*)"|'([^']*)'/g, (whole, a: string | undefined, b: string | undefined) =>
      /^[\w.-]{1,30}$/.test(a ?? b ?? "") ? whole : "…",
    );
  return scrubText(unquoted.slice(0, 200));
}
