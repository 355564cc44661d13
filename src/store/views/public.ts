// The public views that are not made from node columns: history, coverage, edges, documents, findings.
import type { Column } from "../../model/views/column.js";
import { ID_MARK, NAME_MARK } from "../write/finding-texts.js";
import { currentNode, edgeEnd, SCOPE_DATA_SET, visible } from "./current.js";

/** A view in plain SQL, with the columns it selects, in order. */
export interface PublicView {
  readonly name: string;
  readonly doc: string;
  readonly columns: readonly Omit<Column, "source">[];
  readonly sql: string;
}

type Spec = readonly [name: string, type: Column["type"], nullMeans: Column["null_means"], doc: string];

function columns(...specs: readonly Spec[]): PublicView["columns"] {
  return specs.map(([name, type, null_means, doc]) => ({ name, type, null_means, doc }));
}

const dataSet: PublicView = {
  name: "data_set",
  doc: "What each scope was asked: one row a data set and region, with the result of its latest attempt.",
  columns: columns(
    ["scope", "text", "none", "Scope id."],
    ["name", "text", "none", "Data set, such as aws/iam:credential-report."],
    ["region", "text", "none", "Region; NULL for global data sets."],
    ["state", "text", "none", "complete, partial, denied, unlicensed or failed, in the latest attempt."],
    ["code", "text", "none", "Vendor's error code."],
    ["message", "text", "none", "What happened and where."],
    ["permission", "text", "none", "Permission or licence that would open it."],
    ["attempted_at", "time", "none", "When the latest attempt was stored."],
    ["completed_at", "time", "none", "When it was last complete; NULL is never."],
  ),
  sql: `SELECT d.scope AS scope, d.name AS name, nullif(d.region, '') AS region, c.state AS state, c.code AS code,
  c.message AS message, c.permission AS permission, a.completed_at AS attempted_at, s.completed_at AS completed_at
FROM data_set_row d
JOIN coverage_row c ON c.snapshot = d.attempted_in AND c.data_set = d.id
JOIN snapshot_row a ON a.id = d.attempted_in
LEFT JOIN snapshot_row s ON s.id = d.completed_in`,
};

const gap: PublicView = {
  name: "gap",
  doc: "What could not be read or decided. Unknown is never clean: rules that need it are not evaluated.",
  columns: columns(
    ["scope", "text", "none", "Scope id."],
    ["data_set", "text", "none", "Data set; `analysis` when the fault was found later."],
    ["region", "text", "none", "Region; NULL for global data sets."],
    ["state", "text", "none", "State of a data set that is not complete; `fault` for one inside a data set."],
    ["subject", "text", "none", "Node id, file or call it is about; NULL for the whole data set."],
    ["code", "text", "none", "Vendor's error code."],
    ["message", "text", "none", "What happened and where."],
    ["permission", "text", "none", "Permission or licence that would open it."],
  ),
  sql: `SELECT scope, name AS data_set, region, state, NULL AS subject, code, message, permission FROM data_set WHERE state <> 'complete'
UNION ALL
SELECT d.scope, d.name, nullif(d.region, ''), 'fault', g.subject, NULL, g.message, g.permission
FROM gap_row g JOIN data_set_row d ON d.id = g.data_set WHERE ${visible("g")}
UNION ALL
SELECT scope, 'analysis', NULL, 'fault', subject, NULL, message, NULL FROM analysis_gap_row WHERE closed_in IS NULL`,
};

const run: PublicView = {
  name: "run",
  doc: "Invocations of nhi that wrote to this database.",
  columns: columns(
    ["id", "integer", "none", "Number of the run."],
    ["command", "text", "none", "Command, such as scan."],
    ["version", "text", "none", "Version of nhi."],
    ["started_at", "time", "none", "Start."],
    ["finished_at", "time", "none", "End; NULL while it runs, or when it was killed."],
    ["outcome", "text", "none", "done, failed or interrupted; NULL like finished_at."],
  ),
  sql: "SELECT id, command, version, started_at, finished_at, outcome FROM run_row",
};

const scope: PublicView = {
  name: "scope",
  doc: "Accounts, tenants, organisations and repositories that are known.",
  columns: columns(
    ["id", "text", "none", "Scope id: aws:111122223333."],
    ["type", "text", "none", "aws.account, aws.organization, …"],
    ["name", "text", "none", "Name or alias."],
    ["parent", "text", "none", "Scope above it, if any."],
    ["read_at", "time", "none", "When its last crawl was stored; NULL when it is only known from its parent."],
    ["properties", "json", "none", "Other facts about it."],
  ),
  sql: `SELECT n.id AS id, n.type AS type, n.name AS name, n.parent AS parent,
  (SELECT s.completed_at FROM snapshot_row s WHERE s.scope = n.id AND s.completed_at IS NOT NULL
    ORDER BY s.id DESC LIMIT 1) AS read_at, n.properties AS properties
FROM node_row n WHERE n.kind = 'scope' AND ${currentNode("n")}`,
};

