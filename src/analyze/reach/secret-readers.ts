// How many applications may read one secret: those of the workloads whose identities may. Administrators read everything, and are
// found as administrators.
import type { AnalysisInput, DerivedEdge, DerivedFact, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { workloadsByIdentity } from "../facts/applications.js";
import { gatherHolders } from "./holders.js";
import type { ReachOf } from "./workloads.js";

const SECRETS = ["aws.secret", "gcp.secret"];
/** Applications that are named in one fact. */
const MOST_NAMED = 20;

/** `reader_applications` and their number, of every secret. */
export function* secretReaders(
  input: Pick<AnalysisInput, "types" | "nodes" | "edges">,
  edges: readonly PathEdge[],
  derived: readonly DerivedEdge[],
  reachOf: ReachOf,
): Iterable<DerivedFact> {
  const types = input.types("resource").filter((type) => SECRETS.includes(type));
  if (types.length === 0 || input.types("workload").length === 0) return;
  const secrets = new Set([...input.nodes(types)].map(({ id }) => id));
  const readers = gatherHolders(secrets, edges, "read");
  const applications = workloadsByIdentity(input, derived);
  for (const secret of secrets) {
    const plain = [...(readers.get(secret) ?? [])].filter((id) => reachOf(id)?.["tier"] !== 0);
    // a session of an identity is that identity
    const names = new Set(plain.flatMap((id) => [...(applications.get(id.replace(/#.*$/, "")) ?? [])]));
    const sorted = [...names].sort(compareText);
    yield {
      node: secret,
      columns: { reader_application_count: sorted.length, reader_applications: sorted.slice(0, MOST_NAMED) },
    };
  }
}
