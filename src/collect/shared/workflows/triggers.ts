// Which events start a workflow, who can cause them, and with what rights it then runs.
import type { CiTriggerRow, TriggeredBy } from "../../../model/ci-tables.js";
import type { CompiledTables } from "./context.js";
import { elementsOf, entriesOf, field, type MappingToken, type TemplateToken, textOf } from "./tokens.js";

export interface TriggerFact {
  readonly event: string;
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
  readonly by: TriggeredBy;
  readonly privileged: boolean;
  /** Who has to act before it starts, where all its types are acts of members: whoever it is about is not asked. */
  readonly gate?: "label" | "member";
  /** Id of the job that calls this workflow, when the event is that of the caller. */
  readonly via?: string;
}

/** Triggers in the order of the file. `unknown` names events that no table knows. */
export function triggersOf(root: MappingToken, tables: CompiledTables): { facts: TriggerFact[]; unknown: string[] } {
  const on = field(root, "on");
  const named = entriesOf(on);
  const listed =
    named.length > 0 ? named : elementsOf(on).map((token) => ({ key: textOf(token) ?? "", value: undefined }));
  const facts: TriggerFact[] = [];
  const unknown: string[] = [];
  for (const { key, value } of listed) {
    const event = key.toLowerCase();
    if (event === "") continue;
    if (!tables.triggers.has(event)) unknown.push(event);
    facts.push(toFact(event, value, tables));
  }
  return { facts, unknown };
}

function toFact(event: string, filter: TemplateToken | undefined, tables: CompiledTables): TriggerFact {
  const row = tables.triggers.get(event);
  const types = textsOf(field(filter, "types"));
  const branches = textsOf(field(filter, "branches"));
  const gates = types.map((type) => gateOfType(type, row));
  const gate = gates.includes("label") ? "label" : "member";
  return {
    event,
    ...(types.length > 0 && { types }),
    ...(branches.length > 0 && { branches }),
    by: row?.by ?? "writer",
    privileged: row?.privileged ?? true,
    ...(gates.length > 0 && !gates.includes(undefined) && { gate }),
  };
}

/**
 * Who has to act for a type of activity; undefined where anybody causes it. A label takes the triage role, which looks at the
 * change, or does not: the code of a stranger runs all the same.
 * https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
 */
export function gateOfType(type: string, row: CiTriggerRow | undefined): TriggerFact["gate"] {
  if (row?.member_types.includes(type) !== true) return undefined;
  return /^(?:un)?labeled$/.test(type) ? "label" : "member";
}

/** Texts of a list or of a single one. */
export function textsOf(token: TemplateToken | undefined): string[] {
  return elementsOf(token).flatMap((element) => textOf(element) ?? []);
}

/** Whether someone who is no member may start it with secrets or a token of the repository at hand. */
export function isOutside({ by, privileged }: TriggerFact): boolean {
  return privileged && (by === "anyone" || by === "relayed");
}
