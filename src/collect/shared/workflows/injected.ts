// Text of someone outside in a text of a workflow: which expression brings it, and who chooses it.
import type { UntrustedContextRow } from "../../../model/ci-tables.js";
import { type CompiledTables, resolvedExpressions } from "./context.js";
import { type ContextPath, callsOf, pathsOf } from "./expressions.js";
import type { Step } from "./steps.js";
import type { Place, TemplateToken } from "./tokens.js";
import { isOutside, type TriggerFact } from "./triggers.js";

export interface Injection extends Place {
  readonly expression: string;
  /** It becomes variables of later steps, not part of a script. */
  readonly into?: "variables";
  /** Who can choose the text: anyone, who can start the workflow before, or only a writer. */
  readonly by: "anyone" | "relayed" | "writer";
  readonly events: readonly string[];
  /** What the condition of the step asks for before somebody outside gets here; left out where it asks for nothing. */
  readonly gates?: readonly string[];
  readonly file?: string;
}

/** Contexts that a path names: itself, or all below it when the whole object is written out. */
export function rowsFor(
  path: ContextPath,
  isWhole: boolean,
  rows: readonly UntrustedContextRow[],
): readonly UntrustedContextRow[] {
  const names = path.names.map((name) => name.toLowerCase());
  return rows.filter(({ context }) => {
    const wanted = context.toLowerCase().split(".");
    if (names.length > wanted.length || (names.length < wanted.length && !isWhole)) return false;
    return names.every((name, index) => name === wanted[index] || name === "*" || wanted[index] === "*");
  });
}

/** Texts from outside in one text of a step. */
export function injectedIn(
  token: TemplateToken,
  step: Step,
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Injection[] {
  return resolvedExpressions(token, step.scope).flatMap((one) => injectedAt(one.text, one, triggers, tables));
}

/** What one expression brings from outside; `at` is where it stands. */
export function injectedAt(
  text: string,
  { line, column }: Place,
  triggers: readonly TriggerFact[],
  tables: CompiledTables,
): Injection[] {
  const isWhole = callsOf(text).has("tojson");
  const rows = pathsOf(text)
    .filter(({ flows }) => flows)
    .flatMap((path) => rowsFor(path, isWhole, tables.tables.untrustedContexts))
    .filter((row) => row.text);
  const events = triggers.filter(({ event }) => rows.some((row) => row.events.includes(event)));
  const written = writtenBy(events);
  return written === undefined ? [] : [{ expression: text.slice(0, 200), line, column, ...written }];
}

/** The same with the gates of its step; what only writers cause has none. */
export function gatedBy<T extends Injection>(injection: T, gates: readonly string[]): T {
  return gates.length === 0 || injection.by === "writer" ? injection : { ...injection, gates };
}

/** Who writes what these events carry; undefined where there is none of them. */
export function writtenBy(events: readonly TriggerFact[]): Pick<Injection, "by" | "events"> | undefined {
  if (events.length === 0) return undefined;
  const outside = events.filter(isOutside);
  const by = outside.some((fact) => fact.by === "anyone") ? "anyone" : outside.length > 0 ? "relayed" : "writer";
  return { by, events: (outside.length > 0 ? outside : events).map(({ event }) => event) };
}
