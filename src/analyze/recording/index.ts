// Whether what identities and workloads call is recorded, so that somebody could tell afterwards what an agent did. Pure.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { PartResult } from "../index.js";
import { awsRecordings } from "./aws.js";
import { bedrockFacts } from "./bedrock.js";
import { googleRecordings } from "./google.js";
import type { Recording } from "./recording.js";

/** In: the stored estate. Out: `calls_recorded` of accounts and projects and of the workloads in them. */
export function analyzeRecording(input: AnalysisInput): PartResult {
  const recordings = new Map<string, Recording>([...awsRecordings(input), ...googleRecordings(input)]);
  return { facts: [...scopeFacts(recordings), ...workloadFacts(input, recordings), ...bedrockFacts(input)] };
}

function* scopeFacts(recordings: ReadonlyMap<string, Recording>): Iterable<DerivedFact> {
  for (const [node, { calls, by, data }] of recordings) {
    yield {
      node,
      columns: {
        ...(calls !== undefined && { calls_recorded: calls }),
        ...(by.length > 0 && { recorded_by: by }),
        ...(data !== undefined && { data_recorded: data }),
      },
    };
  }
}

function* workloadFacts(
  input: Pick<AnalysisInput, "types" | "nodes">,
  recordings: ReadonlyMap<string, Recording>,
): Iterable<DerivedFact> {
  const types = recordings.size === 0 ? [] : input.types("workload");
  if (types.length === 0) return;
  for (const { id, scope } of input.nodes(types)) {
    const calls = recordings.get(scope)?.calls;
    if (calls !== undefined) yield { node: id, columns: { calls_recorded: calls } };
  }
}
