// What a key has to be for a text with it as a variable to fit: `role/${aws:PrincipalTag/team}-*` and `role/web-1` leave it `web`.
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup } from "../condition/key-state.js";
import { type ResourceSet, variablesIn } from "../policy/resource-set.js";

const VARIABLE = /\$\{([^}]*)\}/g;

/** A key, in lower case, that a statement reads as a variable, with the values by which the text fits what it is compared with. */
export interface VariableReading {
  readonly key: string;
  readonly values: readonly string[];
}

/** Variables in the values of a condition, by what is known of the key that these are compared with. */
export function readInCondition({ key: compared, texts, values }: ConditionEntry, keys: KeyLookup): VariableReading[] {
  const read = new Set(values.flatMap(({ variables }) => variables));
  if (read.size === 0) return [];
  const given = keys.state(compared).values ?? [];
  return [...read].map((key) => ({ key, values: given.flatMap((one) => fitting(texts, key, one)) }));
}

/** Variables in the resources of a statement, by the resource that is asked for. */
export function readInResources(resources: ResourceSet, resource: string): VariableReading[] {
  const read = [...new Set(variablesIn(resources))];
  return read.map((key) => ({ key, values: fitting(resources.texts, key, resource) }));
}

function fitting(texts: readonly string[], key: string, given: string): string[] {
  return texts.flatMap((text) => {
    const pattern = toPattern(text, key);
    return (pattern && new RegExp(`^${pattern}$`, "s").exec(given)?.[1]) ?? [];
  });
}

/** A pattern that catches the value of the variable; undefined where the text does not read it. */
function toPattern(text: string, key: string): string | undefined {
  const [first = "", ...rest] = text.split(VARIABLE);
  let pattern = escaped(first);
  let isRead = false;
  for (const [at, part] of rest.entries()) {
    if (at % 2 === 1) pattern += escaped(part);
    else if (keyOf(part) !== key) pattern += ".*";
    else {
      pattern += isRead ? "\\1" : "(.+)";
      isRead = true;
    }
  }
  return isRead ? pattern : undefined;
}

function keyOf(variable: string): string {
  return (variable.split(",", 1)[0] ?? "").trim().toLowerCase();
}

function escaped(text: string): string {
  return text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
}
