// Whom the resource policy of a REST API lets in. Pure.
import { distinct } from "../../model/compare.js";
import { type Fields, fieldsOf, isFields } from "../fields.js";

export interface LetIn {
  /** Whether it lets everyone through; undefined where conditions or refusals decide that. */
  readonly isOpen: boolean | undefined;
  /** Who stands in it; none where there is no policy. */
  readonly invokers?: readonly string[];
  /** Keys of the conditions that say where from. */
  readonly invoker_conditions?: readonly string[];
}

/** What a policy says, as text or as an object. Without one, what the methods ask for decides alone. */
export function whoIsLetIn(policy: unknown): LetIn {
  const document = toDocument(policy);
  if (document === undefined) return { isOpen: true };
  const statements = [document["Statement"]].flat().map(fieldsOf);
  const allowing = statements.filter(({ Effect }) => Effect === "Allow");
  const open = allowing.filter((statement) => principalsOf(statement).includes("*"));
  const isFree = open.some(({ Condition }) => Condition === undefined) && allowing.length === statements.length;
  return {
    isOpen: open.length === 0 ? false : isFree ? true : undefined,
    invokers: distinct(allowing.flatMap(principalsOf)),
    invoker_conditions: distinct(
      statements.flatMap(({ Condition }) => Object.values(fieldsOf(Condition)).flatMap(keysOf)),
    ),
  };
}

function toDocument(policy: unknown): Fields | undefined {
  if (isFields(policy)) return policy;
  if (typeof policy !== "string") return undefined;
  try {
    return fieldsOf(JSON.parse(policy.trimStart().startsWith("%") ? decodeURIComponent(policy) : policy));
  } catch {
    return undefined;
  }
}

function principalsOf({ Principal }: Fields): readonly string[] {
  const named = isFields(Principal) ? Object.values(Principal) : [Principal];
  return named.flat().filter((one) => typeof one === "string");
}

function keysOf(tests: unknown): readonly string[] {
  return Object.keys(fieldsOf(tests));
}
