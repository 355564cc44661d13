// Databases as earlier schema versions left them, with rows in every table of theirs.
import Database from "better-sqlite3";
import { MIGRATIONS, migrate } from "../../src/store/schema/migrate.js";
import { USER } from "./estate.js";

/** A finding as the first versions kept it: with its message and its fix. */
const FINDING = {
  fingerprint: "f1",
  rule: "AWS-001",
  scope: "aws:111122223333",
  severity: "high",
  title: "Access key is old",
  subject: { id: USER, type: "aws.iam-user", name: "ci" },
  message: "Access key of ci is old",
  fix: "Delete it",
  evidence: [],
  columns: {},
  state: "finding",
};

/** Rows by the schema version that brought their tables, in that version's columns. */
const ROWS: readonly (readonly [version: number, sql: string])[] = [
  [
    1,
    `INSERT INTO run_row VALUES (1, 'scan', '0.0.1', '2025-12-01T00:00:00.000Z', '2025-12-01T00:01:00.000Z', 'done');
    INSERT INTO snapshot_row VALUES (1, 1, 'aws:111122223333', 'complete', '2025-12-01T00:00:00.000Z', '2025-12-01T00:01:00.000Z', NULL);
    INSERT INTO data_set_row VALUES (1, 'aws:111122223333', 'aws/iam:account-authorization-details', '', 1, 1, 1);
    INSERT INTO coverage_row VALUES (1, 1, 'complete', NULL, NULL, NULL);
    INSERT INTO unit_row VALUES (1, 1, 'iam:GetAccountAuthorizationDetails', '');
    INSERT INTO node_row VALUES (1, 'hash', 1, 1, NULL, 1, 'principal', 'aws.iam-user', '${USER}', 'ci', 'AIDA1', NULL, NULL, '{"path":"/old/"}');
    INSERT INTO alias_row VALUES (1, 'ci@example.com');
    INSERT INTO edge_row VALUES (1, 'hash', 1, 1, NULL, 1, 'has_grant', NULL, '${USER}', NULL, 'p', NULL, 'none', 1, '{}');
    INSERT INTO gap_row VALUES (1, 'hash', 1, 1, NULL, 1, 'x', 'does not parse', NULL);
    INSERT INTO document_row VALUES (1, 'hash', 'aws.policy', '{}', 1);`,
  ],
  [
    2,
    `INSERT INTO analysis_row VALUES (1, '2025-12-01T00:02:00.000Z', '[1]');
    INSERT INTO derived_fact_row VALUES (1, 'hash', 1, NULL, '${USER}', '{"owner":"platform"}');
    INSERT INTO derived_node_row VALUES (1, 'hash', 1, NULL, 'set', 'any', 'hub', 'any', 'aws:111122223333', '{}');
    INSERT INTO derived_edge_row VALUES (1, 'hash', 1, NULL, 'includes', 'hub', '${USER}', 'none', 1, NULL, NULL, '[]');
    INSERT INTO analysis_gap_row VALUES (1, 'hash', 1, NULL, 'aws:111122223333', 'y', 'unknown operator');
    INSERT INTO finding_row VALUES (1, 'hash', 'f1', 'AWS-001', 'aws:111122223333', '${USER}', 'high', 1, NULL, '${JSON.stringify(FINDING)}');`,
  ],
];

/** Builds the database at `path` as schema `version` had it. */
export function buildOldDatabase(path: string, version: number): void {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  for (const migration of MIGRATIONS.filter((known) => known.version <= version)) {
    migrate(db, [migration]);
    for (const [since, sql] of ROWS) if (since === migration.version) db.exec(sql);
  }
  db.close();
}
