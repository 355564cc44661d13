// One folder for a whole run of the tests, for what is dear to make and only read: removed when the run ends.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly sharedFolder: string;
  }
}

let folder: string | undefined;

/** Called by vitest before the first test. */
export function setup(project: TestProject): void {
  // What tests write is read by other users, too; workers take this over. Files that nhi itself keeps to one user stay so.
  process.umask(0o022);
  folder = mkdtempSync(join(tmpdir(), "nhi-tests-"));
  project.provide("sharedFolder", folder);
}

/** Called by vitest after the last test. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
