// What conditions of Google and Entra demand of a claim, in the form that the evaluator takes: the constraint of an AWS
// operator that means the same.
import { toEntries } from "../aws/condition/condition.js";
import { ONE, STAR } from "../aws/policy/glob.js";
import { type Constraint, isUnstated, toConstraints } from "./constraint.js";

export type Comparison = "equals" | "differs" | "starts" | "ends" | "holds" | "matches";

const WILD = /[*?]/;

/** Constraint on a claim; undefined when a text holds what an operator would take for a wildcard. */
export function demand(claim: string, comparison: Comparison, texts: readonly string[]): Constraint | undefined {
  if (comparison !== "matches" && texts.some((text) => WILD.test(text))) return undefined;
  const isNegated = comparison === "differs";
  const isExact = comparison === "equals" || isNegated;
  const operator = isExact ? (isNegated ? "StringNotEquals" : "StringEquals") : "StringLike";
  const entries = toEntries({ [operator]: { [claim]: texts.map((text) => shape(text, comparison)) } }, false, []);
  const [made] = toConstraints({ id: 0, entries, keys: [] });
  if (made === undefined) return undefined;
  const patterns = texts.map((text) => {
    if (isUnstated(text)) return undefined;
    return isExact ? text : shape(text, comparison).replaceAll("*", STAR).replaceAll("?", ONE);
  });
  // a claim that is not there makes the whole condition an error, which is no
  return { ...made, patterns, passesAbsent: false, isNegated };
}

function shape(text: string, comparison: Comparison): string {
  switch (comparison) {
    case "starts":
      return `${text}*`;
    case "ends":
      return `*${text}`;
    case "holds":
      return `*${text}*`;
    default:
      return text;
  }
}
