// What GraphQL says, in the words of the REST calls that it stands for. Pure.
import { type Fields, fieldsOf, integerOf, listOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { Page } from "../page.js";

const ROLES: { readonly [permission: string]: string } = {
  READ: "read",
  TRIAGE: "triage",
  WRITE: "write",
  MAINTAIN: "maintain",
  ADMIN: "admin",
};

/** Names by which REST says what someone may do, of those roles. */
const FLAGS: { readonly [role: string]: string } = { read: "pull", write: "push" };

/**
 * As GET /repos/{owner}/{repo}/collaborators; undefined when it is not all of them, or, where the owner may have made roles, when GitHub
 * does not say by which role somebody has a permission: it does to administrators of the organisation.
 * https://docs.github.com/en/graphql/reference/objects#permissionsource
 */
export function toCollaborators(connection: Fields | undefined, hasCustomRoles: boolean): Page | undefined {
  if (connection === undefined) return undefined;
  const edges = listOf(connection["edges"]);
  if (edges.length < (integerOf(connection["totalCount"]) ?? Number.POSITIVE_INFINITY)) return undefined;
  const list: Fields[] = [];
  for (const raw of edges) {
    const { permission, permissionSources: sources, node } = fieldsOf(raw);
    const { login, databaseId } = fieldsOf(node);
    const said = textOf(permission) ?? "";
    const role = ROLES[said] ?? said.toLowerCase();
    // no role that an organisation makes has more than to administer
    if (hasCustomRoles && role !== "admin" && !Array.isArray(sources)) return undefined;
    const own = listOf(sources)
      .map(fieldsOf)
      .find(({ source }) => fieldsOf(source)["__typename"] === "Repository");
    const name = textOf(own?.["roleName"]);
    const isMade = name !== undefined && ROLES[name.toUpperCase()] === undefined;
    list.push({
      login,
      id: databaseId,
      ...(isMade ? { role_name: name, permissions: { [FLAGS[role] ?? role]: true } } : { role_name: role }),
    });
  }
  return { [ROOT_LIST]: list };
}

/** As GET /repos/{owner}/{repo}/branches/{branch}/protection, by pattern; undefined when it is not all of them. */
export function toProtections(connection: Fields): ReadonlyMap<string, Page> | undefined {
  const nodes = listOf(connection["nodes"]).map(fieldsOf);
  if (nodes.length < (integerOf(connection["totalCount"]) ?? Number.POSITIVE_INFINITY)) return undefined;
  return new Map(
    nodes.flatMap((rule) => {
      const pattern = textOf(rule["pattern"]);
      return pattern === undefined ? [] : [[pattern, toProtection(rule)] as const];
    }),
  );
}

function toProtection(rule: Fields): Page {
  const switched = (name: string): { enabled: boolean } => ({ enabled: rule[name] === true });
  return {
    enforce_admins: switched("isAdminEnforced"),
    lock_branch: switched("lockBranch"),
    block_creations: switched("blocksCreations"),
    allow_force_pushes: switched("allowsForcePushes"),
    allow_deletions: switched("allowsDeletions"),
    ...(rule["restrictsPushes"] === true ? { restrictions: toActors(rule["pushAllowances"]) } : {}),
    ...(rule["requiresStatusChecks"] === true ? { required_status_checks: { contexts: [] } } : {}),
    ...(rule["requiresApprovingReviews"] === true
      ? {
          required_pull_request_reviews: {
            required_approving_review_count: rule["requiredApprovingReviewCount"] ?? 0,
            require_code_owner_reviews: rule["requiresCodeOwnerReviews"] === true,
            require_last_push_approval: rule["requireLastPushApproval"] === true,
            dismiss_stale_reviews: rule["dismissesStaleReviews"] === true,
            bypass_pull_request_allowances: toActors(rule["bypassPullRequestAllowances"]),
          },
        }
      : {}),
  };
}

/** Who is let through, as REST lists them. */
function toActors(connection: unknown): { users: Fields[]; teams: Fields[]; apps: Fields[] } {
  const actors = listOf(fieldsOf(connection)["nodes"]).map((node) => fieldsOf(fieldsOf(node)["actor"]));
  const of = (type: string, name: string): Fields[] =>
    actors.flatMap((actor) => (actor["__typename"] === type ? [{ [name]: actor[name], id: actor["databaseId"] }] : []));
  return { users: of("User", "login"), teams: of("Team", "slug"), apps: of("App", "slug") };
}
