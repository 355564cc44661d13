// Bedrock: whether what agents ask of models, and what they call with the answers, is kept in their region.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { HOSTED_AGENTS } from "../agents/hosted.js";

/** `model_calls_recorded` of hosted agents whose region was read. */
export function* bedrockFacts(input: Pick<AnalysisInput, "nodes">): Iterable<DerivedFact> {
  const agents = [...input.nodes(HOSTED_AGENTS)];
  if (agents.length === 0) return;
  const settings = new Map(
    [...input.nodes(["aws.model-invocation-logging"])].map(
      ({ scope, region, properties }) => [`${scope} ${region}`, properties["logging"]] as const,
    ),
  );
  for (const { id, scope, region } of agents) {
    const isOn = settings.get(`${scope} ${region}`);
    if (typeof isOn === "boolean") yield { node: id, columns: { model_calls_recorded: isOn } };
  }
}
