// A real account dump and a real credential report, as two files of the AWS CLI: what must be found in them, what must not,
// and that odd ARNs, dates and a report without base64 are no obstacle. Worked out from the two files by hand.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const SAMPLE = join(GROUND_TRUTH, "aws/credential-report-sample");
const DETAILS = join(SAMPLE, "iam-get-account-authorization-details.json");
const REPORT = join(SAMPLE, "iam-get-credential-report.json");
/** The report was made on 2019-05-07; this is 24 days later. */
const NOW = "2019-06-01T00:00:00Z";
const USER = "arn:aws:iam::123456789012:user/user";

interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly subject: { readonly id: string };
}
interface Report {
  readonly executionSuccessful: boolean;
  readonly findings: readonly Row[];
  readonly notEvaluated: readonly { readonly rule: string; readonly reason: string }[];
}

/** What the credential report alone shows: rule, part of the subject's id, part of the message. */
const OF_THE_REPORT: readonly (readonly [rule: string, subject: string, says: string])[] = [
  // Root's first key is active since 2018-11-23.
  ["AWS-005", "aws:123456789012", "root user"],
  // The second key of `user` was made on 2018-05-07 and used that day for the last time.
  ["AWS-001", `${USER}/access-key/2018-05-07`, "389 days old"],
  ["AWS-002", `${USER}/access-key/2018-05-07`, "389 days ago"],
  // Its first key, and the one of auditor_tmp, were made on 2019-05-07 and never used.
  ["AWS-003", `${USER}/access-key/2019-05-07`, "24 days"],
  ["AWS-003", "arn:aws:iam::123456789012:user/auditor_tmp/access-key/2019-05-07", "24 days"],
  // Two active keys a year apart.
  ["AWS-004", `${USER}/access-key/2018-05-07`, "older access key"],
];
const OF_THE_DUMP: typeof OF_THE_REPORT = [
  // bad_role trusts everyone and is administrator.
  ["AWS-009", "role/bad_role", "administrator"],
  ["AWS-018", "role/bad_role", "Anyone"],
];

export async function run(): Promise<readonly Figure[]> {
  const alone = await scan(REPORT);
  const both = await scan(DETAILS, REPORT);
  const faults = [...faultsOf(alone), ...faultsOf(both)];
  return [
    compare("findings that a real credential report alone shows", alone, OF_THE_REPORT),
    compare("findings of a real account dump with its report", both, [...OF_THE_REPORT, ...OF_THE_DUMP]),
    {
      name: "scans of the real dump without an error of ours",
      got: faults.length === 0 ? 2 : 0,
      of: 2,
      problems: faults,
    },
  ];
}

async function scan(...bundles: readonly string[]): Promise<Report> {
  const args = ["scan", ...bundles.flatMap((path) => ["--bundle", path]), "--now", NOW, "--format", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, [NHI, ...args, "--fail-on", "none", "--quiet"]);
  return JSON.parse(stdout) as Report;
}

/** Keys younger than a limit, other users and other roles must not be flagged by the same rules. */
function compare(name: string, { findings }: Report, wanted: typeof OF_THE_REPORT): Figure {
  const rules = new Set(wanted.map(([rule]) => rule));
  const isWanted = (row: Row) =>
    wanted.some(
      ([rule, subject, says]) => row.rule === rule && row.subject.id.includes(subject) && row.message.includes(says),
    );
  const missing = wanted.filter(
    ([rule, subject, says]) =>
      !findings.some((row) => row.rule === rule && row.subject.id.includes(subject) && row.message.includes(says)),
  );
  const judged = findings.filter(({ rule }) => rules.has(rule));
  const more = judged.filter((row) => !isWanted(row));
  return {
    name,
    got: wanted.length - missing.length,
    of: wanted.length,
    falseAlarms: { got: more.length, of: judged.length },
    problems: [
      ...missing.map((row) => `not found: ${row.join(" · ")}`),
      ...more.map(({ rule, subject, message }) => `not wanted: ${rule} ${subject.id}: ${message}`),
    ],
  };
}

function faultsOf({ executionSuccessful, findings, notEvaluated }: Report): string[] {
  return [
    ...(executionSuccessful ? [] : ["nhi says that it failed"]),
    ...notEvaluated
      .filter(({ reason }) => /internal|TypeError|no such column/i.test(reason))
      .map(({ rule, reason }) => `${rule}: ${reason}`),
    ...findings.filter(({ message }) => /undefined|NaN|of unknown/.test(message)).map(({ message }) => message),
  ];
}
