// What a call to Google Cloud is, and what a resource is: the two words that adding to the crawl needs.
import type { GraphBatch } from "../../model/batch.js";
import type { Cleaner, SecretPath } from "../secrets.js";
import type { ContainerCrawl } from "./container-crawl.js";

/** One request that nhi may make. The client refuses every other. */
export interface GcpCall {
  /** As Google's reference names the method: `iam.projects.serviceAccounts.list`. */
  readonly method: string;
  /** Name of the API, which is its host and its folder in a bundle: `iam`. */
  readonly api: string;
  readonly version: string;
  /** POST only where reading is a POST, such as getIamPolicy. */
  readonly http?: "POST";
  /** Below the version: `projects/{project}/serviceAccounts`, with the custom verb after a colon. */
  readonly path: string;
  readonly dataSet: string;
  /** Permission that opens it; undefined where every account may. */
  readonly permission?: string;
  /** Google's own role that holds it and little else. */
  readonly role?: string;
  /** How often, for --dry-run: "1", "1 per service account". */
  readonly count: string;
  /** List of the answer. */
  readonly list?: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: object;
  /** Query parameter that tells answers of one path apart; also in the name of the recorded file. */
  readonly param?: string;
  /** How the page size is called, and how large pages may be; 100 of `pageSize` when left out. */
  readonly page?: { readonly name: string; readonly size: number } | "none";
  /** The answer is a map of lists by place, which are put together: compute's aggregated lists. */
  readonly isAggregated?: true;
  /** What exists needs the API to be enabled: where it is not, there is nothing to ask for. */
  readonly isOnlyWhenEnabled?: true;
  readonly secrets?: readonly SecretPath[];
  readonly clean?: Cleaner;
}

/** What is crawled: projects hold resources; folders and the organisation hold projects and hand rights down. */
export type ContainerKind = "organization" | "folder" | "project";

/** One data set of a container. One file each or a few alike in one, listed in resources.ts. */
export interface GcpResource {
  readonly dataSet: string;
  readonly calls: readonly GcpCall[];
  /** Containers that are asked. */
  readonly of: readonly ContainerKind[];
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(crawl: ContainerCrawl): AsyncIterable<GraphBatch>;
}

export const OF_PROJECT: readonly ContainerKind[] = ["project"];
export const OF_ALL: readonly ContainerKind[] = ["organization", "folder", "project"];

export type Params = { readonly [name: string]: string };

/** Path of a call with its parameters in place: segments of the bundle and of the address, and the custom verb. */
export function placeOf(
  { path }: Pick<GcpCall, "path">,
  params: Params,
): { segments: readonly string[]; verb?: string } {
  const [whole = "", verb] = path.split(":");
  const segments = whole.split("/").flatMap((segment) => {
    const [, plus, name] = /^\{(\+?)(\w+)\}$/.exec(segment) ?? [];
    if (name === undefined) return [segment];
    const value = params[name];
    if (value === undefined) throw new Error(`${path}: no ${name}`);
    // a resource name keeps its slashes, as in Google's own templates: {+name}
    return plus === "+" ? value.split("/") : [value];
  });
  return { segments, ...(verb === undefined ? {} : { verb }) };
}

/** The API that a call needs, as Service Usage names it. */
export function serviceOf({ api }: Pick<GcpCall, "api">): string {
  return `${api}.googleapis.com`;
}
