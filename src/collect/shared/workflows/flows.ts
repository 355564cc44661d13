// Where text of an event goes on under another name before it is put into a script: outputs of steps and of jobs, and the matrix.
import { resolved, resolveText, type Scope } from "./context.js";
import type { Step } from "./steps.js";
import { type Entry, elementsOf, entriesOf, field, textOf } from "./tokens.js";

/** Texts by the path that stands for them, in lower case: `steps.b.outputs.branch`. Each has an expression in it. */
export type Flows = ReadonlyMap<string, string>;

/** `echo "name=value" >> "$GITHUB_OUTPUT"`, by its quote, name and value. */
const OUTPUT = /^[ \t]*(?:echo|printf)[ \t]+(["']?)([A-Za-z_][\w-]*)=(.*?)\1[ \t]*>>[ \t]*["']?\$\{?GITHUB_OUTPUT\b/gm;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
/** What one job hands on is not followed further. */
const MOST = 200;

/** What the steps of a file write into their outputs, as far as that is text of the workflow or of their variables. */
export function flowsOfSteps(steps: readonly Step[], file: string): Flows {
  const flows = new Map<string, string>();
  for (const step of steps.filter((one) => one.file === file)) {
    const id = textOf(field(step.token, "id"))?.toLowerCase();
    const script = textOf(step.script);
    if (id === undefined || script?.includes("GITHUB_OUTPUT") !== true) continue;
    for (const [, quote, name = "", value = ""] of script.matchAll(OUTPUT)) {
      const text = quote === "'" ? value : withVariables(value, step.scope);
      if (text.includes("${{") && flows.size < MOST) flows.set(`steps.${id}.outputs.${name}`.toLowerCase(), text);
    }
  }
  return flows;
}

/** A text of the shell with the variables of its step written out. */
function withVariables(text: string, { env }: Scope): string {
  return text.replace(VARIABLE, (whole, braced?: string, bare?: string) => {
    return env.get((braced ?? bare ?? "").toLowerCase()) ?? whole;
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
