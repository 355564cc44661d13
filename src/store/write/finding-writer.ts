// Writes findings one by one: which rows are new, which say something else, which close.
import type { Finding } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { FindingTexts } from "./finding-texts.js";
import { rowHash } from "./hash.js";
import { RowInserter, type RowTable, type SqlValue } from "./rows.js";

const FINDINGS: RowTable = {
  name: "finding_row",
  columns: ["fingerprint", "rule", "scope", "subject", "severity", "json", "message", "fix"],
};

/** The row of an open finding, without its text. */
export interface OpenRow {
  readonly row: number;
  readonly hash: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly scope: string;
  readonly subject: string;
  readonly message: string | null;
}

/** Writes the findings of a run; where a message alone differs, that of a rule in `agedRules` stays. Within a transaction. */
export class FindingWriter {
  /** Whether a message in the database is that of an earlier day. */
  isAged = false;
  readonly #run: number;
  readonly #agedRules: ReadonlySet<string>;
  readonly #texts: FindingTexts;
  readonly #inserter: RowInserter;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(connection: Connection, run: number, agedRules: ReadonlySet<string> = new Set()) {
    this.#run = run;
    this.#agedRules = agedRules;
    this.#texts = new FindingTexts(connection);
    this.#inserter = new RowInserter(connection.db, FINDINGS);
    this.#statements = prepareStatements(connection);
  }

  /** `row` is the open one that has its fingerprint. */
  write(finding: Finding, row: OpenRow | undefined): void {
    const json = toJson(finding);
    const hash = rowHash([json, finding.fix]);
    if (row === undefined) this.#inserter.add(hash, this.#run, toValues(finding, json, this.#texts));
    else if (row.hash === hash && row.message === finding.message) return;
    else if (row.hash === hash && this.#agedRules.has(finding.rule)) this.isAged = true;
    else this.#statements.update.run(hash, ...toValues(finding, json, this.#texts), row.row);
  }

  close({ row }: OpenRow): void {
    this.#statements.close.run(this.#run, row);
  }

  end(): void {
    this.#inserter.flush();
  }
}

function prepareStatements({ db }: Connection) {
  const set = FINDINGS.columns.map((name) => `${name} = ?`).join(", ");
  return {
    update: db.prepare<SqlValue[]>(`UPDATE finding_row SET hash = ?, ${set} WHERE row = ?`),
    close: db.prepare("UPDATE finding_row SET closed_in = ? WHERE row = ?"),
  };
}

function toValues(finding: Finding, json: string, texts: FindingTexts): SqlValue[] {
  const { fingerprint, rule, scope, subject, severity, message } = finding;
  return [fingerprint, rule, scope, subject.id, severity, json, message, texts.share(finding)];
}

/** What of a finding depends on the run that looks at it, or is kept beside the rest. */
type Apart = "message" | "fix" | "carried" | "firstSeen" | "isNew" | "newRule";
type Lasting = Required<Omit<Finding, Apart>>;

/**
 * What a finding says, without what depends on the run that looks at it, without its message (an age in it grows every
 * day) and without its fix, most of which is that of others.
 */
function toJson(finding: Finding): string {
  const { fingerprint, formerly, rule, severity, title, subject, scope, region } = finding;
  const { location, evidence, columns, state, note, path } = finding;
  // Named one by one, in the order in which findings are made: a copy by spreading costs twice what the text does. What is
  // undefined is left out of JSON.
  const lasting: { readonly [key in keyof Lasting]: Finding[key] } = {
    fingerprint,
    formerly,
    rule,
    severity,
    title,
    subject,
    scope,
    region,
    location,
    evidence,
    columns,
    state,
    note,
    path,
  };
  return JSON.stringify(lasting);
}
