// The settings of an agent that is written as a page: YAML between two lines of dashes at its beginning. What follows is what the
// agent is told, which is not read.
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Located, LocatedEntry, LocatedText, Scalar } from "./located.js";
import { TOO_DEEP } from "./located.js";

const FRONT = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m;
/** Begins like settings, and not like a page with a line across its top. */
const BEGUN = /^\uFEFF?---[ \t]*\r?\n[A-Za-z][\w-]*:/;
/** Nobody writes longer settings; what is longer is meant to exhaust the reader. */
const LONGEST = 64 * 1024;

/** Reads the settings of a page; a page without any has none, and settings that never end are a fault. */
export function readFrontMatter(text: string): LocatedText {
  const found = FRONT.exec(text);
  const [whole = "", yaml = ""] = found ?? [];
  if (found === null || found.index !== 0) {
    const isTorn = BEGUN.test(text);
    return {
      root: undefined,
      faults: isTorn ? [{ offset: 0, message: "its settings have no end: a line of dashes" }] : [],
    };
  }
  if (yaml.length > LONGEST) return TOO_DEEP;
  const start = whole.indexOf(yaml, whole.indexOf("\n"));
  const document = parseDocument(yaml, { schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const message = `is not YAML: ${fault.code.toLowerCase().replaceAll("_", " ")}`;
    return { root: undefined, faults: [{ offset: start + fault.pos[0], message }] };
  }
  return { root: toLocated(document.contents, start), faults: [] };
}

/** A page without what follows its settings, and without comments in them; empty where it has none. */
export function frontOf(text: string): string {
  const found = FRONT.exec(text);
  return found?.index === 0 ? found[0].replace(/^[ \t]*#.*$/gm, "") : "";
}

/** References to other places of the text are no values here: nobody needs them in so short a text. */
function toLocated(node: Node | null | undefined, start: number): Located {
  const offset = start + (node?.range?.[0] ?? 0);
  if (node === null || node === undefined || isAlias(node)) return { offset, scalar: null };
  if (isSeq<Node>(node)) return { offset, items: node.items.map((item) => toLocated(item, start)) };
  if (isMap<Node, Node>(node)) return { offset, entries: node.items.flatMap((pair) => toEntry(pair, start)) };
  if (!isScalar(node)) return { offset, scalar: null };
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  return { offset: isQuoted ? offset + 1 : offset, scalar: toScalar(node.value) };
}

function toEntry({ key, value }: { readonly key: Node; readonly value: Node | null }, start: number): LocatedEntry[] {
  if (!isScalar(key)) return [];
  const at = start + (key.range?.[0] ?? 0);
  return [{ key: String(key.value), offset: at, value: toLocated(value, start) }];
}

function toScalar(value: unknown): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
