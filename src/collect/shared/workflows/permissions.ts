// What the job's GITHUB_TOKEN may do.
import { entriesOf, field, type TemplateToken, textOf } from "./tokens.js";

export type Level = "none" | "read" | "write" | "default";

/** By scope of the token. */
export type Permissions = { readonly [scope: string]: Level };

/** Scopes of GITHUB_TOKEN, as GitHub's schema of workflows lists them. */
const SCOPES = [
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "code-quality",
  "contents",
  "copilot-requests",
  "deployments",
  "discussions",
  "drives",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "repository-projects",
  "security-events",
  "statuses",
  "vulnerability-alerts",
] as const;

/** What the restricted default of a repository gives. */
const RESTRICTED = new Set(["contents", "packages"]);

/** Default of a repository or organisation: `read` is the restricted one; undefined when it is not known. */
export type DefaultPermissions = "read" | "write" | undefined;

/** The permissions that a key states; undefined when it is not there. What a key does not name is none. */
function statedPermissions(token: TemplateToken | undefined): Permissions | undefined {
  const shorthand = textOf(token)?.trim().toLowerCase();
  if (shorthand === "read-all") return all((scope) => (scope === "id-token" ? "none" : "read"));
  if (shorthand === "write-all") return all(() => "write");
  if (token === undefined || (shorthand !== undefined && shorthand !== "")) return undefined;
  const stated = Object.fromEntries(
    entriesOf(token).map(({ key, value }) => [key.toLowerCase(), levelOf(textOf(value))]),
  );
  // Also scopes that are newer than the list.
  return { ...all(() => "none"), ...stated };
}

/** What a job has when nobody states anything: an id-token has to be asked for. */
export function defaultPermissions(known: DefaultPermissions): Permissions {
  if (known === undefined) return all((scope) => (scope === "id-token" ? "none" : "default"));
  if (known === "write") return all((scope) => (scope === "id-token" ? "none" : "write"));
  return all((scope) => (RESTRICTED.has(scope) ? "read" : "none"));
}

/** Permissions of a job: its own, else those of the workflow, else the default. */
export function jobPermissions(job: TemplateToken, workflow: TemplateToken, fallback: Permissions): Permissions {
  return statedPermissions(field(job, "permissions")) ?? statedPermissions(field(workflow, "permissions")) ?? fallback;
}

const RANK: { readonly [level in Level]: number } = { none: 0, read: 1, default: 2, write: 3 };

/** What is left of permissions when a caller may give no more than its own. */
export function capped(own: Permissions, caller: Permissions): Permissions {
  return combine(own, caller, (a, b) => (RANK[a] <= RANK[b] ? a : b));
}

/** What either of two gives. */
export function joined(one: Permissions, other: Permissions): Permissions {
  return combine(one, other, (a, b) => (RANK[a] >= RANK[b] ? a : b));
}

function combine(one: Permissions, other: Permissions, choose: (a: Level, b: Level) => Level): Permissions {
  const scopes = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(scopes.map((scope) => [scope, choose(one[scope] ?? "none", other[scope] ?? "none")]));
}

function all(level: (scope: string) => Level): Permissions {
  return Object.fromEntries(SCOPES.map((scope) => [scope, level(scope)]));
}

function levelOf(text: string | undefined): Level {
  const level = text?.toLowerCase();
  return level === "write" || level === "read" ? level : "none";
}
