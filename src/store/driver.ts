// The database driver, loaded when a database is opened: with its native part it takes half as long as node itself.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type Driver from "better-sqlite3";
import { once } from "../model/once.js";

const load = createRequire(import.meta.url);

const driver = once(() => {
  const file = load.resolve("better-sqlite3");
  // Where its own build puts the native part. Named, it need not be looked for, which takes twice as long as loading it.
  const built = join(dirname(file), "../build/Release/better_sqlite3.node");
  const options: Driver.Options = existsSync(built) ? { nativeBinding: built } : {};
  return { Database: load(file) as typeof Driver, options };
});

/** Opens a file, `:memory:`, or the bytes of a database. */
export function openDriver(source: string | Buffer, given: Driver.Options = {}): Driver.Database {
  const { Database, options } = driver();
  return new Database(source, { ...options, ...given });
}

/** Whether SQLite itself said so; `code` tells what. */
export function isSqliteError(error: unknown): error is InstanceType<typeof Driver.SqliteError> {
  return error instanceof driver().Database.SqliteError;
}
