// What administrator roles let their holders do, of Google's own and of custom ones. The privileges of all roles of one holder add up.
// https://developers.google.com/workspace/admin/directory/v1/guides/manage-roles https://support.google.com/a/answer/2405986
import type { StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { listedTexts } from "../properties.js";
import type { Customer } from "./estate.js";
import { wordOf } from "./estate.js";

/** What Google's own roles amount to here, where their privileges were not listed. */
const OWN: { readonly [role: string]: readonly string[] } = {
  _GROUPS_ADMIN_ROLE: ["GROUPS_ALL", "GROUPS_MANAGE_LOCKED_LABEL"],
  _GROUPS_EDITOR_ROLE: ["GROUPS_ALL", "GROUPS_MANAGE_LOCKED_LABEL"],
  _HELP_DESK_ADMIN_ROLE: ["USERS_RESET_PASSWORD"],
  _USER_MANAGEMENT_ADMIN_ROLE: ["USERS_ALL", "USER_SECURITY_ALL"],
};

/** Privileges of one assignment. */
export function privilegesOf({ properties }: StoredNode): readonly string[] {
  const { is_system_role: isSystem, role, privileges } = properties;
  return [...(isSystem === true ? (OWN[wordOf(role)] ?? []) : []), ...listedTexts(privileges)];
}

/** Within a unit, or on some things alone. */
function isLimited({ properties }: StoredNode): boolean {
  return properties["role_scope"] === "ORG_UNIT" || typeof properties["condition"] === "string";
}

/** What the holder of an assignment has by it and by others of his that are for the whole domain. */
export function createAllPrivilegesOf({ assignments }: Customer): (assignment: StoredNode) => ReadonlySet<string> {
  const byHolder = new Map<string, string[]>();
  for (const one of assignments.filter((assignment) => !isLimited(assignment))) {
    for (const privilege of privilegesOf(one)) addTo(byHolder, one.parent ?? "", privilege);
  }
  return (assignment) => new Set([...privilegesOf(assignment), ...(byHolder.get(assignment.parent ?? "") ?? [])]);
}
