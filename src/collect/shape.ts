// Fields that decide what is found: of another type than the vendor documents they would count as not there, and so as harmless.
// An element with one is left out, and the answer ends in a fault that names the field: a gap, neither clean nor found fault with.
import type { Page } from "./answers.js";
import { isFields } from "./fields.js";

/**
 * What a field holds where it is there and not null: an `id` has to be there, as a text or a whole number; a list of texts is
 * all that the vendor knows.
 */
type FieldType = "text" | "flag" | "number" | "list" | "fields" | "id" | readonly string[];

/** Types by path: names joined by dots, `*` is each element of a list or each value of an object. `value.*.owners`. */
export type Shape = { readonly [path: string]: FieldType };

interface Step {
  type?: FieldType;
  each?: Step;
  readonly members: Map<string, Step>;
}

const compiled = new WeakMap<Shape, Step>();
const WORDS: { readonly [type in Extract<FieldType, string>]: string } = {
  text: "no text",
  flag: "neither true nor false",
  number: "no number",
  list: "no list",
  fields: "no object",
  id: "not there or of no use",
};

/** Checks the pages of one answer and tells at its end what was wrong. */
export class ShapeCheck {
  readonly #root: Step;
  /** What is wrong, with how many elements. */
  readonly #odd = new Map<string, number>();

  constructor(shape: Shape) {
    const known = compiled.get(shape);
    this.#root = known ?? toSteps(shape);
    if (known === undefined) compiled.set(shape, this.#root);
  }

  /** The page without elements of its lists that do not fit, or undefined where the page itself does not: the same page when all fit. */
  kept(page: Page): Page | undefined {
    let kept = page;
    for (const [name, step] of this.#root.members) {
      const value = page[name];
      if (step.each === undefined || !Array.isArray(value)) {
        if (!this.#fits(step, value, name)) return undefined;
        continue;
      }
      const { each } = step;
      const elements = value.filter((element) => this.#fits(each, element, `${name}.*`));
      if (elements.length < value.length) kept = { ...kept, [name]: elements };
    }
    return kept;
  }

  /** What did not fit; undefined when all did: `value.*.enabled is neither true nor false (3 times)`. */
  get fault(): string | undefined {
    if (this.#odd.size === 0) return undefined;
    return [...this.#odd].map(([what, count]) => (count === 1 ? what : `${what}, ${count} times`)).join("; ");
  }

  #fits(step: Step, value: unknown, path: string): boolean {
    const odd = oddIn(step, value, path);
    if (odd === undefined) return true;
    this.#odd.set(odd, (this.#odd.get(odd) ?? 0) + 1);
    return false;
  }
}

/** The first thing below a value that is not as it should be, in words. */
function oddIn(step: Step, value: unknown, path: string): string | undefined {
  const { type } = step;
  if (type !== undefined && !isOf(type, value)) {
    return `${path} is ${typeof type === "string" ? WORDS[type] : `none of ${type.join(", ")}`}`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (step.each !== undefined) {
    for (const element of Array.isArray(value) ? value : Object.values(value)) {
      const odd = oddIn(step.each, element, `${path}.*`);
      if (odd !== undefined) return odd;
    }
  }
  for (const [name, member] of step.members) {
    const odd = oddIn(member, Object.hasOwn(value, name) ? (value as Page)[name] : undefined, `${path}.${name}`);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function isOf(type: FieldType, value: unknown): boolean {
  if (type === "id") return (typeof value === "string" && value !== "") || Number.isSafeInteger(value);
  if (value === undefined || value === null) return true;
  switch (type) {
    case "text":
      return typeof value === "string";
    case "flag":
      return typeof value === "boolean";
    case "number":
      return typeof value === "number";
    case "list":
      return Array.isArray(value);
    case "fields":
      return isFields(value);
    default:
      return type.includes(value as string);
  }
}

function toSteps(shape: Shape): Step {
  const root: Step = { members: new Map() };
  for (const [path, type] of Object.entries(shape)) {
    let step = root;
    for (const name of path.split(".")) step = name === "*" ? eachOf(step) : memberOf(step, name);
    step.type = type;
  }
  return root;
}

function eachOf(step: Step): Step {
  step.each ??= { members: new Map() };
  return step.each;
}

function memberOf({ members }: Step, name: string): Step {
  const known = members.get(name);
  if (known !== undefined) return known;
  const made: Step = { members: new Map() };
  members.set(name, made);
  return made;
}
