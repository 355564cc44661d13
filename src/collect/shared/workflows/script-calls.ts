// JavaScript of actions/github-script that gives a text of somebody outside to a shell, or runs it as code: no expression stands in it.
// https://codeql.github.com/codeql-query-help/javascript/js-command-line-injection/
import type { CompiledTables } from "./context.js";
import { type Injection, injectedAt, injectedIn } from "./injected.js";
import { payloadPaths } from "./looked-up.js";
import { variableOf } from "./run-text.js";
import { inputOf, type Step } from "./steps.js";
import { type Entry, placeOf, textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";

/** What takes a whole line for a shell, or for code: https://nodejs.org/api/child_process.html */
const RUNS: readonly RegExp[] = [
  /(?<![\w.])(?:\w+\.)?execSync\s*\(/g,
  /\brequire\(\s*["'`](?:node:)?child_process["'`]\s*\)\s*\.exec(?:Sync)?\s*\(/g,
  /(?<![\w.])(?:cp|child_?process)\.exec\s*\(/gi,
  /(?<![\w.])eval\s*\(/g,
  /\bnew\s+Function\s*\(/g,
];
/** `exec` by itself is that of Node.js where a script takes it from there; the one of the toolkit asks no shell. */
const BARE = /(?<![\w.])exec\s*\(/g;
const TAKES_BARE = /(?:\{[^}\n]{0,300}\bexec\b[^}\n]{0,300}\}|\bexec)\s{0,9}=\s{0,9}[^;\n]{0,300}\bchild_process\b/;
/** Programs that are started with a list, of which a shell takes the text after -c. */
const STARTS = /\b(?:exec|getExecOutput|execFile|execFileSync|spawn|spawnSync)\s*\(/g;
const SHELL = /^\s*["'`](?:\/bin\/|\/usr\/bin\/)?(?:ba|da|z)?sh["'`]\s*,\s*\[\s*["'`]-\w*c["'`]/;
/** What leaves no more than a number, or a text that is quoted. */
const TAMED =
  /\b(?:Number|parseInt|parseFloat|encodeURIComponent|shellescape|shellQuote|quote|escapeShell\w*)\s*\([^()]*\)/g;
const DECLARED = /\b(?:const|let|var)\s+(\w+)\s{0,9}=\s{0,9}([^;\n]{1,500})/g;
const TAKEN_APART = /\b(?:const|let|var)\s+\{([^}]{1,500})\}\s{0,9}=\s{0,9}([\w.?]{1,200})/g;
const VARIABLE = /\bprocess\.env\.(\w+)/g;
/** Names of names end here. */
const ROUNDS = 4;
const LONGEST = 4000;
/** Calls after these are not looked at. */
const MOST = 200;

/** Texts from outside that a script of actions/github-script runs; `env` are the variables that all steps of the job have. */
export function injectedIntoCalls(
  step: Step,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Injection[] {
  const token = inputOf(step, "script");
  if (token === undefined || step.uses?.name.toLowerCase() !== "actions/github-script") return [];
  const script = textOf(token) ?? "";
  const known = namesIn(script);
  return callsIn(script).flatMap((call) => {
    const given = writtenOut(call.replace(TAMED, "0"), known).replace(TAMED, "0");
    const variables = [...given.matchAll(VARIABLE)].flatMap(([, name]) => variableOf(name, step, env) ?? []);
    return [
      ...payloadPaths(given).flatMap((path) => injectedAt(path, placeOf(token), triggers, tables)),
      ...variables.flatMap((value) => injectedIn(value, step, triggers, tables)),
    ];
  });
}

/** What is given to each call that runs it. */
function callsIn(script: string): readonly string[] {
  const signs = TAKES_BARE.test(script) ? [...RUNS, BARE] : RUNS;
  const whole = signs.flatMap((sign) => [...script.matchAll(sign)]);
  const started = [...script.matchAll(STARTS)].slice(0, MOST).filter((found) => SHELL.test(argumentsAt(script, found)));
  return [...whole, ...started].slice(0, MOST).map((found) => argumentsAt(script, found));
}

function argumentsAt(script: string, { index, 0: call }: RegExpExecArray | RegExpMatchArray): string {
  const start = (index ?? 0) + call.length;
  let depth = 1;
  let end = start;
  for (; end < script.length && end - start < LONGEST && depth > 0; end++) {
    if (script[end] === "(") depth++;
    else if (script[end] === ")") depth--;
  }
  return script.slice(start, depth === 0 ? end - 1 : end);
}

/** Names of a script with what they stand for. */
function namesIn(script: string): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [, name = "", value = ""] of script.matchAll(DECLARED)) known.set(name, value);
  for (const [, names = "", value = ""] of script.matchAll(TAKEN_APART))
    for (const [, name = "", as = name] of names.matchAll(/(\w+)(?:\s*:\s*(\w+))?/g)) known.set(as, `${value}.${name}`);
  return known;
}

/** A text with its names replaced by what they stand for; those of properties stay. */
function writtenOut(text: string, known: ReadonlyMap<string, string>): string {
  let written = text;
  for (let round = 0; round < ROUNDS && written.length < LONGEST; round++) {
    const before = written;
    written = written.replace(/(?<![\w.$]|\.\.\.)[A-Za-z_]\w*(?!\s*:)/g, (name) => known.get(name) ?? name);
    if (written === before) break;
  }
  return written.slice(0, LONGEST);
}
