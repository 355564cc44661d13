// The database driver, loaded when a database is opened. Its JavaScript is in the bundle: a dozen files that Node has to find and
// compile take four times as long as its native part, which stays where the package was installed.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import Driver from "better-sqlite3";
import { once } from "../model/once.js";

/** Version of the driver in the bundle; the build puts it in place. From the source tree there is only the installed one. */
declare const __NHI_DRIVER__: string | undefined;

const load = createRequire(import.meta.url);

const driver = once((): { readonly Database: typeof Driver; readonly options: Driver.Options } => {
  const file = load.resolve("better-sqlite3");
  const folder = join(dirname(file), "..");
  // Where its own build puts the native part. Named, it need not be looked for, which takes twice as long as loading it.
  const nativeBinding = join(folder, "build/Release/better_sqlite3.node");
  if (!existsSync(nativeBinding)) return { Database: load(file), options: {} };
  return { Database: isOfBundle(folder) ? Driver : load(file), options: { nativeBinding } };
});

/** A native part of another version may be asked for things in another way: that one comes with its own JavaScript. */
function isOfBundle(folder: string): boolean {
  if (typeof __NHI_DRIVER__ !== "string") return true;
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version: unknown };
  return version === __NHI_DRIVER__;
}

/** Opens a file, `:memory:`, or the bytes of a database. */
export function openDriver(source: string | Buffer, given: Driver.Options = {}): Driver.Database {
  const { Database, options } = driver();
  return new Database(source, { ...options, ...given });
}

/** Whether SQLite itself said so; `code` tells what. */
export function isSqliteError(error: unknown): error is InstanceType<typeof Driver.SqliteError> {
  return error instanceof driver().Database.SqliteError;
}
