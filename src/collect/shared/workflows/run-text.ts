// Variables of a script that the shell takes for code: what somebody outside wrote runs although no expression stands in the script.
// https://codeql.github.com/codeql-query-help/actions/actions-command-injection-critical/
import type { CompiledTables } from "./context.js";
import { type Injection, injectedIn } from "./injected.js";
import type { Step } from "./steps.js";
import { type Entry, type TemplateToken, textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";

/** What a command is given: words and quoted texts, up to the next command. */
const GIVEN = `(?:"(?:\\\\.|[^"\\\\\\n])*"|'[^'\\n]*'|[^\\n;|&"'])*`;
/** Commands whose argument is a script, and a pipe into a shell. */
const RUNS_TEXT: readonly RegExp[] = [
  new RegExp(`(?:^|[\\n;|&(])[ \\t]*eval[ \\t]${GIVEN}`, "g"),
  new RegExp(`\\b(?:(?:ba|da|z)?sh|python3?|node|perl|ruby)[ \\t]+(?:-\\w+[ \\t]+)*-\\w*[ce][ \\t]${GIVEN}`, "g"),
  new RegExp(`(?:^|[\\n;|&({])[ \\t]*(?:invoke-expression|iex)[ \\t]${GIVEN}`, "gi"),
  new RegExp(`\\b(?:ba|da|z)?sh[ \\t]+(?:-s[ \\t]+)?<<<${GIVEN}`, "g"),
  new RegExp(`(?:^|[\\n;|&(])[ \\t]*(?:source|\\.)[ \\t]+<\\(${GIVEN}`, "g"),
  // the shell of the other machine reads what it is given once more
  new RegExp(`(?:^|[\\n;|&(])[ \\t]*ssh[ \\t]${GIVEN}`, "g"),
  /(?:^|\n)[^\n]*\|[ \t]*(?:sudo[ \t]+)?(?:ba|da|z)?sh[ \t]*(?:$|[\n;&|)]|-s\b)/g,
];
/** A variable that is a command, by itself and without quotes. */
const COMMAND = /(?:^|[\n;|&{])[ \t]*\$(?:\w+|\{\w+\})(?=[ \t\n;|&]|$)/g;
/** Texts, over lines too: what begins a line of them begins no command. */
const TEXTS = /"(?:\\.|[^"\\])*"|'[^']*'/gs;

/** Variables that a script runs as commands; a text that follows `<<` cannot be told from commands here. */
function commandsIn(script: string): readonly string[] {
  const bare = script.replace(/\\\n/g, " ").replace(TEXTS, '""');
  return bare.includes("<<") ? [] : (bare.match(COMMAND) ?? []);
}

/** In double quotes a single one is a character like others. */
const QUOTED = /("(?:\\.|[^"\\])*")|'[^']*'/g;
/** `$NAME`, `${NAME}`, and `$env:NAME` of PowerShell. */
const VARIABLE = /\$(?:env:)?(?:\{(?:env:)?(\w+)\}|(\w+))/g;

/** Values of the variables that a line of the shell writes out: of the step, else of the job; what is in single quotes stays. */
export function variablesIn(line: string, step: Step, env: readonly Entry[]): readonly TemplateToken[] {
  const names = new Set([...line.replace(QUOTED, "$1").matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare));
  return [...names].flatMap((name) => variableOf(name, step, env) ?? []);
}

/** Value of a variable where a step runs: its own, else that of the job (`env`); undefined where neither sets it. */
export function variableOf(name: string | undefined, step: Step, env: readonly Entry[]): TemplateToken | undefined {
  return [...env, ...step.env].findLast(({ key }) => key === name)?.value;
}

/** A line of the shell with what is known of its variables in their place; `env` are their texts by lower-case name. */
export function withVariables(line: string, env: ReadonlyMap<string, string>): string {
  return line.replace(
    VARIABLE,
    (whole, braced?: string, bare?: string) => env.get((braced ?? bare ?? "").toLowerCase()) ?? whole,
  );
}

/** Texts from outside that a script runs by its variables; `env` are those that all steps of the job have. */
export function injectedIntoCommands(
  step: Step,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Injection[] {
  const script = textOf(step.script);
  if (script === undefined) return [];
  const given = RUNS_TEXT.flatMap((sign) => [...script.matchAll(sign)].map(([line]) => line));
  const lines = [...given, ...commandsIn(script)];
  return lines.flatMap((line) =>
    variablesIn(line, step, env).flatMap((value) => injectedIn(value, step, triggers, tables)),
  );
}
