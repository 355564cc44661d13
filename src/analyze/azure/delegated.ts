// What Azure Lighthouse leaves of a role that is given to another tenant. Pure.
import type { StoredNode } from "../../model/analysis.js";
import { listedTexts } from "../properties.js";

const USER_ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

/**
 * Of what a tenant outside is delegated, User Access Administrator is for one thing alone: giving the roles that are named beside
 * it to managed identities.
 */
export function delegatedCondition({ type, properties }: StoredNode): string | undefined {
  const { role_definition: role, delegated_roles: roles } = properties;
  if (type !== "azure.delegation" || role !== USER_ACCESS_ADMINISTRATOR) return undefined;
  const of = "Microsoft.Authorization/roleAssignments";
  const named = listedTexts(roles).map((one) => one.slice(one.lastIndexOf("/") + 1));
  if (named.length === 0) return `ActionMatches{'${of}/nothing'}`;
  return `ActionMatches{'${of}/write'} AND @Request[${of}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${named.join(", ")}} AND @Request[${of}:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'`;
}
