// What deny assignments of Azure take away, from whom and where.
import type { AnalysisInput } from "../../model/analysis.js";
import { listedTexts } from "../properties.js";
import type { Places } from "./places.js";
import { type Given, type Operations, type Permission, permissionsOf } from "./roles.js";

export interface Denial {
  readonly id: string;
  readonly place: string;
  readonly given: readonly Given[];
  /** The same in full, and the condition of the whole. */
  readonly permissions: readonly Permission[];
  readonly condition: string | undefined;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly onlyThere: boolean;
}

/** Deny assignments that say where they hold. In: the stored estate; `operations` are those that somebody asks about. */
export function readDenials(input: AnalysisInput, places: Places, operations: Operations): readonly Denial[] {
  return [...input.nodes(["azure.deny-assignment"])].flatMap(({ id, properties }) => {
    const { role_scope: scope, permissions, principals, except, only_there: onlyThere, tenant, condition } = properties;
    if (typeof scope !== "string") return [];
    const given = operations.maskOf(permissions);
    return {
      id,
      place: places.placeOf(scope, typeof tenant === "string" ? tenant : undefined),
      // where the condition of the whole does not hold, none of it does
      given: typeof condition === "string" ? given.map((one) => ({ ...one, condition })) : given,
      permissions: permissionsOf(permissions),
      condition: typeof condition === "string" ? condition : undefined,
      principals: listedTexts(principals),
      except: listedTexts(except),
      onlyThere: onlyThere === true,
    };
  });
}
