// Pull requests of forks: code of anyone, or of any member, in a run without secrets and with a token that only reads. It
// matters where such a run is not thrown away: on a runner of one's own.
import type { CiDrawing } from "./drawing.js";
import { type CiRepository, fullName } from "./estate.js";
import type { Gate } from "./gates.js";
import { MEMBERS } from "./writers.js";

const ANYONE = "any:internet";

/** What stands between someone with a fork and a run of their code; undefined where there are no such runs. */
function forkGate(repository: CiRepository): (Gate & { readonly from: string; confidence: number }) | undefined {
  const { isPrivate, isArchived, owner, allowsForking, forkApproval, forkRuns } = repository;
  if (isArchived || isPrivate === undefined) return undefined;
  if (!isPrivate) return { from: ANYONE, ...approvalOf(forkApproval) };
  const canFork = allowsForking === true || owner.membersForkPrivate === true;
  const canRead = owner.basePermission !== undefined && owner.basePermission !== "none";
  if (forkRuns?.run !== true || !canFork || !canRead) return undefined;
  if (forkRuns.needsApproval !== false)
    return { from: MEMBERS, state: "needs-actor", condition: "somebody who writes has to let it run", confidence: 0.5 };
  return { from: MEMBERS, state: "met", condition: "pull requests of forks run", confidence: 1 };
}

/** Whose first pull request waits for somebody to let it run. */
function approvalOf(policy: string | undefined): Gate & { confidence: number } {
  switch (policy) {
    case "first_time_contributors_new_to_github":
      return {
        state: "met",
        condition: "only accounts that are new to GitHub wait for somebody to let them run",
        confidence: 0.8,
      };
    case "first_time_contributors":
      return {
        state: "needs-actor",
        condition: "a first pull request waits for somebody to let it run",
        confidence: 0.6,
      };
    case "all_external_contributors":
      return { state: "needs-actor", condition: "every run waits for somebody to let it run", confidence: 0.3 };
    default:
      return { state: "unknown", condition: "whether somebody has to let it run was not read", confidence: 0.4 };
  }
}

/** Draws who runs code in pull requests of forks; answers the context of such a run, where there are any. */
export function drawForkPullRequests(repository: CiRepository, drawing: CiDrawing): string | undefined {
  const gate = forkGate(repository);
  if (gate === undefined) return undefined;
  const { from, ...stroke } = gate;
  const isAnyone = from === ANYONE;
  drawing.node({
    id: from,
    kind: "set",
    type: isAnyone ? "any.internet" : "any.member",
    name: isAnyone ? "anyone on the internet" : "any member",
    scope: "",
    properties: {},
  });
  const id = `${repository.id}@fork-pull-request`;
  const name = `${fullName(repository)}: a pull request of a fork`;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope: repository.owner.scope, properties: {} });
  drawing.edge({ kind: "runs_code_in", from, to: id, because: [repository.id], ...stroke });
  return id;
}