const node: PublicView = {
  name: "node",
  doc: "Every node of the graph, as read or as derived. The other views show them by kind with named columns.",
  columns: columns(
    ["id", "text", "none", "Address that others can name."],
    ["kind", "text", "none", "principal, credential, workload, trust, grant, session, resource, scope or set."],
    ["type", "text", "none", "Vendor's type, such as aws.iam-role."],
    ["name", "text", "none", "What people call it."],
    ["scope", "text", "none", "Scope it lives in."],
    ["region", "text", "none", "Region; NULL when it is global or derived."],
    ["incarnation", "text", "none", "Vendor's unique id; changes when it is re-created under the same name."],
    ["parent", "text", "none", "Node that it belongs to."],
    ["document", "text", "none", "Content hash of the document that defines it."],
    ["properties", "json", "none", "Facts as read."],
    ["data_set", "text", "none", "Data set that declared it; NULL when derived."],
    ["derived", "boolean", "none", "Worked out by analysis."],
    ["opened_at", "time", "none", "When it was first seen as it is now."],
  ),
  sql: `SELECT n.id AS id, n.kind AS kind, n.type AS type, n.name AS name, d.scope AS scope, nullif(d.region, '') AS region,
  n.incarnation AS incarnation, n.parent AS parent, n.document AS document, n.properties AS properties,
  nullif(d.name, '${SCOPE_DATA_SET}') AS data_set, 0 AS derived, s.completed_at AS opened_at
FROM node_row n JOIN data_set_row d ON d.id = n.data_set JOIN snapshot_row s ON s.id = n.opened_in
WHERE ${currentNode("n")}
UNION ALL
SELECT n.id, n.kind, n.type, n.name, n.scope, NULL, NULL, NULL, NULL, n.properties, NULL, 1, a.at
FROM derived_node_row n JOIN analysis_row a ON a.id = n.opened_in WHERE n.closed_in IS NULL`,
};

const edge: PublicView = {
  name: "edge",
  doc: "Every edge of the graph, as read or as derived: source can … target.",
  columns: columns(
    ["kind", "text", "none", "What the source can do: has_grant, can_assume, escalates_to, …"],
    ["from_id", "text", "none", "Source: a node id, or by:value when the reference names nothing that is known."],
    ["to_id", "text", "none", "Target, likewise."],
    ["scope", "text", "none", "Scope that it was read in; NULL when derived."],
    ["capability", "text", "none", "What it gives at the target, where its kind does not say."],
    ["state", "text", "none", "none, met, blocked, unknown, needs-actor or attacker-settable."],
    ["confidence", "real", "none", "0 to 1."],
    ["technique", "text", "none", "Escalation technique, of derived edges."],
    ["condition", "text", "none", "Condition that is left open, in words."],
    ["properties", "json", "none", "Other facts; of derived edges the ids they were derived from."],
    ["data_set", "text", "none", "Data set that declared it; NULL when derived."],
    ["derived", "boolean", "none", "Worked out by analysis."],
    ["opened_at", "time", "none", "When it was first seen as it is now."],
  ),
  sql: `SELECT e.kind AS kind, ${edgeEnd("e", "from")} AS from_id, ${edgeEnd("e", "to")} AS to_id, d.scope AS scope,
  e.capability AS capability, e.state AS state, e.confidence AS confidence, NULL AS technique, NULL AS condition,
  e.properties AS properties, d.name AS data_set, 0 AS derived, s.completed_at AS opened_at
FROM edge_row e JOIN data_set_row d ON d.id = e.data_set JOIN snapshot_row s ON s.id = e.opened_in
WHERE ${visible("e")}
UNION ALL
SELECT e.kind, e.from_id, e.to_id, NULL, e.capability, e.state, e.confidence, e.technique, e.condition,
  json_object('because', json(e.because)), NULL, 1, a.at
FROM derived_edge_row e JOIN analysis_row a ON a.id = e.opened_in WHERE e.closed_in IS NULL`,
};

