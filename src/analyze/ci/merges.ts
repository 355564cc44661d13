// Workflows that merge pull requests of people outside: the code is in the default branch then, and runs wherever its files do.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import { type CiRepository, fullName } from "./estate.js";
import { approvalOfOthers, best, type Gate, isReview, isShut, OPEN, through, worse } from "./gates.js";
import { drawOutsiders, type Entrance, outsideSource, placeOf } from "./jobs.js";
import { drawDefaultRuns } from "./supplied-code.js";

/** What a review asks for that a workflow has no say in is not among what is looked at. */
const MERGED = 0.7;

/**
 * GitHub lets no token of a job merge a change of workflow files, another only with the scope `workflow` or the permission.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes
 * https://github.com/KeisukeYamashita/auto-pull-request-merge/issues/481 (the refusal, in a merge)
 */
const WORKFLOWS = {
  state: "unknown",
  condition: "whether the token that merges may change workflows was not read",
  confidence: 0.4,
} as const;

/** Draws who outside gets code into the default branch by a workflow that merges it; jobs that run it are added to `entrances`. */
export function drawMerges(repository: CiRepository, entrances: Map<string, Entrance>, drawing: CiDrawing): void {
  const source = outsideSource(repository);
  const found = actsOf(repository, "merge");
  if (source === undefined || found.length === 0) return;
  const gates = found.map(({ job, act }) => ({ job, act, gate: worse(tokenGate(job, act), branchGate(repository)) }));
  const gate = best(gates.map((one) => one.gate));
  const used = gates.find((one) => one.gate === gate);
  if (used === undefined) return;
  const { owner, defaultBranch, id } = repository;
  const set = `${id}@merged-files`;
  const name = `whoever has a pull request merged into ${defaultBranch} of ${fullName(repository)}`;
  drawing.node({ id: set, kind: "set", type: "github.file-writers", name, scope: owner.scope, properties: {} });
  const merging = `${used.job.name} merges pull requests of people outside${placeOf(used.job.properties)(used.act)}`;
  const way = through(gate, merging, MERGED);
  const from = drawOutsiders(source, drawing);
  drawing.edge({ kind: "member_of", from, to: set, because: [used.job.id], ...way });
  const reached = drawDefaultRuns(set, OPEN, repository, drawing);
  if (gates.some(({ act, gate: one }) => act["own_token"] !== true && !isShut(one)))
    drawing.edge({
      kind: "runs_code_in",
      from: set,
      to: `${id}@branch/${defaultBranch}`,
      because: [used.job.id],
      ...WORKFLOWS,
    });
  if (isShut(gate)) return;
  for (const job of reached) if (!entrances.has(job.id)) entrances.set(job.id, { source, reason: way.condition });
}

/** Whether a workflow gives the approval that the default branch asks for to pull requests of anyone; undefined where that is not known. */
export function approvesOutsiders(repository: CiRepository): boolean | undefined {
  const { actionsApprove } = repository;
  const gates = actsOf(repository, "approve").map(({ job, act }): boolean | undefined => {
    if (act["own_token"] !== true) return true;
    const { state } = permissionGate(job, "pull-requests");
    return state === "blocked" || actionsApprove === false ? false : state === "unknown" ? undefined : actionsApprove;
  });
  if (gates.includes(true)) return true;
  return gates.includes(undefined) ? undefined : false;
}

interface Act {
  readonly job: StoredNode;
  readonly act: JsonRecord;
}

/** What jobs of a repository do with pull requests of anyone: where a condition asks for somebody, people decide. */
function actsOf({ jobs }: CiRepository, does: string): readonly Act[] {
  return jobs.flatMap((job) =>
    (textsOf(job.properties["gate"]) ?? []).length > 0
      ? []
      : recordsOf(job.properties["merges"]).flatMap((act) =>
          act["does"] === does && act["gates"] === undefined ? [{ job, act }] : [],
        ),
  );
}

/** Whether the token may merge: that of the job by its permissions, another as it is meant to. */
function tokenGate(job: StoredNode, act: JsonRecord): Gate {
  return act["own_token"] === true ? permissionGate(job, "contents") : { state: "none" };
}

function permissionGate({ name, properties }: StoredNode, scope: string): Gate {
  const permissions = properties["permissions"];
  const level = isRecord(permissions) ? (textOf(permissions[scope]) ?? textOf(permissions["*"])) : undefined;
  if (level === "write") return { state: "none" };
  if (level === "default") return { state: "unknown", condition: `what the token of ${name} may do was not read` };
  return { state: "blocked", condition: `the token of ${name} may not write ${scope}` };
}

/** What the default branch asks of a merge: a review, which a workflow may give as well. */
function branchGate(repository: CiRepository): Gate {
  const branch = repository.branches.find(({ name }) => name === repository.defaultBranch);
  if (branch?.gates === undefined) return { state: "unknown", condition: "the protection of the branch was not read" };
  if (branch.gates.length === 0) return { state: "none" };
  const others = branch.gates.filter((gate) => !isReview(gate));
  if (others.length > 0) return { state: "blocked", condition: `${branch.name} is protected: only some may push` };
  const needed = approvalOfOthers(`${branch.name} is protected: changes need a review`);
  if (branch.reviews.some(({ approvals, asksOwners }) => (approvals ?? 1) > 1 || asksOwners)) return needed;
  const isGiven = approvesOutsiders(repository);
  if (isGiven === false) return needed;
  return isGiven
    ? { state: "met", condition: "a workflow gives the review that it needs" }
    : { state: "unknown", condition: "whether the approval of a workflow counts was not read" };
}
