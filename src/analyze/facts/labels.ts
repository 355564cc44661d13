// Facts of workloads and resources: who owns them, where they belong, and the role behind an instance profile.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import type { Environments } from "./environments.js";
import type { Owners } from "./owners.js";
import type { RecordJoiner } from "./record-joiner.js";

/** Resources that only say how an identity is used; they have no owner of their own. */
const ASIDE = new Set(["aws.instance-profile"]);

export interface LabelFrame {
  readonly owners: Owners;
  readonly environments: Environments;
  readonly join: RecordJoiner;
}

/** Owner, environment and role of workloads and resources; nothing of one without any. */
export function* labelFacts(
  input: Pick<AnalysisInput, "types" | "nodes">,
  { owners, environments, join }: LabelFrame,
): Iterable<DerivedFact> {
  const types = [...input.types("workload"), ...input.types("resource")].filter((type) => !ASIDE.has(type));
  if (types.length === 0) return;
  const roleOf = createRoleOf(input);
  for (const node of input.nodes(types)) {
    const { id, name, scope, properties } = node;
    const environment = environments.columnsOf({ id, name, scope, tags: properties["tags"] });
    const columns = join(owners.columnsOf(node), environment, roleOf(node));
    if (Object.keys(columns).length > 0) yield { node: id, columns };
  }
}

const NONE: JsonRecord = {};

/** The role in the instance profile that a workload carries. */
function createRoleOf(input: Pick<AnalysisInput, "nodes">): (node: StoredNode) => JsonRecord {
  const byProfile = new Map<string, JsonRecord>();
  for (const { id, properties } of input.nodes(["aws.instance-profile"])) {
    const role = textOf(properties["role"]);
    if (role !== undefined) byProfile.set(id, { role });
  }
  return ({ properties }) => byProfile.get(textOf(properties["instance_profile"]) ?? "") ?? NONE;
}
