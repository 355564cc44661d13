// All views built from nodes. Others (gap, finding, run, edge, …) are plain SQL in the store.
import { account } from "./account.js";
import { ciSecret } from "./ci-secret.js";
import type { View } from "./column.js";
import { credential } from "./credential.js";
import { identity } from "./identity.js";
import { permissionGrant } from "./permission-grant.js";
import { resource } from "./resource.js";
import { trustRule } from "./trust-rule.js";
import { workflowJob } from "./workflow-job.js";
import { workload } from "./workload.js";

export const VIEWS: readonly View[] = [
  account,
  ciSecret,
  credential,
  identity,
  permissionGrant,
  resource,
  trustRule,
  workflowJob,
  workload,
];

/** View by name, undefined when there is none. */
export function viewNamed(name: string): View | undefined {
  return VIEWS.find((view) => view.name === name);
}
