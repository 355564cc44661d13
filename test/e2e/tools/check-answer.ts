// Whether a value is what a model says: no member that it does not know, none missing that must be there, every text, number
// and time of its kind and within its limits.
import type { Shape } from "./aws-model.js";

/** Problems, each with the place where it is; none when the value is as it must be. */
export function problemsOf(value: unknown, shape: Shape, place = ""): string[] {
  const { kind } = shape;
  switch (kind) {
    case "structure":
    case "union":
      return problemsOfStructure(value, shape, place);
    case "list":
      if (!Array.isArray(value)) return [`${place}: not a list`];
      return value.flatMap((element, at) => problemsOf(element, shape.element, `${place}[${at}]`));
    case "map":
      if (!isRecord(value)) return [`${place}: not a map`];
      return Object.entries(value).flatMap(([key, element]) => problemsOf(element, shape.element, `${place}.${key}`));
    case "document":
      return [];
    default:
      return problemsOfSimple(value, shape, place);
  }
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function problemsOfStructure(value: unknown, shape: Shape, place: string): string[] {
  if (!isRecord(value)) return [`${place}: not a structure`];
  const names = Object.keys(value);
  const missing = [...shape.required].filter((name) => value[name] === undefined);
  const problems = missing.map((name) => `${place}.${name}: missing`);
  if (shape.kind === "union" && names.length !== 1) problems.push(`${place}: a union has one member`);
  for (const name of names) {
    const member = shape.members.get(name);
    if (member === undefined) problems.push(`${place}.${name}: the model has no such member`);
    else if (value[name] !== undefined) problems.push(...problemsOf(value[name], member.shape, `${place}.${name}`));
  }
  return problems;
}

function problemsOfSimple(value: unknown, shape: Shape, place: string): string[] {
  const { kind } = shape;
  if (kind === "timestamp") {
    const isTime = typeof value === "string" && !Number.isNaN(Date.parse(value));
    return isTime ? [] : [`${place}: not a time`];
  }
  const type = kind === "blob" ? "string" : kind;
  if (typeof value !== type) return [`${place}: not a ${kind}`];
  return typeof value === "string" && kind === "string" ? problemsOfText(value, shape, place) : [];
}

function problemsOfText(value: string, { limits }: Shape, place: string): string[] {
  const problems: string[] = [];
  if (limits.enum !== undefined && !limits.enum.includes(value))
    problems.push(`${place}: ${value} is none of its values`);
  if (limits.min !== undefined && value.length < limits.min) problems.push(`${place}: shorter than ${limits.min}`);
  if (limits.max !== undefined && value.length > limits.max) problems.push(`${place}: longer than ${limits.max}`);
  const pattern = limits.pattern === undefined ? undefined : toPattern(limits.pattern);
  if (pattern !== undefined && !pattern.test(value)) problems.push(`${place}: ${value} is not ${pattern.source}`);
  return problems;
}

/** Patterns are Java's; those that JavaScript does not take are left alone. */
function toPattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return undefined;
  }
}
