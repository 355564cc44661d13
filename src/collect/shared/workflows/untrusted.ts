// Where someone outside gets their code to run in a job: a checkout of their change, or their text in a script.
import { isSince, versionOf } from "./action-version.js";
import { bringsCode, type How, runsItself } from "./brought.js";
import { circumstancesOfStep } from "./circumstances.js";
import type { CompiledTables } from "./context.js";
import { injectedIntoEnv } from "./env-file.js";
import { gatedBy, type Injection, injectedIn } from "./injected.js";
import { appliesOneOf, changesKeptBy } from "./kept-changes.js";
import { injectedIntoCommands } from "./run-text.js";
import { folderOf, namesFolder, runsPrograms, runsSomething } from "./runs-later.js";
import { injectedIntoCalls } from "./script-calls.js";
import { inputOf, type Step } from "./steps.js";
import { type Entry, type Place, placeOf, type TemplateToken, textOf } from "./tokens.js";
import { isOutside, type TriggerFact } from "./triggers.js";

/** Texts from outside in what a step runs as code, or puts among the variables of later steps; `env` are those that all steps have. */
export function injectionsOf(
  steps: readonly Step[],
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  file: string,
  tables: CompiledTables,
): Injection[] {
  const found = new Map<string, Injection>();
  for (const [index, step] of steps.entries()) {
    const { triggers: events, gates } = circumstancesOfStep(step, triggers, tables);
    const inCode = codeOf(step, tables).flatMap((token) => injectedIn(token, step, events, tables));
    const byVariable = injectedIntoCommands(step, env, events, tables);
    const byCall = injectedIntoCalls(step, env, events, tables);
    const written = injectedIntoEnv(step, env, events, tables);
    const inEnv = written.length > 0 && runsPrograms(steps.slice(index + 1)) ? written : [];
    for (const injection of [...inCode, ...byVariable, ...byCall, ...inEnv]) {
      const gated = gatedBy(injection, gates);
      const where = step.file === file ? gated : { ...gated, file: step.file };
      found.set(`${where.file ?? ""}:${where.line}:${where.expression}`, where);
    }
  }
  return [...found.values()];
}

/** What a step runs: its script, or inputs of actions that are code. */
function codeOf(step: Step, tables: CompiledTables): readonly TemplateToken[] {
  const inputs = step.uses === undefined ? undefined : tables.codeInputs.get(step.uses.name.toLowerCase());
  const code = step.inputs.filter(({ key }) => inputs?.has(key.toLowerCase()) === true).map(({ value }) => value);
  return step.script === undefined ? code : [step.script, ...code];
}

export interface UntrustedCheckout extends Place {
  /** actions/checkout itself refuses the head of a fork here; undefined when its version is not known. */
  readonly guarded?: boolean;
  readonly by: "anyone" | "relayed";
  readonly how: How;
  readonly events: readonly string[];
  /** What the condition of the step asks for before it takes what somebody outside brings; left out where it asks for nothing. */
  readonly gates?: readonly string[];
  readonly file?: string;
}

/** First releases whose checkout refuses the head of a fork, by major version; later majors all do. */
const GUARDED_FROM: { readonly [major: number]: number } = { 4: 4, 5: 1, 6: 1 };
/** Events in which it does. */
const GUARDED_EVENTS = new Set(["pull_request_target", "workflow_run"]);

