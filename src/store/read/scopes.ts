// Scopes with their coverage and gaps, as reports and analysis want them.
import type { StoredScope } from "../../model/analysis.js";
import type { Coverage, CoverageState, Gap } from "../../model/batch.js";
import { addTo } from "../../model/group-by.js";
import type { ReportScope } from "../../model/report.js";
import { identity } from "../../model/views/identity.js";
import type { JsonRecord } from "../../model/words.js";
import type { Connection } from "../connection.js";
import { compileView } from "../views/compile.js";
import { BY_LIST } from "../views/current.js";

interface ScopeRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | null;
  readonly read_at: string | null;
  readonly properties: string;
}

interface DataSetRow {
  readonly scope: string;
  readonly name: string;
  readonly region: string | null;
  readonly state: CoverageState;
  readonly code: string | null;
  readonly message: string | null;
  readonly permission: string | null;
}

interface GapRow {
  readonly scope: string;
  readonly data_set: string;
  readonly region: string | null;
  readonly subject: string;
  readonly message: string;
  readonly permission: string | null;
}

/** Every scope that is known, sorted by id, also those that were never read. */
export function reportScopes(connection: Connection): ReportScope[] {
  return connection.read(() => {
    const coverage = connection.once("coverage by scope", () => currentCoverage(connection));
    const gaps = currentGaps(connection);
    const identities = connection.once("identities by scope", () => identitiesByScope(connection));
    return scopeRows(connection).map((row) => ({
      id: row.id,
      type: row.type,
      name: row.name,
      ...(row.parent === null ? {} : { parent: row.parent }),
      ...(row.read_at === null ? {} : { readAt: row.read_at }),
      coverage: coverage.get(row.id) ?? [],
      gaps: gaps.get(row.id) ?? [],
      identities: identities.get(row.id) ?? 0,
    }));
  });
}

/** Whether anything was read, or tried to be read, of any scope. */
export function hasScopes(connection: Connection): boolean {
  return connection.read(() => connection.db.prepare("SELECT 1 FROM data_set LIMIT 1").get() !== undefined);
}

/** The same for analysis. */
export function storedScopes(connection: Connection): StoredScope[] {
  return connection.read(() => {
    const coverage = connection.once("coverage by scope", () => currentCoverage(connection));
    return scopeRows(connection).map(({ id, type, name, parent, properties }) => ({
      id,
      type,
      name,
      parent: parent ?? undefined,
      properties: JSON.parse(properties) as JsonRecord,
      coverage: coverage.get(id) ?? [],
    }));
  });
}

/** Joins nothing that the counts do not need, which the `identity` view would. */
function identitiesByScope(connection: Connection): Map<string, number> {
  const { sql } = compileView(identity, { columns: ["scope"], currency: BY_LIST });
  const counts = connection.db.prepare<[], [string, number]>(`SELECT scope, count(*) FROM (${sql}) GROUP BY scope`);
  return new Map(counts.raw().all());
}

function scopeRows(connection: Connection): ScopeRow[] {
  const sql = "SELECT id, type, name, parent, read_at, properties FROM scope ORDER BY id";
  return connection.db.prepare<[], ScopeRow>(sql).all();
}

function currentCoverage(connection: Connection): Map<string, Coverage[]> {
  const sql = "SELECT scope, name, region, state, code, message, permission FROM data_set ORDER BY scope, name, region";
  // of thousands of scopes nearly all say the same of their data sets
  const known = new Map<string, Coverage>();
  return groupByScope(connection.db.prepare<[], DataSetRow>(sql).iterate(), (row) => {
    const { name, state, region, code, message, permission } = row;
    const key = [name, state, region ?? "", code ?? "", message ?? "", permission ?? ""].join("\n");
    const same = known.get(key);
    if (same !== undefined) return same;
    const coverage = { dataSet: name, state, ...present({ region, code, message, permission }) };
    known.set(key, coverage);
    return coverage;
  });
}

function currentGaps(connection: Connection): Map<string, Gap[]> {
  const sql = `SELECT scope, data_set, region, subject, message, permission FROM gap WHERE state = 'fault'
    ORDER BY scope, data_set, region, subject, message, permission`;
  return groupByScope(connection.db.prepare<[], GapRow>(sql).all(), (row) => ({
    dataSet: row.data_set,
    subject: row.subject,
    message: row.message,
    ...present({ region: row.region, permission: row.permission }),
  }));
}

function groupByScope<Row extends { readonly scope: string }, T>(
  rows: Iterable<Row>,
  convert: (row: Row) => T,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    addTo(groups, row.scope, convert(row));
  }
  return groups;
}

/** The columns that are not NULL. */
function present<Name extends string>(
  columns: { readonly [name in Name]: string | null },
): { [name in Name]?: string } {
  const entries = Object.entries<string | null>(columns).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [name in Name]?: string };
}
