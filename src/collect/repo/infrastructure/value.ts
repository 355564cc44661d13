// Values of infrastructure code as far as the code states them. What it does not state is Unresolved; a text with parts
// that it does not state holds marks in their places, which end as `${reference}` in what is kept.
import type { Place } from "./expression.js";

export type Value =
  | string
  | number
  | boolean
  | null
  | Unresolved
  | Encoded
  | readonly Value[]
  | { readonly [key: string]: Value };

export type ValueMap = { readonly [key: string]: Value };

/** What the code does not state; `what` is the reference or form that would. */
export class Unresolved {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** What is certainly not there: `try` goes on to what stands next. */
export class Missing extends Unresolved {}

/** JSON text that was made from a value: the value keeps its places. */
export class Encoded {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}

const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARK = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, "g");
const LONGEST_NAME = 80;

/** Stands for what a text does not state, inside that text. */
export function markOf(what: string): string {
  // No quotes, braces or colons: IAM's own variables have colons, so that the two are told apart.
  const name = what.replace(/[^\w.\-[\]*@]+/g, " ").trim();
  return `${OPEN}${name.slice(0, LONGEST_NAME) || "?"}${CLOSE}`;
}

/** Whether a text has parts that the code does not state. */
export function hasMark(text: string): boolean {
  return text.includes(OPEN);
}

/** The text for people and for evaluation: marks become `${reference}`. */
export function withoutMarks(text: string): string {
  return text.replace(MARK, (_, name: string) => `\${${name}}`);
}

/** References that a text does not state, each once. */
export function marksIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(MARK)].map(([, name = ""]) => name))];
}

/** Whether a value is a map that is known. */
export function isMap(value: Value | undefined): value is ValueMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unresolved) &&
    !(value instanceof Encoded)
  );
}

/** Whether a value is a list that is known. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value as text; undefined for lists and maps, which have none. */
export function textOfValue(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Unresolved) return markOf(value.what);
  if (value instanceof Encoded) return encode(value.value);
  return undefined;
}

/** JSON of a value; what is not stated becomes a text with a mark. */
function encode(value: Value): string {
  return JSON.stringify(plain(value));
}

/** The value without classes of ours: what JSON can say. */
export function plain(value: Value): unknown {
  if (value instanceof Unresolved) return markOf(value.what);
  if (value instanceof Encoded) return encode(value.value);
  if (isList(value)) return value.map(plain);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
  return value;
}

const places = new WeakMap<object, Place>();

/** Remembers where a list or map stands. */
export function placed<T extends Value>(value: T, place: Place): T {
  if (typeof value === "object" && value !== null) places.set(value, place);
  return value;
}

/** Where the code states a value; undefined of numbers and other plain ones. */
export function placeOfValue(value: Value | undefined): Place | undefined {
  return typeof value === "object" && value !== null ? places.get(value) : undefined;
}
