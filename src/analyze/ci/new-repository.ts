// A repository that a member of an owner may make, and the trusts that would accept its runs.
import type { CiDrawing, Stroke } from "./drawing.js";
import type { CiOwner } from "./estate.js";
import { ownerTokens } from "./github-token.js";
import { type AskedTrust, judgeRun } from "./judged-runs.js";
import { MEMBERS } from "./writers.js";

/** Ends the id of what stands for a repository that a member may make. */
export const NEW_REPOSITORY = "@new-repository";

/** A repository that a member may make tomorrow has ids in its subjects; on GitHub's own host nothing else is made. Whether one is accepted. */
export function drawNewRepository(
  trust: AskedTrust,
  owner: CiOwner,
  form: "names" | "ids",
  { now, drawing }: { readonly now: Date; readonly drawing: CiDrawing },
): boolean {
  const isServer = owner.issuer.endsWith("/_services/token");
  if (owner.membersCreateRepositories !== true || (form === "names") !== isServer) return false;
  const accepted = judgeRun(trust, (run) => ownerTokens(owner, form, run), { kind: "branch" }, now);
  if (accepted.state === "blocked" || accepted.closed.has("repo_id")) return false;
  const names = accepted.closed.get("repo");
  const taken = new Set(owner.repositories.map(({ name }) => name.toLowerCase()));
  if (names?.every((name) => taken.has(name.toLowerCase()))) return false;
  const id = owner.scope + NEW_REPOSITORY;
  if (!drawing.has(id)) {
    drawing.node({
      id,
      kind: "workload",
      type: "github.context",
      name: `a new repository of ${owner.login}`,
      scope: owner.scope,
      properties: {},
    });
    drawing.node({ id: MEMBERS, kind: "set", type: "any.member", name: "any member", scope: "", properties: {} });
    drawing.edge({ kind: "runs_code_in", from: MEMBERS, to: id, because: [owner.scope] });
  }
  drawing.edge({ kind: "federates", from: id, to: trust.id, ...stateOf(accepted, names, owner), because: [trust.id] });
  return true;
}

/** A name that is taken cannot be made again, and only the list of the owner's repositories says that one is free. */
function stateOf(
  { state, condition }: ReturnType<typeof judgeRun>,
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
