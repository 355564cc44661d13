// Where the facts about a node were read.
import type { EvidenceNote } from "../../model/finding.js";
import type { Connection } from "../connection.js";
import { BY_LIST } from "../views/current.js";

const UNIT_OF_NODE = `SELECT n.unit FROM node_row n WHERE n.id = ? AND n.unit IS NOT NULL AND ${BY_LIST.node("n")}`;
const UNITS_OF_SUPPLEMENTS = `SELECT DISTINCT s.unit FROM supplement_row s
  WHERE s.node = ? AND s.unit IS NOT NULL AND ${BY_LIST.supplement("s")} ORDER BY s.unit`;
const HAS_SUPPLEMENTS = "SELECT EXISTS (SELECT 1 FROM supplement_row WHERE closed_in IS NULL)";

/** By their keys: an estate of thousands of scopes has a hundred times as many calls, and each node comes from a few. */
const NOTES = `SELECT d.name, u.call, u.file FROM unit_row u JOIN data_set_row d ON d.id = u.data_set
  WHERE u.id IN (SELECT value FROM json_each(@units)) ORDER BY d.name, u.call, u.file`;

/**
 * Reads the evidence of a node: the call that declared it and those that added to it. Empty when it is not known. Nodes
 * that were read by the same calls get the same list: there are far fewer of those than nodes.
 */
export function toEvidenceReader(
  connection: Connection,
): (id: string, unit?: number | string | null) => readonly EvidenceNote[] {
  const { db } = connection;
  const unitOf = db.prepare<[string], number>(UNIT_OF_NODE).pluck();
  const others = db.prepare<[string], number>(UNITS_OF_SUPPLEMENTS).pluck();
  const notes = db.prepare<{ units: string }, [dataSet: string, call: string, file: string]>(NOTES).raw();
  const lists = new Map<string, readonly EvidenceNote[]>();
  const ofUnits = (units: readonly (number | string)[]): readonly EvidenceNote[] => {
    const key = JSON.stringify(units);
    const known = lists.get(key) ?? notes.all({ units: key }).map(toNote);
    lists.set(key, known);
    return known;
  };
  const ofOne = new Map<number | string | null, readonly EvidenceNote[]>();
  const hasSupplements = (): boolean =>
    connection.once("has supplements", () => db.prepare<[], number>(HAS_SUPPLEMENTS).pluck().get() === 1);
  return (id, unit) =>
    connection.read(() => {
      const own = (unit === undefined ? unitOf.get(id) : unit) ?? null;
      if (hasSupplements()) return ofUnits([own ?? [], others.all(id)].flat());
      const known = ofOne.get(own) ?? ofUnits(own === null ? [] : [own]);
      ofOne.set(own, known);
      return known;
    });
}

function toNote([dataSet, call, file]: readonly [dataSet: string, call: string, file: string]): EvidenceNote {
  return file === "" ? { dataSet, call } : { dataSet, call, file };
}
