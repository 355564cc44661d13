// Conditions of bindings and deny rules (CEL), three-valued: what the clock and the resource at hand decide is decided, the rest
// says that it is open. Parsed once a text.

import { parse } from "@marcbachmann/cel-js";
import { timeAgainst } from "../../model/clock.js";
import { and, NO, not, or, SETTABLE, type Truth, toTruth, UNKNOWN, YES } from "../aws/condition/truth.js";
import { type Asked, judgeGiven } from "./given-roles.js";

/** The resource that a condition asks about; a part that is undefined is not known. */
export interface ResourceAtHand {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly service?: string | undefined;
  /**
   * Services one of which it is of where type and service are not known, if it says what it is at all; the same goes for its
   * name. Which services do: https://docs.cloud.google.com/iam/docs/conditions-resource-attributes
   */
  readonly hosts?: readonly string[];
  /** Only the beginning of the name is known: objects of a bucket. */
  readonly isPrefix?: boolean;
}

export interface ConditionOutcome {
  readonly truth: Truth;
  /** The name of the resource would decide more. */
  readonly needsName: boolean;
}

interface Node {
  readonly op: string;
  readonly args: unknown;
}

/** No condition is: 12 logical operators at most, https://cloud.google.com/iam/docs/conditions-overview. A tree that is deeper ends the stack. */
const LONGEST = 10_000;

const parsed = new Map<string, Node | undefined>();

/**
 * Whether the condition holds for the resource at the time; what cannot be parsed cannot be told. In: the permission that is asked for
 * as well, and the roles, where they are known: roles that a request changes are asked of those that change some alone.
 */
export function evaluateCondition(text: string, resource: ResourceAtHand, now: Date, asked?: Asked): ConditionOutcome {
  const node = nodeOf(text);
  if (node === undefined) return { truth: UNKNOWN, needsName: false };
  const evaluation = new Evaluation(resource, now, asked);
  const truth = evaluation.truth(node);
  return { truth, needsName: evaluation.needsName };
}

function nodeOf(text: string): Node | undefined {
  if (!parsed.has(text)) parsed.set(text, parseText(text));
  return parsed.get(text);
}

function parseText(text: string): Node | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return parse(text).ast;
  } catch {
    return undefined;
  }
}

/** A value of an expression: known, the time of the request, or not known. `isOffered`: if the resource gives it at all. */
type Value =
  | { readonly known: string | bigint | boolean | number | Date | readonly unknown[]; readonly isOffered?: true }
  | "time"
  | "hours"
  | "host"
  | undefined;

class Evaluation {
  needsName = false;
  /** How often something was denied that a resource which does not say what it is may leave open. */
  private doubts = 0;
  private readonly resource: ResourceAtHand;
  private readonly now: Date;
  private readonly asked: Asked | undefined;

  constructor(resource: ResourceAtHand, now: Date, asked: Asked | undefined) {
    this.resource = resource;
    this.now = now;
    this.asked = asked;
  }

  truth({ op, args }: Node): Truth {
    if (op === "!_") return this.negated(args as Node);
    const [left, right] = Array.isArray(args) ? (args as readonly Node[]) : [];
    switch (op) {
      case "&&":
        return left && right ? and(this.truth(left), this.truth(right)) : UNKNOWN;
      case "||":
        return left && right ? or(this.truth(left), this.truth(right)) : UNKNOWN;
      case "value":
        return typeof args === "boolean" ? toTruth(args) : UNKNOWN;
      case "==":
      case "!=":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return left && right ? this.compare(op, this.value(left), this.value(right)) : UNKNOWN;
      case "in":
        return left && right ? this.isIn(this.value(left), this.value(right)) : UNKNOWN;
      case "rcall":
        return this.call(args as CallArgs);
      default:
        return UNKNOWN;
    }
  }

  private negated(node: Node): Truth {
    const before = this.doubts;
    const truth = this.truth(node);
    return truth === NO && this.doubts > before ? UNKNOWN : not(truth);
  }

  private compare(op: string, a: Value, b: Value): Truth {
    // whoever waits meets a time of day or a day of the week
    if (a === "hours" || b === "hours") return SETTABLE;
    if (a === "host" || b === "host") return op === "==" ? this.ofHost(a === "host" ? b : a) : UNKNOWN;
    if (this.isBeginning(a)) return this.compareBeginning(op, a.known, b);
    if (this.isBeginning(b)) return this.compareBeginning(op, b.known, a);
    if (isOffered(a) || isOffered(b)) return op === "==" ? this.ifOffered(isSame(a, b)) : UNKNOWN;
    const left = a === "time" ? this.clock(b) : a?.known;
    const right = b === "time" ? this.clock(a) : b?.known;
    if (left === undefined || right === undefined) return UNKNOWN;
    const [x, y] = [plain(left), plain(right)];
    if (op === "==") return toTruth(x === y);
    if (op === "!=") return toTruth(x !== y);
    if (typeof x !== typeof y || (typeof x !== "number" && typeof x !== "string")) return UNKNOWN;
    const isLess = (x as number) < (y as number);
    if (op === "<") return toTruth(isLess);
    if (op === ">=") return toTruth(!isLess);
    return toTruth(op === "<=" ? isLess || x === y : !isLess && x !== y);
  }

  /** The clock, to be compared with this. */
  private clock(other: Value): Date {
    const known = typeof other === "object" ? other.known : undefined;
    return known instanceof Date ? new Date(timeAgainst(this.now, known.getTime())) : this.now;
  }

