// The heavy tools of this folder's own lock: SARIF multitool, other Nodes.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.js";

export const FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs them unless they are there as the lock says. */
export async function installTools(): Promise<void> {
  if (isInstalled()) return;
  const { status, stderr } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER });
  if (status !== 0) throw new Error(`npm ci in test/e2e failed\n${stderr.slice(-2000)}`);
}

interface Manifest {
  readonly version?: string;
  readonly devDependencies?: { readonly [name: string]: string };
}

function manifest(folder: string): Manifest {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : {};
}

function isInstalled(): boolean {
  const wanted = Object.entries(manifest(FOLDER).devDependencies ?? {});
  return wanted.every(([name, range]) => {
    const { version } = manifest(join(FOLDER, "node_modules", name));
    return version !== undefined && range.endsWith(version);
  });
}
