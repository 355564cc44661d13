// azure/authorization:policy-assignments: assignments of policies that deploy or change things, which they do as an identity of their
// own. Of others nothing is kept, nor of parameters.
// https://learn.microsoft.com/en-us/azure/governance/policy/how-to/remediate-resources
import { fieldsOf, textOf } from "../../fields.js";
import { addWorkload } from "../identity.js";
import { listed } from "../listed.js";

export const policyAssignments = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.Authorization/policyAssignments",
    apiVersion: "2022-06-01",
    dataSet: "azure/authorization:policy-assignments",
    permission: "Microsoft.Authorization/policyAssignments/read",
    count: "1 per subscription",
    list: "value",
    secrets: ["value.*.properties.parameters"],
  },
  word: "policy assignments",
  convert(raw, out, crawl) {
    const { principalId, tenantId } = fieldsOf(raw["identity"]);
    // those of management groups are listed in each subscription below; identities of several are taken by who may assign them
    const isOwn = textOf(raw["id"])?.toLowerCase().startsWith(`/subscriptions/${crawl.container.name.toLowerCase()}/`);
    if (isOwn !== true || textOf(principalId) === undefined) return;
    const { id, name, location } = raw;
    const type = "Microsoft.Authorization/policyAssignments";
    addWorkload({ id, name, location, type, identity: { principalId, tenantId } }, out, crawl);
  },
});
