// What a call to GitLab is, and what a resource is: the two words that adding to the crawl needs.
import { ROOT_LIST } from "../json-scan.js";
import type { Cleaner, SecretPath } from "../secrets.js";
import type { Refusable, Shaped } from "../shared/rest/answer.js";

/** Least role that opens a call; every call takes the scope read_api besides, those of files read_repository will do too. */
export type Role = "Guest" | "Reporter" | "Developer" | "Maintainer" | "Owner" | "Administrator";

/** One request that nhi may make. The client refuses every other. */
export interface GitLabCall extends Shaped, Refusable {
  /** As GitLab's reference names it: `GET /projects/:id/variables`. */
  readonly route: string;
  /** Data set that it serves. */
  readonly dataSet: string;
  readonly role: Role;
  /** How often, for --dry-run: "1", "1 per project". */
  readonly count: string;
  readonly query?: { readonly [name: string]: string };
  /** What tells answers of one route apart in a bundle. */
  readonly param?: readonly [name: string, value: string];
  readonly secrets?: readonly SecretPath[];
  readonly clean?: Cleaner;
}

/** A call that lists what a project or a group has. */
export function listCall(call: Omit<GitLabCall, "list">): GitLabCall {
  return { ...call, list: ROOT_LIST };
}

/** A call for the text of one file of a project. */
export function fileCall(call: Pick<GitLabCall, "dataSet" | "count">): GitLabCall {
  return {
    ...call,
    route: "GET /projects/:id/repository/files/:file_path/raw",
    role: "Reporter",
    // Of the default branch, whatever it is called.
    query: { ref: "HEAD" },
    absent: "answer",
  };
}

/** What opens a call, in words: `Maintainer role with scope read_api`. */
export function accessText({ role }: Pick<GitLabCall, "role">): string {
  return role === "Administrator" ? "administrator with scope read_api" : `${role} role with scope read_api`;
}
