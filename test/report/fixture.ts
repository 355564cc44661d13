// One ReportSource for the tests of every format: two accounts and an organisation that could not be read, findings of
// every severity and state, and names chosen by somebody who means harm.

import type { Finding, NotEvaluated } from "../../src/model/finding.js";
import { hashText } from "../../src/model/hash.js";
import type { InventoryRow, Reporter, ReportOut, ReportScope, ReportSource } from "../../src/model/report.js";
import type { Rule } from "../../src/model/rule.js";

export const NOW = "2026-11-01T00:00:00.000Z";
export const PROD = "aws:111122223333";
export const DEV = "aws:444455556666";
export const ACME = "github:acme";

const NO_MAPPINGS = { owasp_nhi: [], agentic: [], mcp: [], attack: [], csf: [], sp800_53: [], cis: [], ai_rmf: [] };

export function rule(id: string, more: Partial<Rule> = {}): Rule {
  return {
    id,
    name: `${id.toLowerCase()}-test-rule`,
    title: `Title of ${id}`,
    severity: "medium",
    mappings: NO_MAPPINGS,
    requires: ["aws/iam:credential-report"],
    params: {},
    from: "credential",
    types: ["aws.access-key"],
    when: "true",
    severity_when: {},
    identity: ["id"],
    message: "…",
    why: `Why ${id} matters.`,
    fix: `How to fix ${id}.`,
    false_positives: `When ${id} is wrong.`,
    cases: { flagged: [], spared: [], unknown: [] },
    source: "built-in",
    ...more,
  };
}

/** A finding about an access key of PROD; the fingerprint follows from rule and subject id. */
export function finding(more: Partial<Finding> = {}): Finding {
  const subject = more.subject ?? {
    id: "AKIAIOSFODNN7EXAMPLE",
    type: "aws.access-key",
    name: "…MPLE of ci-legacy",
    parent: "arn:aws:iam::111122223333:user/ci-legacy",
  };
  const ruleId = more.rule ?? "AWS-001";
  return {
    fingerprint: hashText(`${ruleId} ${subject.id}`),
    rule: ruleId,
    severity: "high",
    title: `Title of ${ruleId}`,
    message: "Access key …MPLE of ci-legacy is 812 days old",
    scope: PROD,
    evidence: [{ dataSet: "aws/iam:credential-report", call: "iam:GetCredentialReport" }],
    columns: { status: "active", age_days: 812 },
    state: "finding",
    carried: false,
    firstSeen: "2026-10-01T08:00:00.000Z",
    fix: "Replace it by a role:\n  aws iam delete-access-key --user-name ci-legacy",
    ...more,
    subject,
  };
}

const SCOPES: readonly ReportScope[] = [
  {
    id: PROD,
    type: "aws.account",
    name: "prod",
    parent: "aws:o-abc123",
    readAt: "2026-10-31T23:00:00.000Z",
    identities: 3,
    coverage: [
      { dataSet: "aws/iam:account-authorization-details", state: "complete" },
      {
        dataSet: "aws/iam:credential-report",
        state: "denied",
        code: "AccessDenied",
        message: "not authorized to perform iam:GetCredentialReport",
        permission: "iam:GetCredentialReport",
      },
    ],
    gaps: [
      {
        dataSet: "aws/iam:account-authorization-details",
        subject: "arn:aws:iam::111122223333:policy/broken",
        message: "the policy document is not JSON",
      },
    ],
  },
  {
    id: DEV,
    type: "aws.account",
    name: "dev",
    parent: "aws:o-abc123",
    readAt: "2026-10-31T23:00:00.000Z",
    identities: 1,
    coverage: [{ dataSet: "aws/iam:account-authorization-details", state: "complete" }],
    gaps: [],
  },
  {
    id: ACME,
    type: "github.organization",
    name: "acme",
    identities: 0,
    coverage: [{ dataSet: "github/orgs:installations", state: "failed", message: "401 on GET /orgs/acme" }],
    gaps: [],
  },
];

export const RULES: readonly Rule[] = [
  rule("AWS-001", {
    title: "IAM user access key older than the rotation limit",
    mappings: { ...NO_MAPPINGS, owasp_nhi: ["NHI7"], attack: ["T1078.004"], sp800_53: ["IA-5(1)"] },
  }),
  rule("AWS-013", { severity: "high", requires: ["aws/iam:account-authorization-details"] }),
  rule("MY-001", { source: "user", severity: "low" }),
];

