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
  const isOther = isOtherProgram(before, after);
  if (was === is && !isOther) return [];
  const isVersion = !isOther && STARTS.every((name) => before.properties[name] === after.properties[name]);
  const facts = { only_version: isVersion, pinned };
  const now = was === is ? `${is}, another program or other arguments` : is;
  return [{ change: "agent-server-changed", ...subjectOf(after), before: was, after: now, facts }];
}

/** Told where both are known: an earlier version kept no mark. */
function isOtherProgram(before: HistoricNode, after: HistoricNode): boolean {
  const [was, is] = [before.properties["program_mark"], after.properties["program_mark"]];
  return was !== undefined && is !== undefined && was !== is;
}

function startText({ properties }: HistoricNode): string {
  const parts = [...STARTS, "version"].flatMap((name) => {
    const value = properties[name];
    return typeof value === "string" ? [value] : [];
  });
  return parts.join(" ");
}
