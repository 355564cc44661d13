// Text of others in the file of variables that later steps of a job have: a second line of it is a variable of its own, and one such
// as BASH_ENV runs commands in every script that follows.
import type { CompiledTables } from "./context.js";
import { type Injection, injectedIn } from "./injected.js";
import { variablesIn } from "./run-text.js";
import type { Step } from "./steps.js";
import { type Entry, textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";

/** What is written before `>> "$GITHUB_ENV"`. */
const WRITES = /^(.*?)(?:>>|\|[ \t]*tee[ \t]+-a)[ \t]*["']?\$\{?GITHUB_ENV\b/gm;
/** What is printed, and goes into no file. */
const PRINTS = /^[ \t]*(?:echo|printf)\b[^\n>|]*$/gm;
/** A variable alone, without a name before it: its text is the whole line. */
const ALONE = /^\s*(?:echo|printf)\s+(?:-\w+\s+)*"?\$\{?\w+\}?"?\s*$/;
/** Contexts whose text may have several lines; titles and names of branches have one. */
const OF_LINES = /\.(?:body|message|description)\b|\btojson\s*\(/i;

/** Texts from outside that a script puts among the variables of later steps, by its variables; `env` are those of all steps. */
export function injectedIntoEnv(
  step: Step,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Injection[] {
  const script = textOf(step.script);
  if (script === undefined) return [];
  const printed = takesCommands(step) ? [...script.matchAll(PRINTS)].map(([line]) => ({ line, isWhole: true })) : [];
  const written = [...script.matchAll(WRITES)].map(([, line = ""]) => ({ line, isWhole: ALONE.test(line) }));
  return [...printed, ...written].flatMap(({ line, isWhole }) => {
    const found = variablesIn(line, step, env).flatMap((value) => injectedIn(value, step, triggers, tables));
    const taken = isWhole ? found : found.filter(({ expression }) => OF_LINES.test(expression));
    return taken.map((one) => ({ ...one, into: "variables" as const }));
  });
}

/**
 * Whether the runner takes `::set-env` and `##[set-env` out of what a step prints: a variable turns on what is off since 2020.
 * https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/
 */
function takesCommands({ scope }: Step): boolean {
  return /^true$/i.test(scope.env.get("actions_allow_unsecure_commands")?.trim() ?? "");
}
