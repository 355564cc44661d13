// The data source aws_iam_policy_document as the JSON document that it stands for.
import { bound, evaluate, type Frame, pairsOf } from "./evaluate.js";
import type { Block } from "./expression.js";
import { Encoded, isList, isMap, markOf, placed, textOfValue, Unresolved, type Value, type ValueMap } from "./value.js";

export const POLICY_VERSION = "2012-10-17";

/** The document; a part that the code does not state is a text with a mark, which reads as a statement that nobody can read. */
export function policyDocument(block: Block, frame: Frame): ValueMap {
  const own = copies(block, "statement", frame).map((copy) => toStatement(copy));
  const before = documentsOf(block, "source_policy_documents", frame);
  const after = documentsOf(block, "override_policy_documents", frame);
  return placed({ Version: POLICY_VERSION, Statement: overridden([...before, ...own], after) }, block.place);
}

/** Statements of an override replace those with the same id. */
function overridden(statements: readonly Value[], overrides: readonly Value[]): Value[] {
  const sids = new Set(overrides.flatMap((one) => sidOf(one) ?? []));
  return [...statements.filter((one) => !sids.has(sidOf(one) ?? "")), ...overrides];
}

function sidOf(statement: Value): string | undefined {
  const sid = isMap(statement) ? statement["Sid"] : undefined;
  return typeof sid === "string" && sid !== "" ? sid : undefined;
}

function documentsOf(block: Block, name: string, frame: Frame): readonly Value[] {
  const expression = block.attributes.get(name);
  if (expression === undefined) return [];
  const documents = evaluate(expression, frame);
  if (!isList(documents)) return [markOf(`data.aws_iam_policy_document.${block.labels[1]}.${name}`)];
  return documents.flatMap((document) => {
    const read = document instanceof Encoded ? document.value : parsed(document);
    if (!isMap(read)) return [textOfValue(document) ?? markOf(name)];
    const statements = read["Statement"];
    return isList(statements) ? statements : statements === undefined ? [] : [statements];
  });
}

function parsed(value: Value): Value | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined;
  }
}

interface Copy {
  readonly block: Block;
  readonly frame: Frame;
  /** What it goes over is not stated: how many there are, and with what, is open. */
  readonly isOpen: boolean;
}

/** Blocks of a kind, those of `dynamic` included. */
function copies(block: Block, type: string, frame: Frame): readonly Copy[] {
  return block.blocks.flatMap((child): readonly Copy[] => {
    if (child.type === type) return [{ block: child, frame, isOpen: false }];
    if (child.type !== "dynamic" || child.labels[0] !== type) return [];
    const content = child.blocks.find((one) => one.type === "content");
    const each = child.attributes.get("for_each");
    if (content === undefined || each === undefined) return [];
    const pairs = pairsOf(evaluate(each, frame));
    if (pairs === undefined) return [{ block: { ...content, place: child.place }, frame, isOpen: true }];
    const iterator = child.attributes.get("iterator");
    const name = iterator?.kind === "name" ? iterator.name : type;
    return pairs.map(([key, value]) => ({
      block: { ...content, place: child.place },
      frame: bound(frame, new Map<string, Value>([[name, { key, value }]])),
      isOpen: false,
    }));
  });
}

const OPEN_DYNAMIC = "dynamic block";

function toStatement({ block, frame, isOpen }: Copy): Value {
  if (isOpen) return markOf(OPEN_DYNAMIC);
  const value = (name: string): Value | undefined => {
    const expression = block.attributes.get(name);
    return expression === undefined ? undefined : evaluate(expression, frame);
  };
  const made: { [key: string]: Value } = { Effect: value("effect") ?? "Allow" };
  const elements = [
    ["Sid", value("sid")],
    ["Action", value("actions")],
    ["NotAction", value("not_actions")],
    ["Resource", value("resources")],
    ["NotResource", value("not_resources")],
    ["Principal", principals(copies(block, "principals", frame))],
    ["NotPrincipal", principals(copies(block, "not_principals", frame))],
    ["Condition", conditions(copies(block, "condition", frame))],
  ] as const;
  for (const [key, one] of elements) if (one !== undefined && one !== null) made[key] = one;
  return placed(made, block.place);
}

function listed(value: Value): readonly Value[] {
  return isList(value) ? value : [value];
}

function principals(found: readonly Copy[]): Value | undefined {
  if (found.length === 0) return undefined;
  if (found.some(({ isOpen }) => isOpen)) return new Unresolved(OPEN_DYNAMIC);
  const byKind: { [kind: string]: Value } = {};
  for (const copy of found) {
    const kind = textOfValue(argument(copy, "type")) ?? "";
    const names = listed(argument(copy, "identifiers"));
    if (kind === "*") return "*";
    byKind[kind] = [...listed(byKind[kind] ?? []), ...names];
  }
  return byKind;
}

function conditions(found: readonly Copy[]): Value | undefined {
  if (found.length === 0) return undefined;
  const byOperator: { [operator: string]: { [key: string]: Value } } = {};
  for (const copy of found) {
    const operator = copy.isOpen ? "StringEquals" : (textOfValue(argument(copy, "test")) ?? "");
    const key = copy.isOpen ? markOf(OPEN_DYNAMIC) : (textOfValue(argument(copy, "variable")) ?? "");
    const values = copy.isOpen ? [markOf(OPEN_DYNAMIC)] : listed(argument(copy, "values"));
    const keys = byOperator[operator] ?? {};
    byOperator[operator] = keys;
    keys[key] = [...listed(keys[key] ?? []), ...values];
  }
  return byOperator;
}

function argument({ block, frame }: Copy, name: string): Value {
  const expression = block.attributes.get(name);
  return expression === undefined ? new Unresolved(name) : evaluate(expression, frame);
}
