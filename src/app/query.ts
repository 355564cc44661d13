// nhi query: one read-only statement over the documented views, and what these are.
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import { counted } from "../report/count.js";
import { openEstate } from "./estate.js";
import { type OutRow, writeRows } from "./rows-out.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** A view, or a column of one with its type and what NULL means there. */
type Words = { readonly name: string; readonly doc: string; readonly type?: string; readonly null_means?: string };

/** The views by name, or the columns of one; exit code 0. Nothing is opened. Throws UsageError for a word that is no view. */
export async function views(name: string | undefined, format: string, terminal: Terminal): Promise<number> {
  const { documentedViews } = await import("../store/views/documented.js");
  const all = documentedViews();
  const view = all.find((one) => one.name === name?.toLowerCase());
  if (name !== undefined && view === undefined) {
    const meant = didYouMean(
      name,
      all.map((one) => one.name),
    );
    throw new UsageError(`query: "${name}" is no view and no statement${meant}\n     nhi query lists the views`);
  }
  const keys = view === undefined ? ["name", "doc"] : ["name", "type", "null_means", "doc"];
  const rows: Words[] = (view?.columns ?? all).map(({ name: word, doc, ...more }) => ({
    name: word,
    doc,
    ...("type" in more && { type: more.type, null_means: more.null_means }),
  }));
  if (format !== "pretty") await writeRows(rows, [], keys, format, terminal);
  else await writeWords(rows, terminal);
  return 0;
}

/** Names with what they are below them: a table would cut what it says. */
async function writeWords(rows: readonly Words[], terminal: Terminal): Promise<void> {
  const { columnsOf, wrapIndented } = await import("../report/text.js");
  for (const { name, type, null_means: meaning, doc } of rows) {
    const head = type === undefined || meaning === undefined ? name : `${name}  ${type}, NULL means ${meaning}`;
    await terminal.out(`${[head, ...wrapIndented(`    ${doc}`, columnsOf(terminal))].join("\n")}\n`);
  }
}

/** Prints the rows of the statement; exit code 0. Refused statements are a UsageError of the store. */
export async function query(settings: Settings, sql: string, format: string, terminal: Terminal): Promise<number> {
  const { store } = await openEstate(settings, terminal);
  try {
    const { columns: titles, rows } = await withHint(sql, () => store.queryExact(sql));
    const columns = uniqueNames(titles);
    const shown = columns.map((key) => ({ key, title: key, shrink: "middle" as const }));
    let count = 0;
    function* records(): Generator<OutRow> {
      for (const row of rows) {
        count += 1;
        yield Object.fromEntries(columns.map((key, at) => [key, row[at] ?? null]));
      }
    }
    await writeRows(records(), shown, columns, format, terminal);
    // Of a script that waits for rows, none is what has to be told apart from a fault.
    if (count === 0) terminal.say("nhi: no rows");
    else terminal.detail(counted(count, "row"));
    return 0;
  } finally {
    store.close();
  }
}

/** Prepares a statement; of a name that is none the mistake says what it was likely meant to be, and where names are listed. */
async function withHint<T>(sql: string, prepare: () => T): Promise<T> {
  try {
    return prepare();
  } catch (error) {
    const [, kind, name = ""] =
      /no such (table|column): (?:.*\.)?(.+)$/.exec(error instanceof UsageError ? error.message : "") ?? [];
    if (kind === undefined) throw error;
    const { documentedViews } = await import("../store/views/documented.js");
    const all = documentedViews();
    const asked = namedIn(sql);
    // A column of some other view would be no help: often it is the very word that was written.
    const used = kind === "table" ? [] : all.filter((view) => asked.has(view.name));
    const from = used.length === 0 ? all : used;
    const words = kind === "table" ? all : from.flatMap((view) => view.columns);
    const where =
      used.length === 0
        ? "nhi query without a statement lists the views, nhi query VIEW the columns of one"
        : `columns are listed by ${used.map((view) => `nhi query ${view.name}`).join(", ")}`;
    const meant = didYouMean(name, new Set(words.map((one) => one.name)));
    throw new UsageError(`query: no such ${kind}: ${name}${meant}\n     ${where}`, { cause: error });
  }
}

/** Words in clauses that say what is read from, in lower case: columns are called like views, too. */
function namedIn(sql: string): ReadonlySet<string> {
  const clauses = sql
    .toLowerCase()
    .matchAll(/\b(?:from|join)\b(.*?)(?=\b(?:from|join|on|where|group|order|limit)\b|$)/gs);
  return new Set([...clauses].flatMap(([, clause = ""]) => clause.match(/\w+/g) ?? []));
}

/** A join often has two columns of one name; the second is `name_2`, so that none is lost. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; seen.has(unique) || (unique !== name && taken.has(unique)); count += 1)
      unique = `${name}_${count}`;
    seen.add(unique);
    return unique;
  });
}
