// What is read of a customer, in this order. A resource more is one file and one line.
import type { WorkspaceResource } from "./resource.js";
import { appAccess } from "./resources/app-access.js";
import { appPasswords } from "./resources/app-passwords.js";
import { customer } from "./resources/customer.js";
import { delegation } from "./resources/delegation.js";
import { roleAssignments, roleGroups } from "./resources/roles.js";
import { suspendedAccess } from "./resources/suspended-access.js";
import { tokenActivity } from "./resources/token-activity.js";
import { tokens } from "./resources/tokens.js";
import { users } from "./resources/users.js";

export const RESOURCES: readonly WorkspaceResource[] = [
  customer,
  users,
  roleAssignments,
  roleGroups,
  tokens,
  appPasswords,
  suspendedAccess,
  delegation,
  appAccess,
  tokenActivity,
];
