// The workflows of one repository before their jobs are read: what starts them.
import type { CompiledTables } from "./context.js";
import { type FileFault, parseWorkflowFile } from "./parse.js";
import { type Entry, entriesOf, field, type MappingToken, textOf } from "./tokens.js";
import { type TriggerFact, triggersOf } from "./triggers.js";

/** A file of the repository by its path from the root, with slashes. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
}

export interface Workflow {
  readonly path: string;
  readonly name: string;
  readonly root: MappingToken | undefined;
  readonly faults: readonly FileFault[];
  /** Lines of the text, for comments that no token holds. */
  readonly lines: readonly string[];
  readonly triggers: readonly TriggerFact[];
  readonly unknownEvents: readonly string[];
  readonly jobs: readonly Entry[];
}

export function readWorkflow({ path, text }: RepositoryFile, tables: CompiledTables): Workflow {
  const { root, faults } = parseWorkflowFile(path, text);
  const { facts, unknown } = root === undefined ? { facts: [], unknown: [] } : triggersOf(root, tables);
  return {
    path,
    name: textOf(field(root, "name")) ?? path.slice(path.lastIndexOf("/") + 1),
    root,
    faults,
    lines: text.split("\n"),
    triggers: facts,
    unknownEvents: unknown,
    jobs: entriesOf(field(root, "jobs")),
  };
}
