// Agents that Google Cloud runs: as which identity each runs, be it an account of the estate, an agent of Google's that every
// project has, or an identity of its own; what that one holds counts like what any account holds.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";
import type { GoogleEstate } from "./environment.js";

export const GOOGLE_AGENTS = ["gcp.dialogflow-agent", "gcp.gemini-app", "gcp.reasoning-engine"] as const;

/** Google's own roles begin so; those of a project or an organisation say whose they are. */
const OWN_ROLE = "roles/";

export interface HostedAgent {
  readonly id: string;
  /** As bindings write whom it runs as. */
  readonly member: string;
}

/** Agents whose identity is known. */
export function readHostedAgents(input: Pick<AnalysisInput, "nodes">): readonly HostedAgent[] {
  return [...input.nodes(GOOGLE_AGENTS)].flatMap((node) => {
    const member = memberOf(node);
    return member === undefined ? [] : [{ id: node.id, member }];
  });
}

function memberOf({ properties }: StoredNode): string | undefined {
  const account = textOf(properties["service_account"]);
  return textOf(properties["member"]) ?? (account === undefined ? undefined : `serviceAccount:${account}`);
}

/**
 * Draws whom agents run as where no list of accounts has it, and says of each its identity, how many agents have that identity,
 * and Google's own roles that it was given anywhere.
 */
export function* hostedAgents(
  agents: readonly HostedAgent[],
  estate: GoogleEstate,
  drawing: Drawing,
): Iterable<DerivedFact> {
  const counts = new Map<string, number>();
  for (const { member } of agents) counts.set(member, (counts.get(member) ?? 0) + 1);
  for (const { id, member } of agents) {
    const identity = estate.member(member);
    if (identity === undefined) continue;
    // accounts that were listed are drawn by whoever read the agent
    if (!estate.accounts.has(member.replace(/^serviceAccount:/, "")))
      drawing.edge({ kind: "runs_as", from: id, to: identity.id, judgement: GRANTED });
    const roles = identity.bindings.flatMap(({ role: { name } }) => (name.startsWith(OWN_ROLE) ? [name] : []));
    yield {
      node: id,
      columns: {
        role: identity.id,
        role_agents: counts.get(member) ?? 1,
        role_policies: [...new Set(roles)].sort(compareText),
      },
    };
  }
}