export const PATH_FINDING: Finding = finding({
  rule: "AWS-013",
  severity: "critical",
  title: "Title of AWS-013",
  message: "Anyone who can open a pull request in acme/site becomes admin of 111122223333",
  subject: { id: "arn:aws:iam::111122223333:role/site-deploy", type: "aws.iam-role", name: "site-deploy" },
  path: {
    source: "github:acme/site",
    target: "aws:111122223333",
    confidence: 0.9,
    hops: [
      {
        from: "github:acme/site",
        to: "arn:aws:iam::111122223333:role/site-deploy",
        edge: "federates",
        condition: "sub like repo:acme/*:*",
        state: "met",
        confidence: 0.9,
        evidence: { file: ".github/workflows/deploy.yml", line: 14 },
      },
      {
        from: "arn:aws:iam::111122223333:role/site-deploy",
        to: "arn:aws:iam::111122223333:role/platform-admin",
        edge: "escalates_to",
        technique: "lambda-001",
        state: "none",
        confidence: 1,
        evidence: null,
      },
    ],
  },
});

const NOT_EVALUATED: readonly NotEvaluated[] = [
  {
    rule: "AWS-001",
    scope: PROD,
    dataSet: "aws/iam:credential-report",
    reason: "aws/iam:credential-report was refused (AccessDenied)",
    permission: "iam:GetCredentialReport",
  },
  {
    rule: "MY-001",
    scope: PROD,
    subject: { id: "AKIAUNREAD0000000001", type: "aws.access-key", name: "unread" },
    reason: "last_used_known could not be read",
  },
];

const INVENTORY: readonly InventoryRow[] = [
  {
    id: "arn:aws:iam::111122223333:role/site-deploy",
    type: "aws.iam-role",
    name: "site-deploy",
    scope: PROD,
    tags: { team: "web", env: "prod" },
    reaches_admin: true,
    admin_hops: 1,
  },
  {
    id: "arn:aws:iam::111122223333:user/ci-legacy",
    type: "aws.iam-user",
    name: "ci-legacy",
    scope: PROD,
    reaches_admin: false,
  },
];

const ACCOUNTS: readonly InventoryRow[] = [
  { id: PROD, type: "aws.account", name: "prod", scope: PROD, root_mfa_enabled: true, identities: 40 },
  { id: DEV, type: "aws.account", name: "dev", scope: DEV, root_mfa_enabled: null, identities: null },
];

