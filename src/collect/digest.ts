// A digest over everything that a bundle says: where it is the same, so are the batches that come of it.
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { addAll } from "../model/add-all.js";
import { chunksOf } from "./file-chunks.js";

/**
 * Digest over the names and bytes of all files below `root` (a folder, or one file). Undefined where something else lies
 * there, such as a link, whose target may change without it, and where something may not be read: reading it says so.
 */
export async function digestOf(root: string): Promise<string | undefined> {
  try {
    return await wholeDigest(root);
  } catch (fault) {
    if (fault instanceof Error && "syscall" in fault) return undefined;
    throw fault;
  }
}

async function wholeDigest(root: string): Promise<string | undefined> {
  const isFile = (await stat(root)).isFile();
  const files = isFile ? [""] : await filesBelow(root, "");
  if (files === undefined) return undefined;
  const whole = createHash("sha256");
  for (const name of files.sort()) {
    const one = createHash("sha256");
    const path = name === "" ? root : join(root, name);
    for (const chunk of chunksOf(path)) one.update(chunk);
    whole.update(`${JSON.stringify(name)} ${one.digest("hex")}\n`);
  }
  return whole.digest("hex");
}

/** Paths of the files below a folder, undefined when there is anything but files and folders. */
async function filesBelow(root: string, folder: string): Promise<string[] | undefined> {
  const files: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name);
    if (entry.isFile()) files.push(name);
    else {
      const below = entry.isDirectory() ? await filesBelow(root, name) : undefined;
      if (below === undefined) return undefined;
      addAll(files, below);
    }
  }
  return files;
}
