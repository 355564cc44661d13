// What a key has to be for a text with it as a variable to fit: `role/${aws:PrincipalTag/team}-*` and `role/web-1` leave it `web`.
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup } from "../condition/key-state.js";
import { type Glob, matchesGlob, toGlob, toGlobText, withoutVariables } from "../policy/glob.js";
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

/**
 * Values of the variable by which a text fits what is given, at most two of each text: where wildcards stand beside it, the shortest
 * and the longest. Others of the text count as wildcards: who asks with a value is judged with it anyway.
 */
function fitting(texts: readonly string[], key: string, given: string): string[] {
  return texts.flatMap((text) => {
    const read = [...text.matchAll(VARIABLE)].find(([, variable = ""]) => keyOf(variable) === key);
    if (!read) return [];
    const [before, after] = [text.slice(0, read.index), text.slice(read.index + read[0].length)].map(toOpenGlob);
    if (!(before && after)) return [];
    // Without an expression: a policy with many wildcards would make one that never ends.
    const starts = placesWhere(before, given, (at) => given.slice(0, at));
    const ends = placesWhere(after, given, (at) => given.slice(at));
    const longest = given.slice(starts[0] ?? given.length, ends.at(-1) ?? 0);
    const start = starts.findLast((at) => at < (ends.at(-1) ?? 0));
    const shortest =
      start === undefined
        ? ""
        : given.slice(
            start,
            ends.find((at) => at > start),
          );
    return [...new Set([shortest, longest])].filter((value) => value !== "");
  });
}

function toOpenGlob(text: string): Glob {
  return toGlob(toGlobText(withoutVariables(text)));
}

/** Places, in order, at which what is before or after them fits. */
function placesWhere(glob: Glob, given: string, part: (at: number) => string): number[] {
  const places = Array.from({ length: given.length + 1 }, (_, at) => at);
  const isAt = (at: number) => glob.kind !== "exact" || part(at).length === glob.text.length;
  return places.filter((at) => isAt(at) && matchesGlob(glob, part(at)));
}

function keyOf(variable: string): string {
  return (variable.split(",", 1)[0] ?? "").trim().toLowerCase();
}
