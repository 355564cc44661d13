// Facts of one job: what starts it, what it may do, which secrets it reads, where it signs in and who can get code into it.

import { behindChecks } from "./actor-checks.js";
import { type CacheAccess, cacheAccess, type RestoredCache, restoredCache } from "./caches.js";
import { type CalledWorkflow, calledWorkflow, keyOf } from "./calls.js";
import type { Circumstances } from "./circumstances.js";
import { EMPTY_SCOPE, type Scope } from "./context.js";
import type { Flows } from "./flows.js";
import { isDirect, type JobFrame, scopesOf } from "./frame.js";
import {
  ALL_SECRETS,
  type GivenSecrets,
  inheritsSecrets,
  joinedSecrets,
  resolveUses,
  secretsGivenBy,
} from "./given-secrets.js";
import { inputsOfCall, stepsKnowing } from "./handed-on.js";
import type { Injection } from "./injected.js";
import { type Login, loginsOf } from "./logins.js";
import { matrixValues } from "./matrix.js";
import { type Merge, mergesOf } from "./merges.js";
import { capped, jobPermissions, joined, type Permissions } from "./permissions.js";
import { type Prompt, promptsOf } from "./prompted.js";
import { type PublishedToken, publishedTokens } from "./published.js";
import { choicesOf, type Environments, environmentsOf, type Runner, runnerOf } from "./runners.js";
import { collectSecrets, type SecretUse, type Sink, type TokenUses } from "./secrets-used.js";
import { type Step, toActionRef } from "./steps.js";
import { type Entry, entriesOf, field, type Place, placeOf, textOf } from "./tokens.js";
import { isOutside, type TriggerFact, textsOf } from "./triggers.js";
import { ownActions, type UsedAction, unpinnedActions } from "./unpinned.js";
import {
  injectionsOf,
  type RunRepository,
  runRepositories,
  runsOwnFiles,
  type UntrustedCheckout,
  untrustedCheckout,
} from "./untrusted.js";

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
  /** Pull requests of others that it merges or approves. */
  readonly merges: readonly Merge[];
  /** What it may do with the cache, and by which step files of it get in. */
  readonly cache: CacheAccess;
  readonly restored: RestoredCache | undefined;
  /** Tokens that it puts into an artifact. */
  readonly published: readonly PublishedToken[];
  /** It runs files of its repository. */
  readonly runsFiles: boolean;
  /** Other repositories of which it does. */
  readonly runRepositories: readonly RunRepository[];
  readonly needs: readonly string[];
  readonly gates: readonly string[];
  /** Environments that runs of somebody outside pass, in it and before it. */
  readonly outsideEnvironments: readonly string[];
  readonly undecided: readonly string[];
  /** Inputs that it gives to the workflow that it calls. */
  readonly given: ReadonlyMap<string, string>;
  /** Secrets that it gives to it. */
  readonly gives: GivenSecrets;
}

/** A job with what is handed on to it. */
export interface HandedFrame extends JobFrame {
  /** What its jobs hand on to those that need it, by the keys of the former. */
  readonly handedOn: ReadonlyMap<string, Flows>;
}

/** A job that nothing starts. */
const NEVER: Circumstances = { triggers: [], gates: [], outsideEnvironments: [] };

/** Facts of a job, those of workflows that it calls in this repository among them; what could not be told is listed. */
export function jobFacts(job: Entry, frame: HandedFrame): JobFacts {
  const { workflow } = frame;
  const undecided = workflow.unknownEvents.map((event) => `nothing is known about the event ${event}`);
  const { triggers, gates, outsideEnvironments } = frame.circumstances.get(job.key) ?? NEVER;
  const permissions = permissionsOf(job, frame);
  const scopes = scopesOf(job, frame);
  const calls = calledWorkflow(job);
  const key = calls === undefined ? undefined : keyOf(calls, workflow);
  const follows = key !== undefined && frame.workflows.has(key) ? key : undefined;
  if (calls?.kind === "remote" && follows === undefined)
    undecided.push(`${calls.text} is in another repository and was not followed`);
  const cache = cacheOf(job.key, frame);
  const views = scopes.map((scope) => look(job, scope, { frame, triggers, permissions, undecided, cache }));
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
    ...seenByAny(views),
    unpinned: [...called, ...(first?.unpinned ?? [])],
    own: distinct(first?.own ?? []),
    cache,
    needs: textsOf(field(job.value, "needs")),
    gates: [...new Set([...gates, ...gatesOfSteps(ways)])].sort(),
    outsideEnvironments,
    undecided: [...new Set(undecided)],
    given: inputsOfCall(job, scopes[0] ?? EMPTY_SCOPE),
  };
}

