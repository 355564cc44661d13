// The one list of calls that nhi makes to GitLab. The client refuses others, and the permissions are printed from it.
import type { GitLabCall } from "./call.js";
import type { GitLabResource } from "./resource.js";
import { RESOURCES } from "./resources.js";

export const CALLS: readonly GitLabCall[] = RESOURCES.flatMap(({ calls }) => calls);

/** Data sets of a host: what only administrators see is not asked of gitlab.com, where they are GitLab's own. */
export function resourcesFor(host: string): readonly GitLabResource[] {
  return RESOURCES.filter(({ only }) => only !== "own-server" || host !== "gitlab.com");
}
