// What steps, composite actions, jobs and called workflows of a repository hand on to each other.
import { calledWorkflow, keyOf } from "./calls.js";
import { EMPTY_SCOPE, resolved, resolveText, type Scope } from "./context.js";
import { type Flows, flowsOfJob, flowsOfMatrix, flowsOfSteps } from "./flows.js";
import { scopesOf, type TextFrame } from "./frame.js";
import { type Finish, type Step, stepsOf } from "./steps.js";
import { type Entry, entriesOf, field, textOf } from "./tokens.js";

/** Calls of calls are followed so far. */
const DEEPEST = 3;

/** Steps of a job, and the same as they know what others hand on to them. */
export interface KnowingSteps {
  readonly steps: readonly Step[];
  readonly knowing: readonly Step[];
  readonly flows: Flows;
}

/** Steps of a job for one set of inputs; `handed` is what the jobs that it needs hand on. */
export function stepsKnowing(
  job: Entry,
  scope: Scope,
  { frame, handed, undecided }: { frame: TextFrame; handed: Flows; undecided: string[] },
): KnowingSteps {
  const file = frame.workflow.path;
  const finish = finishBy(frame);
  const steps = stepsOf(job.value, { file, scope }, frame.actions, undecided, finish);
  const { lines } = frame.workflow;
  const outer = { ...scope, flows: handed };
  const own = flowsOfSteps(steps, { file, lines, tables: frame.tables });
  const flows = new Map([...handed, ...flowsOfMatrix(job, outer), ...own]);
  if (flows.size === 0) return { steps, knowing: steps, flows };
  // what is handed on may be an input of an action, so its steps are written out once more
  const around = { file, scope: { ...scope, flows } };
  return { steps, knowing: stepsOf(job.value, around, frame.actions, [], finish), flows };
}

/** Steps of a composite action have names of their own; its outputs are in terms of them. */
function finishBy({ tables }: TextFrame): Finish {
  return (steps, { file, root }, scope) => {
    const flows = flowsOfSteps(steps, { file, lines: [], tables });
    const knowing =
      flows.size === 0
        ? steps
        : steps.map((step) => (step.file === file ? { ...step, scope: { ...step.scope, flows } } : step));
    const outputs = entriesOf(field(root, "outputs")).flatMap(({ key, value }) => {
      const text = resolved(field(value, "value"), { ...scope, flows });
      return text?.includes("${{") === true ? [[key.toLowerCase(), text] as const] : [];
    });
    return { steps: knowing, handsOn: new Map(outputs) };
  };
}

/** What the jobs of a workflow hand on to those that need them, by the keys of the former. */
export function handedOn(frame: TextFrame, depth = 0): ReadonlyMap<string, Flows> {
  const all = new Map<string, Flows>();
  for (const job of frame.workflow.jobs) {
    if (field(job.value, "uses") !== undefined) {
      if (depth < DEEPEST) all.set(job.key, flowsOfCall(job, frame, depth));
    } else if (field(job.value, "outputs") !== undefined) {
      const [scope = EMPTY_SCOPE] = scopesOf(job, frame);
      const { flows } = stepsKnowing(job, scope, { frame, handed: new Map(), undecided: [] });
      all.set(job.key, flowsOfJob(job, { ...scope, flows }));
    }
  }
  return all;
}

/** Outputs of a called workflow that was read: they are in terms of its jobs. */
function flowsOfCall(job: Entry, frame: TextFrame, depth: number): Flows {
  const flows = new Map<string, string>();
  const called = calledWorkflow(job);
  const workflow = called === undefined ? undefined : frame.workflows.get(keyOf(called, frame.workflow));
  const outputs = entriesOf(field(field(field(workflow?.root, "on"), "workflow_call"), "outputs"));
  if (workflow === undefined || outputs.length === 0) return flows;
  const [scope = EMPTY_SCOPE] = scopesOf(job, frame);
  const inner = handedOn({ ...frame, workflow, callers: [{ inputs: inputsOfCall(job, scope) }] }, depth + 1);
  const ofJobs = [...inner.values()].flatMap((one) => [...one]);
  const known = new Map(ofJobs.map(([path, text]) => [path.replace(/^needs\./, "jobs."), text]));
  for (const { key, value } of outputs) {
    const text = resolveText(textOf(field(value, "value")) ?? "", { ...EMPTY_SCOPE, flows: known });
    if (text.includes("${{")) flows.set(`needs.${job.key}.outputs.${key}`.toLowerCase(), text);
  }
  return flows;
}

/** Inputs that a job gives to the workflow that it calls, as far as the file tells. */
export function inputsOfCall(job: Entry, scope: Scope): ReadonlyMap<string, string> {
  return new Map(
    entriesOf(field(job.value, "with")).flatMap(({ key, value }) => {
      const text = resolved(value, scope);
      return text === undefined ? [] : [[key.toLowerCase(), text] as const];
    }),
  );
}
