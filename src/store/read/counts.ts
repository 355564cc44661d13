// The figures on top of every report.
import type { Connection } from "../connection.js";

export interface StoreCounts {
  readonly identities: number;
  readonly credentials: number;
  /** Active static credentials. */
  readonly staticCredentials: number;
  /** Workload identities, and those of them that need no static secret, as far as analysis could tell. */
  readonly workloadIdentities: number;
  readonly withoutStaticSecret: number;
  readonly scopes: number;
}

export function storeCounts(connection: Connection): StoreCounts {
  const sql = `SELECT
    (SELECT count(*) FROM identity) AS identities,
    (SELECT count(*) FROM credential) AS credentials,
    (SELECT count(*) FROM credential WHERE static AND status = 'active') AS staticCredentials,
    (SELECT coalesce(sum(identities), 0) FROM account) AS workloadIdentities,
    (SELECT coalesce(sum(identities_secret_free), 0) FROM account) AS withoutStaticSecret,
    (SELECT count(*) FROM scope) AS scopes`;
  return connection.read(() => {
    const counts = connection.db.prepare<[], StoreCounts>(sql).get();
    if (counts === undefined) throw new Error("no counts");
    return counts;
  });
}
