// What protections and rulesets say of pushing to a branch.
import { fitsRef } from "../../model/ref-pattern.js";
import type { JsonRecord } from "../../model/words.js";
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import { idOf, isRecord, recordsOf, textOf, textsOf } from "../properties.js";

export interface BranchRules {
  /** What stops a plain writer from pushing; undefined when it was not read. */
  readonly gates: readonly string[] | undefined;
  readonly isProtected: boolean | undefined;
  /** Nodes that may push all the same. */
  readonly bypass: readonly string[];
  /** Whom each thing that stops a push lets past: somebody may be meant by one under a name of their own, by another as of a team. */
  readonly stops: readonly { readonly past: readonly string[]; readonly isReview: boolean }[];
  /** Reviews that changes need, each with what it says of later pushes; none where they need none. */
  readonly reviews: readonly Review[];
  /**
   * A ruleset of the organisation is among what stops: administrators of the repository neither change it nor are let past. Undefined
   * where it was not shown whom it lets past.
   */
  readonly isHeldByOwner: boolean | undefined;
}

/** A review that is asked for; undefined where it was not read. */
export interface Review {
  /** An approval is void once something else is pushed. */
  readonly dismissesStale: boolean | undefined;
  /** Whoever pushed last is not the one who approves. */
  readonly asksOfLastPush: boolean | undefined;
  /** How many have to approve. */
  readonly approvals: number | undefined;
  /** Owners of the code have to be among them. */
  readonly asksOwners: boolean;
}

/** What is known of a repository, and of its owner's rulesets. */
export interface RulesText {
  /** Protections of the repository by pattern; undefined when they were not read. */
  readonly protections: readonly JsonRecord[] | undefined;
  /** Rulesets that hold in the repository; undefined when those of it or of the owner were not read. */
  readonly rulesets: readonly JsonRecord[] | undefined;
  readonly defaultBranch: string;
}

/** Rulesets of the owner that hold in one repository. */
export function rulesetsOfOwner(
  rulesets: readonly JsonRecord[],
  repository: { readonly name: string; readonly id: string | undefined },
): JsonRecord[] {
  const ofRepository = rulesets.filter((ruleset) => {
    const {
      repository_include: include,
      repository_exclude: exclude,
      repository_ids: ids,
      by_property: byProperty,
    } = ruleset;
    if (byProperty === true) return true;
    if (Array.isArray(ids)) return repository.id !== undefined && ids.some((id) => idOf(id) === repository.id);
    const included = textsOf(include);
    if (included === undefined) return true;
    return (
      included.some((pattern) => fits(pattern, repository.name)) &&
      !(textsOf(exclude) ?? []).some((pattern) => fits(pattern, repository.name))
    );
  });
  return ofRepository.map((ruleset) => ({ ...ruleset, [OF_OWNER]: true }));
}

/** Mark of rulesets of the owner, which who administers a repository may not change. */
export const OF_OWNER = "of_owner";

/** What stands before a push to a branch, of its protection and of the rulesets that hold there; undefined fields were not read. */
export function branchRules(branch: string, { protections, rulesets, defaultBranch }: RulesText): BranchRules {
  // the one of its name goes before those of patterns
  const own =
    protections?.find(({ pattern }) => pattern === branch) ?? protections?.find((one) => isProtectionOf(one, branch));
  const active = rulesets?.filter(
    (ruleset) => isActive(ruleset, "branch") && includesRef(ruleset, `refs/heads/${branch}`, branch === defaultBranch),
  );
  const stops = [...(own === undefined ? [] : stopsOf(own)), ...(active ?? []).flatMap(stopsOfRuleset)];
  const gates = new Set(stops.flatMap(({ gate, isSure }) => (isSure ? [gate] : [])));
  const isKnown = protections !== undefined && rulesets !== undefined && stops.every(({ isSure }) => isSure);
  return {
    gates: gates.size > 0 || isKnown ? [...gates].sort() : undefined,
    isProtected: own !== undefined || (active !== undefined && active.length > 0) || (isKnown ? false : undefined),
    bypass: pastAll(stops.map(({ past }) => past)),
    stops: stops.map(({ past, review }) => ({ past, isReview: review !== undefined })),
    reviews: stops.flatMap(({ review }) => review ?? []),
    isHeldByOwner: isHeld(stops),
  };
}

/** Something that stops a plain writer, and the nodes that it lets past. */
interface Stop {
  readonly gate: string;
  readonly past: readonly string[];
  readonly review?: Review;
  /** False of a ruleset of which it was not shown whom it lets past. */
  readonly isSure: boolean;
  /** Of a ruleset that only owners of the organisation change: whether it lets administrators of the repository past. */
  readonly letsAdminsPast?: boolean | undefined;
  readonly isOfOwner?: boolean;
}

function isHeld(stops: readonly Stop[]): boolean | undefined {
  const ofOwner = stops.filter(({ isOfOwner }) => isOfOwner === true);
  if (ofOwner.some(({ letsAdminsPast }) => letsAdminsPast === false)) return true;
  return ofOwner.some(({ letsAdminsPast }) => letsAdminsPast === undefined) ? undefined : false;
}

