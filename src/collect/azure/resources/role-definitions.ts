// azure/authorization:role-definitions, :deny-assignments: what roles give, built-in and own ones, and what nobody gets.
import type { Json } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { ContainerKind } from "../call.js";
import { resourceId } from "../ids.js";
import { listed } from "../listed.js";
import { authorizationCalls } from "./role-assignments.js";

const BOTH: readonly ContainerKind[] = ["group", "subscription"];

/** A built-in role has the same id everywhere; one of the own tenant its own: the last part names either. */
export const roleDefinitions = listed({
  ...authorizationCalls("roleDefinitions", {
    apiVersion: "2022-04-01",
    dataSet: "azure/authorization:role-definitions",
    permission: "Microsoft.Authorization/roleDefinitions/read",
  }),
  of: BOTH,
  word: "roles",
  convert(raw, out, { shared }) {
    const inner = fieldsOf(raw["properties"]);
    // as az role definition list prints it, what belongs to the role stands beside its id
    const of = { ...raw, ...inner };
    const name = textOf(raw["name"]) ?? textOf(raw["id"])?.split("/").at(-1);
    if (name === undefined) return;
    const roleName = proseOf(of["roleName"]);
    if (roleName !== undefined) shared.roleNames.set(name.toLowerCase(), roleName);
    out.nodes.push({
      id: `azure:role/${name.toLowerCase()}`,
      kind: "grant",
      type: "azure.role",
      name: roleName ?? name,
      properties: properties({
        role_definition: name.toLowerCase(),
        custom_role: /^custom/i.test(textOf(inner["type"]) ?? textOf(of["roleType"]) ?? ""),
        permissions: permissionsOf(of["permissions"]),
        assignable_scopes: textsOf(of["assignableScopes"]).map((scope) => scope.toLowerCase()),
        created_at: toIso(inner["createdOn"]),
        updated_at: toIso(inner["updatedOn"]),
      }),
    });
  },
});

/** Only Azure makes them: for blueprints, managed applications and deployment stacks. */
export const denyAssignments = listed({
  ...authorizationCalls("denyAssignments", {
    apiVersion: "2022-04-01",
    dataSet: "azure/authorization:deny-assignments",
    permission: "Microsoft.Authorization/denyAssignments/read",
  }),
  of: BOTH,
  word: "deny assignments",
  convert: addDeny,
});

function addDeny(raw: Fields, out: PartBuilder): void {
  const id = textOf(raw["id"]);
  const inner = fieldsOf(raw["properties"]);
  const scope = textOf(inner["scope"]);
  if (id === undefined || scope === undefined) return;
  out.nodes.push({
    id: resourceId(id),
    kind: "grant",
    type: "azure.deny-assignment",
    name: proseOf(inner["denyAssignmentName"]) ?? id.slice(id.lastIndexOf("/") + 1),
    properties: properties({
      role_scope: scope.toLowerCase(),
      permissions: permissionsOf(inner["permissions"]),
      only_there: inner["doNotApplyToChildScopes"] === true,
      principals: principalsOf(inner["principals"]),
      except: principalsOf(inner["excludePrincipals"]),
      condition: textOf(inner["condition"]),
      is_system_protected: inner["isSystemProtected"] === true,
    }),
  });
}

function permissionsOf(value: unknown): Json {
  return listOf(value).map((one) => {
    const { condition, ...lists } = fieldsOf(one);
    return properties({
      actions: textsOf(lists["actions"]),
      not_actions: textsOf(lists["notActions"]),
      data_actions: textsOf(lists["dataActions"]),
      not_data_actions: textsOf(lists["notDataActions"]),
      condition: textOf(condition),
    });
  });
}

function principalsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((one) => textOf(fieldsOf(one)["id"])?.toLowerCase() ?? []);
}

/** The texts of a list; none where there is no list. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one): one is string => typeof one === "string");
}
