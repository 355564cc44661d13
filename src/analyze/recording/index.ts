// Whether what identities and workloads call is recorded, so that somebody could tell afterwards what an agent did. Pure.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { PartResult } from "../part-result.js";
import { awsRecordings } from "./aws.js";
import { bedrockFacts } from "./bedrock.js";
import { githubRecordings } from "./github.js";
import { googleRecordings } from "./google.js";
import { microsoftRecordings } from "./microsoft.js";
import { CLOUD_IDENTITIES, type Recording } from "./recording.js";

const IDENTITIES: readonly string[] = [...CLOUD_IDENTITIES, "github.app-installation"];

/** In: the stored estate. Out: `calls_recorded` of accounts, subscriptions, directories and projects, and of who acts in them. */
export function analyzeRecording(input: AnalysisInput): PartResult {
  const recordings = new Map<string, Recording>([
    ...awsRecordings(input),
    ...googleRecordings(input),
    ...githubRecordings(input),
    ...microsoftRecordings(input),
  ]);
  return { facts: [...scopeFacts(recordings), ...actorFacts(input, recordings), ...bedrockFacts(input)] };
}

function* scopeFacts(recordings: ReadonlyMap<string, Recording>): Iterable<DerivedFact> {
  for (const [node, { calls, by, data }] of recordings) {
    const columns = {
      ...(calls !== undefined && { calls_recorded: calls }),
      ...(by.length > 0 && { recorded_by: by }),
      ...(data !== undefined && { data_recorded: data }),
    };
    if (Object.keys(columns).length > 0) yield { node, columns };
  }
}

/** Workloads, and identities: what records the calls of the scope that they live in. */
function* actorFacts(
  input: Pick<AnalysisInput, "types" | "nodes">,
  recordings: ReadonlyMap<string, Recording>,
): Iterable<DerivedFact> {
  if (recordings.size === 0) return;
  const principals = new Set(input.types("principal"));
  const types = [...input.types("workload"), ...IDENTITIES.filter((type) => principals.has(type))];
  if (types.length === 0) return;
  for (const { id, type, scope } of input.nodes(types)) {
    const recording = recordings.get(scope);
    const calls =
      recording?.ofType !== undefined && type in recording.ofType ? recording.ofType[type] : recording?.calls;
    if (calls !== undefined) yield { node: id, columns: { calls_recorded: calls } };
  }
}
