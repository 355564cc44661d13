// Facts of one job: what starts it, what it may do, which secrets it reads, where it signs in and who can get code into it.

import { type CalledWorkflow, calledWorkflow, keyOf } from "./calls.js";
import type { Circumstances } from "./circumstances.js";
import { type CompiledTables, EMPTY_SCOPE, resolved, type Scope, withEnv } from "./context.js";
import { type Flows, flowsOfJob, flowsOfMatrix, flowsOfSteps } from "./flows.js";
import {
  ALL_SECRETS,
  type GivenSecrets,
  inheritsSecrets,
  joinedSecrets,
  resolveUses,
  secretsGivenBy,
} from "./given-secrets.js";
import type { Injection } from "./injected.js";
import { type Login, loginsOf } from "./logins.js";
import { capped, jobPermissions, joined, type Permissions } from "./permissions.js";
import { type Prompt, promptsOf } from "./prompted.js";
import { choicesOf, type Environments, environmentsOf, type Runner, runnerOf } from "./runners.js";
import { collectSecrets, type SecretUse, type Sink, type TokenUses } from "./secrets-used.js";
import { type LocalActions, type Step, stepsOf, toActionRef } from "./steps.js";
import { type Entry, entriesOf, field, type Place, placeOf, textOf } from "./tokens.js";
import { isOutside, type TriggerFact, textsOf } from "./triggers.js";
import { ownActions, type UsedAction, unpinnedActions } from "./unpinned.js";
import { injectionsOf, runsOwnFiles, type UntrustedCheckout, untrustedCheckout } from "./untrusted.js";
import type { Workflow } from "./workflow.js";

/** A job of the repository that calls a workflow, with what it gives to it. */
export interface Caller {
  readonly job: string;
  readonly triggers: readonly TriggerFact[];
  readonly permissions: Permissions;
  readonly inputs: ReadonlyMap<string, string>;
  readonly secrets: GivenSecrets;
  readonly gates: readonly string[];
  /** Files of the repository that an event starts and that lead here. */
  readonly entries: readonly string[];
}

export interface JobFacts extends Place {
  readonly key: string;
  readonly name: string;
  readonly triggers: readonly TriggerFact[];
  readonly permissions: Permissions;
  readonly environments: Environments | undefined;
  readonly secrets: readonly SecretUse[];
  /** Names that it reads and that no caller gives to its workflow: they are empty. */
  readonly notGiven: readonly string[];
  readonly readsOwnToken: boolean;
  readonly inheritsSecrets: boolean;
  readonly calls: CalledWorkflow | undefined;
  /** The workflow that it calls is among those that were read, by this name. */
  readonly follows: string | undefined;
  /** Files of the repository from which calls lead to its workflow; none when only events start it. */
  readonly entries: readonly string[];
  readonly callers: readonly string[];
  readonly runner: Runner;
  readonly logins: readonly Login[];
  readonly unpinned: readonly UsedAction[];
  /** Actions of other repositories of the owner. */
  readonly own: readonly UsedAction[];
  readonly checkout: UntrustedCheckout | undefined;
  readonly injections: readonly Injection[];
  /** Texts of others that agents are told which run commands. */
  readonly prompts: readonly Prompt[];
  /** It runs files of its repository. */
  readonly runsFiles: boolean;
  readonly needs: readonly string[];
  readonly gates: readonly string[];
  readonly undecided: readonly string[];
  /** Inputs that it gives to the workflow that it calls. */
  readonly given: ReadonlyMap<string, string>;
  /** Secrets that it gives to it. */
  readonly gives: GivenSecrets;
}

/** What is around a job. */
export interface JobFrame {
  readonly workflow: Workflow;
  readonly callers: readonly Caller[];
  readonly actions: LocalActions;
  readonly tables: CompiledTables;
  readonly owner: string;
  readonly fallback: Permissions;
  /** When its jobs run, by their keys. */
  readonly circumstances: ReadonlyMap<string, Circumstances>;
  /** What its jobs hand on to those that need them, by the keys of the former. */
  readonly handedOn: ReadonlyMap<string, Flows>;
  /** Workflows that were read, by what calls name them. */
  readonly known: ReadonlySet<string>;
}

/** More callers are not told apart. */
const MOST_CALLERS = 20;