/** The first checkout of a change from outside after which the job runs something; those that nothing stops come first. */
export function untrustedCheckout(
  steps: readonly Step[],
  triggers: readonly TriggerFact[],
  file: string,
  tables: CompiledTables,
  lines: readonly string[],
): UntrustedCheckout | undefined {
  const changes = new Set<string>();
  const found = steps.flatMap((step, index): UntrustedCheckout[] => {
    const how = bringsCode(step, tables) ?? (appliesOneOf(step, changes) ? "script" : undefined);
    for (const name of changesKeptBy(step)) changes.add(name);
    if (how === undefined) return [];
    const path = how === "script" ? "" : folderOf(step);
    const folder = how === "checkout" && isWorkedIn(path, lines) ? "" : path;
    if (!runsItself(step, how) && !runsSomething(steps.slice(index + 1), how, folder)) return [];
    const { triggers: left, gates } = circumstancesOfStep(step, triggers, tables);
    const events = left.filter((fact) => isOutside(fact) && carries(fact, how));
    if (events.length === 0) return [];
    const guarded = how === "checkout" ? isGuarded(step, events, step.file === file ? lines : []) : false;
    return [
      {
        line: step.line,
        column: step.column,
        ...(guarded !== undefined && { guarded }),
        by: events.some((fact) => fact.by === "anyone") ? "anyone" : "relayed",
        how,
        events: events.map(({ event }) => event),
        ...(gates.length > 0 && { gates }),
        ...(step.file !== file && { file: step.file }),
      },
    ];
  });
  const isOpen = ({ guarded, gates }: UntrustedCheckout): boolean => guarded !== true && gates === undefined;
  return found.find(isOpen) ?? found.find(({ guarded }) => guarded !== true) ?? found[0];
}

/** Whether a workflow says of a folder that scripts are in it, be it for all of them. */
function isWorkedIn(folder: string, lines: readonly string[]): boolean {
  return lines.some((line) => /\bworking-directory:/.test(line) && line.includes(folder));
}

/** Events about a pull request; an issue has none, its comments may. */
function carries({ event }: TriggerFact, how: How): boolean {
  if (how === "artifact") return event === "workflow_run";
  return event === "pull_request_target" || event === "workflow_run" || event === "issue_comment";
}

/** Whether the job checks out its own repository and then runs something: whoever changes a file there decides what. */
export function runsOwnFiles(steps: readonly Step[]): boolean {
  return steps.some((step, index) => {
    if (step.uses?.isLocal === true) return true;
    if (step.uses?.name.toLowerCase() !== "actions/checkout") return false;
    const other = textOf(inputOf(step, "repository"));
    const isOwn = other === undefined || other === "" || /^\$\{\{\s*github\.repository\s*\}\}$/.test(other);
    return isOwn && runsSomething(steps.slice(index + 1), "checkout");
  });
}

/** Another repository whose files a job runs. */
export interface RunRepository extends Place {
  /** `owner/name`. */
  readonly repository: string;
  /** Left out for its default branch. */
  readonly ref?: string;
  readonly file?: string;
}

/**
 * Repositories that the job checks out by name and then runs something of: whoever changes a file there decides what. Of one in a
 * folder of its own, the folder has to be named later.
 * https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-04-Poisoned-Pipeline-Execution
 */
export function runRepositories(steps: readonly Step[], file: string): readonly RunRepository[] {
  return steps.flatMap((step, index): RunRepository[] => {
    if (step.uses?.name.toLowerCase() !== "actions/checkout") return [];
    const repository = textOf(inputOf(step, "repository"))?.trim() ?? "";
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return [];
    const later = steps.slice(index + 1);
    const folder = folderOf(step);
    const isRun = folder === "" ? runsSomething(later, "checkout") : later.some((one) => namesFolder(one, folder));
    const ref = textOf(inputOf(step, "ref"))?.trim();
    const place = { ...placeOf(step.token), ...(step.file !== file && { file: step.file }) };
    return isRun ? [{ repository, ...place, ...(ref && { ref }) }] : [];
  });
}

function isGuarded(step: Step, events: readonly TriggerFact[], lines: readonly string[]): boolean | undefined {
  if (/^true$/i.test(textOf(inputOf(step, "allow-unsafe-pr-checkout"))?.trim() ?? "")) return false;
  if (events.some(({ event }) => !GUARDED_EVENTS.has(event))) return false;
  if (step.uses?.ref === "main") return true;
  const version = versionOf(step, lines);
  if (version === undefined) return undefined;
  const first = GUARDED_FROM[version.major];
  return first === undefined ? version.major >= 7 : isSince(version, [version.major, first]);
}