/** Who may push is not who may do without a review: each of them lets others past. */
function stopsOf(own: JsonRecord): readonly Stop[] {
  const stops: Stop[] = [];
  const byRole = own["enforce_admins"] === false ? [BYPASSERS] : [];
  if (own["requires_reviews"] === true && own["reviews"] !== 0)
    stops.push({
      gate: "pull_request_reviews",
      past: [...(textsOf(own["review_bypass"]) ?? []), ...byRole],
      review: toReview(own),
      isSure: true,
    });
  if (own["push_restrictions"] === true)
    stops.push({
      gate: "push_restrictions",
      past: [...(textsOf(own["push_allowances"]) ?? []), ...byRole],
      isSure: true,
    });
  if (own["lock_branch"] === true) stops.push({ gate: "lock_branch", past: byRole, isSure: true });
  return stops;
}

function stopsOfRuleset(ruleset: JsonRecord): readonly Stop[] {
  const all = {
    past: actorsOf(ruleset),
    isSure: letsWritersPast(ruleset) !== undefined,
    isOfOwner: ruleset[OF_OWNER] === true,
    letsAdminsPast: letsPast(ruleset, ROLE.admin),
  };
  const rules = recordsOf(ruleset["rules"]).filter(stopsPush);
  return rules.map((rule) =>
    rule["type"] === "update"
      ? { gate: "ruleset", ...all }
      : { gate: "ruleset_reviews", ...all, review: toReview(rule) },
  );
}

function toReview(rule: JsonRecord): Review {
  const { dismisses_stale: stale, last_push: last } = rule;
  const count = rule["reviews"] ?? rule["approvals"];
  return {
    dismissesStale: typeof stale === "boolean" ? stale : undefined,
    asksOfLastPush: typeof last === "boolean" ? last : undefined,
    approvals: typeof count === "number" ? count : undefined,
    asksOwners: rule["code_owners"] === true,
  };
}

/** Stands among those who are let past for every deploy key that writes to the repository: a ruleset names no single one. */
export const DEPLOY_KEYS = "every deploy key that writes";

/** Stands there for everybody who has the role to maintain. */
export const MAINTAINERS = "everyone who maintains";

/**
 * Stands there for everybody whose custom role bypasses protections, unless those hold for administrators too.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches#do-not-allow-bypassing-the-above-settings
 */
export const BYPASSERS = "everyone whose role bypasses protections";

/** Stands there for everybody who has a custom role, by its number. */
export function holdersOf(role: string): string {
  return `everyone with the role ${role}`;
}

/** What the actors of a ruleset are called as nodes. Administrators have a way of their own: they lift the rule. */
const ACTORS: { readonly [type: string]: string } = { Team: "team", Integration: "app", User: "user" };

/** Those whom a ruleset lets past, be it by a pull request alone: they merge their own without the approval. */
function actorsOf({ bypass }: JsonRecord): readonly string[] {
  return recordsOf(bypass).flatMap(({ type, id }) => {
    if (type === "DeployKey") return [DEPLOY_KEYS];
    const number = idOf(id);
    if (type === "RepositoryRole" && number === ROLE.maintain) return [MAINTAINERS];
    if (type === "RepositoryRole" && number !== undefined) return [holdersOf(number)];
    const word = typeof type === "string" ? ACTORS[type] : undefined;
    return word === undefined || number === undefined ? [] : [`github:${word}/${number}`];
  });
}

/** Whom every stop lets past. */
function pastAll(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((actor) => others.every((list) => list.includes(actor)));
}

/** Whether a rule of a ruleset keeps a push out: a pull request with an approval, or no update at all. */
export function stopsPush({ type, approvals }: JsonRecord): boolean {
  if (type === "pull_request") return typeof approvals === "number" && approvals > 0;
  return type === "update";
}

/**
 * Numbers of the roles to write, to maintain and to administer, of which everybody who writes has the first.
 * https://registry.terraform.io/providers/integrations/github/latest/docs/resources/repository_ruleset#bypass_actors
 */
export const ROLE = { write: "4", maintain: "2", admin: "5" } as const;

/**
 * Whether everyone who writes is let past a ruleset, in another mode than these; undefined where that was not shown, which it is
 * to those alone who may change the ruleset. https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset
 */
export function letsWritersPast(ruleset: JsonRecord, exceptBy: readonly string[] = []): boolean | undefined {
  return letsPast(ruleset, ROLE.write, exceptBy);
}

function letsPast({ bypass }: JsonRecord, role: string, exceptBy: readonly string[] = []): boolean | undefined {
  if (!Array.isArray(bypass)) return undefined;
  return recordsOf(bypass).some(
    ({ type, id, mode }) =>
      type === "RepositoryRole" && idOf(id) === role && !(typeof mode === "string" && exceptBy.includes(mode)),
  );
}

/** Whether a ruleset holds, and is about branches, or about tags. */
export function isActive(ruleset: JsonRecord, target: string): boolean {
  return (
    textOf(ruleset["enforcement"]) === "active" &&
    (textOf(ruleset["target"]) ?? "branch") === target &&
    isRecord(ruleset)
  );
}

function includesRef(ruleset: JsonRecord, ref: string, isDefault: boolean): boolean {
  const names = (pattern: string): boolean =>
    pattern === "~ALL" || (pattern === "~DEFAULT_BRANCH" ? isDefault : fitsRef(pattern, ref));
  return (
    (textsOf(ruleset["include"]) ?? []).some(names) &&
    !(textsOf(ruleset["exclude"]) ?? []).some(names) &&
    letsWritersPast(ruleset) !== true
  );
}

function fits(pattern: string, text: string): boolean {
  return pattern === "~ALL" || matchesGlob(toGlob(toGlobText(pattern)), text);
}

/** Whether an ordinary protection is about a branch. */
export function isProtectionOf({ pattern }: JsonRecord, branch: string): boolean {
  return typeof pattern === "string" && fitsRef(pattern, branch);
}
