// Writes dist/ so that an nhi that is running meanwhile keeps finding its chunks.
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface DistFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly mode?: number;
}

/** Writes the files that changed, in the order given, then removes whatever else is there except the names in `kept`. */
export async function writeDist(folder: string, files: readonly DistFile[], kept: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, content, mode } of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (!existsSync(path) || !(await readFile(path)).equals(content)) await writeFile(path, content);
    if (mode !== undefined) await chmod(path, mode);
  }
  const current = new Set([...files.map((file) => file.name), ...kept].flatMap(withFolders));
  for (const name of await readdir(folder, { recursive: true })) {
    if (!current.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** `a/b/c`: also `a` and `a/b`. */
function withFolders(name: string): string[] {
  const parent = dirname(name);
  return parent === "." ? [name] : [...withFolders(parent), name];
}
