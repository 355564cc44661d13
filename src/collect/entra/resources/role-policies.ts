// entra/graph:role-policies: what activating each directory role asks for: an approval and of whom, a second factor, a reason.
// One policy a role, whatever the assignment is scoped to; asked before eligible assignments, whose edges depend on it.
import { fieldsOf, textOf } from "../../fields.js";
import { toActivation } from "../../shared/microsoft/activation.js";
import type { EntraCall } from "../call.js";
import { listResource } from "../list-resource.js";

const LIST: EntraCall = {
  path: "/policies/roleManagementPolicyAssignments",
  version: "v1.0",
  dataSet: "entra/graph:role-policies",
  permission: "RoleManagementPolicy.Read.Directory",
  licence: "Microsoft Entra ID P2",
  count: "1",
  isList: true,
  query: { $filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'", $expand: "policy($expand=rules)" },
};

export const rolePolicies = listResource({
  call: LIST,
  word: "role policies",
  add: (raw, { facts }) => {
    const role = textOf(raw["roleDefinitionId"])?.toLowerCase();
    // a bundle may hold policies of groups in the same list
    if (role === undefined || (raw["scopeId"] ?? "/") !== "/") return;
    const activation = toActivation(fieldsOf(raw["policy"])["rules"]);
    if (activation !== undefined) facts.activations.set(role, activation);
  },
});
