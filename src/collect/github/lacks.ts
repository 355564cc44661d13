// What a sign-in lacks for the calls of a crawl, as far as GitHub tells: scopes of a classic token, permissions of an App. Pure.
import type { Lack } from "../provider.js";
import type { Access, GitHubCall } from "./call.js";

/** What GitHub says that a sign-in may do. */
export type Rights =
  | { readonly kind: "scopes"; readonly scopes: readonly string[] }
  | { readonly kind: "permissions"; readonly permissions: { readonly [name: string]: unknown } }
  /** Fine-grained tokens: GitHub does not tell. */
  | { readonly kind: "untold" };

/** Scopes that a scope includes, itself apart. */
const INCLUDED: { readonly [scope: string]: readonly string[] } = {
  repo: ["security_events", "read:repo_hook"],
  audit_log: ["read:audit_log"],
  "admin:org": ["write:org", "read:org"],
  "write:org": ["read:org"],
  "admin:repo_hook": ["write:repo_hook", "read:repo_hook"],
  "write:repo_hook": ["read:repo_hook"],
};

/** What has to be granted so that each data set can be read, sorted; nothing about which GitHub says nothing. */
export function lacksOf(rights: Rights, calls: readonly GitHubCall[]): readonly Lack[] {
  const lacks = new Map<string, Set<string>>();
  for (const { access, dataSet } of calls) {
    if (access === undefined) continue;
    for (const what of missing(rights, access)) lacks.set(what, (lacks.get(what) ?? new Set()).add(dataSet));
  }
  return [...lacks]
    .map(([what, dataSets]) => ({ what, dataSets: [...dataSets].sort() }))
    .sort((a, b) => (a.what < b.what ? -1 : 1));
}

function missing(rights: Rights, { permission, scope, isAppOnly }: Access): readonly string[] {
  if (rights.kind === "permissions") {
    // What takes a permission to write is not asked for: see `leftOut` of nhi permissions.
    const needed = permission.split(", ").filter((one) => one.endsWith(":read"));
    return needed.filter((one) => rights.permissions[one.slice(0, -":read".length)] === undefined);
  }
  if (isAppOnly === true) return ["a GitHub App in place of the token"];
  if (rights.kind === "untold" || scope === undefined) return [];
  const held = new Set(rights.scopes.flatMap((one) => [one, ...(INCLUDED[one] ?? [])]));
  return held.has(scope) ? [] : [`scope ${scope}`];
}
