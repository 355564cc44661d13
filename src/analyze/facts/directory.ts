// People of the directories that were read (Entra, Google Workspace), by the addresses that they sign in with. Never by the name
// that is shown: two people may have the same.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { textOf } from "../properties.js";

export interface Person {
  readonly isActive: boolean;
  /** Directory that says so, in words. */
  readonly where: string;
}

/** Who signs in with an address; undefined for teams, lists, and people of directories that were not read. */
export type Directory = (address: string) => Person | undefined;

const WHERE: { readonly [type: string]: string } = {
  "entra.user": "Entra",
  "workspace.user": "Google Workspace",
};

const known = new WeakMap<object, Directory>();

/** Of one estate; made once, for all that ask. */
export function directoryOf(input: Pick<AnalysisInput, "nodes">): Directory {
  const found = known.get(input) ?? createDirectory(input);
  known.set(input, found);
  return found;
}

function createDirectory(input: Pick<AnalysisInput, "nodes">): Directory {
  let people: ReadonlyMap<string, Person> | undefined;
  return (address) => {
    if (!address.includes("@")) return undefined;
    people ??= readPeople(input.nodes(Object.keys(WHERE)));
    return people.get(address.trim().toLowerCase());
  };
}

/** One that is active anywhere is there: people move from one directory to another. */
function readPeople(nodes: Iterable<StoredNode>): ReadonlyMap<string, Person> {
  const people = new Map<string, Person>();
  for (const { type, properties } of nodes) {
    const address = textOf(properties["login"])?.toLowerCase();
    const isActive = properties["enabled"];
    if (address === undefined || typeof isActive !== "boolean") continue;
    if (people.get(address)?.isActive !== true) people.set(address, { isActive, where: WHERE[type] ?? type });
  }
  return people;
}
