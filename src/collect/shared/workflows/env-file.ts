// Text of others in the file of variables that later steps of a job have: a second line of it is a variable of its own, and one such
// as BASH_ENV runs commands in every script that follows.
import type { CompiledTables } from "./context.js";
import { type Injection, injectedIn } from "./injected.js";
import type { Step } from "./steps.js";
import { textOf } from "./tokens.js";
import type { TriggerFact } from "./triggers.js";

/** What is written before `>> "$GITHUB_ENV"`. */
const WRITES = /^(.*?)(?:>>|\|[ \t]*tee[ \t]+-a)[ \t]*["']?\$\{?GITHUB_ENV\b/gm;
const QUOTED = /'[^']*'/g;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
/** A variable alone, without a name before it: its text is the whole line. */
const ALONE = /^\s*(?:echo|printf)\s+(?:-\w+\s+)*"?\$\{?\w+\}?"?\s*$/;
/** Contexts whose text may have several lines; titles and names of branches have one. */
const OF_LINES = /\.(?:body|message|description)\b|\btojson\s*\(/i;

/** Texts from outside that a script puts among the variables of later steps, by variables of its own. */
export function injectedIntoEnv(step: Step, triggers: readonly TriggerFact[], tables: CompiledTables): Injection[] {
  const script = textOf(step.script);
  if (script?.includes("GITHUB_ENV") !== true) return [];
  return [...script.matchAll(WRITES)].flatMap(([, written = ""]) => {
    const plain = written.replace(QUOTED, "");
    const names = new Set([...plain.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare));
    const values = step.env.filter(({ key }) => names.has(key)).map(({ value }) => value);
    const found = values.flatMap((value) => injectedIn(value, step, triggers, tables));
    const taken = ALONE.test(written) ? found : found.filter(({ expression }) => OF_LINES.test(expression));
    return taken.map((one) => ({ ...one, into: "variables" as const }));
  });
}
