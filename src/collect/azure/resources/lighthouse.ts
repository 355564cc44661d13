// azure/managedservices:delegations: what other tenants may do here through Azure Lighthouse.
import { fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { resourceId } from "../ids.js";
import { listed } from "../listed.js";

export const delegations = listed({
  call: {
    path: "/subscriptions/{subscription}/providers/Microsoft.ManagedServices/registrationAssignments",
    apiVersion: "2022-10-01",
    dataSet: "azure/managedservices:delegations",
    permission: "Microsoft.ManagedServices/registrationAssignments/read",
    count: "1 per subscription",
    list: "value",
    query: { $expandRegistrationDefinition: "true" },
  },
  word: "delegations",
  convert(raw, out, crawl) {
    const id = textOf(raw["id"]);
    const definition = fieldsOf(fieldsOf(raw["properties"])["registrationDefinition"]);
    const inner = fieldsOf(definition["properties"]);
    const tenant = textOf(inner["managedByTenantId"]) ?? textOf(inner["managedbyTenantId"]);
    if (id === undefined) return;
    const scope = /^(.*)\/providers\/microsoft\.managedservices\//i.exec(id)?.[1] ?? "";
    const add = (one: unknown, held: "active" | "eligible"): void => {
      const { principalId, roleDefinitionId, principalIdDisplayName, delegatedRoleDefinitionIds } = fieldsOf(one);
      const [principal, role] = [textOf(principalId), textOf(roleDefinitionId)];
      if (principal === undefined || role === undefined) return;
      const short = role.slice(role.lastIndexOf("/") + 1).toLowerCase();
      out.nodes.push({
        id: `${resourceId(id)}#${held}/${short}/${principal.toLowerCase()}`,
        kind: "grant",
        type: "azure.delegation",
        name: proseOf(inner["registrationDefinitionName"]) ?? "delegation",
        properties: properties({
          principal: principal.toLowerCase(),
          principal_type: "ForeignPrincipal",
          principal_name: proseOf(principalIdDisplayName),
          // its principals live in the tenant that manages
          tenant: tenant?.toLowerCase(),
          provider_name: proseOf(inner["managedByTenantName"]),
          role: crawl.shared.roleName(short),
          role_definition: short,
          role_scope: scope.toLowerCase() || `/subscriptions/${crawl.container.name.toLowerCase()}`,
          held,
          delegated_roles: listOf(delegatedRoleDefinitionIds).flatMap((text) => textOf(text)?.toLowerCase() ?? []),
        }),
      });
    };
    for (const one of listOf(inner["authorizations"])) add(one, "active");
    for (const one of listOf(inner["eligibleAuthorizations"])) add(one, "eligible");
  },
});
