// Of a branch, tag or pull request that was asked for, which trusts can take its tokens: a trust tells of the repository what
// nobody read, so that all that can be said is which ones ask for another ref.
import { calledIn, NEW_REPOSITORY } from "../analyze/ci/new-repository.js";
import type { NamedRepositories } from "../analyze/trust/named-repositories.js";
import type { PathEdge } from "../model/analysis.js";
import { matchesGlob } from "../model/glob.js";
import type { Store } from "../store/index.js";
import { isRepository } from "./checkout-ends.js";
import { repositoryOf } from "./path-ends.js";
import { rowsWith } from "./store-rows.js";
import { trustedIds } from "./trusted-ends.js";

/**
 * The edges without those by which a repository or project that only trusts name would come in as a ref that is not the one of the
 * start: `github:acme/site@dev` is no run of `ref:refs/heads/main`. All of them where no ref was asked for, or what runs as the
 * repository is reached by something else, too.
 */
export function withoutOtherRefs(all: PathEdge[], from: string | undefined, store: Store): PathEdge[] {
  if (from === undefined || !isRepository(from)) return all;
  const edges = withoutOtherNew(all, from, store);
  const at = from.indexOf("@");
  if (at < 0) return edges;
  const ids = new Set(trustedIds(from.slice(0, at), store));
  if (ids.size === 0 || edges.some(({ to }) => ids.has(to))) return edges;
  const asked = from.slice(at + 1);
  return edges.filter((edge) => !ids.has(edge.from) || edge.kind !== "federates" || isOpenTo(edge, asked, store));
}

/** Of a repository that was not read, without the ways of a repository that somebody has to make and that would be another one. */
function withoutOtherNew(edges: PathEdge[], from: string, store: Store): PathEdge[] {
  const isNew = (edge: PathEdge): boolean => edge.kind === "federates" && edge.from.endsWith(NEW_REPOSITORY);
  const [path = "", ...rest] = from.split("@");
  if (!edges.some(isNew) || repositoryOf(path, store) !== undefined) return edges;
  const name = path.slice(path.indexOf(":") + 1).toLowerCase();
  return edges.filter((edge) => !isNew(edge) || mayBeMadeAs(name, rest.join("@"), edge, store));
}

/** By its name, and by its ref where one was asked for. */
function mayBeMadeAs(name: string, ref: string, { to, condition }: PathEdge, store: Store): boolean {
  const names = calledIn(condition);
  if (names !== undefined && !names.some((one) => name.endsWith(`/${one.toLowerCase()}`))) return false;
  const named = namedIn(to, store);
  const fits = ({ path, context }: NamedRepositories): boolean =>
    isOneOf(path.toLowerCase(), [name]) && (ref === "" || fitsContext(context, ref));
  return named.length === 0 || named.some(fits);
}

function namedIn(trust: string, store: Store): readonly NamedRepositories[] {
  const [row] = rowsWith(store, "trust_rule", "id", trust);
  return JSON.parse(String(row?.["repositories"] ?? "[]")) as readonly NamedRepositories[];
}

/** Whether one of those whom the trust takes from there may be a run of that ref. */
function isOpenTo({ from, to }: PathEdge, asked: string, store: Store): boolean {
  const own = namedIn(to, store).filter(({ path }) => isCalled(from.toLowerCase(), path.toLowerCase()));
  return own.length === 0 || own.some(({ context }) => fitsContext(context, asked));
}

/** A node is called by the path that the trust names, behind the service and host; `acme/*` of GitHub is `github:acme`. */
function isCalled(node: string, path: string): boolean {
  const names = [path, path.replace(/\/\*$/, "")];
  return names.some((name) => node.endsWith(`:${name}`) || node.endsWith(`/${name}`));
}

/**
 * Whether a run of `asked` (`dev`, `refs/tags/v1`, `pull-request`) may have what a trust asks for, as the column `repositories` of
 * trusts says it: `ref:refs/heads/main`, `environment:prod`, `ref refs/heads/main and environment prod`. What is not about refs
 * may be so, and a job of any ref may name an environment.
 */
export function fitsContext(context: string | undefined, asked: string): boolean {
  if (context === undefined || /^any-|^environment\//.test(asked)) return true;
  const refs = refsOf(asked);
  const claims = claimsIn(context);
  if (claims.size === 0) return context.split(" or ").some((subject) => fitsSubject(subject, refs));
  const wanted = claims.get("ref");
  // the token of a job in an environment says its ref, too, which was not asked for then
  return (
    wanted === undefined ||
    wanted.some((one) => refs.some((ref) => isOneOf(one, [ref, shortOf(ref)]))) ||
    (claims.get("environment") ?? []).some((one) => isOneOf(one, [asked]))
  );
}

/** `ref a or b and environment c`, by claim; empty for the rest of a subject. */
function claimsIn(context: string): ReadonlyMap<string, readonly string[]> {
  if (!/^[a-z_]+ /.test(context)) return new Map();
  return new Map(
    context.split(" and ").map((part) => {
      const end = part.indexOf(" ");
      return [part.slice(0, end), part.slice(end + 1).split(" or ")] as const;
    }),
  );
}

/** The rest of a subject that begins with its ref. A ref has no colon in it (git-check-ref-format). */
function fitsSubject(subject: string, refs: readonly string[]): boolean {
  const [, ref] = /^ref:([^:]*)/.exec(subject) ?? [];
  const [, type, name = ""] = /^ref_type:(branch|tag):ref:([^:]*)/.exec(subject) ?? [];
  const wanted = type === undefined ? ref : toRef(type, name);
  return wanted === undefined || isOneOf(wanted, refs);
}

function toRef(type: string, name: string): string {
  return `refs/${type === "branch" ? "heads" : "tags"}/${name}`;
}

function isOneOf(pattern: string, texts: readonly string[]): boolean {
  return texts.some((text) => matchesGlob(text, pattern));
}

/** Whole names of what was asked for; of a plain name both, a branch and a tag. */
function refsOf(asked: string): readonly string[] {
  if (asked.startsWith("refs/")) return [asked];
  if (asked === "pull-request") return ["refs/pull/1/merge"];
  const [, kind, name] = /^(?:(branch|tag)\/)?(.*)$/.exec(asked) ?? [];
  // a branch may itself be called branch/x
  const plain = [`refs/heads/${asked}`, `refs/tags/${asked}`];
  return kind === undefined ? plain : [...plain, toRef(kind, name ?? "")];
}

/** GitLab's claim has the name alone. */
function shortOf(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}
