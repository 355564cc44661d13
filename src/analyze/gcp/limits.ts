// What stands in the way of bindings: rules that deny, and boundaries of what principals may get to.
import type { AnalysisInput } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import { listedTexts } from "../properties.js";
import type { Places } from "./places.js";

export interface DenyRule {
  /** Id of the policy. */
  readonly id: string;
  readonly place: string;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly permissions: readonly string[];
  readonly exceptPermissions: readonly string[];
  readonly condition: string | undefined;
}

export interface Boundary {
  readonly id: string;
  /** Places that the bound principals may reach at all. */
  readonly places: readonly string[];
  readonly principalSet: string;
  /** Its enforcement version, where it is kept to one. */
  readonly version: number | undefined;
  readonly condition: string | undefined;
}

/** Rules of all deny policies that were read, in the order of their policies. */
export function readDenies(input: AnalysisInput): readonly DenyRule[] {
  const denies: DenyRule[] = [];
  for (const { id, properties } of input.nodes(["gcp.deny-policy"])) {
    const { container, rules } = properties;
    if (typeof container !== "string" || !Array.isArray(rules)) continue;
    for (const rule of rules as readonly { readonly [name: string]: Json }[]) {
      const { condition } = rule;
      denies.push({
        id,
        place: container,
        principals: listedTexts(rule["principals"]),
        except: listedTexts(rule["except"]),
        permissions: listedTexts(rule["permissions"]),
        exceptPermissions: listedTexts(rule["except_permissions"]),
        condition: typeof condition === "string" ? condition : undefined,
      });
    }
  }
  return denies;
}

/** Bindings of access boundaries, with the places that the policy of each leaves; those without a policy that was read are left out. */
export function readBoundaries(input: AnalysisInput, places: Places): readonly Boundary[] {
  const policies = new Map<string, Pick<Boundary, "places" | "version">>();
  for (const { properties } of input.nodes(["gcp.access-boundary"])) {
    const { policy, resources, version } = properties;
    if (typeof policy !== "string") continue;
    policies.set(policy, {
      places: listedTexts(resources).map((one) => places.placeOf(one)),
      version: typeof version === "string" && /^\d+$/.test(version) ? Number(version) : undefined,
    });
  }
  const boundaries: Boundary[] = [];
  for (const { id, properties } of input.nodes(["gcp.access-boundary-binding"])) {
    const { policy, principal_set: principalSet, condition } = properties;
    const found = typeof policy === "string" ? policies.get(policy) : undefined;
    if (found === undefined || typeof principalSet !== "string") continue;
    boundaries.push({
      id,
      ...found,
      principalSet,
      condition: typeof condition === "string" ? condition : undefined,
    });
  }
  return boundaries;
}
