// Where identities live, and the sets of all service accounts of a container, which bindings and deny policies name like a group.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { Json } from "../../model/words.js";
import { GOOGLE_GRANTS } from "../facts/google-grants.js";
import { projectOf } from "./homes.js";
import type { DenyRule } from "./limits.js";
import type { ServiceAccount } from "./member.js";
import type { Places } from "./places.js";

/** Project of an account, by what was read of it or by its address, and of an identity of a workload identity pool. */
export function homeOf(
  member: string,
  accounts: ReadonlyMap<string, ServiceAccount>,
  places: Places,
): string | undefined {
  if (member.startsWith("serviceAccount:")) {
    const email = member.slice("serviceAccount:".length);
    const project = accounts.get(email)?.project;
    return project === undefined ? projectOf(email, places) : `projects/${project}`;
  }
  const pool = /^principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/([^/]+)\//.exec(member)?.[1];
  return pool === undefined ? undefined : places.placeOf(`//cloudresourcemanager.googleapis.com/projects/${pool}`);
}

const ACCOUNT_SET =
  /^principalSet:(\/\/cloudresourcemanager\.googleapis\.com\/(?:projects|folders|organizations)\/[^/]+)\/type\/ServiceAccount$/;

/**
 * Sets of all service accounts of a project, a folder or an organisation, as far as a binding or a deny policy names them: the
 * sets that an account of a project is in. https://cloud.google.com/iam/docs/principal-identifiers
 */
export function createAccountSets(
  input: AnalysisInput,
  denies: readonly DenyRule[],
  places: Places,
): (home: string | undefined) => readonly string[] {
  const named = new Map<string, Set<string>>();
  const note = (text: Json | undefined): void => {
    const container = typeof text === "string" ? ACCOUNT_SET.exec(text)?.[1] : undefined;
    if (container === undefined || typeof text !== "string") return;
    const place = places.placeOf(container);
    named.set(place, (named.get(place) ?? new Set()).add(text));
  };
  for (const { properties } of input.nodes(GOOGLE_GRANTS)) note(properties["member"]);
  for (const { principals, except } of denies) for (const one of [...principals, ...except]) note(one);
  if (named.size === 0) return () => [];
  return (home) => {
    const found: string[] = [];
    const seen = new Set<string>();
    for (let at = home; at !== undefined && !seen.has(at); at = places.parent(at)) {
      seen.add(at);
      addAll(found, named.get(at) ?? []);
    }
    return found.sort(compareText);
  };
}
