// Folders of a test file's own, which go when the file ends.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/** A new, empty folder. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-test-"));
  folders.push(folder);
  return folder;
}

/** Removes what freshFolder made so far. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
