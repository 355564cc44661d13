// Compiles the column contract of src/model/views to SQL: for the views users see and for the rows rules read.
import { addAll } from "../../model/add-all.js";
import { ROW_UNIT } from "../../model/row-unit.js";
import type { Column, View } from "../../model/views/column.js";
import { BY_COMPARING, type Currency } from "./current.js";

export interface ViewQuery {
  /** Columns to select; every one when left out. */
  readonly columns?: readonly string[];
  /** Vendor types to keep; every type when left out or empty. */
  readonly types?: readonly string[] | undefined;
  /** Scope to keep; every scope when left out. */
  readonly scope?: string | undefined;
  /** Columns to sort by. */
  readonly order?: readonly string[];
  /** How current rows are told; in SQL alone when left out. */
  readonly currency?: Currency;
}

export interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/** Columns of the node row that a `node.` source may name; scope and region are those of its data set. */
const NODE_COLUMNS = new Set(["id", "kind", "type", "name", "incarnation", "parent", "document"]);

/** SELECT for a view: joins only what the selected columns need. An unknown column or source is a bug: Error. */
export function compileView(view: View, query: ViewQuery = {}): CompiledQuery {
  const joins = new Joins(query.currency ?? BY_COMPARING);
  const names = query.columns ?? view.columns.map((column) => column.name);
  const selected = names.map((name) => `${expression(columnNamed(view, name), joins)} AS ${quoteName(name)}`);
  return select(view, query, joins, selected);
}

/**
 * Where a column finds its value in a row of `compileRows`: a place in the row, and, if it is in JSON, the key. There is
 * the text itself, or for facts the number of one in `fact_text_row`.
 */
export interface ValuePlace {
  readonly at: number;
  readonly key: string | undefined;
}

export interface CompiledRows extends CompiledQuery {
  /** The selected columns in their order, each with its places: the first that holds a value wins. */
  readonly columns: readonly {
    readonly name: string;
    readonly isJson: boolean;
    readonly places: readonly ValuePlace[];
  }[];
}

export interface RowsQuery extends ViewQuery {
  readonly columns: readonly string[];
  /** Rows carry ROW_UNIT too. */
  readonly withUnit?: boolean;
  /** Data sets that have supplements: of others there is nothing to look for at each row. All may, when left out. */
  readonly supplementing?: ReadonlySet<string>;
}

/** The same rows as compileView, with properties whole, for readers that take them apart themselves (read/row-plan.ts). */
export function compileRows(view: View, query: RowsQuery): CompiledRows {
  const joins = new Joins(query.currency ?? BY_COMPARING);
  const selected: string[] = [];
  const placeOf = (sql: string): number => {
    const known = selected.indexOf(sql);
    return known === -1 ? selected.push(sql) - 1 : known;
  };
  const { supplementing } = query;
  const mayHold = (source: string): boolean => {
    const { kind, dataSet } = takeApart(source);
    return kind !== "supplement" || supplementing === undefined || supplementing.has(dataSet);
  };
  const columns: CompiledRows["columns"][number][] = query.columns.map((name) => {
    const column = columnNamed(view, name);
    const places = column.source.filter(mayHold).map((source): ValuePlace => {
      const { sql, key } = locate(source, column, joins, true);
      return { at: placeOf(sql), key };
    });
    return { name, isJson: column.type === "json", places };
  });
  if (query.withUnit === true) {
    columns.push({ name: ROW_UNIT, isJson: false, places: [{ at: placeOf("n.unit"), key: undefined }] });
  }
  return { ...select(view, query, joins, selected), columns };
}

function select(view: View, query: ViewQuery, joins: Joins, selected: readonly string[]): CompiledQuery {
  const { currency = BY_COMPARING } = query;
  const where = [`n.kind IN (${view.kinds.map(quoteText).join(", ")})`, currency.node("n")];
  const parameters: string[] = [];
  // Views with this column leave such rows out: the same credential is there again, better read.
  const superseded = view.columns.find((column) => column.name === "superseded");
  if (superseded !== undefined) where.push(`coalesce(${expression(superseded, joins)}, 0) = 0`);
  if (view.types !== undefined) where.push(`n.type IN (${view.types.map(quoteText).join(", ")})`);
  if (query.types !== undefined && query.types.length > 0) {
    where.push(`n.type IN (${query.types.map(() => "?").join(", ")})`);
    addAll(parameters, query.types);
  }
  if (query.scope !== undefined) {
    where.push("n.data_set IN (SELECT id FROM data_set_row WHERE scope = ?)");
    parameters.push(query.scope);
  }
  const order = (query.order ?? []).map((name) => expression(columnNamed(view, name), joins));
  const sql = `SELECT ${selected.join(", ")}\nFROM node_row n${joins.sql()}\nWHERE ${where.join("\n  AND ")}`;
  return { sql: order.length > 0 ? `${sql}\nORDER BY ${order.join(", ")}` : sql, parameters };
}

