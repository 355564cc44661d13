// Pull requests of forks: code of anyone, or of any member. Of a public repository such a run has no secrets and a token that
// only reads, and matters where it is not thrown away: on a runner of one's own. Owners of private ones may send more, to all who read those.
import type { StoredNode } from "../../model/analysis.js";
import type { Json, JsonRecord } from "../../model/words.js";
import { ANYONE, ANYONE_NODE } from "../anyone.js";
import { isRecord, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import { type CiOwner, type CiRepository, fullName } from "./estate.js";
import type { Gate } from "./gates.js";
import { MEMBERS, MEMBERS_NODE } from "./writers.js";

/** What a run of a fork's pull request gets, and what stands before it. */
export interface ForkRun {
  readonly from: readonly string[];
  readonly gate: Gate & { readonly confidence: number };
  /** Its token has whatever the workflow asks for, an id-token too: the fork writes the workflow. */
  readonly hasWriteToken: boolean;
  readonly hasSecrets: boolean;
}

/** Runs of pull requests of forks; undefined where there are none, or where it was not read whether there are. */
export function forkRunOf(repository: CiRepository): ForkRun | undefined {
  const { isPrivate, isArchived, turnedOff, owner, forkApproval, forkRuns } = repository;
  if (isArchived || turnedOff !== undefined || isPrivate === undefined) return undefined;
  if (!isPrivate) return { from: [ANYONE], gate: approvalOf(forkApproval), hasWriteToken: false, hasSecrets: false };
  if (forkRuns?.run !== true || !canBeForked(repository)) return undefined;
  const from = [...(doMembersRead(repository) ? [MEMBERS] : []), ...owner.named.readers(repository)];
  if (from.length === 0) return undefined;
  const gate =
    forkRuns.needsApproval === false
      ? { state: "met" as const, condition: "pull requests of forks run", confidence: 1 }
      : { state: "needs-actor" as const, condition: "somebody who writes has to let it run", confidence: 0.5 };
  return {
    from,
    gate,
    hasWriteToken: forkRuns.writeTokens === true,
    hasSecrets: forkRuns.secrets === true,
  };
}

/**
 * Whether a private repository may be forked: its organisation has to let that first, and it may be kept from it still. One of a person has no
 * organisation.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/managing-repository-settings/managing-the-forking-policy-for-your-repository
 */
export function canBeForked({ allowsForking, owner }: CiRepository): boolean {
  if (allowsForking === false || owner.membersForkPrivate === false) return false;
  return allowsForking === true || owner.membersForkPrivate === true;
}

/**
 * Whether members read a repository for being members: an internal one whatever else is said.
 * https://docs.github.com/en/repositories/creating-and-managing-repositories/about-repositories#about-internal-repositories
 */
export function doMembersRead({ visibility, owner }: CiRepository): boolean {
  return visibility === "internal" || (owner.basePermission !== undefined && owner.basePermission !== "none");
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

/** Id of the context of pull requests of forks. */
export function forkContextId({ id }: CiRepository): string {
  return `${id}@fork-pull-request`;
}

/** Draws who runs code in pull requests of forks; answers the context of such a run, where there are any. */
export function drawForkPullRequests(repository: CiRepository, drawing: CiDrawing): string | undefined {
  const run = forkRunOf(repository);
  if (run === undefined) return undefined;
  const { gate } = run;
  const id = forkContextId(repository);
  const name = `${fullName(repository)}: a pull request of a fork`;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope: repository.owner.scope, properties: {} });
  for (const from of run.from) {
    if (from === ANYONE) drawing.node(ANYONE_NODE);
    else if (from === MEMBERS) drawing.node(MEMBERS_NODE);
    drawing.edge({ kind: "runs_code_in", from, to: id, because: [repository.id, repository.owner.scope], ...gate });
  }
  return id;
}

/** Draws the pull requests of forks that get more than a token that reads: what that is, is drawn with secrets and trusts. */
export function drawTrustedForks(owners: readonly CiOwner[], drawing: CiDrawing): void {
  for (const repository of owners.flatMap(({ repositories }) => repositories)) {
    const run = forkRunOf(repository);
    if (run === undefined || !(run.hasWriteToken || run.hasSecrets)) continue;
    const id = drawForkPullRequests(repository, drawing);
    if (id === undefined || !run.hasWriteToken) continue;
    const because = [repository.id, repository.owner.scope];
    drawing.edge({ kind: "permits", from: id, to: repository.id, capability: "write", because });
  }
}

/**
 * Columns of a job about pull requests of forks: what they get beside their own code, and the permissions of the token.
 * Nothing where forks start no run of the job; nothing either where it was not read whether they do.
 */
export function forkFacts({ properties }: StoredNode, repository: CiRepository): JsonRecord {
  if (textsOf(properties["triggers"])?.includes("pull_request") !== true) return {};
  const { isPrivate, forkRuns } = repository;
  if (isPrivate === undefined || (isPrivate && forkRuns === undefined)) return {};
  const run = forkRunOf(repository);
  if (run === undefined) return { fork_permissions: {} };
  const { permissions } = properties;
  const access = [...(run.hasSecrets ? ["secrets"] : []), ...(run.hasWriteToken ? ["write token"] : [])];
  return {
    ...(access.length > 0 && { fork_access: access }),
    ...(isRecord(permissions) && { fork_permissions: run.hasWriteToken ? permissions : reading(permissions) }),
  };
}

/** What is left of permissions in a run of a fork: nothing is written, and no id-token is given. */
function reading(permissions: JsonRecord): JsonRecord {
  const kept = Object.entries(permissions).filter(([scope]) => scope !== "id-token");
  return Object.fromEntries(kept.map(([scope, level]): [string, Json] => [scope, level === "write" ? "read" : level]));
}
