// Fields of Google Workspace's answers that decide what is found, by call. https://developers.google.com/workspace/admin/directory
import type { Shapes } from "../shape.js";

export const SHAPES: Shapes = {
  "directory.users.list": {
    "users.*.id": "id",
    "users.*.suspended": "flag",
    "users.*.archived": "flag",
    "users.*.isAdmin": "flag",
    "users.*.isDelegatedAdmin": "flag",
    "users.*.isEnrolledIn2Sv": "flag",
    "users.*.isEnforcedIn2Sv": "flag",
  },
  "directory.tokens.list": {
    "items.*.clientId": "id",
    "items.*.scopes": "texts",
    "items.*.nativeApp": "flag",
    "items.*.anonymous": "flag",
  },
  "directory.roles.list": {
    "items.*.roleId": "id",
    "items.*.rolePrivileges": "list",
    "items.*.rolePrivileges.*": "fields",
    "items.*.isSuperAdminRole": "flag",
    "items.*.isSystemRole": "flag",
  },
  "directory.roleAssignments.list": { "items.*.roleId": "id", "items.*.assignedTo": "id" },
};