/** Facts of a job, those of workflows that it calls in this repository among them; what could not be told is listed. */
export function jobFacts(job: Entry, frame: JobFrame): JobFacts {
  const { workflow } = frame;
  const undecided = workflow.unknownEvents.map((event) => `nothing is known about the event ${event}`);
  const { triggers, gates } = frame.circumstances.get(job.key) ?? { triggers: [], gates: [] };
  const permissions = permissionsOf(job, frame);
  const scopes = scopesOf(job, frame);
  const calls = calledWorkflow(job);
  const key = calls === undefined ? undefined : keyOf(calls, workflow);
  const follows = key !== undefined && frame.known.has(key) ? key : undefined;
  if (calls?.kind === "remote" && follows === undefined)
    undecided.push(`${calls.text} is in another repository and was not followed`);
  const views = scopes.map((scope) => look(job, scope, { frame, triggers, permissions, undecided }));
  const [first] = views;
  const ways = views.flatMap(({ checkout, injections, prompts }) => [checkout ?? [], injections, prompts].flat());
  const called = calls?.kind === "remote" ? calledAction(calls, job, frame) : [];
  return {
    key: job.key,
    line: job.line,
    column: job.column,
    name: textOf(field(job.value, "name")) ?? job.key,
    triggers,
    permissions,
    environments: environmentsOf(job.value, scopes, choicesOf(workflow.root ?? job.value)),
    ...secretsOf(job, frame, first?.steps ?? []),
    inheritsSecrets: inheritsSecrets(job),
    gives: secretsGivenBy(job, givenTo(frame)),
    calls,
    follows,
    entries: [...new Set(frame.callers.flatMap(({ entries }) => entries))].sort(),
    callers: frame.callers.map((caller) => caller.job),
    runner: first?.runner ?? { labels: [] },
    logins: distinct(views.flatMap((view) => view.logins)),
    unpinned: [...called, ...(first?.unpinned ?? [])],
    own: distinct(first?.own ?? []),
    checkout: views.map((view) => view.checkout).find((checkout) => checkout !== undefined),
    injections: distinct(views.flatMap((view) => view.injections)),
    prompts: distinct(views.flatMap((view) => view.prompts)),
    runsFiles: views.some(({ steps }) => runsOwnFiles(steps)),
    needs: textsOf(field(job.value, "needs")),
    gates: [...new Set([...gates, ...gatesOfSteps(ways)])].sort(),
    undecided: [...new Set(undecided)],
    given: new Map(
      entriesOf(field(job.value, "with")).flatMap(({ key, value }) => {
        const text = resolved(value, scopes[0] ?? EMPTY_SCOPE);
        return text === undefined ? [] : [[key.toLowerCase(), text] as const];
      }),
    ),
  };
}

/** A job seen with one set of inputs. */
function look(
  job: Entry,
  scope: Scope,
  {
    frame,
    triggers,
    permissions,
    undecided,
  }: { frame: JobFrame; triggers: readonly TriggerFact[]; permissions: Permissions; undecided: string[] },
) {
  const { workflow, tables } = frame;
  const steps = stepsOf(job.value, workflow.path, scope, frame.actions, undecided);
  const env = [workflow.root, job.value, field(job.value, "container")].flatMap((token) =>
    entriesOf(field(token, "env")),
  );
  const handed = textsOf(field(job.value, "needs")).flatMap((name) => [...(frame.handedOn.get(name) ?? [])]);
  const flows = new Map([...handed, ...flowsIn(job, scope, steps, workflow.path)]);
  const flowing = withFlows(steps, flows, workflow.path);
  return {
    steps,
    runner: runnerOf(job.value, scope, undecided),
    logins: loginsOf(
      { steps, env, scope, hasIdToken: permissions["id-token"] === "write", file: workflow.path },
      tables,
    ),
    unpinned: unpinnedActions(steps, frame.owner, workflow.path),
    own: ownActions(steps, frame.owner, workflow.path),
    checkout: untrustedCheckout(flowing, triggers, workflow.path, tables, workflow.lines),
    injections: injectionsOf(flowing, triggers, workflow.path, tables),
    prompts: promptsOf(flowing, env, triggers, workflow.path, tables),
  };
}

/** Steps of the workflow that know what others hand on to them; those of an action have names of their own. */
function withFlows(steps: readonly Step[], flows: Flows, file: string): readonly Step[] {
  if (flows.size === 0) return steps;
  return steps.map((step) => (step.file === file ? { ...step, scope: { ...step.scope, flows } } : step));
}

function flowsIn(job: Entry, scope: Scope, steps: readonly Step[], file: string): Flows {
  return new Map([...flowsOfMatrix(job, scope), ...flowsOfSteps(steps, file)]);
}