  /** Whether type or service of what may be of several services is this one: of another it is not. */
  private ofHost(other: Value): Truth {
    const text = typeof other === "object" ? other.known : undefined;
    if (typeof text !== "string" || this.resource.hosts?.includes(text.split("/")[0] ?? "") === true) return UNKNOWN;
    this.doubts++;
    return NO;
  }

  /** What of a name is true is open where the resource may give none; what of it is false would be so of none, too. */
  private ifOffered(truth: Truth): Truth {
    if (truth !== NO) return UNKNOWN;
    this.doubts++;
    return NO;
  }

  /** Whether a value is the name of which only the beginning is known. */
  private isBeginning(value: Value): value is { readonly known: string } {
    return this.resource.isPrefix === true && typeof value === "object" && value.known === this.resource.name;
  }

  /** Of things of which only the beginning of the name is known the caller picks one, or one of the others. */
  private compareBeginning(op: string, beginning: string, other: Value): Truth {
    const name = typeof other === "object" ? other.known : undefined;
    if (typeof name !== "string" || (op !== "==" && op !== "!=")) return UNKNOWN;
    return name.startsWith(beginning) ? SETTABLE : toTruth(op === "!=");
  }

  private isIn(one: Value, list: Value): Truth {
    if (typeof list !== "object" || !Array.isArray(list.known)) return UNKNOWN;
    const values = (list.known as readonly (string | bigint)[]).map((known) => ({ known }));
    return values.map((other) => this.compare("==", one, other)).reduce(or, NO);
  }

  private call([name, of, args]: CallArgs): Truth {
    if (name === "hasOnly") return this.hasOnly(of, args[0]);
    const subject = this.value(of);
    const text = args[0] === undefined ? undefined : this.value(args[0]);
    if (subject === "host" && name === "startsWith") return this.ofHost(text);
    if (typeof subject !== "object" || typeof text !== "object") return UNKNOWN;
    const { known } = subject;
    if (typeof known !== "string" || typeof text.known !== "string") return UNKNOWN;
    if (this.isBeginning(subject)) {
      if (name === "startsWith" && known.startsWith(text.known)) return YES;
      // for some of them it holds, and the caller picks
      return name !== "startsWith" || text.known.startsWith(known) ? SETTABLE : NO;
    }
    const truth = toTruthOf(name, known, text.known);
    return isOffered(subject) ? this.ifOffered(truth) : truth;
  }

  /** `api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([…])`: only these roles may be granted. */
  private hasOnly(of: Node, list: Node | undefined): Truth {
    const [name, , [attribute, otherwise]] = of.op === "rcall" ? (of.args as CallArgs) : ["", of, []];
    const roles = list === undefined ? undefined : this.value(list);
    if (name !== "getAttribute" || typeof roles !== "object" || !Array.isArray(roles.known)) return UNKNOWN;
    const isOfRoles = attribute?.op === "value" && attribute.args === "iam.googleapis.com/modifiedGrantsByRole";
    const isNone = otherwise?.op === "list" && (otherwise.args as readonly Node[]).length === 0;
    return isOfRoles && isNone ? judgeGiven(roles.known.map(String), this.asked) : UNKNOWN;
  }

  private value({ op, args }: Node): Value {
    if (op === "value") return { known: args as string | bigint | boolean };
    if (op === "list") {
      const values = (args as readonly Node[]).map((one) => this.value(one));
      const known = values.map((one) => (typeof one === "object" ? one.known : undefined));
      return known.includes(undefined) ? undefined : { known };
    }
    if (op === ".") return this.field(args as readonly [Node, string]);
    if (op === "call") return this.timestamp(args as readonly [string, readonly Node[]]);
    if (op !== "rcall") return undefined;
    const [name, of] = args as CallArgs;
    if (this.value(of) !== "time") return undefined;
    if (name === "getFullYear") return { known: this.now.getUTCFullYear() };
    return /^get(Hours|DayOfWeek|Minutes|Seconds|Date|DayOfMonth|DayOfYear|Month)$/.test(name) ? "hours" : undefined;
  }

  private field([of, name]: readonly [Node, string]): Value {
    if (of.op !== "id") return undefined;
    if (of.args === "request") return name === "time" ? "time" : undefined;
    if (of.args !== "resource") return undefined;
    if (name !== "name" && name !== "type" && name !== "service") return undefined;
    const known = this.resource[name];
    if (name === "name" && known === undefined) this.needsName = true;
    const { hosts } = this.resource;
    if (known !== undefined) return name === "name" && hosts !== undefined ? { known, isOffered: true } : { known };
    return name !== "name" && hosts !== undefined ? "host" : undefined;
  }

  private timestamp([name, [text]]: readonly [string, readonly Node[]]): Value {
    if (name !== "timestamp" || text?.op !== "value") return undefined;
    const time = Date.parse(String(text.args));
    return Number.isNaN(time) ? undefined : { known: new Date(time) };
  }
}

type CallArgs = readonly [name: string, of: Node, args: readonly Node[]];

function isOffered(value: Value): boolean {
  return typeof value === "object" && value.isOffered === true;
}

function isSame(a: Value, b: Value): Truth {
  if (typeof a !== "object" || typeof b !== "object") return UNKNOWN;
  return toTruth(plain(a.known) === plain(b.known));
}

function toTruthOf(call: string, text: string, part: string): Truth {
  if (call === "startsWith") return toTruth(text.startsWith(part));
  if (call === "endsWith") return toTruth(text.endsWith(part));
  return call === "contains" ? toTruth(text.includes(part)) : UNKNOWN;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return typeof value === "bigint" ? Number(value) : value;
}
