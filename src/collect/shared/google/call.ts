// What a call to an API of Google is: one row of the list that the client holds itself to.
import type { Cleaner, SecretPath } from "../../secrets.js";

/** One request that nhi may make. The client refuses every other. */
export interface GoogleCall {
  /** As Google's reference names the method: `iam.projects.serviceAccounts.list`. */
  readonly method: string;
  /** Name of the API, which is its host and its folder in a bundle: `iam`. */
  readonly api: string;
  /** Version, with what stands before it in paths: `v1`, `directory/v1`. */
  readonly version: string;
  /** POST only where reading is a POST, such as getIamPolicy. */
  readonly http?: "POST";
  /** Below the version: `projects/{project}/serviceAccounts`, with the custom verb after a colon. */
  readonly path: string;
  readonly dataSet: string;
  /** Permission that opens it; undefined where every account may. */
  readonly permission?: string;
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
  /** Only the first page is asked for: the newest of a log. */
  readonly isFirstPage?: true;
  /** The answer is a map of lists by place, which are put together: compute's aggregated lists. */
  readonly isAggregated?: true;
  /** The place that it is about answers itself, at a host of its own: the parameter `place`. */
  readonly isRegional?: true;
  readonly secrets?: readonly SecretPath[];
  readonly clean?: Cleaner;
}

/**
 * What Google's answers have beside their lists. JSON of Google leaves out a field that is empty, and so an empty list.
 * https://protobuf.dev/programming-guides/json/
 */
export const BESIDE_LISTS: ReadonlySet<string> = new Set([
  "etag",
  "failedLocation",
  "id",
  "kind",
  "missingZones",
  "nextPageToken",
  "selfLink",
  "totalSize",
  "trigger_event",
  "unreachable",
  "warning",
]);

export type Params = { readonly [name: string]: string };

/** Path of a call with its parameters in place: segments of the bundle and of the address, and the custom verb. */
export function placeOf(
  { path }: Pick<GoogleCall, "path">,
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

/** A query value with parameters in place: `projects/{project}`. */
export function filled(value: string, params: Params): string {
  return value.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}

/** The API that a call needs, as Service Usage names it. */
export function serviceOf({ api }: Pick<GoogleCall, "api">): string {
  return `${api}.googleapis.com`;
}
