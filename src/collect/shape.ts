// Fields that decide what is found: of another type than the vendor documents they would count as not there, and so as harmless.
// An element with one is left out and its data set is read in part: a gap that names the file and the field, neither clean nor
// found fault with.
import type { Coverage, GraphBatch } from "../model/batch.js";
import { AnswerFault, notAllOf } from "./fault.js";
import { isFields } from "./fields.js";
import type { Page } from "./page.js";

/**
 * What a field holds where it is there and not null: an `id` has to be there, as a text or a whole number; a list of texts is
 * all that the vendor knows. `texts` and `records`: a list of texts or objects that say something each, as the members of a binding do:
 * one that does not fit is left out alone. Where they say it together, as the permissions of a role do, it is a `list` with a type of
 * its elements: what has it is left out then.
 */
type FieldType = "text" | "flag" | "number" | "list" | "texts" | "records" | "fields" | "id" | readonly string[];

/** Types by path: names joined by dots, `*` is each element of a list or each value of an object. `value.*.owners`. */
export type Shape = { readonly [path: string]: FieldType };

/** What is asked of an answer, and what is read in part where it does not hold: a data set, where scopes share answers with its scope. */
export interface Checked {
  readonly shape: Shape;
  readonly of: string;
  /** About one thing of which another answer tells as well: all of it is of no use then, and the other one counts. */
  readonly isOne?: boolean;
}

/** Shapes of answers by the call as the provider names it. */
export type Shapes = { readonly [call: string]: Shape };

/**
 * What is asked of a call's answer, in the form that a question takes. `lists`: those of the answer; their elements are objects where the
 * shapes say nothing else of them.
 */
export function checkedBy(
  shapes: Shapes,
  call: string,
  of: string,
  { isOne = false, lists = [] }: { readonly isOne?: boolean | undefined; readonly lists?: Lists } = {},
): { readonly checked?: Checked } {
  const shape = withElements(shapes, call, [lists].flat());
  return shape === undefined ? {} : { checked: { shape, of, isOne } };
}

/** Names of lists, or of the one that an answer has; undefined where it has none. */
type Lists = string | readonly string[] | undefined;

const whole = new WeakMap<Shapes, Map<string, Shape>>();

