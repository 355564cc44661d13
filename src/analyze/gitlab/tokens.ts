// Id-tokens that jobs of a project get: the claims of the grammar with what is known of the project and the run filled in.
import { fillKind, type TokenKind } from "../trust/grammar.js";
import { GITLAB } from "../trust/grammars-gitlab.js";
import { fixedTemplate, parseTemplate } from "../trust/template.js";
import type { GitLabProject } from "./estate.js";
import { isProtectedRun } from "./gates.js";
import { claimedTier, isProtectedEnvironment } from "./new-environments.js";
import type { GitLabRun } from "./run.js";

/** Keys of the subject that GitLab writes unless a project chooses others. */
const DEFAULT_KEYS: readonly string[] = ["project_path", "ref_type", "ref"];

/** What of a project its tokens say; the number of one that was not read is any. */
export type TokenProject = Pick<
  GitLabProject,
  "path" | "namespaceId" | "keys" | "environments" | "branches" | "tags" | "defaultBranch"
> &
  Partial<Pick<GitLabProject, "newEnvironments">> & { readonly number: number | undefined };

/** Whether the project has chosen other claims for `sub` than GitLab's own; false where that was not read. */
export function hasOwnSubject({ keys }: GitLabProject): boolean {
  return keys !== undefined && keys.join() !== DEFAULT_KEYS.join();
}

/** The token of a run; its audience is whatever the job asks for, unless `audiences` says which. */
export function tokenOf(project: TokenProject, run: GitLabRun, audience?: string): TokenKind {
  const isIn = run.environment !== undefined;
  const kind = GITLAB.kinds.find(({ name }) => name === (isIn ? "job in an environment" : "job"));
  if (kind === undefined) throw new Error("no kind of token of GitLab");
  const claims = new Map(kind.claims);
  for (const [claim, text] of Object.entries(moreClaims(project, run))) claims.set(claim, fixedTemplate(text));
  const keys = project.keys ?? DEFAULT_KEYS;
  claims.set("sub", parseTemplate(keys.map((key) => segmentOf(key, kind)).join(":"), GITLAB.sets));
  return fillKind({ ...kind, claims }, valuesOf(project, run, audience));
}

/** Claims on top of those of the grammar, which clouds other than AWS read. */
function moreClaims({ path }: TokenProject, { kind, ref }: GitLabRun): { readonly [claim: string]: string } {
  const namespace = path.slice(0, path.lastIndexOf("/"));
  return {
    project_path: path,
    namespace_path: namespace,
    ref,
    ref_type: kind,
    ref_path: `refs/${kind === "tag" ? "tags" : "heads"}/${ref}`,
  };
}

/** `key:value` of a subject; without an environment its value is empty. */
function segmentOf(key: string, kind: TokenKind): string {
  const [form] = GITLAB.custom?.keys.get(key) ?? [];
  if (/^(?:environment|deployment_tier)/.test(key) && !kind.claims.has("environment")) return `${key}:`;
  return `${key}:${form ?? `<claim_${key.replace(/[^a-z]/g, "_")}>`}`;
}

function valuesOf(project: TokenProject, run: GitLabRun, audience: string | undefined): ReadonlyMap<string, string> {
  const { path, number, namespaceId } = project;
  const slash = path.indexOf("/");
  const values = new Map([
    ["group", path.slice(0, slash)],
    ["project", path.slice(slash + 1)],
    ["ref_type", run.kind],
    ["ref", run.ref],
  ]);
  const set = (hole: string, value: string | undefined): void => {
    if (value !== undefined) values.set(hole, value);
  };
  set("project_id", number === undefined ? undefined : String(number));
  set("namespace_id", namespaceId === undefined ? undefined : String(namespaceId));
  const isProtected = isProtectedRun(project, run);
  set("ref_protected", isProtected === undefined ? undefined : String(isProtected));
  set("environment", run.environment);
  const isGuarded = isProtectedEnvironment(project, run);
  set("environment_protected", isGuarded === undefined ? undefined : String(isGuarded));
  set("tier", claimedTier(run));
  set("audience", audience);
  return values;
}
