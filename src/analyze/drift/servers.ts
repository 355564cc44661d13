// MCP servers that were added to a configuration, taken out, or start or call something else under the same name.
import type { Change } from "../../model/change.js";
import type { HistoricNode, Pair } from "../../model/history.js";
import { subjectOf } from "./subject.js";

/** What it starts or calls; the version is told apart. */
const STARTS = ["transport", "runner", "registry", "package", "scheme", "host"];

/** The change of one MCP server: new, gone, or started in another way. None of a node of another type. */
export function serverChanges({ before, after }: Pair<HistoricNode>): Change[] {
  const node = after ?? before;
  if (node?.type !== "mcp.server") return [];
  const pinned = node.properties["pinned"] ?? null;
  if (before === undefined)
    return [{ change: "agent-server-new", ...subjectOf(node), after: startText(node), facts: { pinned } }];
  if (after === undefined) return [{ change: "agent-server-gone", ...subjectOf(node), before: startText(before) }];
  const [was, is] = [startText(before), startText(after)];
  if (was === is) return [];
  const isVersion = STARTS.every((name) => before.properties[name] === after.properties[name]);
  const facts = { only_version: isVersion, pinned };
  return [{ change: "agent-server-changed", ...subjectOf(after), before: was, after: is, facts }];
}

function startText({ properties }: HistoricNode): string {
  const parts = [...STARTS, "version"].flatMap((name) => {
    const value = properties[name];
    return typeof value === "string" ? [value] : [];
  });
  return parts.join(" ");
}
