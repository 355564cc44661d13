// Reads a baseline file; what does not fit is a UsageError with file and line.
import { UsageError } from "../model/errors.js";
import type { Baseline, BaselineEntry } from "./baseline.js";

/** A baseline from its text. `file` names it in messages. Blank lines and the order of lines do not matter. */
export function parseBaseline(text: string, file: string): Baseline {
  const lines = text.split("\n").map((line, index) => ({ line: line.trim(), at: `${file}:${index + 1}` }));
  const [first, ...rest] = lines.filter(({ line }) => line !== "");
  if (first === undefined) throw new UsageError(`${file}: empty; make one with nhi baseline create`);
  const header = parseLine(first.line, first.at);
  if (header["nhi_baseline"] !== 1) {
    const what = "nhi_baseline" in header ? "made by a newer nhi; update this one" : "not a baseline of nhi";
    throw new UsageError(`${first.at}: ${what}`);
  }
  return {
    rules: toRules(header["rules"], first.at),
    coverage: toCoverage(header["coverage"], first.at),
    entries: rest.map(({ line, at }) => toEntry(parseLine(line, at), at)),
  };
}

function parseLine(line: string, at: string): { readonly [key: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // A conflict marker of git is the usual cause.
    throw new UsageError(`${at}: not JSON: ${JSON.stringify(line.slice(0, 40))}; restore the file or create it again`);
  }
  if (!isRecord(value)) throw new UsageError(`${at}: not an object`);
  return value;
}

function toRules(value: unknown, at: string): string[] {
  if (Array.isArray(value) && value.every((id) => typeof id === "string")) return value;
  throw new UsageError(`${at}: "rules" is not a list of rule ids`);
}

function toCoverage(value: unknown, at: string): Baseline["coverage"] {
  if (isRecord(value) && Object.values(value).every(isTexts)) return value as Baseline["coverage"];
  throw new UsageError(`${at}: "coverage" is not a map of scopes and data sets`);
}

function toEntry(line: { readonly [key: string]: unknown }, at: string): BaselineEntry {
  const text = (key: string): string => {
    const value = line[key];
    if (typeof value === "string" && value !== "") return value;
    throw new UsageError(`${at}: "${key}" is missing or not a text`);
  };
  const { entry, exposure } = line;
  return {
    fingerprint: text("fingerprint"),
    rule: text("rule"),
    scope: text("scope"),
    subject: text("subject"),
    first_seen: text("first_seen"),
    ...(typeof entry === "string" && { entry }),
    ...(typeof exposure === "string" && { exposure }),
  };
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((state) => typeof state === "string");
}
