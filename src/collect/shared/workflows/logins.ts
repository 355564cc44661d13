// How a job signs in to a cloud or another service: with a stored secret, an id-token, or what the machine has.
import type { CiLoginRow, LoginCloud, LoginMode } from "../../../model/ci-tables.js";
import { scrubText } from "../../secrets.js";
import { type CompiledTables, resolved, type Scope } from "./context.js";
import { type Origin, originOf } from "./secrets-used.js";
import { inputOf, inputWord, type Step } from "./steps.js";
import { type Entry, type Place, placeOf, textOf } from "./tokens.js";

export interface Login extends Place {
  readonly cloud: LoginCloud;
  readonly service: string;
  readonly mode: LoginMode;
  /** Action, variable or command that shows it. */
  readonly action: string;
  /** What the deciding value is made of. */
  readonly origin?: Origin;
  /** File, when it is not the workflow. */
  readonly file?: string;
  /** Public facts as written: expressions stay expressions. */
  readonly facts: { readonly [fact: string]: string };
}

/** Values of these origins were stored by someone. */
const STORED: ReadonlySet<Origin> = new Set(["secrets", "vars", "literal"]);
const LONGEST_FACT = 300;

export interface LoginsOf {
  readonly steps: readonly Step[];
  /** Variables of workflow, job and container. */
  readonly env: readonly Entry[];
  readonly scope: Scope;
  readonly hasIdToken: boolean;
  readonly file: string;
}

/** Logins in the order of the file, each once. */
export function loginsOf(job: LoginsOf, tables: CompiledTables): Login[] {
  const found = [
    ...job.env.flatMap((entry) => variableLogins(entry, job.scope, job, job.file, tables)),
    ...job.steps.flatMap((step) => [
      ...step.env.flatMap((entry) => variableLogins(entry, step.scope, job, step.file, tables)),
      ...actionLogin(step, job, tables),
      ...commandLogins(step, job, tables),
    ]),
  ];
  const seen = new Set<string>();
  return found.filter((login) => {
    const key = [login.service, login.mode, login.action, login.file, login.line].join(" ");
    return !seen.has(key) && seen.add(key);
  });
}

function actionLogin(step: Step, job: LoginsOf, tables: CompiledTables): Login[] {
  const row = step.uses === undefined ? undefined : tables.logins.get(step.uses.name.toLowerCase());
  if (row === undefined) return [];
  const decided = modeOf(row, step, job.hasIdToken);
  if (decided === undefined) return [];
  const facts = Object.entries(row.facts).flatMap(([fact, input]) => {
    const text = resolved(inputOf(step, input), step.scope)?.trim();
    return text === undefined || text === "" ? [] : [[fact, publicText(text)] as const];
  });
  return [
    {
      cloud: row.cloud,
      service: row.service,
      mode: decided.mode,
      action: row.action,
      ...(decided.origin !== undefined && { origin: decided.origin }),
      ...placeIn(step, job),
      facts: Object.fromEntries(facts),
    },
  ];
}

function modeOf(row: CiLoginRow, step: Step, hasIdToken: boolean): { mode: LoginMode; origin?: Origin } | undefined {
  const decided = row.decided_by.find(({ input, value }) => inputWord(step, input) === value.toLowerCase());
  if (decided !== undefined) return { mode: decided.mode };
  const stored = row.static_inputs.map((input) => originAt(step, input));
  const origin = stored.find((one) => STORED.has(one));
  if (origin !== undefined) return { mode: "static", origin };
  // The job's own token, or what an earlier step got: no credential that anyone stored.
  if (stored.some((one) => one === "own-token" || one === "worked-out")) return undefined;
  const federated = row.oidc_inputs.map((input) => originAt(step, input)).find((one) => one !== "none");
  // Without an id-token the role is assumed with what the machine has.
  if (federated !== undefined)
    return { mode: !hasIdToken && row.otherwise === "ambient" ? "ambient" : "oidc", origin: federated };
  return row.otherwise === undefined ? undefined : { mode: row.otherwise };
}

function originAt(step: Step, input: string): Origin {
  const token = inputOf(step, input);
  return originOf(token, step.scope, textOf(token));
}

function variableLogins(entry: Entry, scope: Scope, job: LoginsOf, file: string, tables: CompiledTables): Login[] {
  const sign = tables.variables.find(({ pattern }) => pattern.matcher(entry.key).find());
  if (sign === undefined) return [];
  const origin = originOf(entry.value, scope, textOf(entry.value));
  const isPlain = origin === "literal" && /^(?:true|false|0|1)$/i.test(textOf(entry.value) ?? "");
  if (sign.row.mode === "static" ? !STORED.has(origin) || isPlain : /^(?:false|0)?$/i.test(textOf(entry.value) ?? ""))
    return [];
  const { cloud, service, mode } = sign.row;
  const place = { line: entry.line, column: entry.column, ...(file !== job.file && { file }) };
  return [{ cloud, service, mode, action: entry.key, origin, ...place, facts: {} }];
}

function commandLogins(step: Step, job: LoginsOf, tables: CompiledTables): Login[] {
  // github-script is where jobs ask for id-tokens in JavaScript.
  const script =
    step.script ?? (step.uses?.name.toLowerCase() === "actions/github-script" ? inputOf(step, "script") : undefined);
  const text = textOf(script);
  if (text === undefined) return [];
  const oneLine = text.replace(/\\\r?\n\s*/g, " ");
  return tables.commands
    .filter(({ pattern }) => pattern.matcher(oneLine).find())
    .map(({ row: { cloud, service, mode } }) => ({
      cloud,
      service,
      mode,
      action: "run",
      ...placeOf(script),
      ...(step.file !== job.file && { file: step.file }),
      facts: {},
    }));
}

function placeIn(step: Step, job: LoginsOf): Place & { file?: string } {
  return { line: step.line, column: step.column, ...(step.file !== job.file && { file: step.file }) };
}

/** Inputs of these names are public; should a known token stand there all the same, it is taken out. */
function publicText(text: string): string {
  return scrubText(text.slice(0, LONGEST_FACT));
}
