// Agents that a cloud runs: as whom each runs, how many of them share that, and which policies of the cloud's own it carries.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { GOOGLE_AGENTS } from "../gcp/hosted-agents.js";
import { textOf } from "../properties.js";

export const HOSTED_AGENTS = [
  "aws.bedrock-agent",
  "aws.bedrock-agentcore-gateway",
  "aws.bedrock-agentcore-runtime",
  ...GOOGLE_AGENTS,
] as const;

const AWS_MANAGED = /^arn:[^:]+:iam::aws:policy\/(?:.*\/)?([^/]+)$/;

/** `role_agents` and `role_policies` of every hosted agent that has a role. */
export function* hostedAgentFacts(input: Pick<AnalysisInput, "nodes" | "links">): Iterable<DerivedFact> {
  const agents = [...input.nodes(HOSTED_AGENTS)].flatMap(({ id, properties }) => {
    const role = textOf(properties["role"]);
    return role === undefined ? [] : [{ id, role }];
  });
  if (agents.length === 0) return;
  const counts = new Map<string, number>();
  for (const { role } of agents) counts.set(role, (counts.get(role) ?? 0) + 1);
  const policies = new Map<string, string[]>([...counts.keys()].map((role) => [role, []]));
  for (const [, from, to] of input.links(["has_grant"])) {
    const [, name] = AWS_MANAGED.exec(to) ?? [];
    if (name !== undefined) policies.get(from)?.push(name);
  }
  for (const { id, role } of agents) {
    const names = [...(policies.get(role) ?? [])].sort(compareText);
    yield { node: id, columns: { role_agents: counts.get(role) ?? 1, role_policies: names } };
  }
}
