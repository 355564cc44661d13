// When the jobs of a workflow run: by which events, and what has to be so where somebody outside causes them. A job waits for those
// that it needs, so what is asked of these is asked of it; each is looked at once, however long the chain.
import type { Expr } from "@actions/expressions";
import { Binary } from "@actions/expressions/ast";
import { asAsked, type Checks } from "./actor-checks.js";
import { conditionOf, conditionOfText, gatesIn, gatesOf, runsRegardless } from "./conditions.js";
import type { CompiledTables } from "./context.js";
import { pathOf } from "./expressions.js";
import { type Causable, knownOfOutsider } from "./outsiders.js";
import type { Step } from "./steps.js";
import { asMapping, type Entry, field, textOf } from "./tokens.js";
import { gateOfType, isOutside, type TriggerFact, textsOf } from "./triggers.js";
import { choiceOf, equality, type Known, type Truth, textIn, truthForEvent, truthOf } from "./truth.js";
import type { Workflow } from "./workflow.js";

export interface Circumstances {
  readonly triggers: readonly TriggerFact[];
  /** What is asked for before anything of somebody outside runs; empty where they get by. */
  readonly gates: readonly string[];
  /** Environments that every run of somebody outside passes through before or in the job. */
  readonly outsideEnvironments: readonly string[];
}

/** What a caller of the workflow gives on. */
interface CallerCircumstances extends Circumstances {
  readonly job: string;
}

/** An event by which a job may run, the gates that stop those outside, and the environments that runs of theirs pass. */
interface Way {
  readonly fact: TriggerFact;
  readonly gates: ReadonlySet<string>;
  readonly environments: ReadonlySet<string>;
}

interface Seen {
  readonly ways: readonly Way[];
  /** Gates that the conditions name, whether they stop anybody or not. */
  readonly named: ReadonlySet<string>;
}

/** Circumstances of the jobs of a workflow by their keys. Linear in its jobs and what they need. */
export function circumstancesOf(
  workflow: Workflow,
  callers: readonly CallerCircumstances[],
  { checks, tables }: { readonly checks: Checks; readonly tables: CompiledTables },
): ReadonlyMap<string, Circumstances> {
  const start = startOf(workflow, callers);
  const jobs = new Map(workflow.jobs.map((job) => [job.key, job]));
  const seen = new Map<string, Seen>();
  /** The same once the job is done, for those that need it. */
  const done = new Map<string, Seen>();
  for (const { key } of workflow.jobs) {
    for (const job of inOrder(key, jobs, seen)) {
      const needed = neededBy(job).flatMap((name) => done.get(name) ?? []);
      const here = through(needed.length === 0 ? start : needed.reduce(both), job, { checks, tables });
      const stop = checks.stops.get(job.key);
      seen.set(job.key, here);
      done.set(job.key, stop === undefined ? here : behind(here, stop, tables));
    }
  }
  return new Map([...seen].map(([key, { ways, named }]) => [key, toCircumstances(ways, named)]));
}

/** Events of the workflow itself and of its callers, whose conditions hold for what they call. */
function startOf({ triggers }: Workflow, callers: readonly CallerCircumstances[]): Seen {
  const own = triggers.filter(({ event }) => event !== "workflow_call" || callers.length === 0);
  const called = callers.flatMap(({ triggers: given, gates, outsideEnvironments, job }) =>
    given.map((fact) => ({
      fact: { ...fact, via: job },
      gates: new Set(gates),
      environments: new Set(outsideEnvironments),
    })),
  );
  const shared = own.length > 0 ? [] : (callers[0]?.gates ?? []);
  return {
    ways: [...own.map((fact) => ({ fact, gates: gatesOfFact(fact), environments: NONE })), ...called],
    named: new Set(shared.filter((gate) => callers.every(({ gates }) => gates.includes(gate)))),
  };
}

/** What an event asks for by itself. */
function gatesOfFact({ gate }: TriggerFact): ReadonlySet<string> {
  return new Set(gate === undefined ? [] : [gate]);
}

/** Jobs whose being skipped skips this one. */
function neededBy(job: Entry): readonly string[] {
  const condition = conditionOf(field(job.value, "if"));
  const needs = textsOf(field(job.value, "needs"));
  return condition !== undefined && runsRegardless(condition)
    ? needs.filter((name) => asksFor(name, condition))
    : needs;
}

/** Whether a condition is false where a job that is needed was skipped: `always() && needs.a.result == 'success'`. */
function asksFor(name: string, condition: string): boolean {
  const result = `needs.${name}.result`.toLowerCase();
  const known: Known = (expr) =>
    expr instanceof Binary
      ? equality(expr, (left, right) => isSkipped(left, right) ?? isSkipped(right, left))
      : undefined;
  return truthOf(condition, known) === false;

  function isSkipped(one: Expr, other: Expr): Truth {
    const text = pathOf(one) === result ? textIn(other) : undefined;
    return text === undefined ? undefined : text === "skipped";
  }
}

