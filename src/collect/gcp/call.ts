// What a call to Google Cloud is, and what a resource is: the two words that adding to the crawl needs.
import type { GoogleCall } from "../shared/google/call.js";

export type { Params } from "../shared/google/call.js";

/** One request about a container. */
export interface GcpCall extends GoogleCall {
  /** Google's own role that holds its permission and little else. */
  readonly role?: string;
  /** What exists needs the API to be enabled: where it is not, there is nothing to ask for. */
  readonly isOnlyWhenEnabled?: true;
}

/** What is crawled: projects hold resources; folders and the organisation hold projects and hand rights down. */
export type ContainerKind = "organization" | "folder" | "project";

export const OF_PROJECT: readonly ContainerKind[] = ["project"];
export const OF_ALL: readonly ContainerKind[] = ["organization", "folder", "project"];