/** A source with the given findings; the rest as told above. */
export function source(more: Partial<ReportSource> = {}): ReportSource {
  const findings = more.findings ?? [
    PATH_FINDING,
    finding(),
    finding({
      subject: { id: "AKIAI44QH8DHBEXAMPLE", type: "aws.access-key", name: "second" },
      state: "waived",
      note: "rotation planned, until 2026-12-01",
    }),
    finding({ rule: "MY-001", severity: "low", scope: DEV, carried: true, message: "Carried over" }),
    finding({ rule: "MY-001", severity: "medium", state: "baselined", note: "known since 2026-09-01", isNew: false }),
  ];
  const open = findings.filter(({ state }) => state === "finding");
  const count = (severity: string): number => open.filter((row) => row.severity === severity).length;
  return {
    tool: { name: "nhi", version: "0.1.0", informationUri: "https://github.com/example/nhi" },
    now: NOW,
    command: "scan",
    threshold: "high",
    summary: {
      identities: 1871,
      credentials: 412,
      staticCredentials: 61,
      workloadIdentities: 40,
      withoutStaticSecret: 12,
      staticSecretUnknown: 0,
      accountsNotCounted: 0,
      scopes: 3,
      bySeverity: { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low") },
      waived: findings.filter(({ state }) => state === "waived").length,
      baselined: findings.filter(({ state }) => state === "baselined").length,
      rulesNotEvaluated: 2,
    },
    scopes: SCOPES,
    rules: RULES,
    notEvaluated: NOT_EVALUATED,
    counts: [
      { rule: "AWS-001", scope: PROD, passed: 0, flagged: 2, notEvaluated: 1, notApplicable: 0 },
      { rule: "AWS-013", scope: DEV, passed: 7, flagged: 0, notEvaluated: 0, notApplicable: 1 },
    ],
    calls: [{ scope: PROD, call: "iam:GetAccountAuthorizationDetails", count: 2 }],
    accounts: () => ACCOUNTS,
    inventory: () => INVENTORY,
    executionSuccessful: true,
    ...more,
    findings,
  };
}

/** A source in which nothing was found, nothing was left unread and nothing was left unjudged. */
export function cleanSource(more: Partial<ReportSource> = {}): ReportSource {
  const scopes = SCOPES.filter(({ id }) => id === DEV);
  return source({ findings: [], notEvaluated: [], scopes, ...more });
}

/** Names that try to do something to each output; `label` says what. */
export const HOSTILE: readonly { readonly label: string; readonly name: string }[] = [
  { label: "ansi colour", name: "\u001b[31mred\u001b[0m" },
  { label: "terminal title", name: "\u001b]0;owned\u0007x" },
  { label: "C1 control", name: "\u009b2Jx" },
  { label: "newline", name: "line one\nFAKE: all clear" },
  { label: "carriage return", name: "real\rfake" },
  { label: "bidi override", name: "user\u202egnp.exe" },
  { label: "bidi isolate", name: "a\u2066b\u2069c" },
  { label: "zero width", name: "ad\u200bmin\u2060\ufeff" },
  { label: "nul before formula", name: "\u0000=1+1" },
  { label: "formula", name: '=HYPERLINK("https://evil.example","x")' },
  { label: "formula behind spaces", name: "  =cmd|' /C calc'!A0" },
  { label: "formula plus", name: "+1+1" },
  { label: "formula minus", name: "-2+3" },
  { label: "formula at", name: "@SUM(A1)" },
  { label: "formula full width", name: "\uff1d1+1" },
  { label: "html", name: "<script>alert(1)</script><img src=x onerror=alert(1)>" },
  { label: "markdown link", name: "[click](https://evil.example)" },
  { label: "markdown image", name: "![x](https://evil.example/p.png)" },
  { label: "sarif link to a location", name: "[a](1)" },
  { label: "table and code", name: "a|b`c``d*e*_f_~g~" },
  { label: "mention and issue", name: "@octocat #12 GH-12 a@b.example https://x.example www.x.example" },
  { label: "formula of mathematics", name: "$x$ $$y$$" },
  { label: "xml end", name: "]]></failure>&amp;\"'<![CDATA[" },
  { label: "quotes", name: '"a","b"; \'c\'' },
  { label: "lone surrogate", name: "x\ud800y" },
  { label: "not a character", name: "x\ufffey" },
  { label: "path", name: "../../etc/passwd" },
  { label: "dots", name: ".." },
  { label: "placeholder", name: "{0} {name} %s %1$s" },
  { label: "wide", name: "管理者ロール" },
  { label: "emoji", name: "🔑 key" },
  { label: "very long", name: `start-${"x".repeat(3000)}-end` },
  { label: "empty", name: "" },
  { label: "spaces", name: "   " },
];

/** A finding whose every text is the hostile name. */
export function hostileFinding(name: string): Finding {
  return finding({
    rule: "AWS-001",
    title: name,
    message: name,
    subject: { id: name, type: "aws.iam-user", name },
    note: name,
    fix: name,
    evidence: [{ dataSet: name, call: name, file: name }],
    columns: { [name === "" ? "empty" : name]: name },
  });
}

/** A source in which every text from outside is the hostile name. */
export function hostileSource(name: string): ReportSource {
  const subject = { id: name, type: "aws.iam-user", name };
  const [first] = SCOPES;
  if (first === undefined) throw new Error("the fixture has scopes");
  return source({
    findings: [
      hostileFinding(name),
      { ...hostileFinding(name), fingerprint: hashText(`waived ${name}`), severity: "low", state: "waived" },
    ],
    notEvaluated: [{ rule: "AWS-001", scope: PROD, subject, dataSet: name, reason: name, permission: name }],
    scopes: [{ ...first, name, gaps: [{ dataSet: name, subject: name, message: name, permission: name }] }],
    passed: [{ rule: "AWS-001", scope: PROD, subject }],
    inventory: () => [{ id: name, name, type: "aws.iam-user", scope: PROD, tags: { [name]: name } }],
    accounts: () => [{ id: PROD, type: "aws.account", name, scope: PROD, alias: name }],
    closing: [name],
  });
}

/** `count` findings over the given scopes, every severity in turn, each with its own key. */
export function manyFindings(count: number, scopes: readonly string[] = [PROD]): Finding[] {
  const severities = ["critical", "high", "medium", "low"] as const;
  return Array.from({ length: count }, (_, at) => {
    const number = String(at).padStart(8, "0");
    const parent = `arn:aws:iam::111122223333:user/ci-${number}`;
    return finding({
      severity: severities[at % 4] ?? "low",
      scope: scopes[at % scopes.length] ?? PROD,
      subject: { id: `AKIA0000${number}`, type: "aws.access-key", name: `…${number.slice(4)} of ci-${number}`, parent },
      message: `Access key …${number.slice(4)} of ci-${number} is 812 days old`,
    });
  });
}

/** The whole output of a reporter as one text. */
export async function render(reporter: Reporter, from: ReportSource, look: Partial<ReportOut> = {}): Promise<string> {
  const chunks: string[] = [];
  await reporter(from, { write: (chunk) => void chunks.push(chunk), color: false, ...look });
  return chunks.join("");
}

/** Characters that no report may contain raw: controls but the newline of its own lines, bidi, zero-width and the like. */
export const UNSEEN_RAW = /[^\P{Cc}\n\r]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
