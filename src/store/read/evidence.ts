// Where the facts about a node were read.
import type { EvidenceNote } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { BY_LIST } from "../views/current.js";

const UNITS_OF_NODE = `SELECT n.unit FROM node_row n WHERE n.id = @id AND n.unit IS NOT NULL AND ${BY_LIST.node("n")}
  UNION SELECT s.unit FROM supplement_row s WHERE s.node = @id AND s.unit IS NOT NULL AND ${BY_LIST.supplement("s")}`;

/** By their keys: an estate of thousands of scopes has a hundred times as many calls, and each node comes from a few. */
const NOTES = `SELECT d.name, u.call, u.file FROM unit_row u JOIN data_set_row d ON d.id = u.data_set
  WHERE u.id IN (SELECT value FROM json_each(@units)) ORDER BY d.name, u.call, u.file`;

/**
 * Reads the evidence of a node: the call that declared it and those that added to it. Empty when it is not known. Nodes
 * that were read by the same calls get the same list: there are far fewer of those than nodes.
 */
export function toEvidenceReader(connection: Connection): (id: string) => readonly EvidenceNote[] {
  const units = connection.db.prepare<{ id: string }, number>(UNITS_OF_NODE).pluck();
  const notes = connection.db.prepare<{ units: string }, [dataSet: string, call: string, file: string]>(NOTES).raw();
  const lists = new Map<string, readonly EvidenceNote[]>();
  return (id) =>
    connection.read(() => {
      const key = JSON.stringify(units.all({ id }));
      const known = lists.get(key) ?? notes.all({ units: key }).map(toNote);
      lists.set(key, known);
      return known;
    });
}

function toNote([dataSet, call, file]: readonly [dataSet: string, call: string, file: string]): EvidenceNote {
  return file === "" ? { dataSet, call } : { dataSet, call, file };
}
