// Whether an operation is one of management or one on data. The name alone does not say, some are both, and no list of Azure is at
// hand: roles that name it whole tell, and the techniques that were looked up.
import type { AnalysisInput } from "../../model/analysis.js";
import { matchesOperation } from "../../model/azure-operation.js";
import type { Role } from "./roles.js";
import { POLICY_OPERATIONS } from "./vault-policies.js";

export type Plane = "control" | "data";

export interface Planes {
  /** Planes that an operation may be of, management first. */
  of(operation: string): readonly Plane[];
}

/** Operations of both sorts that have one name. */
const BOTH = ["microsoft.keyvault/vaults/keys/read"];

/** In: techniques, and every role that was read. */
export function createPlanes(input: Pick<AnalysisInput, "tables">, roles: Iterable<Role>): Planes {
  const named = { control: new Set(BOTH), data: new Set(POLICY_OPERATIONS.map((one) => one.toLowerCase())) };
  const patterns = new Set<string>();
  for (const { permissions = [] } of roles) {
    for (const { actions, notActions, dataActions, notDataActions } of permissions) {
      for (const one of [...actions, ...notActions]) if (!one.includes("*")) named.control.add(one.toLowerCase());
      for (const one of [...dataActions, ...notDataActions]) {
        if (one.includes("*")) patterns.add(one);
        else named.data.add(one.toLowerCase());
      }
    }
  }
  for (const technique of input.tables.scopedTechniques ?? []) {
    if (technique.provider !== "azure") continue;
    for (const { action, data } of technique.actions)
      named[data === true ? "data" : "control"].add(action.toLowerCase());
  }
  // a star alone says nothing of an operation
  const telling = [...patterns].filter((pattern) => pattern !== "*");
  return {
    of(operation) {
      const name = operation.toLowerCase();
      const isControl = named.control.has(name);
      if (named.data.has(name)) return isControl ? ["control", "data"] : ["data"];
      const mayBeData = !isControl && telling.some((pattern) => matchesOperation(operation, pattern));
      return mayBeData ? ["control", "data"] : ["control"];
    },
  };
}
