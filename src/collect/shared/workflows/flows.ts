// Where text of an event goes on under another name before it is put into a script: outputs of steps and of jobs, and the matrix.
import { versionOf } from "./action-version.js";
import { type CompiledTables, resolved, resolveText, type Scope } from "./context.js";
import { lookedUpByScript, putOutByScript } from "./looked-up.js";
import { inputOf, type Step } from "./steps.js";
import { type Entry, elementsOf, entriesOf, field, textOf } from "./tokens.js";

/** Texts by the path that stands for them, in lower case: `steps.b.outputs.branch`. Each has an expression in it. */
export type Flows = ReadonlyMap<string, string>;

/** A file with its tables and lines: what its steps are read by. */
export interface FlowsFrame {
  readonly file: string;
  readonly lines: readonly string[];
  readonly tables: CompiledTables;
}

/** `echo "name=value" >> "$GITHUB_OUTPUT"`, by its quote, name and value. */
const OUTPUT = /^[ \t]*(?:echo|printf)[ \t]+(["']?)([A-Za-z_][\w-]*)=(.*?)\1[ \t]*>>[ \t]*["']?\$\{?GITHUB_OUTPUT\b/gm;
/** The same into the variables of later steps. */
const SET = /^[ \t]*(?:echo|printf)[ \t]+(["']?)([A-Za-z_]\w*)=(.*?)\1[ \t]*>>[ \t]*["']?\$\{?GITHUB_ENV\b/gm;
/** `NAME=value` of a script. */
const ASSIGNED = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(["']?)(.*)\2[ \t]*$/gm;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
/** What one job hands on is not followed further. */
const MOST = 200;

/** What the steps of a file put into their outputs, as far as that is text of an event or something that they look up. */
export function flowsOfSteps(steps: readonly Step[], frame: FlowsFrame): Flows {
  const flows = new Map<string, string>();
  for (const step of steps.filter((one) => one.file === frame.file)) {
    const add = (path: string, text: string): void => {
      if (text.includes("${{") && flows.size < MOST) flows.set(path.toLowerCase(), text);
    };
    for (const [name, text] of writtenByShell(step, "GITHUB_ENV", SET)) add(`env.${name}`, text);
    const id = textOf(field(step.token, "id"));
    if (id !== undefined) for (const [name, text] of putOutBy(step, frame)) add(`steps.${id}.outputs.${name}`, text);
  }
  return flows;
}

function putOutBy(step: Step, frame: FlowsFrame): readonly (readonly [name: string, text: string])[] {
  if (step.script !== undefined) return writtenByShell(step, "GITHUB_OUTPUT", OUTPUT);
  if (step.uses?.name.toLowerCase() === "actions/github-script")
    return putOutByScript(textOf(inputOf(step, "script")) ?? "");
  return [...(step.handsOn ?? []), ...putOutByAction(step, frame)];
}

/** Lines `name=value` that a script of the shell adds to a file of the runner. */
function writtenByShell(
  { script: token, scope }: Step,
  file: string,
  sign: RegExp,
): readonly (readonly [name: string, text: string])[] {
  const script = textOf(token) ?? "";
  if (!script.includes(file)) return [];
  const env = new Map(scope.env);
  const toText = (quote: string, value: string): string =>
    quote === "'" ? value : withVariables(lookedUpByScript(value), env);
  for (const [, name = "", quote = "", value = ""] of script.matchAll(ASSIGNED))
    env.set(name.toLowerCase(), toText(quote, value));
  return [...script.matchAll(sign)].map(([, quote = "", name = "", value = ""]) => [name, toText(quote, value)]);
}

/** A text of the shell with the variables of its step written out. */
function withVariables(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(VARIABLE, (whole, braced?: string, bare?: string) => {
    return env.get((braced ?? bare ?? "").toLowerCase()) ?? whole;
  });
}

/** Outputs of an action of others that hold what somebody outside wrote, where it does not quote them. */
function putOutByAction(step: Step, { tables, lines, file }: FlowsFrame): (readonly [name: string, text: string])[] {
  const rows = tables.actionOutputs.get(step.uses?.name.toLowerCase() ?? "") ?? [];
  const version = rows.length === 0 ? undefined : versionOf(step, step.file === file ? lines : []);
  return rows.flatMap(({ outputs, holds, raw_input: input, raw_values: values, quoted_since: since }) => {
    const isAsked = input !== undefined && values.includes(textOf(inputOf(step, input))?.trim().toLowerCase() ?? "");
    const isQuoted = input !== undefined && (since === undefined || (version !== undefined && version.major >= since));
    return isQuoted && !isAsked ? [] : outputs.map((name) => [name, `\${{ ${holds} }}`] as const);
  });
}

/** What a job hands on to those that need it. */
export function flowsOfJob(job: Entry, scope: Scope): Flows {
  const flows = new Map<string, string>();
  for (const { key, value } of entriesOf(field(job.value, "outputs"))) {
    const text = resolved(value, scope);
    if (text?.includes("${{") === true) flows.set(`needs.${job.key}.outputs.${key}`.toLowerCase(), text);
  }
  return flows;
}

/** Values of the matrix that are put together from an event. */
export function flowsOfMatrix(job: Entry, scope: Scope): Flows {
  const flows = new Map<string, string>();
  const matrix = field(field(job.value, "strategy"), "matrix");
  for (const { key, value } of entriesOf(matrix)) {
    const texts = elementsOf(value).flatMap((element) => resolveText(textOf(element) ?? "", scope));
    const text = texts.filter((one) => one.includes("${{")).join(" ");
    if (text !== "") flows.set(`matrix.${key}`.toLowerCase(), text);
  }
  return flows;
}
