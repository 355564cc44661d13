// Policies of folders and organisations that somebody sets from above, and what a deny policy below or there takes of that.
import { FOLDER, HOME, ORGANIZATION, OTHER } from "./organization-bundle.js";
import type { Pair } from "./pair.js";

const ROLES = "https://docs.cloud.google.com/iam/docs/roles-permissions/resourcemanager";
const DENIES = "https://docs.cloud.google.com/iam/docs/deny-overview";
const FOLDERS = "resourcemanager.folders.setIamPolicy";
const ORGANIZATIONS = "resourcemanager.organizations.setIamPolicy";

/** `ci` holds a permission at a scope and so controls a project, in the twin it holds another. */
function held(name: string, [on, permission, twin]: readonly [string, string, string], project: string): Pair {
  return {
    name,
    source: ROLES,
    ...{ vulnerable: "sure", safe: "none" },
    make(g, isSafe) {
      const ci = g.account("ci");
      g.grant(on, [isSafe ? twin : permission], ci);
      return { from: ci, to: `gcp:projects/${project}` };
    },
  };
}

/** A deny policy takes a permission away in a project below, or in the twin at a scope above the project that `ci` gets to. */
function denied(name: string, [on, permission, above]: readonly [string, string, string], project: string): Pair {
  return {
    name,
    source: DENIES,
    ...{ vulnerable: "sure", safe: "none" },
    make(g, isSafe) {
      const ci = g.account("ci");
      g.grant(on, [permission], ci);
      g.deny({
        on: isSafe ? above : `projects/${HOME}`,
        principals: ["principalSet://goog/public:all"],
        permissions: [permission.replace("resourcemanager.", "cloudresourcemanager.googleapis.com/")],
      });
      return { from: ci, to: `gcp:projects/${project}` };
    },
  };
}

export const SCOPES: readonly Pair[] = [
  held(
    "policies of folders are set from the organisation, or read",
    [ORGANIZATION, FOLDERS, "resourcemanager.folders.getIamPolicy"],
    HOME,
  ),
  held(
    "of a project in no folder the organisation's is set, or those of folders",
    [ORGANIZATION, ORGANIZATIONS, FOLDERS],
    OTHER,
  ),
  denied("a folder's policy is set past a deny policy on a project of it, or on it", [FOLDER, FOLDERS, FOLDER], HOME),
  denied("folders' policies are set from above, and denied on the one folder", [ORGANIZATION, FOLDERS, FOLDER], HOME),
  denied(
    "an organisation's policy is set past a deny policy on a project, or on it",
    [ORGANIZATION, ORGANIZATIONS, ORGANIZATION],
    OTHER,
  ),
];
