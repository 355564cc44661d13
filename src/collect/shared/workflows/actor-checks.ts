// Steps that look at what the one who acts may do in the repository. What they ask becomes part of the conditions of all that
// follows, in the words of an expression. Which person a step looks at is not told apart: it is the one who acts.
import { conditionOf, runsRegardless } from "./conditions.js";
import { type CompiledTables, EMPTY_SCOPE } from "./context.js";
import { parseExpression } from "./expressions.js";
import { ACTOR_PERMISSION } from "./outsiders.js";
import { inputOf, inputWord, type Step, stepsOf } from "./steps.js";
import { entriesOf, field, type TemplateToken, textOf } from "./tokens.js";
import type { Workflow } from "./workflow.js";

/** What the jobs of a workflow find out about who acts. */
export interface Checks {
  /** Job → the condition under which it gets to its end; left out of those that ask nobody. */
  readonly stops: ReadonlyMap<string, string>;
  /** Outputs that say what is permitted: `needs.a.outputs.allowed`, in lower case. */
  readonly outputs: ReadonlySet<string>;
}

/** Methods of the API by which a script asks: https://docs.github.com/en/rest/collaborators/collaborators and /rest/teams/members */
const ASKS_API =
  /\b(?:getCollaboratorPermissionLevel|checkCollaborator|getMembershipForUserInOrg|checkMembershipForUser)\b/;
const ENDS_SCRIPT = /\bsetFailed\s*\(|\bthrow\b|\bprocess\.exit\s*\(\s*[^0\s)]/;
const SETS_OUTPUT = /\bsetOutput\s*\(\s*(['"`])([\w-]+)\1/g;
const ASKS_SHELL =
  /\b(?:gh\s+api|curl)\b[^\n]{0,500}\/(?:collaborators\/[^\s/]+(?:\/permission)?|(?:members|memberships)\/[^\s/]+)(?=[\s"'?]|$)/m;
const ENDS_SHELL = /\bexit\s+[1-9]/;
const WRITES_OUTPUT = /\b([A-Za-z_][\w-]{0,100})=[^\n]{0,500}GITHUB_OUTPUT/g;
const MAY_WRITE = `${ACTOR_PERMISSION} == 'write'`;
const OUTPUT = /\b(?:steps|needs)\.[\w-]+\.outputs\.[\w-]+/gi;
const OUTPUT_ALONE = /^\s*\$\{\{\s*(steps\.[\w-]+\.outputs\.[\w-]+)\s*\}\}\s*$/i;

/** More checks of one job are not followed. */
const MOST = 20;

interface Check {
  readonly stops: boolean;
  /** Names of outputs that say what is permitted. */
  readonly outputs: readonly string[];
}

/** What the jobs of a workflow that others need find out; their own steps alone, those of composite actions not. */
export function readChecks(workflow: Workflow, tables: CompiledTables): Checks {
  const stops = new Map<string, string>();
  const outputs = new Set<string>();
  for (const { key, value } of workflow.jobs) {
    const steps = stepsOf(value, { file: workflow.path, scope: EMPTY_SCOPE }, new Map(), [], (found) => ({
      steps: found,
      handsOn: new Map(),
    }));
    const { asked, known } = followed(steps, workflow.path, new Set(), tables);
    if (asked.length > 0 && !goesOn(value)) stops.set(key, asked.join(" && "));
    for (const output of entriesOf(field(value, "outputs"))) {
      const from = OUTPUT_ALONE.exec(textOf(output.value) ?? "")?.[1]?.toLowerCase();
      if (from !== undefined && known.has(from)) outputs.add(`needs.${key}.outputs.${output.key}`.toLowerCase());
    }
  }
  return { stops, outputs };
}

/** Steps of a job with what those before them ask among their conditions; `outputs` are those of jobs that it needs. */
export function behindChecks(
  steps: readonly Step[],
  file: string,
  { outputs }: Pick<Checks, "outputs">,
  tables: CompiledTables,
): readonly Step[] {
  return followed(steps, file, outputs, tables).steps;
}

/** A condition with what checks put out in their own words. */
export function asAsked(condition: string, { outputs }: Pick<Checks, "outputs">): string {
  if (outputs.size === 0) return condition;
  return condition.replace(OUTPUT, (path) => (outputs.has(path.toLowerCase()) ? ACTOR_PERMISSION : path));
}

interface Followed {
  readonly steps: readonly Step[];
  /** Conditions under which the end is reached. */
  readonly asked: readonly string[];
  readonly known: ReadonlySet<string>;
}

function followed(steps: readonly Step[], file: string, outer: ReadonlySet<string>, tables: CompiledTables): Followed {
  const known = new Set(outer);
  const asked: string[] = [];
  const done = steps.map((step) => {
    const own = step.conditions.map((condition) => asAsked(condition, { outputs: known }));
    const before = own.some(runsRegardless) ? [] : [...asked];
    const check = checkOf(step, tables);
    const id = step.file === file ? textOf(field(step.token, "id"))?.toLowerCase() : undefined;
    if (id !== undefined)
      for (const name of check?.outputs ?? []) known.add(`steps.${id}.outputs.${name}`.toLowerCase());
    const stop = check?.stops === true ? stopOf(own) : undefined;
    if (stop !== undefined && asked.length < MOST && !asked.includes(stop)) asked.push(stop);
    return own.length + before.length === 0 ? step : { ...step, conditions: [...own, ...before] };
  });
  return { steps: done, asked, known };
}

/** A check that runs under conditions asks only where they are true. */
function stopOf(conditions: readonly string[]): string | undefined {
  if (conditions.some((one) => parseExpression(one) === undefined)) return undefined;
  const parts = [...conditions.map((one) => `!(${one})`), MAY_WRITE];
  return parts.length === 1 ? MAY_WRITE : `(${parts.join(" || ")})`;
}

function checkOf(step: Step, tables: CompiledTables): Check | undefined {
  const found = checkIn(step, tables);
  return found !== undefined && goesOn(step.token) ? { ...found, stops: false } : found;
}

/** Whether what follows a step or a job may run although it failed. */
function goesOn(token: TemplateToken): boolean {
  const said = conditionOf(field(token, "continue-on-error"));
  return said !== undefined && said !== "false";
}

function checkIn(step: Step, tables: CompiledTables): Check | undefined {
  const name = step.uses?.name.toLowerCase();
  if (name === "actions/github-script") {
    const script = textOf(inputOf(step, "script")) ?? "";
    if (!ASKS_API.test(script)) return undefined;
    const outputs = [...script.matchAll(SETS_OUTPUT)].map(([, , output = ""]) => output);
    return { stops: ENDS_SCRIPT.test(script), outputs: [...outputs, "result"] };
  }
  const row = name === undefined ? undefined : tables.actorChecks.get(name);
  if (row !== undefined) {
    const level = row.level_input === undefined ? undefined : inputWord(step, row.level_input);
    const isEnough = level === undefined ? row.otherwise : row.enough.includes(level);
    const isTurned = row.turned_by !== undefined && inputWord(step, row.turned_by.input) === row.turned_by.value;
    const outputs = [...(isEnough ? row.outputs : []), ...row.levels];
    return { stops: isEnough && row.stops !== isTurned, outputs };
  }
  const script = textOf(step.script);
  if (script === undefined || !ASKS_SHELL.test(script)) return undefined;
  const outputs = [...script.matchAll(WRITES_OUTPUT)].map(([, output = ""]) => output);
  return { stops: ENDS_SHELL.test(script), outputs };
}
