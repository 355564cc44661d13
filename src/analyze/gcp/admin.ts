// Control of a scope by what a principal is granted: everything that an owner has. Who may change the policy and has little else
// gets there by a technique.
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { meet, type Region } from "../scoped/regions.js";
import type { ScopedCaller, World } from "../scoped/world.js";

/** Permission that changes the policy of a scope, by its type. */
const SETS_POLICY: readonly (readonly [type: string, permission: string])[] = [
  ["gcp.project", "resourcemanager.projects.setIamPolicy"],
  ["gcp.folder", "resourcemanager.folders.setIamPolicy"],
  ["gcp.organization", "resourcemanager.organizations.setIamPolicy"],
];
/** What an owner can do in every corner; who can do all of it is taken to be one. */
const CORE = [
  "iam.serviceAccounts.actAs",
  "iam.serviceAccountKeys.create",
  "compute.instances.create",
  "secretmanager.versions.access",
  "run.services.setIamPolicy",
  "cloudkms.cryptoKeys.setIamPolicy",
];

/** Permissions that tell an owner. */
export const ADMIN_PERMISSIONS: readonly string[] = [...SETS_POLICY.map(([, permission]) => permission), ...CORE];

/** Draws the control that a caller has as it stands; whether it is beyond doubt. `onScope` hears each scope where it is. */
export function drawControl(
  caller: ScopedCaller,
  world: World,
  drawing: Drawing,
  onScope: (place: string) => void,
): "effective" | "unknown" | undefined {
  let verdict: "effective" | "unknown" | undefined;
  if (!CORE.every((permission) => caller.mayHold(permission))) return undefined;
  for (const [type, permission] of SETS_POLICY) {
    if (!caller.mayHold(permission)) continue;
    let region: Region;
    for (const one of [permission, ...CORE]) region = meet(region, caller.holds(one, type), world);
    for (const { place, judgement } of region ?? []) {
      const node = world.node(type, place);
      if (node === undefined) continue;
      drawing.edge({ kind: "permits", from: caller.id, to: node, judgement, gives: "admin", hops: 0 });
      if (judgement.state === "none" || judgement.state === "met") {
        verdict = "effective";
        onScope(place);
      } else verdict ??= "unknown";
    }
  }
  return verdict;
}
