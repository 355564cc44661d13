// What is around a job: its workflow, who calls that, and what inputs and variables stand for in it.
import type { Checks } from "./actor-checks.js";
import type { CacheAccess } from "./caches.js";
import type { Circumstances } from "./circumstances.js";
import { type CompiledTables, type Scope, withEnv } from "./context.js";
import type { GivenSecrets } from "./given-secrets.js";
import type { Permissions } from "./permissions.js";
import type { LocalActions } from "./steps.js";
import { type Entry, entriesOf, field, textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";
import type { Workflow } from "./workflow.js";

/** A job of the repository that calls a workflow, with what it gives to it. */
export interface Caller {
  readonly job: string;
  readonly triggers: readonly TriggerFact[];
  readonly permissions: Permissions;
  readonly inputs: ReadonlyMap<string, string>;
  readonly secrets: GivenSecrets;
  readonly gates: readonly string[];
  readonly outsideEnvironments: readonly string[];
  readonly cache: CacheAccess;
  /** Files of the repository that an event starts and that lead here. */
  readonly entries: readonly string[];
}

/** What the texts of a job are read by. */
export interface TextFrame {
  readonly workflow: Workflow;
  readonly callers: readonly Pick<Caller, "inputs">[];
  readonly actions: LocalActions;
  readonly tables: CompiledTables;
  /** Workflows that were read, by what calls name them. */
  readonly workflows: ReadonlyMap<string, Workflow>;
}

export interface JobFrame extends TextFrame {
  readonly callers: readonly Caller[];
  readonly owner: string;
  readonly fallback: Permissions;
  /** When its jobs run, by their keys. */
  readonly circumstances: ReadonlyMap<string, Circumstances>;
  /** What its jobs find out about who acts. */
  readonly checks: Checks;
}

/** More callers are not told apart. */
const MOST_CALLERS = 20;

/** What inputs and variables stand for: once for each caller, once for a start of its own. */
export function scopesOf(job: Entry, frame: TextFrame): readonly Scope[] {
  const { workflow, callers } = frame;
  const on = field(workflow.root, "on");
  const defaults = ["workflow_call", "workflow_dispatch"].flatMap((event) =>
    entriesOf(field(field(on, event), "inputs")),
  );
  const base = new Map<string, string>();
  for (const { key, value } of defaults) {
    const text = textOf(field(value, "default"));
    // What people type in a form is theirs to choose; only a call is bound to defaults.
    if (text !== undefined && field(field(on, "workflow_call"), "inputs") !== undefined)
      base.set(key.toLowerCase(), text);
  }
  const given = callers.slice(0, MOST_CALLERS).map((caller) => new Map([...base, ...caller.inputs]));
  const env = [workflow.root, job.value].flatMap((token) => entriesOf(field(token, "env")));
  return [...given, ...(isDirect(frame) ? [base] : [])].map((inputs) => withEnv({ inputs, env: new Map() }, env));
}

/** Whether an event of its own starts the workflow, or somebody who is not in the repository calls it. */
export function isDirect({ workflow, callers }: Pick<TextFrame, "workflow" | "callers">): boolean {
  return callers.length === 0 || workflow.triggers.some(({ event }) => event !== "workflow_call");
}
