// What the reading of a job needs to know around it: tables, where its expressions lead, what could not be decided.
import { RE2JS } from "re2js";
import type { CiTables } from "../../../model/ci-tables.js";
import { groupBy } from "../../../model/group-by.js";
import { oncePer } from "../../../model/once.js";
import type { Expression } from "./tokens.js";
import { expressionsOf, type TemplateToken, textOf } from "./tokens.js";

/** Values that a reader of the file can know, by lower-case name. */
export interface Scope {
  readonly inputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  /** Texts that come under another name: `steps.b.outputs.branch`. */
  readonly flows?: ReadonlyMap<string, string>;
}

export const EMPTY_SCOPE: Scope = { inputs: new Map(), env: new Map() };

/** Replacements of replacements end here. */
const ROUNDS = 4;
const LONGEST = 4000;

/** The text with `${{ inputs.x }}` and `${{ env.X }}` replaced by what is known of them. */
export function resolveText(text: string, scope: Scope): string {
  let resolved = text;
  for (let round = 0; round < ROUNDS && resolved.includes("${{") && resolved.length < LONGEST; round++) {
    const before = resolved;
    resolved = resolved.replace(/\$\{\{\s*(inputs|env)\.([\w-]+)\s*\}\}/gi, (whole, context: string, name: string) => {
      const values = context.toLowerCase() === "env" ? scope.env : scope.inputs;
      return values.get(name.toLowerCase()) ?? whole;
    });
    resolved = withFlows(resolved, scope);
    if (resolved === before) break;
  }
  return resolved.slice(0, LONGEST);
}

/** A name under which text is handed on, alone or read as a list. */
const HANDED_ON =
  /\$\{\{\s*(?:(?:from|to)JSON\(\s*)*((?:(?:steps|needs|jobs)\.[\w-]+\.outputs|matrix|env)\.[\w-]+)[\s)]*\}\}/gi;

/** The text with what steps, jobs and the matrix hand on in place of the names that it has here. */
function withFlows(text: string, { flows }: Scope): string {
  if (flows === undefined || flows.size === 0) return text;
  return text.replace(HANDED_ON, (whole, name: string) => {
    const path = name.toLowerCase();
    return flows.get(path) ?? flows.get(path.replace(/(\.outputs\.).*_/, "$1*_")) ?? whole;
  });
}

/** Text of a token, resolved; undefined when it is no scalar. */
export function resolved(token: TemplateToken | undefined, scope: Scope): string | undefined {
  const text = textOf(token);
  return text === undefined ? undefined : resolveText(text, scope);
}

/** Expressions of a token, those of the inputs and variables that it uses in their place. */
export function resolvedExpressions(token: TemplateToken, scope: Scope): readonly Expression[] {
  return expressionsOf(token).flatMap((expression) => {
    const text = resolveText(`\${{ ${expression.text} }}`, scope);
    const inner = [...text.matchAll(/\$\{\{\s*(.*?)\s*\}\}/gs)].map(([, found = ""]) => ({
      ...expression,
      text: found,
    }));
    return inner;
  });
}

/** Env of a mapping added to what is known already. */
export function withEnv(
  scope: Scope,
  entries: readonly { readonly key: string; readonly value: TemplateToken }[],
): Scope {
  if (entries.length === 0) return scope;
  const env = new Map(scope.env);
  for (const { key, value } of entries) {
    const text = resolved(value, scope);
    if (text !== undefined && text.length < LONGEST) env.set(key.toLowerCase(), text);
  }
  return { ...scope, env };
}

/** The tables with their patterns compiled. */
export interface CompiledTables {
  readonly tables: CiTables;
  readonly commands: readonly { readonly pattern: RE2JS; readonly row: CiTables["loginSigns"][number] }[];
  readonly variables: readonly { readonly pattern: RE2JS; readonly row: CiTables["loginSigns"][number] }[];
  readonly logins: ReadonlyMap<string, CiTables["logins"][number]>;
  readonly triggers: ReadonlyMap<string, CiTables["triggers"][number]>;
  readonly codeInputs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly actionOutputs: ReadonlyMap<string, readonly CiTables["actionOutputs"][number][]>;
  readonly cacheActions: ReadonlyMap<string, CiTables["cacheActions"][number]>;
  readonly mergeActions: ReadonlyMap<string, CiTables["mergeActions"][number]>;
  readonly actorChecks: ReadonlyMap<string, CiTables["actorChecks"][number]>;
  readonly agents: ReadonlyMap<string, CompiledAgent>;
  readonly agentCommands: readonly { readonly pattern: RE2JS; readonly agent: string }[];
}

/** An agent that an action starts, with its patterns compiled. */
export interface CompiledAgent {
  readonly row: CiTables["agents"][number];
  readonly commands: RE2JS;
  readonly limits: RE2JS | undefined;
}

/** Patterns of tables run in linear time, whatever the text. Compiling them takes longer than reading a workflow. */
export const compileTables = oncePer((tables: CiTables): CompiledTables => {
  const signs = tables.loginSigns.map((row) => ({
    row,
    pattern: RE2JS.compile(row.sign === "variable" ? `^(?:${row.pattern})$` : row.pattern, RE2JS.CASE_INSENSITIVE),
  }));
  const codeInputs = new Map<string, Set<string>>();
  for (const { action, input } of tables.codeInputs) {
    codeInputs.set(action, (codeInputs.get(action) ?? new Set()).add(input.toLowerCase()));
  }
  return {
    tables,
    commands: signs.filter(({ row }) => row.sign === "command"),
    variables: signs.filter(({ row }) => row.sign === "variable"),
    logins: new Map(tables.logins.map((row) => [row.action, row])),
    triggers: new Map(tables.triggers.map((row) => [row.event, row])),
    codeInputs,
    actionOutputs: groupBy(tables.actionOutputs, ({ action }) => action),
    cacheActions: new Map(tables.cacheActions.map((row) => [row.action, row])),
    mergeActions: new Map(tables.mergeActions.map((row) => [row.action, row])),
    actorChecks: new Map(tables.actorChecks.map((row) => [row.action, row])),
    agentCommands: tables.agentCommands.map(({ command, agent }) => ({ pattern: RE2JS.compile(command), agent })),
    agents: new Map(tables.agents.map((row) => [row.action, toAgent(row)])),
  };
});

function toAgent(row: CiTables["agents"][number]): CompiledAgent {
  const { commands_pattern: commands, limits_pattern: limits } = row;
  return { row, commands: RE2JS.compile(commands), limits: limits === undefined ? undefined : RE2JS.compile(limits) };
}
