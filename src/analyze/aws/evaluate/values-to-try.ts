// Values of a key of the caller's choice that are worth trying: between them what conditions ask of it can be met where it can be.
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup, KeyValues, OpenKey } from "../condition/key-state.js";
import type { PolicyValue } from "../condition/operators.js";
import { ONE, STAR } from "../policy/glob.js";
import { ANOTHER, everyCase, TRUTHS } from "./cases.js";
import type { VariableReading } from "./variable-values.js";

/** What reads a key: conditions about it, and texts with it as a variable, with the values by which these fit. */
export interface Readings {
  readonly entries: ConditionEntry[];
  readonly variables: VariableReading[];
}

/** What else is known of a request: its keys, and what reads the open ones among them. */
interface Around {
  readonly keys: KeyLookup;
  readonly byKey: ReadonlyMap<string, Readings>;
}

/**
 * Absence, each value spoken of, its neighbours for numbers, those by which a variable fits, and a value that nobody speaks of. None where
 * patterns cross, so that what fits them all is not known.
 */
export function valuesToTry({ entries, variables }: Readings, open: OpenKey, around: Around): readonly KeyValues[] {
  if (open.possible) return open.possible;
  const compared = entries.filter(({ operator }) => !operator.isNull);
  if (variables.length === 0 && open.prefix === undefined && compared.length > 1 && compared.every(isPattern))
    return everyCase(entries, { open }) ?? [];
  const isTruth = compared.length > 0 && compared.every(({ operator }) => operator.name === "Bool");
  const texts = new Set<string>(isTruth ? TRUTHS : [ANOTHER]);
  for (const { operator, texts: written, values } of isTruth ? [] : compared) {
    for (const text of values.flatMap((value, at) => textsOf(value, written[at] ?? "", around))) {
      texts.add(text);
      if (operator.name === "Bool") for (const truth of TRUTHS) texts.add(truth);
      if (operator.name.startsWith("Numeric")) texts.add(String(Number(text) - 1)).add(String(Number(text) + 1));
    }
  }
  for (const { values } of variables) for (const value of values) texts.add(value);
  const prefix = open.prefix ?? "";
  const values: KeyValues[] = [...texts].map((text) => [text.startsWith(prefix) ? text : prefix + text]);
  return open.isPresent === true ? values : [null, ...values];
}

/** Whether one value is compared with a pattern that is the same for every request. */
function isPattern({ operator, quantifier, values }: ConditionEntry): boolean {
  return (
    quantifier === "one" && operator.name.endsWith("Like") && values.every(({ variables }) => variables.length === 0)
  );
}

/** Texts that a value of a policy accepts; with a variable in it that is open, those that are spoken of beside that. */
export function textsOf(value: PolicyValue, written: string, { keys, byKey }: Around): readonly string[] {
  if (value.variables.length === 0) return [filled(value.pattern ?? value.within ?? written)];
  const text = value.expand?.(keys);
  if (text !== undefined) return [filled(text)];
  const beside = value.variables.flatMap((key) => byKey.get(key)?.entries ?? []);
  return beside.flatMap(({ texts }) => texts.filter((one) => !one.includes("${")));
}

function filled(compiled: string): string {
  return compiled.replaceAll(STAR, "x").replaceAll(ONE, "x");
}
