// What a call to GitHub is, and what a resource is: the two words that adding to the crawl needs.
import type { Cleaner, SecretPath } from "../secrets.js";

/** What opens a call: a permission of an App or fine-grained token, and a scope of a classic one. */
export interface Access {
  /** `organization_hooks:read`. */
  readonly permission: string;
  /** `admin:org_hook`; undefined when classic tokens cannot have it. */
  readonly scope?: string;
  /** Only a GitHub App is let in. */
  readonly isAppOnly?: boolean;
  /** Only classic tokens are let in; `permission` says to what. */
  readonly isClassicOnly?: boolean;
}

/** One request that nhi may make. The client refuses every other. */
export interface GitHubCall {
  /** As GitHub's reference names it: `GET /orgs/{org}/hooks`. */
  readonly route: string;
  /** Data set that it serves. */
  readonly dataSet: string;
  /** Undefined when every token may. */
  readonly access?: Access;
  /** How often, for --dry-run: "1", "1 per 100 repositories". */
  readonly count: string;
  /** List of the answer: ROOT_LIST when the answer is one. */
  readonly list?: string;
  /** The list is answered whole: GitHub knows no pages of it. */
  readonly isWhole?: boolean;
  readonly query?: { readonly [name: string]: string };
  /** What tells answers of one route apart in a bundle. */
  readonly param?: readonly [name: string, value: string];
  readonly secrets?: readonly SecretPath[];
  readonly clean?: Cleaner;
  /** What 404 means: no such thing, or a plan without it. When left out GitHub hides it from this token. */
  readonly absent?: "answer" | "unlicensed";
  /** 409 means that the repository has no commit yet, and so none of it. */
  readonly mayBeEmpty?: boolean;
  /** Plan that has it, for the gap. */
  readonly plan?: string;
}

/** Who owns what is crawled; one repository alone is crawled without what only its owner has. */
export type Extent = "organization" | "user" | "repository";

/** Crawls of an organisation and nothing less. */
export const OF_ORGANIZATION: readonly Extent[] = ["organization"];
/** Every crawl. */
export const OF_ALL: readonly Extent[] = ["organization", "user", "repository"];

/** What opens a call, in words: `organization_hooks:read (classic token: admin:org_hook)`. */
export function accessText({ permission, scope, isAppOnly, isClassicOnly }: Access): string {
  if (isClassicOnly === true) return `scope ${scope} of a classic token (${permission})`;
  if (isAppOnly === true) return `${permission} of a GitHub App`;
  return scope === undefined ? permission : `${permission} (classic token: ${scope})`;
}

/** Path of a route with its parameters in place, each decoded: segments of the bundle and of the address. */
export function segmentsOf(route: string, params: Params): readonly string[] {
  const path = route.slice(route.indexOf("/") + 1);
  return path.split("/").flatMap((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) return [segment];
    const value = params[name];
    if (value === undefined) throw new Error(`${route}: no ${name}`);
    // A file's path keeps its folders.
    return name === "path" ? value.split("/") : [value];
  });
}

export type Params = { readonly [name: string]: string };
