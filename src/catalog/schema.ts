// The rule file format as a zod schema; scripts/build-schema.ts writes it as JSON Schema for editors.
import { z } from "zod";
import { SEVERITIES } from "../model/words.js";

const severity = z.enum(SEVERITIES);
const text = z.string().trim().min(1);
const ids = (pattern: RegExp, what: string) => z.array(z.string().regex(pattern, `not ${what}`)).default([]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const mappingsSchema = z.strictObject({
  owasp_nhi: ids(/^NHI([1-9]|10)$/, "an OWASP NHI Top 10 id (NHI1 to NHI10)").describe("OWASP NHI Top 10 2025"),
  agentic: ids(/^ASI(0[1-9]|10)$/, "an OWASP Agentic id (ASI01 to ASI10)").describe(
    "OWASP Top 10 for Agentic Applications 2026",
  ),
  mcp: ids(/^MCP(0[1-9]|10)$/, "an OWASP MCP Top 10 id (MCP01 to MCP10)").describe("OWASP MCP Top 10"),
  attack: ids(/^T\d{4}(\.\d{3})?$/, "an ATT&CK technique id (T1078.004)").describe("MITRE ATT&CK techniques"),
  csf: ids(/^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/, "a CSF 2.0 subcategory (PR.AA-01)").describe("NIST CSF 2.0"),
  sp800_53: ids(/^[A-Z]{2}-\d{1,2}(\(\d{1,2}\))?$/, "an SP 800-53 control (IA-5(1))").describe("NIST SP 800-53 r5"),
  cis: ids(/^\d{1,2}\.\d{1,2}$/, "a CIS Controls safeguard (5.2)").describe("CIS Controls v8.1"),
  cis_benchmark: ids(/^\d{1,2}(\.\d{1,2}){1,3}$/, "a recommendation of a CIS benchmark (2.13)").describe(
    "CIS benchmark of the provider: CIS AWS Foundations v6.0",
  ),
  ai_rmf: ids(/^(GOVERN|MAP|MEASURE|MANAGE) \d{1,2}(\.\d{1,2})?$/, "an AI RMF function (MAP 3.5)").describe(
    "NIST AI RMF 1.0",
  ),
});

const caseFields = {
  name: text.describe("What the case shows, for people"),
  now: z.iso
    .datetime({ message: "not a UTC time such as 2026-01-01T00:00:00Z" })
    .optional()
    .describe("Clock of the case; 2026-01-01T00:00:00Z when left out"),
  row: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Columns of the row; a time is ISO or an offset to now such as -90d; left out or null is NULL"),
  unread: z.array(text).optional().describe("Data sets that could not be read in the scope of the case"),
};

const plainCase = z.strictObject(caseFields);
const flaggedCase = z.strictObject({
  ...caseFields,
  severity: severity.optional().describe("Severity expected"),
  message: text.optional().describe("Message expected"),
});

const path = z.strictObject({
  source: text.describe("Class of the start: any:internet, github:*, a type"),
  target: text.describe("Class of the target: admin, tier 1, a type"),
  edges: z.array(text).default([]).describe("Edge kinds the path must pass, in order"),
});

const condition = z.string().trim().min(1);

export const ruleSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{0,9}-\d{3}$/, "not a rule id (upper-case prefix and three digits: AWS-001)")
      .describe("Never changes, never reused"),
    name: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a kebab-case name")
      .describe("The file name without .yaml"),
    title: text.max(140).describe("What is found, one line"),
    severity: severity.describe("Severity when nothing in severity_when holds"),
    mappings: mappingsSchema.describe("Ids in published catalogues"),
    requires: z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9-]+\/[a-z0-9-]+:[a-z0-9-]+(?:( \| [a-z0-9-]+\/[a-z0-9-]+:[a-z0-9-]+)*|( & [a-z0-9-]+\/[a-z0-9-]+:[a-z0-9-]+)*)$/,
            "not a data set such as aws/iam:credential-report, or several: ' | ' where either will do, ' & ' where each counts as far as it was read",
          ),
      )
      .default([])
      .describe("Data sets without which the rule is not evaluated in a scope"),
    params: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*$/, "not a param name (lower case, digits, _)"),
        z.union([scalar, z.array(z.union([z.string(), z.number()])).min(1)]),
      )
      .default({})
      .describe("Thresholds and lists; 90d, 2w and 12h are durations"),
    from: text.optional().describe("View the rows come from"),
    types: z.array(text).default([]).describe("Types of rows; empty means every type of the view"),
    when: condition.optional().describe("CEL: the row is a finding"),
    unless: condition.optional().describe("CEL: the rule does not apply to the row"),
    severity_when: z
      .strictObject({
        critical: condition.optional(),
        high: condition.optional(),
        medium: condition.optional(),
        low: condition.optional(),
      })
      .default({})
      .describe("CEL per severity; the worst that holds wins over severity"),
    identity: z.array(text).min(1).describe("Columns that make the finding the same one tomorrow"),
    message: text.max(500).describe("One line about the row, with {column} placeholders"),
    why: text.describe("Why it matters"),
    fix: text.describe("Exact steps and commands, with {column} placeholders"),
    false_positives: text.describe("When it is wrong, and what to do then"),
    path: path.optional().describe("Path pattern, instead of from and when"),
    cases: z
      .strictObject({
        flagged: z.array(flaggedCase).default([]),
        spared: z.array(plainCase).default([]),
        unknown: z.array(plainCase).default([]),
      })
      .default({ flagged: [], spared: [], unknown: [] })
      .describe("Rows that the rule must flag, must leave alone, and cannot judge"),
  })
  .check((context) => {
    const rule = context.value;
    const issue = (path: string, message: string): void => {
      context.issues.push({ code: "custom", path: [path], message, input: rule });
    };
    if (rule.path !== undefined) {
      for (const field of ["from", "when", "unless"] as const) {
        if (rule[field] !== undefined) issue(field, `a rule with "path" has no "${field}"`);
      }
      return;
    }
    if (rule.from === undefined) issue("from", 'missing: the view that the rows come from (or a "path")');
    if (rule.when === undefined) issue("when", 'missing: the condition that makes a row a finding (or a "path")');
  });

export type RuleFile = z.infer<typeof ruleSchema>;
