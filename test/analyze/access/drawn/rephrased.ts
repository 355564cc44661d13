// A scene that says the same in other words.
import type { Json } from "../../../../src/model/words.js";
import type { Scene } from "../scene.js";
import type { Statement } from "./statements.js";

const ROOT = /^arn:aws:iam::(\d{12}):root$/;
const NEGATED = /^(String|Arn)Not/;

/**
 * Statements in other words. Names of actions and keys are the same in any case, an account is its root user's ARN or its number, and an
 * operator with Not holds without the key as well: "IAM JSON policy elements", IAM User Guide.
 */
export function rephrase(scene: Scene): void {
  for (const [hash, text] of scene.documents) {
    const { Statement: list, ...rest }: { Statement: Statement[] } = JSON.parse(text);
    scene.documents.set(hash, JSON.stringify({ ...rest, Statement: list.map(reworded) }));
  }
}

function reworded(statement: Statement): Statement {
  const said = Object.entries(statement).map(([element, value]): [string, Json] => {
    if (element.endsWith("Action")) return [element, mapText(value, (text) => text.toUpperCase())];
    if (element === "Principal") return [element, toNumbers(value)];
    return [element, value];
  });
  const { Condition, ...rest }: Statement = Object.fromEntries(said);
  if (Condition === undefined) return rest;
  const entries = Object.entries(Condition as { [operator: string]: { [key: string]: Json } });
  return {
    ...rest,
    Condition: Object.fromEntries(entries.map(([operator, keys]) => [withoutIf(operator), inLowerCase(keys)])),
  };
}

function withoutIf(operator: string): string {
  if (!NEGATED.test(operator)) return operator;
  return operator.endsWith("IfExists") ? operator.slice(0, -"IfExists".length) : `${operator}IfExists`;
}

function inLowerCase(keys: { readonly [key: string]: Json }) {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));
}

function toNumbers(principal: Json): Json {
  if (principal === null || typeof principal !== "object" || Array.isArray(principal)) return principal;
  return Object.fromEntries(
    Object.entries(principal).map(([kind, value]) => [kind, mapText(value, (text) => ROOT.exec(text)?.[1] ?? text)]),
  );
}

function mapText(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  return Array.isArray(value) ? value.map((one: Json) => mapText(one, change)) : value;
}
