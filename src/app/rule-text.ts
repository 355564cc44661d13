// A rule in full for the terminal; the same words as its page, SARIF help and explain.
import type { Rule } from "../model/rule.js";
import { terminalText } from "../report/escape.js";
import { fixLines, proseLines } from "../report/prose.js";
import { wrap, wrapParts } from "../report/text.js";

const INDENT = "  ";

/** Lines of a rule: what, why, how to fix it, when it is wrong, how it is evaluated. */
export function ruleLines(rule: Rule, columns: number): string[] {
  const width = columns - INDENT.length;
  const part = (title: string, lines: readonly string[]): string[] => [
    "",
    title,
    ...lines.map((line) => (line === "" ? "" : `${INDENT}${line}`)),
  ];
  return [
    ...wrap(`${rule.id}  ${terminalText(rule.title)}`, columns),
    `${severities(rule)} · ${rule.source} rule ${terminalText(rule.name)}`,
    ...wrapParts(mappings(rule), columns),
    ...part("Why it matters", proseLines(rule.why, width)),
    ...part("How to fix it", fixLines(rule.fix, width)),
    ...part("When it is wrong", proseLines(rule.false_positives, width)),
    ...part(
      "How it is evaluated",
      evaluationLines(rule).flatMap((line) => wrap(terminalText(line), width)),
    ),
  ];
}

function severities(rule: Rule): string {
  const raised = Object.keys(rule.severity_when).filter((severity) => severity !== rule.severity);
  return raised.length === 0 ? rule.severity : `${rule.severity}, ${raised.join(" or ")} by context`;
}

function mappings({ mappings: all }: Rule): string[] {
  return Object.entries(all)
    .filter(([, ids]) => ids.length > 0)
    .map(([standard, ids]) => `${standard} ${ids.join(" ")}`);
}

/** The predicate, what it needs, and the thresholds that nhi.yaml may change. */
function evaluationLines(rule: Rule): string[] {
  const params = Object.entries(rule.params).map(
    ([name, param]) => `${name} = ${param.kind === "duration" ? param.text : JSON.stringify(param.value)}`,
  );
  return [
    rule.path === undefined
      ? `each row of ${rule.from}: ${rule.when.trim().replace(/\s+/g, " ")}`
      : `each access path ${JSON.stringify(rule.path)}`,
    rule.requires.length > 0 ? `needs ${rule.requires.join(", ")}` : "needs nothing beyond the rows",
    ...(params.length > 0 ? [`thresholds (params in nhi.yaml): ${params.join(", ")}`] : []),
  ];
}
