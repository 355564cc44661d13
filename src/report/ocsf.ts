// OCSF 1.6 events, one a line: an IAM Analysis Finding (class 2008) for each finding, a base event for what was not seen.
import { edgeWords } from "../model/edge-words.js";
import type { Finding, FindingPath, PathHop } from "../model/finding.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { Json, Severity } from "../model/words.js";
import { jsonText, sorted } from "./escape.js";
import { sortedFindings } from "./order.js";
import { rulePage, rulesById } from "./rule-page.js";
import { writeAll } from "./stream.js";
import { gapRows, notEvaluatedGroups } from "./unknown.js";

const VERSION = "1.6.0";
const CLASS = 2008;
const CREATE = 1;
const UPDATE = 2;
const SEVERITY_IDS: { readonly [severity in Severity]: number } = { low: 2, medium: 3, high: 4, critical: 5 };
const SEVERITY_CAPTIONS = ["Unknown", "Informational", "Low", "Medium", "High", "Critical"] as const;
const INFORMATIONAL = 1;

/** Reporter `ocsf`: findings of every state, then gaps and what was not evaluated. */
export async function ocsf(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, eventLines(source));
}

function* eventLines(source: ReportSource): Generator<string> {
  const rules = rulesById(source);
  for (const finding of sortedFindings(source)) yield line(toFindingEvent(source, finding, rules.get(finding.rule)));
  for (const { scope, dataSet, subject, message, permission } of gapRows(source)) {
    yield line(
      toGapEvent(source, "NHI-GAP", `${[scope, dataSet, subject].filter(Boolean).join(" ")}: ${message}`, permission),
    );
  }
  for (const { scope, rules: ids, reason, permission } of notEvaluatedGroups(source)) {
    yield line(toGapEvent(source, "NHI-NOT-EVALUATED", `${scope}: ${ids.join(", ")}: ${reason}`, permission));
  }
}

function line(event: Fields): string {
  return `${jsonText(event)}\n`;
}

/** A record of which fields that are undefined are left out when it becomes JSON. */
type Fields = { readonly [key: string]: Json | Fields | readonly Fields[] | undefined };

function toFindingEvent(source: ReportSource, finding: Finding, rule: Rule | undefined): Fields {
  const activity = finding.firstSeen >= source.now ? CREATE : UPDATE;
  const activityName = activity === CREATE ? "Create" : "Update";
  const page = rule && rulePage(source.tool, rule);
  const isOpen = finding.state === "finding";
  const confidence = finding.path?.confidence;
  return {
    activity_id: activity,
    activity_name: activityName,
    category_uid: 2,
    category_name: "Findings",
    class_uid: CLASS,
    class_name: "IAM Analysis Finding",
    type_uid: CLASS * 100 + activity,
    type_name: `IAM Analysis Finding: ${activityName}`,
    time: Date.parse(source.now),
    ...severity(SEVERITY_IDS[finding.severity]),
    status_id: isOpen ? 1 : 3,
    status: isOpen ? "New" : "Suppressed",
    status_detail: finding.note,
    message: finding.message,
    ...(confidence === undefined ? {} : { confidence_score: Math.round(confidence * 100) }),
    metadata: metadata(source, finding.rule),
    finding_info: toInfo(source, finding, rule, page),
    access_analysis_result: toAccess(finding),
    user: toUser(finding),
    resources: [
      {
        uid: finding.subject.id,
        name: finding.subject.name,
        type: finding.subject.type,
        namespace: finding.scope,
        region: finding.region,
      },
    ],
    remediation: { desc: finding.fix.trim(), references: page === undefined ? undefined : [page] },
  };
}

function severity(id: number): Fields {
  return { severity_id: id, severity: SEVERITY_CAPTIONS[id] };
}

function metadata({ tool }: ReportSource, code: string): Fields {
  const product = { name: tool.name, vendor_name: tool.name, version: tool.version, url_string: tool.informationUri };
  return { version: VERSION, product, event_code: code };
}

function toInfo(source: ReportSource, finding: Finding, rule: Rule | undefined, page: string | undefined): Fields {
  const attacks = (rule?.mappings.attack ?? []).map(toAttack);
  const tags = Object.entries(rule?.mappings ?? {}).flatMap(([name, values]: [string, readonly string[]]) =>
    values.length === 0 ? [] : [{ name, values }],
  );
  const sources = [...new Set(finding.evidence.map(({ call }) => call))];
  return {
    uid: finding.fingerprint,
    title: finding.title,
    desc: rule?.why.trim().replace(/\s+/g, " "),
    types: [finding.rule],
    first_seen_time: Date.parse(finding.firstSeen),
    last_seen_time: finding.carried ? undefined : Date.parse(source.now),
    analytic: { uid: finding.rule, name: rule?.name ?? finding.rule, type_id: 1, type: "Rule" },
    attacks: attacks.length === 0 ? undefined : attacks,
    data_sources: sources.length === 0 ? undefined : sources,
    src_url: page,
    tags: tags.length === 0 ? undefined : tags,
    attack_graph: finding.path && toGraph(finding.path, finding.fingerprint),
  };
}

/** `T1078.004` is a sub-technique of T1078. */
function toAttack(id: string): Fields {
  const [technique = id] = id.split(".");
  return { technique: { uid: technique }, ...(technique === id ? {} : { sub_technique: { uid: id } }) };
}

function toGraph(path: FindingPath, uid: string): Fields {
  const ids = [...new Set([path.source, ...path.hops.flatMap(({ from, to }) => [from, to]), path.target])];
  return {
    uid,
    name: "access path",
    type: "attack path",
    is_directed: true,
    nodes: ids.map((id) => ({ uid: id, name: id })),
    edges: path.hops.map(toEdge),
  };
}

function toEdge(hop: PathHop, at: number): Fields {
  const { technique, condition, state, confidence, evidence } = hop;
  return {
    uid: String(at + 1),
    name: edgeWords(hop.edge),
    source: hop.from,
    target: hop.to,
    relation: hop.edge,
    is_directed: true,
    data: {
      state,
      confidence,
      technique,
      condition,
      evidence: evidence === null ? undefined : sorted(evidence),
    },
  };
}

/** Who has the access: the start of the path, else the identity that the finding is about. */
function toAccess(finding: Finding): Fields {
  const { path } = finding;
  const conditions = (path?.hops ?? []).flatMap(({ edge, condition }) =>
    condition === undefined ? [] : [{ name: edge, value: condition }],
  );
  return {
    accessors: [path === undefined ? toUser(finding) : { uid: path.source }],
    access_type: path?.exposure,
    condition_keys: conditions.length === 0 ? undefined : conditions,
  };
}

/** The identity: the subject, or what a credential or trust belongs to. */
function toUser({ subject }: Finding): Fields {
  if (subject.parent !== undefined) return { uid: subject.parent, credential_uid: subject.id };
  return { uid: subject.id, name: subject.name, type: subject.type, type_id: 99 };
}

/** A base event: OCSF has no class for what could not be looked at. */
function toGapEvent(source: ReportSource, code: string, message: string, permission: string | undefined): Fields {
  return {
    activity_id: 99,
    activity_name: "Not read",
    category_uid: 0,
    category_name: "Uncategorized",
    class_uid: 0,
    class_name: "Base Event",
    type_uid: 99,
    type_name: "Base Event: Other",
    time: Date.parse(source.now),
    ...severity(INFORMATIONAL),
    status_id: 2,
    status: "Failure",
    status_detail: permission === undefined ? undefined : `needs ${permission}`,
    message,
    metadata: metadata(source, code),
  };
}