/** The shape of a call, made once: steps are kept by it. */
function withElements(shapes: Shapes, call: string, lists: readonly string[]): Shape | undefined {
  const shape = Object.hasOwn(shapes, call) ? shapes[call] : undefined;
  if (lists.length === 0) return shape;
  const known = whole.get(shapes) ?? new Map<string, Shape>();
  whole.set(shapes, known);
  const key = `${call} ${lists.join(" ")}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = { ...Object.fromEntries(lists.map((list) => [`${list}.*`, "fields" as const])), ...shape };
  known.set(key, made);
  return made;
}

/** What did not fit in answers, until the data set that it belongs to is closed. */
export class OddAnswers {
  readonly #notes = new Map<string, Set<string>>();

  /** Keeps what did not fit in an answer; the same is kept once. */
  note({ of }: Checked, message: string): void {
    this.#notes.set(of, (this.#notes.get(of) ?? new Set()).add(message));
  }

  /** Whether something did not fit in answers of the data set that is not closed yet. */
  has(of: string): boolean {
    return this.#notes.has(of);
  }

  /** Why a list of things that are asked about each is not whole, while its data set is not closed; undefined where it is. */
  faultOf(of: string): AnswerFault | undefined {
    return this.has(of) ? new AnswerFault("failed", "WrongShape", notAllOf(of)) : undefined;
  }

  /** The batch that closes a data set: with a gap for each answer in which something did not fit, and then read in part at most. */
  close(of: string, batch: GraphBatch & { readonly coverage: Coverage }): GraphBatch {
    const notes = [...(this.#notes.get(of) ?? [])];
    const [message] = notes;
    if (message === undefined) return batch;
    this.#notes.delete(of);
    const { dataSet, coverage, evidence, gaps = [] } = batch;
    const odd = notes.map((text) => ({ dataSet, subject: evidence.call, message: text }));
    const doubted = coverage.state === "complete" ? { ...coverage, state: "partial" as const, message } : coverage;
    return { ...batch, coverage: doubted, gaps: [...gaps, ...odd] };
  }
}

interface Step {
  readonly name: string;
  type: FieldType | undefined;
  each: Step | undefined;
  /** One of its members is an id: what is no object has none. */
  isNamed: boolean;
  /** It is a list of which single elements are left out, or has one below. */
  isCut: boolean;
  readonly members: Step[];
}

/** Different faults of one answer that are told. */
const SAID = 5;
const compiled = new WeakMap<Shape, Step>();
const WORDS: { readonly [type in Extract<FieldType, string>]: string } = {
  text: "no text",
  flag: "neither true nor false",
  number: "no number",
  list: "no list",
  texts: "no list",
  records: "no list",
  fields: "no object",
  id: "not there or of no use",
};

/** Checks the pages of one answer and tells at its end what was wrong. */
export class ShapeCheck {
  readonly #root: Step;
  /** What is wrong, with where it was first and how often. */
  readonly #odd = new Map<string, { readonly first: string; count: number }>();
  /** Elements seen of each list. */
  readonly #seen = new Map<string, number>();
  /** Whether something else than elements of lists does not fit: then no page is of use. */
  isBroken = false;

  constructor(shape: Shape) {
    const known = compiled.get(shape);
    this.#root = known ?? toSteps(shape);
    if (known === undefined) compiled.set(shape, this.#root);
  }

  /** The page without those elements of its lists that do not fit: the same page when all do. */
  kept(page: Page): Page {
    let kept = page;
    for (const step of this.#root.members) {
      const { name, each, type } = step;
      const whole = page[name];
      // A list where an object is expected is no list of its members; what elements say together is no list of them either.
      if (
        each === undefined ||
        !Array.isArray(whole) ||
        type === "list" ||
        (type !== undefined && !isOf(type, whole))
      ) {
        const value = step.isCut ? this.#cut(step, whole, name) : whole;
        if (value !== whole) kept = { ...kept, [name]: value };
        this.isBroken ||= !this.#fits(step, value, name);
        continue;
      }
      const seen = this.#seen.get(name) ?? 0;
      this.#seen.set(name, seen + whole.length);
      let fitting: unknown[] | undefined;
      for (let at = 0; at < whole.length; at += 1) {
        const listed: unknown = whole[at];
        const element = each.isCut ? this.#cut(each, listed, `${name}[${seen + at}]`) : listed;
        const fits = this.#fits(each, element, `${name}.*`, seen + at);
        if (!fits || element !== listed) fitting ??= whole.slice(0, at);
        if (fits) fitting?.push(element);
      }
      if (fitting !== undefined) kept = { ...kept, [name]: fitting };
    }
    return kept;
  }

  /** What did not fit; undefined when all did: `value[3].enabled is neither true nor false, 2 times`. */
  get fault(): string | undefined {
    if (this.#odd.size === 0) return undefined;
    const said = [...this.#odd.values()].map(({ first, count }) => (count === 1 ? first : `${first}, ${count} times`));
    return said.slice(0, SAID).join("; ") + (said.length > SAID ? `; and ${said.length - SAID} more` : "");
  }

  #fits(step: Step, value: unknown, path: string, at?: number): boolean {
    const odd = at === undefined ? oddIn(step, value) : oddElement(step, value);
    if (odd === undefined) return true;
    this.#note(path + odd, `${at === undefined ? path : path.replace(/\.\*$/, `[${at}]`)}${odd}`);
    return false;
  }

  #note(kind: string, first: string): void {
    const known = this.#odd.get(kind);
    if (known === undefined) this.#odd.set(kind, { first: first.replace(/^\./, ""), count: 1 });
    else known.count += 1;
  }

  /** A value without those elements of its inner lists that say something each and do not fit: the same value when all do. */
  #cut(step: Step, value: unknown, path: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    const { each } = step;
    if (each !== undefined) {
      if (Array.isArray(value)) return this.#cutList(step, each, value, path);
      return each.isCut ? this.#cutFields(value, Object.keys(value), () => each, path) : value;
    }
    const { members } = step;
    const names = members.flatMap(({ name, isCut }) => (isCut ? [name] : []));
    return this.#cutFields(value, names, (name) => members.find((member) => member.name === name), path);
  }

  #cutList(step: Step, each: Step, list: readonly unknown[], path: string): readonly unknown[] {
    const isAlone = step.type === "texts" || step.type === "records";
    let kept: unknown[] | undefined;
    for (const [at, whole] of list.entries()) {
      const place = `${path}[${at}]`;
      const element = each.isCut ? this.#cut(each, whole, place) : whole;
      const odd = isAlone ? oddElement(each, element) : undefined;
      if (odd !== undefined) this.#note(place.replace(/\[\d+\]/g, ".*") + odd, place + odd);
      if (odd !== undefined || element !== whole) kept ??= list.slice(0, at);
      if (odd === undefined) kept?.push(element);
    }
    return kept ?? list;
  }

  #cutFields(
    value: object,
    names: readonly string[],
    stepOf: (name: string) => Step | undefined,
    path: string,
  ): object {
    let kept: { [name: string]: unknown } | undefined;
    for (const name of names) {
      const step = stepOf(name);
      const member: unknown = (value as Page)[name];
      const cut = step === undefined ? member : this.#cut(step, member, `${path}.${name}`);
      if (cut !== member) kept = { ...(kept ?? value), [name]: cut };
    }
    return kept ?? value;
  }
}

/** What is odd in an element of a list: of a field null says that it is not there; an element is there. */
function oddElement(step: Step, value: unknown): string | undefined {
  return oddIn(step, value) ?? (value === null ? " is null" : undefined);
}

/** The first thing in a value that is not as it should be, in words that follow where the value is: `.enabled is no text`. */
function oddIn(step: Step, value: unknown): string | undefined {
  const { type, each, members } = step;
  if (type !== undefined && !isOf(type, value)) {
    return ` is ${typeof type === "string" ? WORDS[type] : `none of ${type.join(", ")}`}`;
  }
  if (typeof value !== "object" || value === null) return step.isNamed ? " is no object" : undefined;
  if (each !== undefined) {
    const isList = Array.isArray(value);
    for (const element of isList ? value : Object.values(value)) {
      const odd = isList ? oddElement(each, element) : oddIn(each, element);
      if (odd !== undefined) return `.*${odd}`;
    }
  }
  for (const member of members) {
    // The names are those of the vendor's own fields, which no object inherits.
    const odd = oddIn(member, (value as Page)[member.name]);
    if (odd !== undefined) return `.${member.name}${odd}`;
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
    case "texts":
    case "records":
      return Array.isArray(value);
    case "fields":
      return isFields(value);
    default:
      return type.includes(value as string);
  }
}

function toSteps(shape: Shape): Step {
  const root = toStep("");
  for (const [path, type] of Object.entries(shape)) {
    let step = root;
    let above = root;
    const isCut = type === "texts" || type === "records";
    root.isCut ||= isCut;
    for (const [at, name] of path.split(".").entries()) {
      above = step;
      // What has members is an object. Elements of the answer's own lists may be told of by whoever asks.
      if (step.name === "*" && name !== "*" && at > 2) step.type ??= "fields";
      step = name === "*" ? eachOf(step) : memberOf(step, name);
      step.isCut ||= isCut;
    }
    step.type = type;
    if (isCut) eachOf(step).type = type === "texts" ? "text" : "fields";
    above.isNamed ||= type === "id";
  }
  return root;
}

/** Every step has the same fields in the same order, which makes walking them fast. */
function toStep(name: string): Step {
  return { name, type: undefined, each: undefined, isNamed: false, isCut: false, members: [] };
}

function eachOf(step: Step): Step {
  step.each ??= toStep("*");
  return step.each;
}

function memberOf({ members }: Step, name: string): Step {
  const known = members.find((member) => member.name === name);
  if (known !== undefined) return known;
  const made = toStep(name);
  members.push(made);
  return made;
}
