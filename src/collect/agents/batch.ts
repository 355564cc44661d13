// What the configurations of one machine amount to, wherever they were read.
import type { Gap, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { filled } from "../part.js";
import type { AgentFile } from "../shared/agents/frame.js";
import { agentsPart } from "../shared/agents/graph.js";
import { toDetectors } from "../token-formats.js";

export const CONFIGS = "agents/files:configs";

/** The scope of a machine whose configurations are read. */
export function machineScope(name: string): ScopeNode {
  return { id: `agents:${name}`, type: "agents.machine", name };
}

/** One batch; `gaps` are files that could not be read. */
export async function machineBatch(
  name: string,
  files: readonly AgentFile[],
  gaps: readonly Gap[],
  context: CollectContext,
): Promise<GraphBatch> {
  const scope = machineScope(name);
  const { literals: _, ...part } = await agentsPart({ id: scope.id, dataSet: CONFIGS }, files, {
    detectors: toDetectors(context.ciTables.tokenFormats),
    joinKey: context.joinKey,
  });
  return {
    scope,
    dataSet: CONFIGS,
    evidence: { call: "read agent configurations" },
    ...filled({ ...part, gaps: [...gaps, ...(part.gaps ?? [])] }),
    coverage: { dataSet: CONFIGS, state: "complete" },
  };
}
