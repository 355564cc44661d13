// All views built from nodes. Others (gap, finding, run, edge, …) are plain SQL in the store.
import { account } from "./account.js";
import type { View } from "./column.js";
import { credential } from "./credential.js";
import { identity } from "./identity.js";
import { permissionGrant } from "./permission-grant.js";
import { trustRule } from "./trust-rule.js";

export const VIEWS: readonly View[] = [account, credential, identity, permissionGrant, trustRule];

/** View by name, undefined when there is none. */
export function viewNamed(name: string): View | undefined {
  return VIEWS.find((view) => view.name === name);
}
