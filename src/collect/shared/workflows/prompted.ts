// Agents in a job that are told what someone outside wrote, and run commands: what follows the text runs with all that the job has.
import { circumstancesOfStep } from "./circumstances.js";
import type { CompiledAgent, CompiledTables } from "./context.js";
import { gatedBy, type Injection, injectedIn, writtenBy } from "./injected.js";
import { inputOf, type Step } from "./steps.js";
import { type Entry, placeOf, type TemplateToken, textOf } from "./tokens.js";
import { isOutside, type TriggerFact } from "./triggers.js";

/** A text of others that an agent is told. */
export interface Prompt extends Injection {
  /** The action that starts the agent. */
  readonly agent: string;
}

/** What the steps tell agents; `env` are the variables that all steps of the job have. */
export function promptsOf(
  steps: readonly Step[],
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  file: string,
  tables: CompiledTables,
): readonly Prompt[] {
  const found = new Map<string, Prompt>();
  for (const step of steps) {
    const { triggers: events, gates } = circumstancesOfStep(step, triggers, tables);
    for (const told of [...byAction(step, env, events, tables), ...byScript(step, env, events, tables)]) {
      const gated = gatedBy(told, gates);
      const prompt = step.file === file ? gated : { ...gated, file: step.file };
      found.set(`${prompt.file ?? ""}:${prompt.line}:${prompt.expression}`, prompt);
    }
  }
  return [...found.values()];
}

function byAction(
  step: Step,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): readonly Prompt[] {
  const agent = step.uses === undefined ? undefined : tables.agents.get(step.uses.name.toLowerCase());
  if (agent === undefined || !runsCommands(step, agent)) return [];
  const { action, opened_by: openedBy } = agent.row;
  const told = (events: readonly TriggerFact[]): readonly Prompt[] =>
    toldTo(step, agent, env, events, tables).map((one) => ({ ...one, agent: action }));
  if (openedBy === undefined || lets(step, openedBy)) return told(triggers);
  // who may not write is turned away before the agent reads anything; a member who sets a label is not
  const acted = triggers.filter(({ gate }) => gate !== undefined);
  const gates = [...new Set(acted.flatMap(({ gate }) => gate ?? []))];
  const others = told(triggers.filter(({ gate }) => gate === undefined));
  return [
    ...others.map((one): Prompt => ({ ...one, by: "writer" })),
    ...told(acted).map((one): Prompt => ({ ...one, gates })),
  ];
}

/** A script that starts an agent names variables; what it writes out itself is code already. */
function byScript(
  step: Step,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): readonly Prompt[] {
  const script = textOf(step.script);
  if (step.script === undefined || script === undefined) return [];
  const started = tables.agentCommands.find(({ pattern }) => pattern.matcher(script).find());
  if (started === undefined) return [];
  const told = namedIn([step.script], [...env, ...step.env]);
  return told.flatMap((token) =>
    injectedIn(token, step, triggers, tables).map((one) => ({ ...one, agent: started.agent })),
  );
}

/** Whether an input names anybody at all, or says what was not read. */
function lets(step: Step, input: string): boolean {
  const token = inputOf(step, input);
  return token !== undefined && textOf(token)?.trim() !== "";
}

function runsCommands(step: Step, { row, commands, limits }: CompiledAgent): boolean {
  const texts = row.commands_inputs.flatMap((input) => {
    const text = textOf(inputOf(step, input));
    return text === undefined ? [] : [text];
  });
  if (texts.some((text) => commands.matcher(text).find())) return true;
  if (row.commands === "matched") return false;
  return !texts.some((text) => limits?.matcher(text).find() === true);
}

function toldTo(
  step: Step,
  { row }: CompiledAgent,
  env: readonly Entry[],
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): readonly Injection[] {
  const prompts = row.prompts.flatMap((name) => inputOf(step, name) ?? []);
  const told = [...prompts, ...namedIn(prompts, [...env, ...step.env])];
  const texts = told.flatMap((token) => injectedIn(token, step, triggers, tables));
  if (texts.length > 0 || !row.reads_event) return texts;
  const contexts = tables.tables.untrustedContexts;
  const events = triggers.filter((fact) => isOutside(fact) && contexts.some((one) => one.events.includes(fact.event)));
  const written = writtenBy(events);
  return written === undefined ? [] : [{ expression: "github.event", ...placeOf(step.token), ...written }];
}

/** Values of variables that a prompt names: the agent writes them out. */
function namedIn(prompts: readonly TemplateToken[], env: readonly Entry[]): readonly TemplateToken[] {
  const texts = prompts.map((token) => textOf(token) ?? "");
  return env.filter(({ key }) => texts.some((text) => namesVariable(text, key))).map(({ value }) => value);
}

function namesVariable(text: string, name: string): boolean {
  return text.includes(`$${name}`) || text.includes(`\${${name}}`);
}
