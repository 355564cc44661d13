// Which events start a workflow, who can cause them, and with what rights it then runs.
import type { CiTriggerRow, TriggeredBy } from "../../../model/ci-tables.js";
import type { CompiledTables } from "./context.js";
import { elementsOf, entriesOf, field, type MappingToken, type TemplateToken, textOf } from "./tokens.js";

export interface TriggerFact {
  readonly event: string;
  readonly types?: readonly string[];
  /** Filters by ref, as the file has them. */
  readonly branches?: readonly string[];
  readonly branches_ignore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tags_ignore?: readonly string[];
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

const REF_FILTERS = ["branches", "branches-ignore", "tags", "tags-ignore"] as const;

function toFact(event: string, filter: TemplateToken | undefined, tables: CompiledTables): TriggerFact {
  const row = tables.triggers.get(event);
  const types = textsOf(field(filter, "types"));
  const refs = REF_FILTERS.map((key) => [key.replace("-", "_"), textsOf(field(filter, key))] as const);
  const gates = types.map((type) => gateOfType(type, row));
  const gate = gates.includes("label") ? "label" : "member";
  return {
    event,
    ...(types.length > 0 && { types }),
    ...Object.fromEntries(refs.filter(([, names]) => names.length > 0)),
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
