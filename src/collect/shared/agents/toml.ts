// TOML, with the places that a plain reader would drop. A text with a fault is read by no client, and so not here.
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { isTooDeep, type Located, type LocatedEntry, type LocatedText, TOO_DEEP } from "./located.js";

/** Reads a text; the first fault is the only one. */
export function readToml(text: string): LocatedText {
  // A space in its place keeps all offsets.
  const plain = text.replace(/^\uFEFF/, " ");
  if (isTooDeep(plain)) return TOO_DEEP;
  try {
    const [top] = parseTOML(plain, { tomlVersion: "1.1" }).body;
    const root = new Table(0);
    for (const node of top.body) {
      if (node.type === "TOMLKeyValue") root.put(node);
      else root.tableAt(node.resolvedKey, node.range[0]).fill(node.body);
    }
    return { root: root.located(), faults: [] };
  } catch (fault) {
    if (fault instanceof ParseError) {
      return { root: undefined, faults: [{ offset: fault.index, message: `is not TOML: ${fault.message}` }] };
    }
    throw fault;
  }
}

/** A text that parses, with blanks for its comments. Throws ParseError where it does not. */
export function withoutComments(text: string): string {
  const { comments } = parseTOML(text.replace(/^\uFEFF/, " "), { tomlVersion: "1.1" });
  let plain = text;
  for (const { range } of comments) {
    plain = plain.slice(0, range[0]) + " ".repeat(range[1] - range[0]) + plain.slice(range[1]);
  }
  return plain;
}

/** A table under construction; the tables of a list of tables have their index as key. */
class Table {
  readonly #offset: number;
  readonly #members = new Map<string, { readonly offset: number; readonly value: Table | Located }>();

  constructor(offset: number) {
    this.#offset = offset;
  }

  /** `a.b.c = value` */
  put({ key, value }: AST.TOMLKeyValue): void {
    const names = key.keys.map(nameOf);
    const last = names.pop() ?? "";
    this.tableAt(names, key.range[0]).#members.set(last, { offset: key.range[0], value: toLocated(value) });
  }

  fill(body: readonly AST.TOMLKeyValue[]): void {
    for (const node of body) this.put(node);
  }

  /** The table at a path, made where there is none. */
  tableAt([step, ...rest]: readonly (string | number)[], offset: number): Table {
    if (step === undefined) return this;
    const member = this.#members.get(String(step))?.value;
    if (member instanceof Table) return member.tableAt(rest, offset);
    const made = new Table(offset);
    this.#members.set(String(step), { offset, value: made });
    return made.tableAt(rest, offset);
  }

  located(): Located {
    const entries: LocatedEntry[] = [];
    for (const [key, { offset, value }] of this.#members) {
      entries.push({ key, offset, value: value instanceof Table ? value.located() : value });
    }
    return { offset: this.#offset, entries };
  }
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function toLocated(node: AST.TOMLContentNode): Located {
  const [offset] = node.range;
  if (node.type === "TOMLArray") return { offset, items: node.elements.map(toLocated) };
  if (node.type === "TOMLInlineTable") {
    const table = new Table(offset);
    table.fill(node.body);
    return table.located();
  }
  if (node.kind === "string") return { offset: offset + (node.multiline ? 3 : 1), scalar: node.value };
  return {
    offset,
    scalar: node.kind === "boolean" || node.kind === "integer" || node.kind === "float" ? node.value : null,
  };
}
