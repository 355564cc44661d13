// The workflows of one repository before their jobs are read: what starts them, and which calls which.
import type { CompiledTables } from "./context.js";
import { type FileFault, parseWorkflowFile } from "./parse.js";
import { normalized } from "./steps.js";
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

/** What `uses` of a job calls. */
export type CalledWorkflow =
  | { readonly kind: "local"; readonly path: string; readonly text: string }
  | {
      readonly kind: "remote";
      readonly repository: string;
      readonly path: string;
      readonly ref: string;
      readonly text: string;
    };

/** `./.github/workflows/x.yml`, or `owner/repo/.github/workflows/x.yml@ref`; undefined when it is neither. */
export function calledWorkflow(job: Entry): CalledWorkflow | undefined {
  const text = textOf(field(job.value, "uses"))?.trim();
  if (text === undefined) return undefined;
  if (text.startsWith("./")) {
    const path = normalized(text);
    return path === undefined ? undefined : { kind: "local", path, text };
  }
  const [, owner, path = "", ref = ""] = /^([^/\s]+\/[^/\s]+)\/([^@\s]+)@(\S+)$/.exec(text) ?? [];
  if (owner === undefined) return undefined;
  return { kind: "remote", repository: owner, path, ref, text };
}

/** Workflows so that each comes after those that call it; cycles, which GitHub refuses, end where they close. */
export function callersFirst(workflows: readonly Workflow[]): readonly Workflow[] {
  const byPath = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  const callers = new Map<string, Workflow[]>();
  for (const workflow of workflows) {
    for (const job of workflow.jobs) {
      const called = calledWorkflow(job);
      if (called?.kind === "local" && byPath.has(called.path)) {
        callers.set(called.path, [...(callers.get(called.path) ?? []), workflow]);
      }
    }
  }
  const ordered: Workflow[] = [];
  const seen = new Set<string>();
  const place = (workflow: Workflow): void => {
    if (seen.has(workflow.path)) return;
    seen.add(workflow.path);
    for (const caller of callers.get(workflow.path) ?? []) place(caller);
    ordered.push(workflow);
  };
  for (const workflow of workflows) place(workflow);
  return ordered;
}
