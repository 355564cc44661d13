// Rows of the reviewed tables by what a configuration says of a server: its package, its image, its host.
import type { AgentServerRow } from "../../model/agent-tables.js";
import type { StoredNode } from "../../model/analysis.js";
import { matchesGlob } from "../../model/glob.js";
import { textOf } from "../properties.js";

/** The row of a server; undefined for one that nobody reviewed, which may be anything. */
export type RowOf = (server: Pick<StoredNode, "properties">) => AgentServerRow | undefined;

/** Looks up the row of a server: by its exact name first, then by the first pattern that matches. Undefined where none does. */
export function createRowOf(rows: readonly AgentServerRow[]): RowOf {
  const exact = new Map<string, AgentServerRow>();
  const globs: [string, AgentServerRow][] = [];
  for (const row of rows) {
    for (const name of row.servers) {
      if (name.includes("*")) globs.push([name, row]);
      else exact.set(name, row);
    }
  }
  return ({ properties }) => {
    const name = nameOf(properties);
    if (name === undefined) return undefined;
    const row = exact.get(name) ?? globs.find(([pattern]) => matchesGlob(name, pattern))?.[1];
    const { servers, classes } = row?.read_only ?? {};
    const isNarrowed = properties["read_only"] === true && (servers === undefined || servers.includes(name));
    return row === undefined || classes === undefined || !isNarrowed ? row : { ...row, classes };
  };
}

/** A server elsewhere is told by its host, whatever program the client calls it with. */
function nameOf(properties: StoredNode["properties"]): string | undefined {
  if (properties["transport"] === "remote") {
    const host = textOf(properties["host"]);
    return host === undefined ? undefined : `host:${host.replace(/:443$/, "").toLowerCase()}`;
  }
  const [registry, name] = [textOf(properties["registry"]), textOf(properties["package"])];
  if (registry === undefined || name === undefined) return undefined;
  // Names on PyPI are one whatever their case and however their words are joined; images may name the registry of Docker.
  if (registry === "pypi") return `pypi:${name.toLowerCase().replace(/\[.*$/, "").replace(/_/g, "-")}`;
  if (registry === "docker") return `docker:${name.replace(/^(?:docker\.io|index\.docker\.io)\//, "")}`;
  return `${registry}:${name}`;
}
