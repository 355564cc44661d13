// Where the facts about a node were read.
import type { EvidenceNote } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { BY_LIST } from "../views/current.js";

const SQL = `SELECT d.name AS dataSet, u.call AS call, nullif(u.file, '') AS file FROM (
    SELECT n.data_set, n.unit FROM node_row n WHERE n.id = @id AND ${BY_LIST.node("n")}
    UNION SELECT s.data_set, s.unit FROM supplement_row s WHERE s.node = @id AND ${BY_LIST.supplement("s")}
  ) r JOIN data_set_row d ON d.id = r.data_set JOIN unit_row u ON u.id = r.unit
  ORDER BY d.name, u.call, u.file`;

/** Reads the evidence of a node: the call that declared it and those that added to it. Empty when it is not known. */
export function toEvidenceReader(connection: Connection): (id: string) => EvidenceNote[] {
  const notes = connection.db.prepare<{ id: string }, { dataSet: string; call: string; file: string | null }>(SQL);
  return (id) =>
    connection.read(() =>
      notes.all({ id }).map(({ dataSet, call, file }) => (file === null ? { dataSet, call } : { dataSet, call, file })),
    );
}