function cacheOf(job: string, frame: HandedFrame): CacheAccess {
  const callers = frame.callers.map(({ cache }) => cache);
  return cacheAccess(job, frame.workflow.cacheModes, callers, isDirect(frame));
}

/** What is there with any set of inputs. */
function seenByAny(views: readonly ReturnType<typeof look>[]) {
  return {
    logins: distinct(views.flatMap((view) => view.logins)),
    checkout: views.map((view) => view.checkout).find((found) => found !== undefined),
    injections: distinct(views.flatMap((view) => view.injections)),
    prompts: distinct(views.flatMap((view) => view.prompts)),
    merges: distinct(views.flatMap((view) => view.merges)),
    restored: views.map((view) => view.restored).find((found) => found !== undefined),
    published: distinct(views.flatMap((view) => view.published)),
    runsFiles: views.some(({ steps }) => runsOwnFiles(steps)),
    runRepositories: distinct(views.flatMap((view) => view.runRepositories)),
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
    cache,
  }: {
    frame: HandedFrame;
    triggers: readonly TriggerFact[];
    permissions: Permissions;
    undecided: string[];
    cache: CacheAccess;
  },
) {
  const { workflow, tables } = frame;
  const handed = new Map(textsOf(field(job.value, "needs")).flatMap((name) => [...(frame.handedOn.get(name) ?? [])]));
  const { steps, knowing } = stepsKnowing(job, scope, { frame, handed, undecided });
  const asked = behindChecks(knowing, workflow.path, frame.checks, frame.tables);
  const env = [workflow.root, job.value, field(job.value, "container")].flatMap((token) =>
    entriesOf(field(token, "env")),
  );
  return {
    steps,
    runner: runnerOf(job.value, scope, undecided),
    logins: loginsOf(
      { steps, env, scope, hasIdToken: permissions["id-token"] === "write", file: workflow.path },
      tables,
    ),
    unpinned: unpinnedActions(steps, frame.owner, workflow.path),
    own: ownActions(steps, frame.owner, workflow.path),
    checkout: untrustedCheckout(asked, triggers, workflow.path, tables, workflow.lines),
    injections: injectionsOf(asked, env, triggers, workflow.path, tables),
    merges: mergesOf(asked, env, triggers, workflow.path, tables),
    restored: restoredCache(steps, cache, { file: workflow.path, lines: workflow.lines, tables }),
    published: publishedTokens(steps, workflow.path, workflow.lines),
    runRepositories: runRepositories(steps, workflow.path),
    prompts: promptsOf(asked, env, triggers, workflow.path, tables),
  };
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

function secretsOf(
  job: Entry,
  frame: JobFrame,
  steps: readonly Step[],
): Pick<JobFacts, "secrets" | "notGiven" | "readsOwnToken"> {
  const { workflow } = frame;
  const choices = choicesOf(workflow.root ?? job.value);
  const valuesOf = (path: string): readonly string[] | undefined => {
    const [, context, name = ""] = /^(matrix|inputs|github\.event\.inputs)\.([\w-]+)$/.exec(path) ?? [];
    return context === "matrix" ? matrixValues(job.value, name) : choices.get(name);
  };
  const into: TokenUses = { uses: [], ownToken: false, valuesOf };
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

/**
 * Events by which someone who is no member of the repository can start the job with its secrets or token. Those that members
 * alone cause are among them where something of somebody outside gets in then: what a label starts is of little matter else.
 */
export function outsideEvents(triggers: readonly TriggerFact[], isEntered: boolean): readonly string[] {
  const outside = triggers.filter((fact) => isOutside(fact) && (isEntered || fact.gate === undefined));
  return [...new Set(outside.map(({ event }) => event))];
}