/** Joins in the order they are first needed, each once. */
class Joins {
  readonly #sql = new Map<string, string>();
  readonly #currency: Currency;

  constructor(currency: Currency) {
    this.#currency = currency;
  }

  add(alias: string, sql: string): string {
    if (!this.#sql.has(alias)) this.#sql.set(alias, sql);
    return alias;
  }

  parent(): string {
    return this.add("p", `node_row p ON p.id = n.parent AND ${this.#currency.node("p")}`);
  }

  dataSet(of: string): string {
    return this.add(`${of}_d`, `data_set_row ${of}_d ON ${of}_d.id = ${of}.data_set`);
  }

  fact(of: string): string {
    return this.add(`${of}_f`, `fact_row ${of}_f ON ${of}_f.node = ${of}.id AND ${of}_f.closed_in IS NULL`);
  }

  factText(of: string): string {
    const fact = this.fact(of);
    return this.add(`${of}_ft`, `fact_text_row ${of}_ft ON ${of}_ft.id = ${fact}.text`);
  }

  supplement(of: string, dataSet: string): string {
    const alias = `${of}_s_${dataSet.replace(/\W/g, "_")}`;
    const inSet = `${alias}.data_set IN (SELECT id FROM data_set_row WHERE name = ${quoteText(dataSet)})`;
    return this.add(
      alias,
      `supplement_row ${alias} ON ${alias}.node = ${of}.id AND ${inSet} AND ${this.#currency.supplement(alias)}`,
    );
  }

  sql(): string {
    return [...this.#sql.values()].map((join) => `\nLEFT JOIN ${join}`).join("");
  }
}

function columnNamed(view: View, name: string): Column {
  const column = view.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`view ${view.name} has no column ${name}`);
  return column;
}

function expression(column: Column, joins: Joins): string {
  const parts = column.source.map((source) => {
    const { sql, key } = locate(source, column, joins);
    return key === undefined ? sql : jsonExpression(sql, key, column);
  });
  return parts.length === 1 ? (parts[0] ?? "NULL") : `coalesce(${parts.join(", ")})`;
}

/** SQL of the value that a source names; with a key, of the JSON text that holds it, or of its number. */
function locate(
  source: string,
  column: Column,
  joins: Joins,
  byNumber = false,
): { readonly sql: string; readonly key?: string } {
  const { isOfParent, rest, kind, dataSet, key } = takeApart(source);
  const row = isOfParent ? joins.parent() : "n";
  if (rest.startsWith("node.")) return { sql: nodeExpression(row, rest.slice("node.".length), joins) };
  if (!/^[\w-]+$/.test(key)) throw new Error(`column ${column.name}: ${key} is not a property key`);
  if (kind === "property" && dataSet === "") return { sql: `${row}.properties`, key };
  if (kind === "fact" && dataSet === "") {
    return { sql: byNumber ? `${joins.fact(row)}.text` : `${joins.factText(row)}.columns`, key };
  }
  if (kind === "supplement" && dataSet !== "") {
    return { sql: `${joins.supplement(row, dataSet)}.properties`, key };
  }
  throw new Error(`column ${column.name}: source ${source} is not understood`);
}

/** What a source is made of: `property:<key>`, `fact:<key>` or `supplement:<data set>:<key>`, `parent.` before it for the parent's. */
function takeApart(source: string) {
  const isOfParent = source.startsWith("parent.");
  const rest = isOfParent ? source.slice("parent.".length) : source;
  const [kind, ...names] = rest.split(":");
  const key = names.pop() ?? "";
  return { isOfParent, rest, kind, dataSet: names.join(":"), key };
}

function nodeExpression(row: string, name: string, joins: Joins): string {
  if (name === "scope") return `${joins.dataSet(row)}.scope`;
  if (name === "region") return `nullif(${joins.dataSet(row)}.region, '')`;
  if (!NODE_COLUMNS.has(name)) throw new Error(`nodes have no column ${name}`);
  return `${row}.${name}`;
}

/** `->>` gives SQL values (true is 1), `->` JSON text, in which a JSON null is not NULL yet. */
function jsonExpression(json: string, key: string, column: Column): string {
  const path = quoteText(`$."${key}"`);
  return column.type === "json" ? `nullif(${json} -> ${path}, 'null')` : `${json} ->> ${path}`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
