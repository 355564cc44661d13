// What the containers of one crawl know of each other: where policies were read, which roles and groups they name.
import type { Json } from "../../model/words.js";
import type { Page } from "../page.js";

export interface KnownProject {
  readonly id: string;
  readonly number: string | undefined;
  /** `folders/1`, `organizations/1`. */
  readonly parent: string | undefined;
}

/** Where things of a type are, below the containers that were searched. */
export interface FoundPlaces {
  /** Containers whose search was answered, and those whose search was refused. */
  readonly searched: Set<string>;
  readonly refused: Set<string>;
  /** Project → places. */
  readonly places: Map<string, Set<string>>;
}

export class EstateFacts {
  /** Projects by id, as the lists of their organisation or they themselves say. */
  readonly projects = new Map<string, KnownProject>();
  /** Folder → what holds it. */
  readonly folders = new Map<string, string>();
  /** Projects whose policies came with those of their organisation or folder. */
  readonly coveredProjects = new Set<string>();
  /** Containers whose own policy was read. */
  readonly coveredContainers = new Set<string>();
  /** Roles that bindings name. */
  readonly roles = new Set<string>();
  /** E-mail addresses of groups that bindings name. */
  readonly groups = new Set<string>();
  /** What was asked of containers above a project, so that it is asked once. */
  readonly askedAbove = new Set<string>();
  /** What policies that were asked for one by one said of logs, by container. */
  readonly auditLogs = new Map<string, Json[]>();
  /** Predefined roles that were read, by name. */
  readonly readRoles = new Map<string, Page>();
  readonly readGroups = new Set<string>();
  /** Names of the groups that were found: `groups/03admins`. */
  readonly groupNames = new Set<string>();
  /** Those of them that were asked for their labels. */
  readonly labelledGroups = new Set<string>();
  /** Asset type → where it is, as one search over what holds the projects told. */
  readonly found = new Map<string, FoundPlaces>();
  /** Folders of the bundle, in which Google's own roles may lie wherever they were asked for. */
  bundleFolders: readonly (readonly string[])[] = [];

  /** What holds a project, from near to far: folders, then the organisation; as far as it is known. */
  ancestorsOf(project: string): readonly string[] {
    const ancestors: string[] = [];
    let next = this.projects.get(project)?.parent;
    while (next !== undefined && !ancestors.includes(next)) {
      ancestors.push(next);
      next = this.folders.get(next);
    }
    return ancestors;
  }

  /** Id of a project by its number. */
  projectByNumber(number: string): string | undefined {
    if (this.#byNumber.size !== this.projects.size) {
      this.#byNumber.clear();
      for (const { id, number: own } of this.projects.values()) this.#byNumber.set(own ?? id, id);
    }
    return this.#byNumber.get(number);
  }

  readonly #byNumber = new Map<string, string>();
}
