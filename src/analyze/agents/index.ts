// Agents: what their tools let them be made to do. Pure; nothing where no configuration was read.
import type { AnalysisInput } from "../../model/analysis.js";
import type { PartResult } from "../index.js";
import { readAgents, toolClassFacts } from "./tool-classes.js";
import { createRowOf } from "./tool-rows.js";

/** In: the stored estate. Out: facts of configurations and servers. */
export function analyzeAgents(input: AnalysisInput): PartResult {
  const agents = readAgents(input);
  if (agents.length === 0) return {};
  const { servers = [], clients = [] } = input.tables.agents ?? {};
  return { facts: [...toolClassFacts(agents, createRowOf(servers), clients)] };
}
