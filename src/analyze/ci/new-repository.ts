// A repository that a member of an owner may make, and the trusts that would accept its runs.
import { fillKind } from "../trust/grammar.js";
import type { Acceptance } from "./acceptance.js";
import type { CiDrawing, Stroke } from "./drawing.js";
import type { CiOwner } from "./estate.js";
import { type Gate, OPEN } from "./gates.js";
import { ownerTokens, type Run } from "./github-token.js";
import { type AskedTrust, judgeRun, throughReusable } from "./judged-runs.js";
import { MEMBERS, MEMBERS_NODE } from "./writers.js";

/** Ends the id of what stands for a repository that a member may make. */
export const NEW_REPOSITORY = "@new-repository";

interface Way extends Acceptance {
  /** Free names that it has to have; undefined where any will do. */
  readonly names: readonly string[] | undefined;
}

/** Whoever makes a repository runs what they like in it: on branches and tags, in environments, for pull requests. */
const RUNS: readonly Run[] = [{ kind: "branch" }, { kind: "tag" }, { kind: "environment" }, { kind: "pull_request" }];

/** A repository that a member may make tomorrow has ids in its subjects; on GitHub's own host nothing else is made. Whether one is accepted. */
export function drawNewRepository(
  trust: AskedTrust,
  owner: CiOwner,
  form: "names" | "ids",
  { now, drawing }: { readonly now: Date; readonly drawing: CiDrawing },
): boolean {
  const isServer = owner.issuer.endsWith("/_services/token");
  if (!mayRunNew(owner) || (form === "names") !== isServer) return false;
  const taken = new Set(owner.repositories.map(({ name }) => name.toLowerCase()));
  const judge = (run: Run, known = new Map<string, string>()) =>
    judgeRun(trust, (one) => ownerTokens(owner, form, one).map((token) => fillKind(token, known)), run, now);
  const isMade = ({ state, closed }: Acceptance) => state !== "blocked" && !closed.has("repo_id");
  const isFree = (name: string): boolean => !taken.has(name.toLowerCase());
  const reusing = (run: Run) => throughReusable(trust, (one) => ownerTokens(owner, form, one), run, now);
  const ways = RUNS.flatMap((run) =>
    [judge(run), reusing(run)].flatMap((any): Way[] => {
      if (any === undefined || !isMade(any)) return [];
      const names = any.closed.get("repo");
      if (names === undefined) return [{ ...any, names }];
      const free = names.filter(isFree).filter((name) => isMade(judge(run, new Map([["repo", name]]))));
      return free.length === 0 ? [] : [{ ...any, names: free }];
    }),
  );
  if (ways.length === 0) return false;
  const id = drawMade(owner, drawing);
  for (const { names, ...accepted } of ways) {
    const how = stateOf(accepted, names, owner);
    drawing.edge({ kind: "federates", from: id, to: trust.id, ...how, because: [trust.id] });
  }
  return true;
}

/**
 * Whether a member makes a repository that runs workflows: not where Actions is turned off, or on in chosen repositories alone.
 * https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-creation-in-your-organization
 * https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization
 */
function mayRunNew({ membersCreateRepositories, enabledRepositories }: CiOwner): boolean {
  const isOn = enabledRepositories !== "none" && enabledRepositories !== "selected";
  return membersCreateRepositories === true && isOn;
}

/** What stands before a new repository of one of these visibilities; undefined where a member makes none. */
export function newRepositoryGate(owner: CiOwner, visibilities: readonly string[]): Gate | undefined {
  if (!mayRunNew(owner)) return undefined;
  if (owner.membersCreate === undefined)
    return { state: "unknown", condition: "whether members make private or public repositories was not read" };
  return owner.membersCreate.some((one) => visibilities.includes(one)) ? OPEN : undefined;
}

/** Draws what stands for such a repository, and who makes one; answers its id. */
export function drawMade(owner: CiOwner, drawing: CiDrawing): string {
  const id = owner.scope + NEW_REPOSITORY;
  if (drawing.has(id)) return id;
  const name = `a new repository of ${owner.login}`;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope: owner.scope, properties: {} });
  drawing.node(MEMBERS_NODE);
  drawing.edge({ kind: "runs_code_in", from: MEMBERS, to: id, because: [owner.scope] });
  return id;
}

/** A name that is taken cannot be made again, and only the list of the owner's repositories says that one is free. */
function stateOf(
  { state, condition }: Acceptance,
  names: readonly string[] | undefined,
  { isListed }: CiOwner,
): Pick<Stroke, "state" | "condition"> {
  if (names === undefined) return { state: state === "none" && condition !== undefined ? "met" : state, condition };
  const name = names.join(" or ");
  if (!isListed) return { state: "unknown", condition: `whether there is a repository called ${name} was not read` };
  return { state: state === "none" ? "met" : state, condition: `a repository called ${name} has to be made` };
}

/** The names in such a condition; undefined where any name will do. */
export function calledIn(condition: string | undefined): readonly string[] | undefined {
  return /\ba repository called (.+?) (?:has to be made|was not read)/.exec(condition ?? "")?.[1]?.split(" or ");
}
