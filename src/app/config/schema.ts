// Shape of nhi.yaml; also the source of its JSON Schema for editors. Loaded only when there is a file to read.
import { z } from "zod";

const severity = z.enum(["critical", "high", "medium", "low"]);
const text = z.string().min(1);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "write it as 2026-12-31");

const waiver = z
  .strictObject({
    fingerprint: text.optional().describe("Fingerprint of one finding, or its first 8 digits and more."),
    rule: text.optional().describe("Rule id, or * for every rule."),
    match: z
      .strictObject({
        scope: text.optional(),
        subject: text.optional().describe("Glob over the id or name of the subject."),
        type: text.optional(),
      })
      .optional()
      .describe("Globs that all have to match; with rule."),
    reason: text.describe("Why it is accepted."),
    owner: text.describe("Who accepted it."),
    expires: day.optional().describe("Last day on which it holds (UTC)."),
    entry: text.optional().describe("For a path: the accepted entry edge."),
    exposure: text.optional().describe("For a path: the accepted exposure of its source."),
  })
  .refine((entry) => (entry.fingerprint === undefined) !== (entry.rule === undefined), {
    message: "names either a fingerprint or a rule",
  });

const acceptedGap = z
  .strictObject({
    scope: text.describe("Glob over scope ids: aws:111122223333."),
    data_set: text.optional().describe("Glob over data sets: aws/iam:credential-report."),
    rule: text.optional().describe("Rule id that need not be evaluated there, or * for every rule."),
    reason: text.describe("Why it is accepted."),
    owner: text.describe("Who accepted it."),
    expires: day.optional().describe("Last day on which it holds (UTC)."),
  })
  .refine((entry) => entry.data_set !== undefined || entry.rule !== undefined, {
    message: "names a data_set, a rule, or both",
  });

/** nhi.yaml as written. */
export const configSchema = z.strictObject({
  sources: z.array(text).optional().describe("Sources to crawl when none is given: aws, aws:profile, …"),
  db: text.optional().describe("Database file."),
  rules: z.array(text).optional().describe("Folders with further rules."),
  severity: severity.optional().describe("Report findings of this severity and above."),
  fail_on: z.enum(["critical", "high", "medium", "low", "none"]).optional().describe("Exit 1 from this severity on."),
  baseline: text.optional().describe("File of known findings."),
  new_only: z.boolean().optional().describe("Only findings the baseline does not know decide the exit code."),
  strict: z.boolean().optional().describe("Exit 3 when anything was not evaluated."),
  known_accounts: z
    .record(z.string().regex(/^\d{12}$/, "an AWS account id has 12 digits"), text)
    .optional()
    .describe("AWS accounts that are ours or of a trusted vendor, with a name."),
  environments: z
    .record(text, z.array(text))
    .optional()
    .describe("Environment to globs over scope ids and names: production: [aws:1111*]."),
  environment_tags: z.array(text).optional().describe("Tag keys that name an environment, best first."),
  owner_tags: z.array(text).optional().describe("Tag keys that name an owner, best first."),
  owners: z.record(text, text).optional().describe("Glob over scope or identity ids to owner."),
  people: z
    .strictObject({ present: z.array(text).optional(), departed: z.array(text).optional() })
    .optional()
    .describe("Who is here and who has left, to judge whether owners still exist."),
  params: z
    .record(text, z.record(text, z.union([z.string(), z.number(), z.boolean()])))
    .optional()
    .describe("Thresholds of rules: AWS-001: {max_age: 60d}."),
  waivers: z.array(waiver).optional().describe("Accepted findings."),
  accepted_gaps: z
    .array(acceptedGap)
    .optional()
    .describe("What may stay unread or unjudged: it stays listed, and does not cause exit 3."),
  aws: z
    .strictObject({
      organization: z.boolean().optional().describe("Read every account of the organisation."),
      role: text.optional().describe("Role to assume in each (default NhiAuditor)."),
    })
    .optional(),
});

export type ConfigDocument = z.infer<typeof configSchema>;
