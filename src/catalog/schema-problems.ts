// Turns zod issues into problems at file:line:column, with a suggestion for a mistyped field.
import type { z } from "zod";
import { didYouMean } from "../model/nearest.js";
import type { Problem } from "./problem.js";
import type { Path, SourceFile } from "./source-file.js";

/** Problems of a file that does not fit `schema`. */
export function schemaProblems(source: SourceFile, schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => issueProblems(source, schema, issue));
}

function issueProblems(source: SourceFile, schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        source.problemAtKey([...path, key], `unknown field "${key}"${didYouMean(key, knownFields(schema, path))}`),
      );
    case "invalid_type":
      return [source.problemAt(path, typeMessage(issue, path))];
    case "invalid_value": {
      if (issue.input === undefined) return [source.problemAt(path, `missing field ${nameOf(path)}`)];
      const values = issue.values.map(String);
      return [source.problemAt(path, `${nameOf(path)}: one of ${values.join(", ")}`)];
    }
    case "invalid_key":
      return [source.problemAtKey(path, `"${path.at(-1)}": ${issue.issues[0]?.message ?? issue.message}`)];
    case "too_small": {
      const isNumber = issue.origin === "number" || issue.origin === "int";
      const message = isNumber ? `must be ${issue.minimum} or more` : "must not be empty";
      return [source.problemAt(path, `${nameOf(path)}: ${message}`)];
    }
    case "too_big":
      return [source.problemAt(path, `${nameOf(path)}: must be ${issue.maximum} or less`)];
    case "custom":
      return [source.problemAt(path, `${nameOf(path)} ${issue.message}`.replace(/^"\w+" a rule/, "a rule"))];
    default:
      return [source.problemAt(path, `${nameOf(path)}: ${issue.message}`)];
  }
}

/** Types in the words of the documentation. */
const TYPES: { readonly [type: string]: string } = {
  record: "a map",
  object: "a map",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function typeMessage(issue: z.core.$ZodIssueInvalidType, path: Path): string {
  if (issue.input === undefined && path.length > 0) return `missing field ${nameOf(path)}`;
  return `${nameOf(path)}: expected ${TYPES[issue.expected] ?? issue.expected}`;
}

function nameOf(path: Path): string {
  return path.length === 0 ? "the file" : `"${path.join(".")}"`;
}

/** Names of the fields that the schema knows at a path; empty where the schema is open. */
function knownFields(schema: z.ZodType, path: Path): string[] {
  let current: unknown = schema;
  for (const step of path) {
    const inner = unwrap(current);
    if (typeof step === "number") current = childOf(inner, "element");
    else current = (childOf(inner, "shape") as Record<string, unknown> | undefined)?.[step];
  }
  return Object.keys((childOf(unwrap(current), "shape") as object | undefined) ?? {});
}

// Defaults and optionals wrap the schema that has the fields.
function unwrap(schema: unknown): unknown {
  let current = schema;
  while (childOf(current, "def", "innerType") !== undefined) current = childOf(current, "def", "innerType");
  return current;
}

function childOf(value: unknown, ...keys: string[]): unknown {
  let current: unknown = value;
  for (const key of keys) {
    if (current === null || (typeof current !== "object" && typeof current !== "function")) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}
