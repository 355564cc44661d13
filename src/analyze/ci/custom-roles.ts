// Roles in repositories that an organisation made, and what they allow beyond the role that they are based on.
import type { AnalysisInput, StoredEdge } from "../../model/analysis.js";
import { textOf, textsOf } from "../properties.js";
import type { CiRepository } from "./estate.js";

export interface CustomRole {
  /** By which rulesets name it. */
  readonly number: string;
  readonly name: string;
  /** Protections of branches do not hold for it, unless they hold for administrators too. */
  readonly bypasses: boolean;
  /** It changes protections and rulesets of a repository. */
  readonly edits: boolean;
}

/**
 * In: the estate. Out: the role by which an edge permits something in a repository; undefined where it is one of GitHub's, or its
 * organisation's roles were not read.
 * https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/about-custom-repository-roles#additional-permissions-for-custom-roles
 */
export function customRoles(
  input: Pick<AnalysisInput, "nodes">,
): (edge: StoredEdge, repository: CiRepository) => CustomRole | undefined {
  const roles = new Map<string, CustomRole>();
  for (const { id, scope, name, properties } of input.nodes(["github.repository-role"])) {
    const permissions = textsOf(properties["role_permissions"]) ?? [];
    roles.set(`${scope} ${name}`, {
      number: id.slice(id.lastIndexOf("/") + 1),
      name,
      bypasses: permissions.includes("bypass_branch_protection"),
      edits: permissions.includes("edit_repo_protections"),
    });
  }
  return ({ properties }, { owner }) => {
    const name = textOf(properties["custom_role"]);
    return name === undefined ? undefined : roles.get(`${owner.scope} ${name}`);
  };
}
