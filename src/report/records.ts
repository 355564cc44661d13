// The rows of JSON and JSON Lines, written out field by field: what is not listed here never leaves, whatever the model
// grows. The shape is versioned (docs/schema/report.schema.json); fields may be added, none renamed or removed.
import type { Finding, FindingPath, FindingSubject, NotEvaluated, PassedRow, RuleCount } from "../model/finding.js";
import type { CallCount, InventoryRow, ReportScope, ReportSource, SecretShare } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { Json, JsonRecord } from "../model/words.js";
import { sorted, sortedRecord } from "./escape.js";
import { compareText } from "./order.js";
import { rulePage } from "./rule-page.js";
import type { GapRow } from "./unknown.js";

const SCHEMA = "nhi-report/1";

/** Keys in the order given. Undefined values are left out when it becomes JSON: taking them out first costs a copy a row. */
function record(fields: { readonly [key: string]: Json | undefined }): JsonRecord {
  return fields as JsonRecord;
}

/** What was run, with which clock. */
export function toHeadRecord(source: ReportSource): JsonRecord {
  const { tool } = source;
  return record({
    schema: SCHEMA,
    tool: record({
      name: tool.name,
      version: tool.version,
      informationUri: tool.informationUri,
    }),
    now: source.now,
    command: source.command,
    threshold: source.threshold,
    executionSuccessful: source.executionSuccessful,
    summary: toSummaryRecord(source),
    ...(source.drift !== undefined && { drift: toDriftRecord(source.drift) }),
  });
}

/** What drift was told by; `since` is null for a first scan. */
function toDriftRecord(drift: NonNullable<ReportSource["drift"]>): JsonRecord {
  const nothingEarlier = drift.nothingEarlier.map(({ scope, dataSet, region, reason }) =>
    record({ scope, dataSet, region, reason }),
  );
  return record({ since: drift.since ?? null, nothingEarlier });
}

function toSummaryRecord({ summary }: ReportSource): JsonRecord {
  const { critical, high, medium, low } = summary.bySeverity;
  return record({
    identities: summary.identities,
    credentials: summary.credentials,
    staticCredentials: summary.staticCredentials,
    ...toShareRecord(summary),
    scopes: summary.scopes,
    bySeverity: { critical, high, medium, low },
    waived: summary.waived,
    baselined: summary.baselined,
    rulesNotEvaluated: summary.rulesNotEvaluated,
  });
}

/** The headline figure. */
export function toShareRecord(share: SecretShare): JsonRecord {
  return record({
    workloadIdentities: share.workloadIdentities,
    withoutStaticSecret: share.withoutStaticSecret,
    staticSecretUnknown: share.staticSecretUnknown,
    accountsNotCounted: share.accountsNotCounted,
  });
}

/** A scope with the coverage of each of its data sets; its gaps are rows of their own. */
export function toScopeRecord(scope: ReportScope): JsonRecord {
  const coverage = [...scope.coverage].sort(
    (a, b) => compareText(a.dataSet, b.dataSet) || compareText(a.region ?? "", b.region ?? ""),
  );
  return record({
    id: scope.id,
    type: scope.type,
    name: scope.name,
    parent: scope.parent,
    readAt: scope.readAt,
    identities: scope.identities,
    littleRead: scope.littleRead && { ...scope.littleRead },
    coverage: coverage.map((row) =>
      record({
        dataSet: row.dataSet,
        region: row.region === "" ? undefined : row.region,
        state: row.state,
        code: row.code,
        message: row.message,
        permission: row.permission,
        accepted: row.accepted,
      }),
    ),
  });
}

/** A gap as reports write it. */
export function toGapRecord(gap: GapRow): JsonRecord {
  return record({
    scope: gap.scope,
    dataSet: gap.dataSet,
    region: gap.region,
    subject: gap.subject,
    state: gap.state,
    message: gap.message,
    permission: gap.permission,
    accepted: gap.accepted,
  });
}

/** A rule as it was run; predicates and cases stay in `nhi rules show`. */
export function toRuleRecord(source: ReportSource, rule: Rule): JsonRecord {
  return record({
    id: rule.id,
    name: rule.name,
    title: rule.title,
    severity: rule.severity,
    source: rule.source,
    helpUri: rulePage(source.tool, rule),
    mappings: Object.fromEntries(Object.entries(rule.mappings).sort(([a], [b]) => compareText(a, b))),
    requires: rule.requires,
    why: rule.why,
    fix: rule.fix,
    falsePositives: rule.false_positives,
  });
}

function toSubjectRecord(subject: FindingSubject): JsonRecord {
  return record({
    id: subject.id,
    type: subject.type,
    name: subject.name,
    parent: subject.parent,
  });
}

/** `files`: the files of a bundle that the evidence was read from are named too. */
export function toFindingRecord(finding: Finding, files: boolean): JsonRecord {
  const { location } = finding;
  return record({
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    severity: finding.severity,
    state: finding.state,
    note: finding.note,
    title: finding.title,
    message: finding.message,
    subject: toSubjectRecord(finding.subject),
    scope: finding.scope,
    region: finding.region,
    location:
      location &&
      record({
        file: location.file,
        line: location.line,
        column: location.column,
      }),
    fix: finding.fix,
    evidence: finding.evidence.map((note) =>
      record({
        dataSet: note.dataSet,
        call: note.call,
        file: files ? note.file : undefined,
      }),
    ),
    columns: sortedRecord(finding.columns),
    firstSeen: finding.firstSeen,
    carried: finding.carried,
    isNew: finding.isNew,
    newRule: finding.newRule,
    path: finding.path && toPathRecord(finding.path),
  });
}

function toPathRecord(path: FindingPath): JsonRecord {
  return record({
    source: path.source,
    target: path.target,
    exposure: path.exposure,
    confidence: path.confidence,
    names: path.names && sortedRecord(path.names),
    hops: path.hops.map((hop) =>
      record({
        from: hop.from,
        to: hop.to,
        edge: hop.edge,
        technique: hop.technique,
        condition: hop.condition,
        state: hop.state,
        confidence: hop.confidence,
        evidence: sorted(hop.evidence),
      }),
    ),
  });
}

/** What a rule could not judge, as reports write it. */
export function toNotEvaluatedRecord(row: NotEvaluated): JsonRecord {
  return record({
    rule: row.rule,
    scope: row.scope,
    dataSet: row.dataSet,
    subject: row.subject && toSubjectRecord(row.subject),
    reason: row.reason,
    permission: row.permission,
    accepted: row.accepted,
  });
}

/** What a rule came to in a scope, as reports write it. */
export function toCountRecord(count: RuleCount): JsonRecord {
  return record({
    rule: count.rule,
    scope: count.scope,
    passed: count.passed,
    flagged: count.flagged,
    notEvaluated: count.notEvaluated,
    notApplicable: count.notApplicable,
  });
}

/** A row that passed, as reports write it. */
export function toPassedRecord(row: PassedRow): JsonRecord {
  return record({
    rule: row.rule,
    scope: row.scope,
    subject: toSubjectRecord(row.subject),
  });
}

/** How often a call was made, as reports write it. */
export function toCallRecord(call: CallCount): JsonRecord {
  return record({
    scope: call.scope,
    call: call.call,
    count: call.count,
  });
}

/** A row of the inventory as it is, keys sorted: its columns are those of the `identity` or `account` view. */
export function toInventoryRecord(row: InventoryRow): JsonRecord {
  return sortedRecord(row);
}
