// Which workflow of a repository calls which: the order in which they are read, and calls that GitHub refuses.
import type { FileFault } from "./parse.js";
import { normalized } from "./steps.js";
import { type Entry, field, placeOf, textOf } from "./tokens.js";
import type { Workflow } from "./workflow.js";

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

/** GitHub's own limit, the workflow that an event starts included; older servers of one's own allow four. */
const MOST_LEVELS = 10;

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

/** Orders the workflows of a repository by their calls, and finds circles and calls that go too deep. Takes linear time. */
export function readCalls(workflows: readonly Workflow[]): Calls {
  const callers = callersOf(workflows);
  const faults = new Map<string, FileFault[]>();
  const fault = ({ caller, job }: Call, message: string): void => {
    const place = placeOf(field(job.value, "uses") ?? job.value);
    faults.set(caller.path, [...(faults.get(caller.path) ?? []), { ...place, message }]);
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
  return { ordered, faults };

  function place(workflow: Workflow): void {
    const calls = callers.get(workflow.path) ?? [];
    let deepest = 0;
    for (const call of calls) {
      const level = levels.get(call.caller.path) ?? 0;
      // the first call that goes too deep is told, not all that follow from it
      if (level === MOST_LEVELS)
        fault(
          call,
          `calls ${workflow.path} as workflow number ${MOST_LEVELS + 1} of a chain; GitHub runs ${MOST_LEVELS}`,
        );
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
      if (called?.kind !== "local" || !known.has(called.path)) continue;
      const others = callers.get(called.path);
      if (others) others.push({ caller, job });
      else callers.set(called.path, [{ caller, job }]);
    }
  }
  return callers;
}
