// A group of GitLab as it was read.
import type { JsonRecord } from "../../model/words.js";

export interface GitLabGroup {
  /** The scope itself for the group that was crawled. */
  readonly id: string;
  readonly number: number | undefined;
  readonly path: string;
  readonly parent: string | undefined;
  readonly scope: string;
  /** Host and path of the server. */
  readonly host: string;
  readonly sharedWith: readonly JsonRecord[];
  /** Least role with which a member makes projects or groups in it, as GitLab words it; undefined when it was not read. */
  readonly makers: { readonly projects: string | undefined; readonly groups: string | undefined };
}
