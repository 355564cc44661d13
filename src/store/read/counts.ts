// The figures on top of every report.
import { ACCOUNT_TYPES, account } from "../../model/views/account.js";
import type { View } from "../../model/views/column.js";
import { credential } from "../../model/views/credential.js";
import { identity } from "../../model/views/identity.js";
import type { Connection } from "../connection.js";
import { compileView } from "../views/compile.js";
import { BY_LIST } from "../views/current.js";

export interface StoreCounts {
  readonly identities: number;
  readonly credentials: number;
  /** Active static credentials. */
  readonly staticCredentials: number;
  /** Workload identities of the accounts whose identities were read. */
  readonly workloadIdentities: number;
  /** Those of them that need no static secret, and those of which too little was read to tell. */
  readonly withoutStaticSecret: number;
  readonly staticSecretUnknown: number;
  /** Accounts that were asked, but whose identities were not read to the end: not in these figures. */
  readonly accountsNotCounted: number;
  readonly scopes: number;
}

/** Counts over what is current now. */
export function storeCounts(connection: Connection): StoreCounts {
  const active = `SELECT count(*) FROM ${rowsOf(credential, "static", "status")} WHERE static AND status = 'active'`;
  const sum = (column: string) => `SELECT coalesce(sum(${column}), 0) FROM ${rowsOf(account, column)}`;
  const unread = `SELECT count(*) FROM ${rowsOf(account, "id", "type", "identities")}
    WHERE type IN (${ACCOUNT_TYPES.map((type) => `'${type}'`).join(", ")}) AND identities IS NULL AND id IN (SELECT scope FROM data_set)`;
  const sql = `SELECT
    (SELECT count(*) FROM ${rowsOf(identity, "id")}) AS identities,
    (SELECT count(*) FROM ${rowsOf(credential, "id")}) AS credentials,
    (${active}) AS staticCredentials,
    (${sum("identities")}) AS workloadIdentities,
    (${sum("identities_secret_free")}) AS withoutStaticSecret,
    (${sum("identities_undecided")}) AS staticSecretUnknown,
    (${unread}) AS accountsNotCounted,
    (SELECT count(*) FROM scope) AS scopes`;
  return connection.read(() => {
    const counts = connection.db.prepare<[], StoreCounts>(sql).get();
    if (counts === undefined) throw new Error("no counts");
    return counts;
  });
}

/** The view with these columns only: joins no more than they need. */
function rowsOf(view: View, ...columns: readonly string[]): string {
  return `(${compileView(view, { columns, currency: BY_LIST }).sql})`;
}
