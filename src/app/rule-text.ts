// A rule in full for the terminal; the same words as its page, SARIF help and explain.
import type { Rule } from "../model/rule.js";
import { terminalLines, terminalText } from "../report/escape.js";
import { wrap } from "../report/text.js";

/** Lines of a rule: what, why, how to fix it, when it is wrong, how it is evaluated. */
export function ruleLines(rule: Rule, columns: number): string[] {
  const part = (title: string, text: string): string[] => [
    "",
    title,
    ...terminalLines(text.trim()).flatMap((line) =>
      line.trim() === "" ? [""] : wrap(line, columns - 2).map((l) => `  ${l}`),
    ),
  ];
  return [
    `${rule.id}  ${terminalText(rule.title)}`,
    `severity ${severities(rule)} · ${rule.source} rule ${rule.name}`,
    mappingLine(rule),
    ...part("Why it matters", rule.why),
    ...part("How to fix it", rule.fix),
    ...part("When it is wrong", rule.false_positives),
    ...part("How it is evaluated", evaluationText(rule)),
  ];
}

function severities(rule: Rule): string {
  const raised = Object.keys(rule.severity_when);
  return raised.length === 0 ? rule.severity : `${rule.severity} (${raised.join(", ")} by context)`;
}

function mappingLine({ mappings }: Rule): string {
  return Object.entries(mappings)
    .filter(([, ids]) => ids.length > 0)
    .map(([standard, ids]) => `${standard} ${ids.join(" ")}`)
    .join(" · ");
}

function evaluationText(rule: Rule): string {
  const params = Object.entries(rule.params).map(
    ([name, param]) => `${name} = ${param.kind === "duration" ? param.text : JSON.stringify(param.value)}`,
  );
  return [
    rule.path === undefined
      ? `each row of ${rule.from}: ${rule.when.trim()}`
      : `each access path ${JSON.stringify(rule.path)}`,
    rule.requires.length > 0 ? `needs ${rule.requires.join(", ")}` : "needs nothing beyond the rows",
    params.length > 0 ? `thresholds (params in nhi.yaml): ${params.join(", ")}` : "",
  ]
    .filter((line) => line !== "")
    .join("\n");
}
