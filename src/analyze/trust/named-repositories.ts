// Whose runs a trust names, by whichever claims it looks at: the subject, or the repository or project that stands in a claim of its own,
// as Google's pools mostly ask for. Of GitHub "OpenID Connect reference" (example subject claims), of GitLab "OpenID Connect (OIDC)
// Authentication Using ID Tokens". Pure.
import type { Constraint } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";

/** Repositories or projects whose runs a trust names. */
export interface NamedRepositories {
  /** `acme/site`, or a pattern of such paths: `acme/*`. */
  readonly path: string;
  /** What is asked for besides: a branch, an environment; undefined when any will do. */
  readonly context: string | undefined;
}

const GITHUB = /^repo:([^/:@*?]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?(?::(.*))?$/;
const GITLAB = /^project_path:([^/:*?]+\/[^:]+)(?::(.*))?$/;

/** Undefined where the subject is of another form, or leaves open whose organisation or group it is. */
export function toRepositories(subject: string, vendor: unknown): NamedRepositories | undefined {
  if (vendor === "github") {
    const [, owner, name = "", rest = "*"] = GITHUB.exec(subject) ?? [];
    const isOpen = /^\*+$/.test(rest) || rest === "pull_request" || /^ref:(refs\/(heads\/)?)?\*$/.test(rest);
    return owner === undefined ? undefined : { path: `${owner}/${name}`, context: isOpen ? undefined : rest };
  }
  if (vendor !== "gitlab") return undefined;
  const [, path, rest = "*"] = GITLAB.exec(subject) ?? [];
  // who writes to a project makes branches and tags of it
  const isOpen = /^\*+$/.test(rest) || /^ref_type:(\*|(branch|tag|\*):ref:\*)$/.test(rest);
  return path === undefined ? undefined : { path, context: isOpen ? undefined : rest };
}

/** Claims that say whose run it is, the narrowest first, and the text behind an owner or group that makes it a pattern of paths. */
const NAMING: { readonly [vendor: string]: readonly (readonly [claim: string, rest: string])[] } = {
  github: [
    ["repository", ""],
    ["repository_owner", "/*"],
  ],
  gitlab: [
    ["project_path", ""],
    ["namespace_path", "/*"],
  ],
};
/** Claims that narrow what a writer can run: he makes branches and tags, but not what another one's environment or file is. */
const NARROWING = ["ref", "environment", "job_workflow_ref", "workflow_ref", "ref_protected", "environment_protected"];
/** An owner, and whatever may be a pattern behind it. */
const OWNED = /^[^/:@*?]+\/[^:@]+$/;

/** In: conditions of a trust and the vendor of its issuer. Out: whose runs they name; none where one of their ways leaves that open. */
export function namedRepositories({ alternatives }: TrustConditions, vendor: unknown): readonly NamedRepositories[] {
  const ways = alternatives.map((constraints) => namedBy(constraints.filter(isAsked), vendor));
  if (ways.some((way) => way.length === 0)) return [];
  const found = new Map(ways.flat().map((one) => [`${one.path} ${one.context ?? ""}`, one]));
  return [...found.values()];
}

/** One way in, of which everything has to hold: what names a single repository says more than a pattern does. */
function namedBy(constraints: readonly Constraint[], vendor: unknown): readonly NamedRepositories[] {
  const limits = constraints.filter((one) => NARROWING.includes(claimOf(one)) && !isOpen(one.texts));
  const also = limits.map((one) => `${claimOf(one)} ${one.texts.join(" or ")}`).join(" and ") || undefined;
  const lists = [bySubject(constraints, vendor), ...byClaims(constraints, vendor)].filter((list) => list.length > 0);
  const named = lists.find((list) => list.every(({ path }) => !/[*?]/.test(path))) ?? lists[0] ?? [];
  const [subject] = lists;
  // a pattern of subjects asks for its branch or environment, too
  const rest = subject === named ? undefined : subject?.every(({ context }) => context !== undefined);
  const asked = rest === true ? subject?.map(({ context }) => context).join(" or ") : undefined;
  return named.map(({ path, context }) => ({ path, context: context ?? also ?? asked }));
}

function bySubject(constraints: readonly Constraint[], vendor: unknown): readonly NamedRepositories[] {
  const texts = constraints.find((one) => claimOf(one) === "sub")?.texts ?? [];
  const found = texts.map((text) => toRepositories(text, vendor));
  return found.every((one) => one !== undefined) ? found : [];
}

function byClaims(constraints: readonly Constraint[], vendor: unknown): NamedRepositories[][] {
  return (NAMING[String(vendor)] ?? []).map(([claim, rest]) => {
    const texts = constraints.find((one) => claimOf(one) === claim)?.texts ?? [];
    const found = texts.map((text) => ({
      path: `${text}${rest}`,
      // a group holds projects that are not directly in it, too
      context: claim === "namespace_path" ? `${claim} ${text}` : undefined,
    }));
    return found.every(({ path }) => OWNED.test(path)) ? found : [];
  });
}

/** What is taken away names nobody, nor does what a token without the claim passes: of the subject there is none (OpenID Connect Core). */
function isAsked(constraint: Constraint): boolean {
  const { kind, isNegated, passesAbsent, patterns } = constraint;
  const isPassedBy = passesAbsent && claimOf(constraint) !== "sub";
  return kind === "match" && !isNegated && !isPassedBy && patterns.every((one) => one !== undefined);
}

function isOpen(texts: readonly string[]): boolean {
  return texts.some((text) => /^\*+$|^refs\/(heads\/)?\*$/.test(text));
}

/** `token.actions.githubusercontent.com:sub` as AWS writes it, `sub` as the others do. */
function claimOf({ key }: Constraint): string {
  return key.slice(key.lastIndexOf(":") + 1);
}
