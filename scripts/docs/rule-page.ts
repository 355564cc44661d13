// The page of one rule, docs/rules/<ID>.md, from its YAML. Pure.
import { actionsOf, CALLS } from "../../src/collect/aws/calls.js";
import { formatDuration } from "../../src/model/duration.js";
import type { Rule, RuleParam } from "../../src/model/rule.js";
import { viewNamed } from "../../src/model/views/index.js";
import { SEVERITIES } from "../../src/model/words.js";
import { NHI_CATEGORIES, STANDARDS } from "./standards.js";

/** Headings of every page, in order; the same for every rule. */
export const RULE_PAGE_HEADINGS: readonly string[] = [
  "What it flags",
  "Why it matters",
  "How to fix it",
  "When it is wrong",
  "How it is evaluated",
];

const GENERATED = "<!-- Generated from the rule's YAML by scripts/docs/rules.ts; edit the rule instead. -->";

/** Text of the page of a rule; `file` is its YAML below rules/. */
export function toRulePage(rule: Rule, file: string): string {
  const parts = [whatItFlags(rule), whyItMatters(rule), howToFix(rule), whenWrong(rule), howEvaluated(rule, file)];
  const sections = RULE_PAGE_HEADINGS.map((heading, index) => `## ${heading}\n\n${(parts[index] ?? "").trim()}`);
  return `${GENERATED}\n\n# ${rule.id}: ${rule.title}\n\n${sections.join("\n\n")}\n`;
}

function whatItFlags(rule: Rule): string {
  const kinds = rule.types.length === 0 ? "every kind of row" : rule.types.map((type) => `\`${type}\``).join(", ");
  return [
    `A row of \`${rule.from}\` (${kinds}) for which this holds:`,
    fenced("text", rule.when),
    ...(rule.unless === undefined ? [] : ["It does not apply where this holds:", fenced("text", rule.unless)]),
    severities(rule),
    "It flags, for example:",
    caseList(rule.cases.flagged.map(({ name, severity }) => (severity === undefined ? name : `${name} (${severity})`))),
    "It leaves alone:",
    caseList(rule.cases.spared.map(({ name }) => name)),
  ].join("\n\n");
}

function severities(rule: Rule): string {
  const raised = SEVERITIES.flatMap((severity) => {
    const condition = rule.severity_when[severity];
    return condition === undefined ? [] : [`- **${severity}** where \`${condition.replaceAll(/\s+/g, " ")}\``];
  });
  const base = `Severity: **${rule.severity}**`;
  return raised.length === 0
    ? `${base}.`
    : `${base}, unless one of these holds (the worst wins):\n\n${raised.join("\n")}`;
}

function whyItMatters(rule: Rule): string {
  const categories = rule.mappings.owasp_nhi.map((id) => {
    const { title, url } = NHI_CATEGORIES[id] ?? { title: id, url: "" };
    return `[${id}:2025 ${title}](${url})`;
  });
  return `OWASP ${categories.join(", ")}\n\n${rule.why.trim()}`;
}

function howToFix(rule: Rule): string {
  return `Words in braces stand for values of the finding; \`nhi explain\` fills them in.\n\n${fenced("text", rule.fix)}`;
}

function whenWrong(rule: Rule): string {
  const params = Object.keys(rule.params);
  const [param] = params;
  const thresholds =
    param === undefined
      ? []
      : [
          `Another threshold for everyone (${params.map((name) => `\`${name}\``).join(", ")}), in nhi.yaml:`,
          fenced("yaml", `params:\n  ${rule.id}: { ${param}: ${exampleOf(rule.params[param])} }`),
        ];
  return [
    rule.false_positives.trim(),
    "To accept one finding, with a reason and an end, in nhi.yaml:",
    fenced(
      "yaml",
      [
        "waivers:",
        "  - fingerprint: 0123abcd              # as `nhi check` and `nhi explain` print it",
        "    reason: why it is accepted",
        "    owner: who@example.com",
        "    expires: 2027-01-31",
      ].join("\n"),
    ),
    ...thresholds,
  ].join("\n\n");
}

function exampleOf(param: RuleParam | undefined): string {
  if (param === undefined) return "";
  return param.kind === "duration" ? param.text : JSON.stringify(param.value);
}

function howEvaluated(rule: Rule, file: string): string {
  return [
    evaluationTable(rule, file),
    ...(rule.cases.unknown.length === 0
      ? []
      : ["Not evaluated, which is never the same as passed:", caseList(rule.cases.unknown.map(({ name }) => name))]),
    "Maps to:",
    mappingTable(rule),
  ].join("\n\n");
}

function evaluationTable(rule: Rule, file: string): string {
  const rows: [string, string][] = [
    ["Rule file", `[rules/${file}](../../rules/${file})`],
    ["Data sets (permissions)", rule.requires.map(shownRequirement).join(", ") || "none"],
    ["Columns", columnsRead(rule).map(code).join(", ")],
    ["Thresholds", Object.entries(rule.params).map(describeParam).join(", ") || "none"],
    ["Identity", `${rule.identity.map(code).join(", ")}: the finding stays the same while these do`],
    ["Works on", "a live crawl, a bundle, and what the database holds; it makes no calls of its own"],
  ];
  return ["| | |", "|---|---|", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

function shownRequirement(entry: string): string {
  return entry.includes(" & ")
    ? `${entry.split(" & ").map(dataSet).join(", ")}, each as far as it was read`
    : entry.split(" | ").map(dataSet).join(" or ");
}

/** A data set with the permissions that open it. */
function dataSet(name: string): string {
  const actions = actionsOf(CALLS.filter((call) => call.dataSet === name));
  return actions.length === 0 ? code(name) : `${code(name)} (${actions.map(code).join(", ")})`;
}

function describeParam([name, param]: [string, RuleParam]): string {
  if (param.kind === "duration") return `\`${name}\` ${formatDuration(param.milliseconds)}`;
  const value = typeof param.value === "object" ? param.value.join(", ") : String(param.value);
  return `\`${name}\` ${value}`;
}

/** Columns that the conditions name, in the order of the view; a duration counts as its time column. */
function columnsRead(rule: Rule): string[] {
  const text = [rule.when, rule.unless ?? "", ...Object.values(rule.severity_when)].join(" ");
  const names = new Set([...text.matchAll(new RegExp(`\\b${rule.from}\\.([a-z0-9_]+)`, "g"))].map((match) => match[1]));
  const columns = viewNamed(rule.from)?.columns ?? [];
  return columns
    .filter(({ name }) => {
      const stem = name.endsWith("_at") ? name.slice(0, -"_at".length) : undefined;
      if (names.has(name) || (name === "created_at" && names.has("age"))) return true;
      return stem !== undefined && (names.has(`${stem}_age`) || names.has(`${stem}_in`));
    })
    .map(({ name }) => name);
}

function mappingTable(rule: Rule): string {
  const mappings: { readonly [key: string]: readonly string[] | undefined } = { ...rule.mappings };
  const rows = STANDARDS.flatMap((standard) =>
    (mappings[standard.key] ?? []).map((id) => {
      const entry = standard.entries[id];
      const title = entry === undefined ? "" : `[${entry.title.replaceAll("|", "\\|")}](${entry.url})`;
      return `| ${standard.name} | ${id} | ${title} |`;
    }),
  );
  return ["| catalogue | id | title |", "|---|---|---|", ...rows].join("\n");
}

function caseList(names: readonly string[]): string {
  return names.map((name) => `- ${name.replaceAll("*", "\\*")}`).join("\n");
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}

function code(text: string): string {
  return `\`${text}\``;
}
