// A scene that says the same in other words.
import type { Json } from "../../../../../src/model/words.js";
import type { Scene } from "../scene.js";
import type { Statement } from "./statements.js";

const ROOT = /^arn:aws:iam::(\d{12}):root$/;
const NEGATED = /^(String|Arn)Not/;

/**
 * Statements in other words. Names of actions and keys are the same in any case, an account is its root user's ARN or its number, and what
 * operators hold for is said by others: "IAM JSON policy elements", IAM User Guide.
 */
export function rephrase(scene: Scene): void {
  rewrite(scene, (statement) => [reworded(statement)]);
}

/**
 * Statements whose condition has IfExists are two: what it asks without, and that the key is not there. "…IfExists condition operators",
 * IAM User Guide.
 */
export function putApart(scene: Scene): void {
  rewrite(scene, (statement) => {
    const condition = (statement["Condition"] ?? {}) as { [operator: string]: { [key: string]: Json } };
    const [operator = "", keys = {}] = Object.entries(condition).find(([name]) => name.endsWith("IfExists")) ?? [];
    const [key, ...more] = Object.keys(keys);
    if (key === undefined || more.length > 0) return [statement];
    // ways go by what one statement allows: of two that allow together, whatever is said of MFA, neither is sure
    if (statement["Effect"] === "Allow" && key === MFA) return [statement];
    const { [operator]: _, ...others } = condition;
    const asking = (entry: Json): Statement => ({ ...statement, Condition: { ...others, ...(entry as object) } });
    return [asking({ [operator.slice(0, -"IfExists".length)]: keys }), asking({ Null: { [key]: "true" } })];
  });
}

function rewrite(scene: Scene, toStatements: (statement: Statement) => readonly Statement[]): void {
  for (const [hash, text] of scene.documents) {
    const { Statement: list, ...rest }: { Statement: Statement[] } = JSON.parse(text);
    scene.documents.set(hash, JSON.stringify({ ...rest, Statement: list.flatMap(toStatements) }));
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
  const inOthers = entries.flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => asked(operator, key.toLowerCase(), value)),
  );
  // one operator may be asked of several keys
  const together = new Map<string, { [key: string]: Json }>();
  for (const [operator, key, value] of inOthers) together.set(operator, { ...together.get(operator), [key]: value });
  return { ...rest, Condition: Object.fromEntries(together) };
}

const MFA = "aws:MultiFactorAuthPresent";

/** Keys of which a request has several values. */
const MULTIVALUED = /^aws:(tagkeys|principalorgpaths|calledvia)$/;

/** An operator with Not holds without the key as well; of a key with one value any and all are that one, which all holds without. */
function asked(operator: string, key: string, value: Json): [operator: string, key: string, value: Json] {
  const isIfExists = operator.endsWith("IfExists");
  const plain = isIfExists ? operator.slice(0, -"IfExists".length) : operator;
  if (operator === "Null") return [value === "true" ? "StringNotLike" : "StringLike", key, "*"];
  if (NEGATED.test(operator)) return [isIfExists ? plain : `${plain}IfExists`, key, value];
  if (MULTIVALUED.test(key)) return [operator, key, value];
  if (operator === "ForAllValues:StringEquals") return ["StringEqualsIfExists", key, value];
  if (plain === "StringEquals") return [`${isIfExists ? "ForAllValues" : "ForAnyValue"}:StringEquals`, key, value];
  return [operator, key, value];
}

function toNumbers(principal: Json): Json {
  if (principal === "*") return { AWS: "*" };
  if (principal === null || typeof principal !== "object" || Array.isArray(principal)) return principal;
  return Object.fromEntries(
    Object.entries(principal).map(([kind, value]) => [kind, mapText(value, (text) => ROOT.exec(text)?.[1] ?? text)]),
  );
}

function mapText(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  return Array.isArray(value) ? value.map((one: Json) => mapText(one, change)) : value;
}
