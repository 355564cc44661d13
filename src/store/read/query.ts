// `nhi query`: one statement of the user's own, that can only read.
import type { Statement } from "better-sqlite3";
import { UsageError } from "../../model/errors.js";
import type { Connection } from "../connection.js";
import { isSqliteError } from "../driver.js";

export interface QueryResult<Value = string | number | null> {
  readonly columns: readonly string[];
  /** Values in the order of the columns, read as they are asked for. */
  readonly rows: IterableIterator<readonly Value[]>;
}

/** Whole numbers that a number of JavaScript cannot hold are bigint; bytes are written as SQLite takes them: `x'00ff'`. */
export type ExactValue = string | number | bigint | null;

/** SQLite counts ATTACH and some PRAGMAs as reading: only these may begin a statement. */
const FIRST_WORDS = /^(?:select|with|values|explain)\b/i;
const BEFORE_FIRST_WORD = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/**
 * Prepares the statement; a UsageError says why it is refused or what is wrong with it. For the views, whose whole numbers
 * are all below 2^53.
 */
export function runQuery(connection: Connection, sql: string): QueryResult {
  const statement = connection.read(() => prepareQuery(connection, sql));
  return { columns: columnsOf(statement), rows: connection.readEach(() => readRows(statement)) };
}

/** The same for any statement: its values with every digit and byte. */
export function runExactQuery(connection: Connection, sql: string): QueryResult<ExactValue> {
  const statement = connection.read(() => prepareQuery<ExactValue | Buffer>(connection, sql).safeIntegers());
  return { columns: columnsOf(statement), rows: connection.readEach(() => readExactRows(statement)) };
}

type QueryStatement<Value> = Statement<[], Value[]>;

function columnsOf(statement: QueryStatement<unknown>): readonly string[] {
  return statement.columns().map((column) => column.name);
}

function prepareQuery<Value = string | number | null>(connection: Connection, sql: string): QueryStatement<Value> {
  if (!FIRST_WORDS.test(sql.replace(BEFORE_FIRST_WORD, ""))) throw refusal();
  let statement: QueryStatement<Value>;
  try {
    statement = connection.db.prepare<[], Value[]>(sql);
  } catch (error) {
    // More than one statement, or none.
    if (error instanceof RangeError) throw refusal(error);
    throw toUsageError(error);
  }
  if (!statement.reader || !statement.readonly) throw refusal();
  return statement;
}

/** Some faults only show in the run: JSON that is none, a parameter that nobody gives a value. */
function* readRows<Value>(statement: QueryStatement<Value>): IterableIterator<Value[]> {
  try {
    yield* statement.raw().iterate();
  } catch (error) {
    throw toUsageError(error);
  }
}

function* readExactRows(statement: QueryStatement<ExactValue | Buffer>): IterableIterator<ExactValue[]> {
  for (const row of readRows(statement)) yield row.map(toExact);
}

function toExact(value: ExactValue | Buffer): ExactValue {
  if (Buffer.isBuffer(value)) return `x'${value.toString("hex")}'`;
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function toUsageError(error: unknown): unknown {
  if (isSqliteError(error) && error.code === "SQLITE_ERROR") {
    return new UsageError(`query: ${error.message}`, { cause: error });
  }
  if (error instanceof Error && /parameter/.test(error.message)) {
    return new UsageError("query: parameters such as ? or :name have no value here; write the value.", {
      cause: error,
    });
  }
  return error;
}

function refusal(cause?: unknown): UsageError {
  return new UsageError("query: only one SELECT statement is run; the database is never changed by it.", { cause });
}