/** A job and what it needs that was not looked at yet, the needed ones first; a circle is cut where it closes. */
function inOrder(key: string, jobs: ReadonlyMap<string, Entry>, seen: ReadonlyMap<string, Seen>): readonly Entry[] {
  const order: Entry[] = [];
  const entered = new Set<string>();
  const stack: { readonly job: Entry; readonly isDone: boolean }[] = [];
  const enter = (name: string): void => {
    const job = jobs.get(name);
    if (job === undefined || seen.has(name) || entered.has(name)) return;
    entered.add(name);
    stack.push({ job, isDone: true });
    for (const needed of neededBy(job))
      if (!seen.has(needed)) stack.push({ job: { ...job, key: needed }, isDone: false });
  };
  enter(key);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.isDone) order.push(top.job);
    else enter(top.job.key);
  }
  return order;
}

/** Both have to run. The ways of all jobs of a workflow are the same ones, some of them closed. */
function both(one: Seen, other: Seen): Seen {
  const others = new Map(other.ways.map((way) => [wayKey(way), way]));
  return {
    ways: one.ways.flatMap((way) => {
      const second = others.get(wayKey(way));
      if (second === undefined) return [];
      const fact = isOutside(way.fact) ? second.fact : way.fact;
      const environments = union(way.environments, second.environments);
      return [{ fact, gates: union(way.gates, second.gates), environments }];
    }),
    named: union(one.named, other.named),
  };
}

function wayKey({ fact: { event, via } }: Way): string {
  return `${event} ${via ?? ""}`;
}

/** What is left of the ways behind the condition of a job, and the environment that it waits in. */
function through(
  seen: Seen,
  job: Entry,
  { checks, tables }: { readonly checks: Checks; readonly tables: CompiledTables },
): Seen {
  const condition = conditionOf(field(job.value, "if"));
  const left = condition === undefined ? seen : behind(seen, asAsked(condition, checks), tables);
  const token = field(job.value, "environment");
  const name = textOf(asMapping(token) === undefined ? token : field(token, "name"))?.trim();
  if (name === undefined || name === "") return left;
  return {
    ...left,
    ways: left.ways.map((way) => {
      const environment = environmentFor(name, way.fact, tables);
      return environment === undefined
        ? way
        : { ...way, environments: union(way.environments, new Set([environment])) };
    }),
  };
}

/** The environment of a run that somebody outside causes: `${{ CONDITION && 'one' || 'other' }}` is one of them. */
function environmentFor(name: string, fact: TriggerFact, tables: CompiledTables): string | undefined {
  if (!name.includes("${{")) return name;
  if (!isOutside(fact)) return undefined;
  return choiceOf(conditionOfText(name), knownOfOutsider(fact.event, causableBy(fact, tables))) || undefined;
}

function behind({ ways, named }: Seen, condition: string, tables: CompiledTables): Seen {
  return {
    ways: ways.flatMap(({ fact, gates: before, environments }): Way[] => {
      const passed = pass(fact, condition, tables);
      if (passed === undefined) return [];
      return [{ fact: passed.fact, gates: union(before, new Set(passed.gates)), environments }];
    }),
    named: union(named, new Set(gatesOf(condition))),
  };
}

/** An event behind a condition, with the gates that it has for those outside; undefined where it never is true by it. */
function pass(
  fact: TriggerFact,
  condition: string,
  tables: CompiledTables,
): { readonly fact: TriggerFact; readonly gates: readonly string[] } | undefined {
  if (truthForEvent(condition, fact.event) === false) return undefined;
  if (!isOutside(fact)) return { fact, gates: [] };
  if (truthOf(condition, knownOfOutsider(fact.event, causableBy(fact, tables))) !== false) return { fact, gates: [] };
  const gates = gatesIn(condition, fact, tables);
  // Without a gate it is the run before that nobody outside can have started.
  return gates.length === 0 ? { fact: { ...fact, by: "writer" }, gates } : { fact, gates };
}

/** What somebody outside causes themselves. */
function causableBy({ event: own }: TriggerFact, { triggers }: CompiledTables): Causable {
  return {
    event(event) {
      const by = triggers.get(event)?.by;
      return by === undefined || by === "anyone" || by === "relayed";
    },
    activity: (type) => gateOfType(type, triggers.get(own)) === undefined,
  };
}

/** What the conditions of a step leave of the circumstances of its job; the gates are those of the step alone. */
export function circumstancesOfStep(
  { conditions }: Pick<Step, "conditions">,
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Omit<Circumstances, "outsideEnvironments"> {
  if (conditions.length === 0) return { triggers, gates: [] };
  const start: Seen = { ways: triggers.map((fact) => ({ fact, gates: NONE, environments: NONE })), named: NONE };
  const { ways } = conditions.reduce((seen, condition) => behind(seen, condition, tables), start);
  return toCircumstances(ways, NONE);
}

const NONE: ReadonlySet<string> = new Set();

function toCircumstances(ways: readonly Way[], named: ReadonlySet<string>): Circumstances {
  const outside = ways.filter(({ fact }) => isOutside(fact));
  const [first, ...others] = outside;
  const passed = [...(first?.environments ?? [])].filter((name) => others.every((way) => way.environments.has(name)));
  const stopping = outside.some(({ gates }) => gates.size === 0) ? [] : outside.flatMap(({ gates }) => [...gates]);
  const gates = outside.length === 0 ? named : new Set(stopping);
  return { triggers: ways.map(({ fact }) => fact), gates: [...gates].sort(), outsideEnvironments: passed.sort() };
}

/** One of the two where it holds the other: chains mostly add nothing. */
function union(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  if (other.size === 0) return one;
  return one.size === 0 ? other : new Set([...one, ...other]);
}
