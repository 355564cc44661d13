// Which workflow of a repository calls which: the order in which they are read, and calls that GitHub refuses.
import { addTo } from "../../../model/group-by.js";
import type { FileFault } from "../yaml-limits.js";
import { parseWorkflowFile } from "./parse.js";
import { normalized } from "./steps.js";
import { type Entry, entriesOf, field, placeOf, textOf } from "./tokens.js";
import type { RepositoryFile, Workflow, WorkflowOrigin } from "./workflow.js";

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

/** How a call names a workflow among those of a part: its path, or `owner/name/path@ref` when it is from elsewhere. */
export function keyOf(called: CalledWorkflow, from: Pick<Workflow, "origin">): string {
  if (called.kind === "remote") return remoteKey(called);
  return from.origin === undefined ? called.path : remoteKey({ ...from.origin, path: called.path });
}

/** GitHub does not tell cases of owners and repositories apart; of paths and refs it does. */
export function remoteKey({ repository, path, ref }: WorkflowOrigin): string {
  return `${repository.toLowerCase()}/${path}@${ref}`;
}

/** Where the workflows are that jobs of a file call, as far as they are not in the repository itself. */
export function originsCalled({ path, text, origin }: RepositoryFile): readonly WorkflowOrigin[] {
  const { root } = parseWorkflowFile(path, text);
  return entriesOf(field(root, "jobs")).flatMap((job): WorkflowOrigin[] => {
    const called = calledWorkflow(job);
    if (called === undefined) return [];
    if (called.kind === "remote") return [{ repository: called.repository, path: called.path, ref: called.ref }];
    return origin === undefined ? [] : [{ ...origin, path: called.path }];
  });
}

/** What a host runs of workflows that call each other. */
export interface CallLimits {
  /** Workflows of a chain, the one that an event starts included. */
  readonly levels: number;
  /** Different workflows that one calls, those that these call included. */
  readonly called: number;
}

/** github.com, and hosts with data residency. */
export const CLOUD_LIMITS: CallLimits = { levels: 10, called: 50 };
/** A server of one's own. */
export const SERVER_LIMITS: CallLimits = { levels: 4, called: 20 };

export interface Calls {
  /** Workflows so that each comes after those that call it; circles end where they close. */
  readonly ordered: readonly Workflow[];
  /** Calls that GitHub refuses to run, by the file that they stand in. */
  readonly faults: ReadonlyMap<string, readonly FileFault[]>;
}

interface Call {
  readonly caller: Workflow;
  readonly job: Entry;
}

/**
 * Orders the workflows of a repository by their calls, and finds circles, calls that go too deep, and workflows that call
 * too many. Takes linear time.
 */
export function readCalls(workflows: readonly Workflow[], limits: CallLimits = CLOUD_LIMITS): Calls {
  const callers = callersOf(workflows);
  const faults = new Map<string, FileFault[]>();
  const fault = ({ caller, job }: Call, message: string): void => {
    const place = placeOf(field(job.value, "uses") ?? job.value);
    addTo(faults, caller.path, { ...place, message });
  };
  const ordered: Workflow[] = [];
  /** Level of a workflow that is placed; 0 while its callers are. */
  const levels = new Map<string, number>();
  for (const workflow of workflows) {
    if (levels.has(workflow.path)) continue;
    levels.set(workflow.path, 0);
    const open = [{ workflow, left: [...(callers.get(workflow.path) ?? [])] }];
    // a stack of its own: a repository may hold a chain that is longer than that of the program
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const call = top.left.shift();
      if (call === undefined) {
        open.pop();
        place(top.workflow);
      } else if (!levels.has(call.caller.path)) {
        levels.set(call.caller.path, 0);
        open.push({ workflow: call.caller, left: [...(callers.get(call.caller.path) ?? [])] });
      } else if (levels.get(call.caller.path) === 0) {
        fault(call, `calls ${top.workflow.path}, which calls it back: GitHub runs no circle of workflows`);
      }
    }
  }
  for (const [path, place] of tooMany(workflows, callers, limits.called)) {
    const message = `calls more than ${limits.called} different workflows, those that they call included; GitHub runs no such workflow here`;
    addTo(faults, path, { ...place, message });
  }
  return { ordered, faults };

  function place(workflow: Workflow): void {
    const calls = callers.get(workflow.path) ?? [];
    let deepest = 0;
    for (const call of calls) {
      const level = levels.get(call.caller.path) ?? 0;
      // the first call that goes too deep is told, not all that follow from it
      if (level === limits.levels)
        fault(call, `calls ${workflow.path} as workflow number ${level + 1} of a chain; GitHub runs ${level} here`);
      if (level > deepest) deepest = level;
    }
    levels.set(workflow.path, deepest + 1);
    ordered.push(workflow);
  }
}

/** Calls of each workflow of the repository, by its path. */
function callersOf(workflows: readonly Workflow[]): ReadonlyMap<string, readonly Call[]> {
  const known = new Set(workflows.map(({ path }) => path));
  const callers = new Map<string, Call[]>();
  for (const caller of workflows) {
    for (const job of caller.jobs) {
      const called = calledWorkflow(job);
      const key = called === undefined ? undefined : keyOf(called, caller);
      if (key === undefined || !known.has(key)) continue;
      addTo(callers, key, { caller, job });
    }
  }
  return callers;
}

/** Workflows that an event starts and that lead to more than so many others, with the place of the first call. */
function tooMany(
  workflows: readonly Workflow[],
  callers: ReadonlyMap<string, readonly Call[]>,
  most: number,
): ReadonlyMap<string, { readonly line: number; readonly column: number }> {
  const found = new Map<string, { readonly line: number; readonly column: number }>();
  if (callers.size <= most) return found;
  const calledBy = new Map<string, { readonly to: string; readonly job: Entry }[]>();
  for (const [to, calls] of callers) {
    for (const { caller, job } of calls) {
      addTo(calledBy, caller.path, { to, job });
    }
  }
  for (const { path, triggers } of workflows) {
    if (triggers.every(({ event }) => event === "workflow_call")) continue;
    const [first] = calledBy.get(path) ?? [];
    const reached = new Set<string>();
    const open = [path];
    // one more than allowed is enough, so the work stays bounded
    for (let at = open.pop(); at !== undefined && reached.size <= most; at = open.pop()) {
      for (const { to } of calledBy.get(at) ?? []) {
        if (reached.has(to) || to === path) continue;
        reached.add(to);
        open.push(to);
      }
    }
    if (first !== undefined && reached.size > most)
      found.set(path, placeOf(field(first.job.value, "uses") ?? first.job.value));
  }
  return found;
}
