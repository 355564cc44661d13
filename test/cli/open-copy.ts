// The built nhi and what it needs to run, where every user may read it: a clone may lie in a folder of its owner's alone.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { inject } from "vitest";

/** Built files, the driver of the database without its sources, and the recording that such tests scan. */
const PARTS = [
  "package.json",
  "dist",
  "node_modules/better-sqlite3/package.json",
  "node_modules/better-sqlite3/lib",
  "node_modules/better-sqlite3/build/Release/better_sqlite3.node",
  "node_modules/bindings",
  "node_modules/file-uri-to-path",
  "fixtures/scenes/two-old-keys",
];
const CLONE = resolve(".");

let copy: string | undefined;

/** The folder of the copy, made once a worker: `dist` and the like below it, as in the clone. */
function openCopy(): string {
  if (copy !== undefined) return copy;
  const shared = inject("sharedFolder");
  const folder = join(shared, `open-${process.pid}`);
  mkdirSync(folder, { mode: 0o755 });
  for (const part of PARTS) cpSync(resolve(part), join(folder, part), { recursive: true });
  execFileSync("chmod", ["-R", "a+rX", folder]);
  // Others may pass through the folder of the whole run, not look into it.
  chmodSync(shared, 0o711);
  copy = folder;
  return folder;
}

/** `path`, which is absolute, in the copy where it lies in the clone; any other path is as it was. */
export function inOpenCopy(path: string): string {
  return path.startsWith(`${CLONE}/`) ? join(openCopy(), path.slice(CLONE.length)) : path;
}
