// Functions that rules have besides those of CEL. All of them take linear time in their input.

import type { Environment } from "@marcbachmann/cel-js";
import { Duration } from "@marcbachmann/cel-js/evaluator";
import type { RE2JS } from "re2js";
import { matchesGlob } from "../../model/glob.js";
import { nodesOf } from "./syntax.js";

// cel-js runs `matches` on RegExp, which backtracks: a crafted pattern or value would hang. Its own overload cannot be
// replaced, so calls are renamed in the tree before it is checked.
const SAFE_MATCHES = "matches_re2";
const MAX_PATTERN = 1000;
const MAX_PROGRAM = 5000;

/** Thrown by `unknown(reason)`: the rule cannot say anything of this row. */
export class UnknownRow extends Error {}

/** Adds our functions to an environment. */
export function registerFunctions(environment: Environment): void {
  const sync = { async: false };
  const register = (signature: string, run: (...args: never[]) => unknown): void => {
    environment.registerFunction(signature, run as (...args: unknown[]) => unknown, sync);
  };
  register(`string.${SAFE_MATCHES}(string): bool`, (text: string, pattern: string) => {
    const { regex, beginning } = toRegex(pattern);
    return text.startsWith(beginning) && regex.matcher(text).find();
  });
  register("string.glob(string): bool", (text: string, pattern: string) => matchesGlob(text, pattern));
  register("string.lower(): string", (text: string) => text.toLowerCase());
  register("string.upper(): string", (text: string) => text.toUpperCase());
  register("unknown(string): bool", (reason: string) => {
    throw new UnknownRow(reason);
  });
  // of CEL's own, and missing in the library
  register("string(google.protobuf.Timestamp): string", (time: Date) => time.toISOString().replace(".000Z", "Z"));
  register("days(int): google.protobuf.Duration", (count: bigint) => toDuration(Number(count) * 86_400_000));
  register("hours(int): google.protobuf.Duration", (count: bigint) => toDuration(Number(count) * 3_600_000));
}

/** Sends every `matches` of a parsed expression to RE2. To be called before the expression is checked or run. */
export function makeMatchesSafe(tree: unknown): void {
  for (const node of nodesOf(tree)) {
    if (node.op === "rcall" && Array.isArray(node.args) && node.args[0] === "matches") node.args[0] = SAFE_MATCHES;
  }
}

/** Messages of the library name the renamed call; people wrote `matches`. */
export function asWritten(message: string): string {
  return message.replaceAll(SAFE_MATCHES, "matches");
}

/** What is wrong with each regular expression written as a literal. */
export function regexProblems(
  tree: unknown,
): { readonly message: string; readonly start: number; readonly end: number }[] {
  return nodesOf(tree).flatMap((node) => {
    if (node.op !== "rcall" || !Array.isArray(node.args) || node.args[0] !== SAFE_MATCHES) return [];
    const [pattern] = nodesOf((node.args[2] as unknown[])[0]);
    if (pattern?.op !== "value" || typeof pattern.args !== "string") return [];
    try {
      toRegex(pattern.args);
      return [];
    } catch (error) {
      return [{ message: (error as Error).message, start: pattern.start, end: pattern.end }];
    }
  });
}

let toRe2: ((pattern: string) => RE2JS) | undefined;

/** What compiles regular expressions; until there is one, a condition that has some cannot be decided. */
export function useRegex(compile: (pattern: string) => RE2JS): void {
  toRe2 = compile;
}

interface Compiled {
  readonly regex: RE2JS;
  /** What every text that it is found in begins with: most names are told apart by it, for a fiftieth of the time. */
  readonly beginning: string;
}

const compiled = new Map<string, Compiled>();

function toRegex(pattern: string): Compiled {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > MAX_PATTERN) throw new Error(`regular expression longer than ${MAX_PATTERN} characters`);
  const regex = compileRegex(pattern);
  if (regex.programSize() > MAX_PROGRAM) throw new Error(`regular expression too large: ${pattern.slice(0, 60)}`);
  if (compiled.size >= 500) compiled.clear();
  const made = { regex, beginning: beginningOf(pattern) };
  compiled.set(pattern, made);
  return made;
}

/** The letters after a ^ that stand for themselves; none where the pattern has alternatives. */
function beginningOf(pattern: string): string {
  if (pattern.includes("|")) return "";
  return /^\^((?:[\w-](?![?*+{]))*)/.exec(pattern)?.[1] ?? "";
}

function compileRegex(pattern: string): RE2JS {
  if (toRe2 === undefined) throw new Error("regular expressions were not made ready");
  try {
    return toRe2(pattern);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "not valid";
    throw new Error(`not a regular expression of RE2: ${why}`, { cause });
  }
}

/** A CEL duration of exactly so many milliseconds; the library's own conversion goes through floating nanoseconds. */
export function toDuration(milliseconds: number): Duration {
  const seconds = Math.floor(milliseconds / 1000);
  return new Duration(seconds, Math.round((milliseconds - seconds * 1000) * 1_000_000));
}
