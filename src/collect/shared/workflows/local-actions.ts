// Actions that live in the repository itself.
import type { FileFault } from "../yaml-limits.js";
import { parseActionFile } from "./parse.js";
import type { LocalAction, LocalActions } from "./steps.js";
import { field, textOf } from "./tokens.js";
import type { RepositoryFile } from "./workflow.js";

export interface ReadActions {
  readonly byFolder: LocalActions;
  readonly faulty: readonly { readonly path: string; readonly faults: readonly FileFault[] }[];
}

/** Actions by their folder; those with faults are listed as well. */
export function readLocalActions(files: readonly RepositoryFile[]): ReadActions {
  const byFolder = new Map<string, LocalAction>();
  const faulty: { path: string; faults: readonly FileFault[] }[] = [];
  for (const { path, text } of files) {
    const { root, faults } = parseActionFile(path, text);
    if (faults.length > 0) faulty.push({ path, faults });
    const isComposite = textOf(field(field(root, "runs"), "using"))?.toLowerCase() === "composite";
    byFolder.set(path.slice(0, Math.max(0, path.lastIndexOf("/"))), { file: path, root, isComposite });
  }
  return { byFolder, faulty };
}
