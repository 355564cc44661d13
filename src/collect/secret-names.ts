// The reviewed table of names under which CI services hold secrets, ready to be asked.
import { RE2JS } from "re2js";
import type { CiTables } from "../model/ci-tables.js";
import { oncePer } from "../model/once.js";

type SecretNameRow = CiTables["secretNames"][number];

/** The first row that a whole name is of, in the order of the table and whatever the case; undefined without one. */
export type SecretNames = (name: string, isWanted?: (row: SecretNameRow) => boolean) => SecretNameRow | undefined;

/** Compiled once: the table has hundreds of patterns, and every project and pipeline asks. Runs in linear time. */
export const secretNamesOf = oncePer(({ secretNames }: CiTables): SecretNames => {
  const rows = secretNames.map((row) => ({
    row,
    pattern: RE2JS.compile(`^(?:${row.pattern})$`, RE2JS.CASE_INSENSITIVE),
  }));
  return (name, isWanted = () => true) =>
    rows.find(({ row, pattern }) => isWanted(row) && pattern.matcher(name).find())?.row;
});
