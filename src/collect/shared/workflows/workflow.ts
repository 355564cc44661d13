// The workflows of one repository before their jobs are read: what starts them.
import type { FileFault } from "../yaml-limits.js";
import { type CacheModes, cacheModes } from "./caches.js";
import type { CompiledTables } from "./context.js";
import { parseWorkflowFile } from "./parse.js";
import { type Entry, entriesOf, field, type MappingToken, textOf } from "./tokens.js";
import { type TriggerFact, triggersOf } from "./triggers.js";

/** Where a reusable workflow of another repository, or of another ref of the same, was read. */
export interface WorkflowOrigin {
  /** `owner/name` as the call writes it. */
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
}

/** A file of the repository by its path from the root, with slashes. */
export interface RepositoryFile {
  /** Of a workflow from elsewhere: `owner/name/.github/workflows/x.yml@ref`, as calls name it. */
  readonly path: string;
  readonly text: string;
  /** Set when it is no file of the repository's default branch: jobs of the repository call it. */
  readonly origin?: WorkflowOrigin;
}

export interface Workflow {
  readonly path: string;
  readonly name: string;
  readonly root: MappingToken | undefined;
  readonly faults: readonly FileFault[];
  /** Lines of the text, for comments that no token holds. */
  readonly lines: readonly string[];
  /** None of a workflow from elsewhere: its own events start it there, not here. */
  readonly triggers: readonly TriggerFact[];
  readonly isReusable: boolean;
  readonly origin: WorkflowOrigin | undefined;
  readonly unknownEvents: readonly string[];
  readonly jobs: readonly Entry[];
  readonly cacheModes: CacheModes;
}

/** Reads a file; one that does not parse has faults and no jobs. What is called from elsewhere has no triggers of its own. */
export function readWorkflow({ path, text, origin }: RepositoryFile, tables: CompiledTables): Workflow {
  const { root, faults } = parseWorkflowFile(path, text);
  const { facts, unknown } = root === undefined ? { facts: [], unknown: [] } : triggersOf(root, tables);
  return {
    path,
    name: textOf(field(root, "name")) ?? path.slice(path.lastIndexOf("/") + 1),
    root,
    faults,
    lines: text.split("\n"),
    triggers: origin === undefined ? facts : [],
    isReusable: facts.some(({ event }) => event === "workflow_call"),
    origin,
    unknownEvents: unknown,
    jobs: entriesOf(field(root, "jobs")),
    cacheModes: cacheModes(root === undefined ? "" : text),
  };
}
