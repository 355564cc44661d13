// Agents: what their tools let them be made to do, and what those in a cloud run as. Pure.
import type { AnalysisInput } from "../../model/analysis.js";
import { createEnvironments } from "../facts/environments.js";
import type { PartResult } from "../part-result.js";
import { environmentFacts } from "./agent-environments.js";
import { hostedAgentFacts } from "./hosted.js";
import { ownedFacts, readOpen, readOwned, readOwners } from "./secret-owners.js";
import { steering } from "./steering.js";
import { readAgents, toolClassFacts } from "./tool-classes.js";
import { createRowOf } from "./tool-rows.js";

const SECRET = "agent.config-secret";

/** In: the stored estate, and whose the access keys in configurations are. Out: facts of agents and servers, and edges of what text of others can make them do. */
export function analyzeAgents(input: AnalysisInput, owners = readOwners(input)): PartResult {
  const agents = readAgents(input);
  const { servers = [], clients = [] } = input.tables.agents ?? {};
  const rowOf = createRowOf(servers);
  const tools = [...toolClassFacts(agents, rowOf, clients)];
  const untrusted = new Map(tools.map(({ node, columns }) => [node, namesIn(columns["reads_untrusted_by"])]));
  const environments = createEnvironments(input.config, [...input.scopes()]);
  const owned = readOwned(input, owners, environments);
  const secrets = input.types("credential").includes(SECRET) ? [...input.nodes([SECRET])] : [];
  const open = readOpen(input, secrets, owned);
  const facts = [
    ...hostedAgentFacts(input),
    ...tools,
    ...ownedFacts(secrets, owned, open),
    ...environmentFacts(agents, secrets, { owned, open }, environments),
  ];
  return { facts, ...steering(agents, untrusted, rowOf) };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
