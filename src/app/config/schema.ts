// Shape of nhi.yaml; also the source of its JSON Schema for editors and of its documentation. Loaded only when there is a
// file to read.
import { z } from "zod";
import { SEVERITIES } from "../../model/words.js";
import { AZURE_CLOUDS } from "./azure-clouds.js";
import { DEFAULTS } from "./defaults.js";
import { NOT_A_REGION, REGION } from "./region.js";

const text = z.string().min(1);
const day = z.iso.date({ message: "no such day; write it as 2026-12-31" });
const param = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()])).min(1)], {
  error: "expected text, a number, true or false, or a list of texts or numbers",
});
const yesOrNo = (meaning: string, fallback: boolean) =>
  z.boolean().optional().meta({ description: meaning, default: fallback });

const match = z
  .strictObject({
    scope: text.optional().describe("Glob over the id of the scope."),
    subject: text.optional().describe("Glob over the id or name of the subject."),
    type: text.optional().describe("Glob over the type of the subject: aws.iam-role."),
  })
  .optional()
  .describe("Globs that all have to match; with rule.");

const waiver = z
  .strictObject({
    fingerprint: text.optional().describe("Fingerprint of one finding, or its first 8 digits and more."),
    rule: text.optional().describe("Rule id, or * for every rule."),
    match,
    reason: text.describe("Why it is accepted."),
    owner: text.describe("Who accepted it."),
    expires: day.optional().describe("Last day on which it holds (UTC)."),
    entry: text.optional().describe("For a path: the accepted entry edge; another one reopens the finding."),
    exposure: text.optional().describe("For a path: the accepted exposure of its source; a higher one reopens it."),
  })
  .refine((entry) => (entry.fingerprint === undefined) !== (entry.rule === undefined), {
    message: "names either a fingerprint or a rule",
  })
  // What the check above says, in words that an editor knows.
  .meta({ oneOf: [{ required: ["fingerprint"] }, { required: ["rule"] }] });

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
  })
  .meta({ anyOf: [{ required: ["data_set"] }, { required: ["rule"] }] });

const aws = z
  .strictObject({
    organization: yesOrNo("Read every account of the organisation.", DEFAULTS.organization),
    role: text.optional().meta({ description: "Role to assume in each of them.", default: DEFAULTS.role }),
    services: yesOrNo(
      "Read what services hold as well: workloads and the roles they run as, resource policies. Off, identities only.",
      DEFAULTS.services,
    ),
    regions: z
      .array(z.string().regex(REGION, NOT_A_REGION))
      .min(1)
      .optional()
      .describe("Regions whose services are read; left out, those that the account has enabled."),
    every_user: yesOrNo(
      "Ask every user for the credentials that no report shows (SSH keys), and every user and role for the services used: one to three calls more for each.",
      DEFAULTS.everyUser,
    ),
  })
  .optional()
  .describe("How AWS is crawled.");

const github = z
  .strictObject({
    url: text.optional().describe("Address of an own server or of a host with data residency, as --github-url."),
  })
  .optional()
  .describe("How GitHub is crawled.");

const gitlab = z
  .strictObject({
    url: text.optional().describe("Address of an own server, as --gitlab-url."),
  })
  .optional()
  .describe("How GitLab is crawled.");

const azure = z
  .strictObject({
    cloud: z.enum(AZURE_CLOUDS).optional().describe("Cloud that the tenant is in, as --azure-cloud."),
  })
  .optional()
  .describe("How Entra and Azure are crawled.");

const people = z
  .strictObject({
    present: z.array(text).optional().describe("Owners who are here, as tags and owners name them."),
    departed: z.array(text).optional().describe("Owners who have left."),
  })
  .optional()
  .describe("Who is here and who has left, to judge whether owners still exist.");

/** nhi.yaml as written. */
export const configSchema = z.strictObject({
  sources: z
    .array(text)
    .optional()
    .describe(
      "Sources to crawl when none is given, as on the command line (aws:audit, github:acme). Left out, what this machine can reach.",
    ),
  db: text.optional().describe("Database file; left out, nhi/nhi.db in the data folder of the user."),
  rules: z.array(text).optional().describe("Folders with further rules."),
  severity: z
    .enum(SEVERITIES)
    .optional()
    .meta({ description: "Report findings of this severity and above.", default: DEFAULTS.severity }),
  fail_on: z
    .enum([...SEVERITIES, "none"])
    .optional()
    .meta({ description: "Exit 1 for findings of this severity and above.", default: DEFAULTS.failOn }),
  baseline: text.optional().describe("File of known findings, as nhi baseline create writes it."),
  new_only: yesOrNo("A baseline has to be named: only what it does not know decides the exit code.", DEFAULTS.newOnly),
  strict: yesOrNo("Exit 3 when anything was not evaluated.", DEFAULTS.strict),
  drift_days: z.number().int().min(1).max(3650).optional().meta({
    description: "How many days a change stays a finding of the rules about drift, from the scan that saw it first.",
    default: DEFAULTS.driftDays,
  }),
  known_accounts: z
    .record(z.string().regex(/^\d{12}$/, "an AWS account id has 12 digits; put it in quotes"), text)
    .optional()
    .describe('AWS accounts that are ours or of a trusted vendor, with a name: "999988887777": Monitoring.'),
  environments: z
    .record(text, z.array(text))
    .optional()
    .describe('Environment to globs over scope ids and names: production: ["aws:1111*"].'),
  environment_tags: z
    .array(text)
    .optional()
    .meta({ description: "Tag keys that name an environment, best first.", default: DEFAULTS.environmentTags }),
  owner_tags: z
    .array(text)
    .optional()
    .meta({ description: "Tag keys that name an owner, best first.", default: DEFAULTS.ownerTags }),
  owners: z.record(text, text).optional().describe("Glob over scope or identity ids to owner."),
  people,
  params: z
    .record(text, z.record(text, param))
    .optional()
    .describe("Thresholds and lists of rules: AWS-001: {max_age: 60d}. nhi rules show RULE says which it has."),
  waivers: z.array(waiver).optional().describe("Accepted findings."),
  accepted_gaps: z
    .array(acceptedGap)
    .optional()
    .describe("What may stay unread or unjudged: it stays listed, and does not cause exit 3."),
  aws,
  github,
  gitlab,
  azure,
});

export type ConfigDocument = z.infer<typeof configSchema>;
