// Facts about rules that several reports print: the page of a rule, its category words.
import type { ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";

/** Address of the page that explains a rule that comes with nhi; undefined for rules of the user. */
export function rulePage(tool: ReportSource["tool"], rule: Rule): string | undefined {
  if (rule.source !== "built-in") return undefined;
  return `${tool.informationUri.replace(/\/$/, "")}/blob/main/docs/rules/${encodeURIComponent(rule.id)}.md`;
}

/** Rules by id. */
export function rulesById(source: ReportSource): ReadonlyMap<string, Rule> {
  return new Map(source.rules.map((rule) => [rule.id, rule]));
}

/** Mappings as flat words: `NHI7`, `attack/T1078.004`, `sp800-53/IA-5(1)`. OWASP NHI categories come first. */
export function mappingWords(rule: Rule): string[] {
  const { owasp_nhi, agentic, mcp, attack, csf, sp800_53, cis, cis_benchmark = [], ai_rmf } = rule.mappings;
  const prefixed = (prefix: string, ids: readonly string[]): string[] => ids.map((id) => `${prefix}/${id}`);
  return [
    ...owasp_nhi,
    ...agentic,
    ...prefixed("mcp", mcp),
    ...prefixed("attack", attack),
    ...prefixed("csf", csf),
    ...prefixed("sp800-53", sp800_53),
    ...prefixed("cis", cis),
    ...prefixed("cis-benchmark", cis_benchmark),
    ...prefixed("ai-rmf", ai_rmf),
  ];
}
