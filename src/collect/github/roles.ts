// Roles in a repository as what they let someone do. Pure.
import type { GraphEdge } from "../../model/batch.js";
import type { Capability } from "../../model/words.js";
import { type Fields, fieldsOf, textOf } from "../fields.js";

const CAPABILITIES: { readonly [role: string]: readonly Capability[] } = {
  pull: ["read"],
  read: ["read"],
  triage: ["read"],
  push: ["read", "write"],
  write: ["read", "write"],
  maintain: ["read", "write"],
  admin: ["admin"],
};

/** Role of a user or team in a repository: by name, else the highest of its permissions. */
export function roleOf(raw: Fields): string | undefined {
  const name = textOf(raw["role_name"]) ?? textOf(raw["permission"]);
  if (name !== undefined && Object.hasOwn(CAPABILITIES, name)) return name;
  const permissions = fieldsOf(raw["permissions"]);
  return ["admin", "maintain", "push", "triage", "pull"].find((role) => permissions[role] === true) ?? name;
}

/** Name of the role of the organisation's own making that a user or team has in a repository; undefined where GitHub made it. */
export function customRoleOf(raw: Fields): string | undefined {
  const name = textOf(raw["role_name"]);
  return name === undefined || Object.hasOwn(CAPABILITIES, name) ? undefined : name;
}

/** `permits` edges of a role; a custom role without its base permission may read at least. */
export function permitsOf(
  from: string,
  to: string,
  role: string | undefined,
  customRole?: string,
): readonly GraphEdge[] {
  if (role === undefined) return [];
  const capabilities = CAPABILITIES[role];
  const properties = { role, ...(customRole !== undefined && { custom_role: customRole }) };
  if (capabilities === undefined) return [{ kind: "permits", from, to, capability: "read", properties }];
  return capabilities.map((capability) => ({ kind: "permits", from, to, capability, properties }));
}