const accessPath: PublicView = {
  name: "access_path",
  doc: "Best path of each source that reaches control of a scope, or protected data: one row a source and target.",
  columns: columns(
    ["source", "text", "none", "Where it starts: a node id."],
    ["source_class", "text", "none", "internet, vendor, repository, federation or principal."],
    ["target", "text", "none", "Scope that is controlled, or resource that is reached."],
    ["tier", "integer", "none", "0 control of the scope, 1 data and secrets of production."],
    ["hops", "integer", "none", "Steps; 0 for who is administrator already."],
    ["confidence", "real", "none", "0 to 1, of all steps together."],
    ["state", "text", "none", "Least sure state of its steps: none, met, attacker-settable, needs-actor or unknown."],
    ["exposure", "text", "none", "How exposed the source is; NULL when it could not be told."],
    [
      "steps",
      "json",
      "none",
      "Steps in order: from, to, edge, technique, condition, state, confidence, evidence. Of more than 50, the last (edge and_so_on_to) stands for all that are left.",
    ],
    ["opened_at", "time", "none", "When it was first found as it is now."],
  ),
  sql: `SELECT p.source AS source, p.source_class AS source_class, p.target AS target, p.tier AS tier, p.hops AS hops,
  p.confidence AS confidence, p.state AS state, p.exposure AS exposure, p.steps AS steps, a.at AS opened_at
FROM access_path_row p JOIN analysis_row a ON a.id = p.opened_in WHERE p.closed_in IS NULL`,
};

const entitlement: PublicView = {
  name: "entitlement",
  doc: "What principals can really do to what, worked out: identities they can become, data they can reach, scopes they control. Sets stand for many.",
  columns: columns(
    ["principal", "text", "none", "Who can, or a set of those who can."],
    ["principal_name", "text", "none", "Its name."],
    ["kind", "text", "none", "can_assume, escalates_to, adds_credential, runs_code_in or permits."],
    ["target", "text", "none", "What it can be done to, or a set of that."],
    ["target_name", "text", "none", "Its name."],
    ["capability", "text", "none", "What it gives at the target, where the kind does not say: read, write, admin."],
    ["state", "text", "none", "none, met, blocked, unknown, needs-actor or attacker-settable."],
    ["confidence", "real", "none", "0 to 1."],
    ["technique", "text", "none", "Escalation technique."],
    ["condition", "text", "none", "Condition that is left open, in words."],
    ["because", "json", "none", "Statements and trusts that it rests on."],
  ),
  sql: `SELECT e.from_id AS principal, f.name AS principal_name, e.kind AS kind, e.to_id AS target, t.name AS target_name,
  e.capability AS capability, e.state AS state, e.confidence AS confidence, e.technique AS technique,
  e.condition AS condition, e.because AS because
FROM derived_edge_row e LEFT JOIN node f ON f.id = e.from_id LEFT JOIN node t ON t.id = e.to_id
WHERE e.closed_in IS NULL AND e.kind IN ('can_assume', 'escalates_to', 'adds_credential', 'runs_code_in', 'permits')`,
};

const document: PublicView = {
  name: "document",
  doc: "Policy, trust and workflow texts, each kept once. Texts of closed rows stay.",
  columns: columns(
    ["hash", "text", "none", "Content hash: first 32 hex digits of SHA-256."],
    ["type", "text", "none", "aws.policy, aws.trust, …"],
    ["text", "text", "none", "Canonical text; for JSON compact."],
  ),
  sql: "SELECT hash, type, text FROM document_row",
};

const finding: PublicView = {
  name: "finding",
  doc: "Findings that are open, with what was accepted by a waiver or baseline, by state.",
  columns: columns(
    ["fingerprint", "text", "none", "Identity of the finding, the same tomorrow."],
    ["rule", "text", "none", "Rule id."],
    ["severity", "text", "none", "critical, high, medium or low."],
    ["state", "text", "none", "finding, waived or baselined, in the run that wrote it last."],
    ["title", "text", "none", "The rule's title."],
    ["message", "text", "none", "What was found; ages in it are those of the run that wrote it last."],
    ["scope", "text", "none", "Scope id."],
    ["subject_id", "text", "none", "Node that it is about."],
    ["subject_type", "text", "none", "Its type."],
    ["subject_name", "text", "none", "Its name."],
    ["fix", "text", "none", "What to do."],
    ["first_seen_at", "time", "none", "Start of the run that saw it first."],
  ),
  sql: `SELECT f.fingerprint AS fingerprint, f.rule AS rule, f.severity AS severity, f.json ->> '$.state' AS state,
  f.json ->> '$.title' AS title, coalesce(f.message, f.json ->> '$.message') AS message, f.scope AS scope, f.subject AS subject_id,
  f.json ->> '$.subject.type' AS subject_type, f.json ->> '$.subject.name' AS subject_name,
  coalesce(
    replace(replace(t.text, '${ID_MARK}', f.subject), '${NAME_MARK}', f.json ->> '$.subject.name'),
    f.fix, f.json ->> '$.fix') AS fix, r.started_at AS first_seen_at
FROM finding_row f JOIN run_row r ON r.id = f.opened_in LEFT JOIN text_row t ON typeof(f.fix) <> 'text' AND t.id = f.fix
WHERE f.closed_in IS NULL`,
};

/** Sorted by name. `gap` reads `data_set`. */
export const PUBLIC_VIEWS: readonly PublicView[] = [
  accessPath,
  dataSet,
  document,
  edge,
  entitlement,
  finding,
  gap,
  node,
  run,
  scope,
];
