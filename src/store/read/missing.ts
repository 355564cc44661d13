// What data sets that were read in part lacked at two times: what their coverage says, and the gaps that it names.
import { addTo } from "../../model/group-by.js";
import type { Missing, Side } from "../../model/history.js";
import type { Connection } from "../connection.js";
import { IS, type Sided, WAS } from "./pairs.js";

/** A data set by its number, with what its coverage said at the two times. */
interface InPart {
  readonly id: number;
  readonly message_before: string | null;
  readonly message_after: string | null;
  readonly permission_before: string | null;
  readonly permission_after: string | null;
}

interface GapRow extends Sided {
  readonly id: number;
  readonly subject: string;
  readonly message: string;
  readonly permission: string | null;
}

/** By number of the data set. After `layBeside`. */
export function missingOf(
  { db, read }: Connection,
  dataSets: readonly InPart[],
): ReadonlyMap<number, { readonly [side in Side]: Missing }> {
  if (dataSets.length === 0) return new Map();
  const sql = `SELECT r.data_set AS id, r.subject, r.message, r.permission, ${WAS} AS was, ${IS} AS "is"
    FROM gap_row r JOIN temp.compared_data_set c ON c.id = r.data_set
    WHERE r.data_set IN (SELECT value FROM json_each(?)) AND (${WAS} OR ${IS}) ORDER BY r.row`;
  const ids = JSON.stringify(dataSets.map(({ id }) => id));
  const rows = read(() => db.prepare<[string], GapRow>(sql).all(ids));
  const [before, after] = [
    gapsBySet(rows.filter(({ was }) => was === 1)),
    gapsBySet(rows.filter(({ is }) => is === 1)),
  ];
  return new Map(
    dataSets.map(({ id, ...said }) => [
      id,
      {
        before: toMissing(said.message_before, said.permission_before, before.get(id)),
        after: toMissing(said.message_after, said.permission_after, after.get(id)),
      },
    ]),
  );
}

function gapsBySet(rows: readonly GapRow[]): ReadonlyMap<number, Missing["gaps"][number][]> {
  const gaps = new Map<number, Missing["gaps"][number][]>();
  for (const { id, subject, message, permission } of rows) {
    addTo(gaps, id, { subject, message, ...(permission !== null && { permission }) });
  }
  return gaps;
}

function toMissing(message: string | null, permission: string | null, gaps: Missing["gaps"] = []): Missing {
  return { ...(message !== null && { message }), ...(permission !== null && { permission }), gaps };
}
