// The one list of calls that nhi makes to GitHub. The client refuses others, and the permissions are printed from it.
import type { Extent, GitHubCall } from "./call.js";
import { REPOSITORIES_QUERY } from "./details.js";
import { NAME_QUERY, OWNERS_QUERY } from "./resources/enterprise.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly GitHubCall[] = RESOURCES.flatMap((resource) => resource.calls);

/** Queries that are sent to GraphQL, word for word. */
export const QUERIES: readonly string[] = [REPOSITORIES_QUERY, OWNERS_QUERY, NAME_QUERY];

/** Calls of a crawl. */
export function callsFor(extent: Extent): readonly GitHubCall[] {
  return RESOURCES.filter(({ extents }) => extents.includes(extent)).flatMap((resource) => resource.calls);
}
