// Whether an event is one of OCSF, by the facts of its schema: what is not there fails, what is required and missing fails, a
// number of an enumeration goes with its caption, the ids of an event go with each other.
import { CLASSES, OBJECTS, type Shape, VERSION } from "./ocsf-facts.js";

type Fields = { readonly [name: string]: unknown };
const OTHER = 99;
/** dictionary.json: string_t has at most so many characters. */
const LONGEST = 65_535;

export interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isList: boolean;
}

/** What is wrong with an event, each with its place; empty when nothing is. */
export function ocsfProblems(event: Fields): string[] {
  const { class_uid: uid, activity_id: activity } = event;
  const known = CLASSES[Number(uid)];
  if (known === undefined) return [`class_uid ${String(uid)} is not in the table`];
  const problems = shapeProblems(known.shape, event, "");
  const [category, categoryName] = known.category;
  const wanted: Fields = {
    category_uid: category,
    category_name: categoryName,
    class_name: known.name,
    type_uid: Number(uid) * 100 + Number(activity),
    type_name: `${known.name}: ${captionOf(known.shape, "activity_id", Number(activity))}`,
  };
  for (const [name, value] of Object.entries(wanted)) {
    if (name in event && event[name] !== value)
      problems.push(`${name}: ${String(event[name])} instead of ${String(value)}`);
  }
  const { version } = (event["metadata"] ?? {}) as Fields;
  if (version !== VERSION) problems.push(`metadata.version: ${String(version)}`);
  return problems;
}

/** Attributes of a shape. */
export function attributesOf({ attributes }: Shape): readonly Attribute[] {
  return attributes.split(/\s+/).map((word) => {
    const [, name = "", required, type = "string", list] = /^(\w+)(!?)(?::(\w+))?(\[\])?$/.exec(word) ?? [];
    return { name, type, isRequired: required === "!", isList: list !== undefined };
  });
}

function shapeProblems(shape: Shape, value: Fields, at: string): string[] {
  const attributes = attributesOf(shape);
  const known = new Set(attributes.map(({ name }) => name));
  const problems = Object.keys(value)
    .filter((name) => !known.has(name))
    .map((name) => `${at}${name}: no such attribute`);
  for (const { name, type, isRequired, isList } of attributes) {
    if (!(name in value)) {
      if (isRequired) problems.push(`${at}${name}: required`);
      continue;
    }
    const given = value[name];
    if (isList && !Array.isArray(given)) problems.push(`${at}${name}: no list`);
    else
      for (const one of isList ? (given as unknown[]) : [given]) problems.push(...typeProblems(type, one, at + name));
    problems.push(...captionProblems(shape, name, value, at));
  }
  for (const names of shape.atLeastOne ?? []) {
    if (!names.some((name) => name in value)) problems.push(`${at}${names.join(" or ")}: one is required`);
  }
  return problems;
}

function typeProblems(type: string, value: unknown, at: string): string[] {
  const shape = OBJECTS[type];
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (shape !== undefined) return isObject ? shapeProblems(shape, value as Fields, `${at}.`) : [`${at}: no object`];
  const isWhole = Number.isSafeInteger(value);
  const isRight =
    type === "json"
      ? isObject
      : type === "boolean"
        ? typeof value === "boolean"
        : type === "integer"
          ? isWhole && Math.abs(value as number) < 2 ** 31
          : type === "long" || type === "time"
            ? isWhole
            : typeof value === "string" && value.length <= LONGEST;
  return isRight ? [] : [`${at}: no ${type}`];
}

/** A number is one of its enumeration, and the caption beside it says the same; what is Other has the source's own. */
function captionProblems(shape: Shape, name: string, value: Fields, at: string): string[] {
  if (shape.captions?.[name] === undefined) return [];
  const id = Number(value[name]);
  const caption = captionOf(shape, name, id);
  if (caption === undefined) return [`${at}${name}: ${id} is not of the enumeration`];
  const sibling = name === "activity_id" ? "activity_name" : name.replace(/_id$/, "");
  const said = value[sibling];
  return said === undefined || id === OTHER || said === caption ? [] : [`${at}${sibling}: not ${caption} for ${id}`];
}

function captionOf(shape: Shape, name: string, id: number): string | undefined {
  return { 0: "Unknown", [OTHER]: "Other", ...shape.captions?.[name] }[id];
}