/** What the jobs of a workflow hand on to those that need them, by the keys of the former. */
export function handedOn(frame: Omit<JobFrame, "handedOn">): ReadonlyMap<string, Flows> {
  const { workflow, actions } = frame;
  const all = new Map<string, Flows>();
  for (const job of workflow.jobs.filter(({ value }) => field(value, "outputs") !== undefined)) {
    const [scope = EMPTY_SCOPE] = scopesOf(job, frame);
    const flows = flowsIn(job, scope, stepsOf(job.value, workflow.path, scope, actions, []), workflow.path);
    all.set(job.key, flowsOfJob(job, { ...scope, flows }));
  }
  return all;
}

/** What the steps ask for by which somebody outside gets in, where every one of them asks for something. */
function gatesOfSteps(ways: readonly Pick<Injection, "by" | "gates">[]): readonly string[] {
  const outside = ways.filter(({ by }) => by !== "writer");
  return outside.some(({ gates }) => gates === undefined) ? [] : outside.flatMap(({ gates = [] }) => gates);
}

/** Permissions of the job; a called workflow gets no more than its caller has. */
function permissionsOf(job: Entry, frame: JobFrame): Permissions {
  const { workflow, callers, fallback } = frame;
  if (workflow.root === undefined) return fallback;
  const root = workflow.root;
  const ways = callers.map((caller) => capped(jobPermissions(job.value, root, caller.permissions), caller.permissions));
  if (isDirect(frame)) ways.push(jobPermissions(job.value, root, fallback));
  return ways.reduce(joined);
}

/** What inputs and variables stand for: once for each caller, once for a start of its own. */
function scopesOf(job: Entry, frame: Omit<JobFrame, "handedOn">): readonly Scope[] {
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

/** Where secrets in the keys of a job go; the others become variables or labels. */
const JOB_SINKS: { readonly [key: string]: Sink } = {
  if: "if",
  secrets: "with",
  with: "with",
  container: "with",
  services: "with",
};

/** Secrets that the workflow has: those of its repository, or what the calls of the repository give. */
function givenTo(frame: JobFrame): GivenSecrets {
  return joinedSecrets([...frame.callers.map(({ secrets }) => secrets), ...(isDirect(frame) ? [ALL_SECRETS] : [])]);
}

/** Whether an event of its own starts the workflow, or somebody who is not in the repository calls it. */
function isDirect({ workflow, callers }: Pick<JobFrame, "workflow" | "callers">): boolean {
  return callers.length === 0 || workflow.triggers.some(({ event }) => event !== "workflow_call");
}

function secretsOf(
  job: Entry,
  frame: JobFrame,
  steps: readonly Step[],
): Pick<JobFacts, "secrets" | "notGiven" | "readsOwnToken"> {
  const { workflow } = frame;
  const into: TokenUses = { uses: [], ownToken: false };
  collectSecrets(field(workflow.root, "env"), () => "env", into);
  for (const { key, value } of entriesOf(job.value)) {
    if (key !== "steps") collectSecrets(value, () => JOB_SINKS[key] ?? "env", into);
  }
  for (const step of steps.filter(({ file }) => file === workflow.path)) {
    collectSecrets(field(step.token, "if"), () => "if", into);
    collectSecrets(field(step.token, "env"), () => "env", into);
    collectSecrets(field(step.token, "with"), () => "with", into);
    collectSecrets(step.script, () => "run", into);
  }
  return { ...resolveUses(distinct(into.uses), givenTo(frame)), readsOwnToken: into.ownToken };
}

/** A workflow of someone else's that a tag or branch names. */
function calledAction(called: CalledWorkflow & { kind: "remote" }, job: Entry, frame: JobFrame): readonly UsedAction[] {
  const step = {
    file: frame.workflow.path,
    token: job.value,
    uses: toActionRef(called.text),
    inputs: [],
    env: [],
    scope: EMPTY_SCOPE,
    conditions: [],
    ...placeOf(field(job.value, "uses")),
  };
  return unpinnedActions([step], frame.owner, frame.workflow.path);
}

function distinct<T>(list: readonly T[]): T[] {
  const seen = new Map(list.map((one) => [JSON.stringify(one), one]));
  return [...seen.values()];
}

/** Whether someone who is no member of the repository can start the job with its secrets or token. */
export function outsideEvents(triggers: readonly TriggerFact[]): readonly string[] {
  return [...new Set(triggers.filter(isOutside).map(({ event }) => event))];
}
