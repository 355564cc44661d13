// `nhi query`: one statement of the user's own, that can only read.
import type { Statement } from "better-sqlite3";
import { UsageError } from "../../model/errors.js";
import type { Connection } from "../connection.js";
import { isSqliteError } from "../driver.js";

export interface QueryResult {
  readonly columns: readonly string[];
  /** Values in the order of the columns, read as they are asked for. */
  readonly rows: IterableIterator<readonly (string | number | null)[]>;
}

/** SQLite counts ATTACH and some PRAGMAs as reading: only these may begin a statement. */
const FIRST_WORDS = /^(?:select|with|values|explain)\b/i;
const BEFORE_FIRST_WORD = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/** Prepares the statement; a UsageError says why it is refused or what is wrong with it. */
export function runQuery(connection: Connection, sql: string): QueryResult {
  const statement = connection.read(() => prepareQuery(connection, sql));
  const columns = statement.columns().map((column) => column.name);
  return { columns, rows: connection.readEach(() => readRows(statement)) };
}

type QueryStatement = Statement<[], (string | number | null)[]>;

function prepareQuery(connection: Connection, sql: string): QueryStatement {
  if (!FIRST_WORDS.test(sql.replace(BEFORE_FIRST_WORD, ""))) throw refusal();
  let statement: QueryStatement;
  try {
    statement = connection.db.prepare(sql);
  } catch (error) {
    // More than one statement, or none.
    if (error instanceof RangeError) throw refusal(error);
    throw toUsageError(error);
  }
  if (!statement.reader || !statement.readonly) throw refusal();
  return statement;
}

/** Some faults only show in the run: JSON that is none, a parameter that nobody gives a value. */
function* readRows(statement: QueryStatement): IterableIterator<(string | number | null)[]> {
  try {
    yield* statement.raw().iterate();
  } catch (error) {
    throw toUsageError(error);
  }
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
