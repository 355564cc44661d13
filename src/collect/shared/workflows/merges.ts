// Steps that merge or approve a pull request of somebody outside: their code gets into the branch without running in the job.
// https://boostsecurityio.github.io/poutine/rules/confused_deputy_auto_merge
import { circumstancesOfStep } from "./circumstances.js";
import type { CompiledTables } from "./context.js";
import { resolvedExpressions } from "./context.js";
import { inputOf, inputWord, type Step } from "./steps.js";
import { type Entry, isJobToken, type Place, type TemplateToken, textOf } from "./tokens.js";
import { isOutside, type TriggerFact } from "./triggers.js";

export interface Merge extends Place {
  readonly does: "merge" | "approve";
  /** It acts with the token of the job; false of one that a secret or another step gives. */
  readonly own_token: boolean;
  readonly by: "anyone" | "relayed";
  readonly events: readonly string[];
  /** What the condition of the step asks for before it does. */
  readonly gates?: readonly string[];
  readonly file?: string;
}

/** Events that carry a pull request of somebody else's, or its number. */
const OF_CHANGES: ReadonlySet<string> = new Set(["pull_request_target", "workflow_run", "issue_comment"]);
const MERGE = /\bgh\s+pr\s+merge\b|\bgh\s+api\b[^\n]*\/pulls\/[^\s/]+\/merge\b|\benablePullRequestAutoMerge\b/;
const APPROVE = /\bgh\s+pr\s+review\b[^\n]*(?:--approve\b|\s-a\b)|\bevent=APPROVE\b/;
const MERGE_API = /\bpulls\.merge\s*\(|\benablePullRequestAutoMerge\b/;
const APPROVE_API = /\bcreateReview\b[\s\S]*\bAPPROVE\b/;
/**
 * Fails where the pull request is not of Dependabot, by who opened it and who signed its commits.
 * https://github.com/dependabot/fetch-metadata/blob/HEAD/src/dependabot/verified_commits.ts
 */
const VERIFYING = "dependabot/fetch-metadata";

/**
 * What the steps of a job do with pull requests of people outside, in the events that are left to them.
 * @param env variables of the workflow and the job.
 */
export function mergesOf(
  steps: readonly Step[],
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  file: string,
  tables: CompiledTables,
): readonly Merge[] {
  const checked = steps.findIndex(isVerifying);
  return (checked < 0 ? steps : steps.slice(0, checked)).flatMap((step): Merge[] => {
    const acts = actsOf(step, env, tables);
    if (acts.length === 0) return [];
    const { triggers: left, gates } = circumstancesOfStep(step, triggers, tables);
    const events = left.filter((fact) => isOutside(fact) && OF_CHANGES.has(fact.event));
    if (events.length === 0) return [];
    return acts.map((act) => ({
      line: step.line,
      column: step.column,
      ...act,
      by: events.some(({ by }) => by === "anyone") ? "anyone" : "relayed",
      events: events.map(({ event }) => event),
      ...(gates.length > 0 && { gates }),
      ...(step.file !== file && { file: step.file }),
    }));
  });
}

function isVerifying(step: Step): boolean {
  if (step.uses?.name.toLowerCase() !== VERIFYING || step.conditions.length > 0) return false;
  return !["skip-verification", "skip-commit-verification"].some((input) => inputWord(step, input) === "true");
}

type Act = Pick<Merge, "does" | "own_token">;

function actsOf(step: Step, env: readonly Entry[], tables: CompiledTables): readonly Act[] {
  const name = step.uses?.name.toLowerCase();
  const row = name === undefined ? undefined : tables.mergeActions.get(name);
  if (row !== undefined) return [{ does: row.does, own_token: isOwn(inputOf(step, row.token_input ?? ""), step) }];
  const script = textOf(name === "actions/github-script" ? inputOf(step, "script") : step.script);
  if (script === undefined) return [];
  const [merge, approve] = name === undefined ? [MERGE, APPROVE] : [MERGE_API, APPROVE_API];
  const token = name === undefined ? variable(step, env) : inputOf(step, "github-token");
  const made: Act[] = [];
  if (merge.test(script)) made.push({ does: "merge", own_token: isOwn(token, step) });
  if (approve.test(script)) made.push({ does: "approve", own_token: isOwn(token, step) });
  return made;
}

/** The variable that gh takes its token from: of the step, else of the job or the workflow. */
function variable(step: Step, env: readonly Entry[]): TemplateToken | undefined {
  const all = [...env, ...step.env];
  return ["GH_TOKEN", "GITHUB_TOKEN"].map((name) => all.findLast(({ key }) => key === name)?.value).find((one) => one);
}

/** Whether a token is that of the job, which it is where none is given. */
function isOwn(token: TemplateToken | undefined, { scope }: Step): boolean {
  return token === undefined || resolvedExpressions(token, scope).every(({ text }) => isJobToken(text));
}
