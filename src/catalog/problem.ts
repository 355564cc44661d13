// What is wrong in a rule or table file, and where: one line with file:line:column, then the source line and a caret.
import { compareText } from "../model/compare.js";
import { RuleError } from "../model/errors.js";

export interface Problem {
  /** File as it was named, relative to where the reading began. */
  readonly file: string;
  /** Both start at 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The source line, for the caret; undefined when there is none to show. */
  readonly source?: string;
  readonly level: "error" | "warning";
}

const WIDTH = 100;

/** `file:line:column: message`, and the source line with a caret under the column. */
export function formatProblem(problem: Problem): string {
  const head = `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
  if (problem.source === undefined || problem.source.trim() === "") return head;
  const from = Math.max(0, problem.column - 1 - (WIDTH - 20));
  const shown = printable(problem.source.slice(from, from + WIDTH));
  return `${head}\n    ${shown}\n    ${" ".repeat(problem.column - 1 - from)}^`;
}

/** One error for all problems of level error; undefined when there are none. */
export function toRuleError(problems: readonly Problem[]): RuleError | undefined {
  const errors = problems.filter((problem) => problem.level === "error");
  const first = errors[0];
  if (first === undefined) return undefined;
  return new RuleError(errors.map(formatProblem).join("\n"), {
    location: `${first.file}:${first.line}:${first.column}`,
  });
}

/** Problems in the order of file and place. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.message, b.message),
  );
}

// A source line comes from a file that may be hostile: control and bidi characters must not reach the terminal.
function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
