// Who pushes to a branch in spite of what protects it, because that names them: deploy keys, Apps, those of a role.
import type { StoredEdge, StoredNode } from "../../model/analysis.js";
import { CONFIDENCE } from "../confidence.js";
import type { CustomRole } from "./custom-roles.js";
import { deploymentsOf } from "./deployments.js";
import type { CiDrawing, Stroke } from "./drawing.js";
import { writerGate } from "./environment-gates.js";
import { type CiBranch, type CiOwner, type CiRepository, fullName } from "./estate.js";
import { type Gate, isShut, worse } from "./gates.js";
import { ruledByOwner } from "./held-rules.js";
import { DEPLOY_KEY, drawPasser, madeContexts } from "./past-new-refs.js";
import { BYPASSERS, DEPLOY_KEYS, holdersOf, MAINTAINERS, ROLE } from "./protection.js";
import { drawDefaultRuns } from "./supplied-code.js";
import { drawEditing, editorsId } from "./writers.js";

const KEYS = { who: DEPLOY_KEYS, words: "a deploy key", passer: DEPLOY_KEY };
const MAINTAINER = {
  who: MAINTAINERS,
  words: "who maintains the repository",
  passer: { type: "RepositoryRole", number: ROLE.maintain },
};

/** Branches to which a ruleset lets deploy keys, or who maintains, push, whatever it asks of others. */
export function drawPastRulesets(
  { from, to: permitted, state, confidence, properties }: StoredEdge,
  grant: StoredNode | undefined,
  isKey: boolean,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  const isMaintainer = grant === undefined && properties["role"] === "maintain";
  const past = isKey ? KEYS : isMaintainer ? MAINTAINER : undefined;
  if (past === undefined || state === "blocked") return;
  const { who, words, passer } = past;
  const because = [grant?.id ?? permitted];
  drawPasser({ from, state, confidence, because }, passer, repository, drawing);
  for (const branch of repository.branches) {
    if (!branch.bypass.includes(who)) continue;
    const condition = `${words} may push to ${branch.name} in spite of its ruleset`;
    drawPushed(branch, { from, because, confidence, gate: { state: "met", condition } }, repository, drawing);
  }
}

/**
 * Branches to which a custom role leads past what protects them: it is named there, bypasses protections, or changes them. Who changes
 * them makes guarded tags and branches as well.
 */
export function drawByRole(
  { from, to: permitted, state, confidence }: StoredEdge,
  role: CustomRole | undefined,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  if (role === undefined || state === "blocked") return;
  const { branches } = repository;
  if (role.edits) drawEditors({ from, state, confidence, because: [permitted] }, repository, drawing);
  const passer = { type: "RepositoryRole", number: role.number };
  drawPasser({ from, state, confidence, because: [permitted] }, passer, repository, drawing);
  for (const branch of branches) {
    const { name, bypass, gates = [], isHeldByOwner } = branch;
    const isPast = bypass.includes(holdersOf(role.number)) || (role.bypasses && bypass.includes(BYPASSERS));
    const mayLift = role.edits && gates.length > 0 && isHeldByOwner !== true;
    if (!isPast && !mayLift) continue;
    const condition = `who has the role ${role.name} ${isPast ? `may push to ${name} in spite of` : "can lift"} its protection`;
    const isSure = isPast || isHeldByOwner === false;
    const gate: Gate = isSure
      ? { state: "met" as const, condition }
      : { state: "unknown" as const, condition: "whom the ruleset of the organisation lets past was not shown" };
    drawPushed(branch, { from, because: [permitted], confidence, gate }, repository, drawing);
  }
}

interface Push {
  readonly from: string;
  readonly because: readonly string[];
  readonly confidence?: number | undefined;
  /** How it gets past what protects the branch. */
  readonly gate: Gate;
}

/** Draws where somebody runs code who pushes to a branch all the same. */
function drawPushed(
  branch: CiBranch,
  { from, because, confidence, gate: own }: Push,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  for (const { to, gate, because: also } of deploymentsOf(branch, repository)) {
    const left = worse(own, gate);
    const sure = left.confidence ?? CONFIDENCE[left.state];
    const how =
      gate.state === "none"
        ? { ...own, ...(confidence !== undefined && { confidence }) }
        : { ...left, confidence: Math.min(confidence ?? 1, sure) };
    drawing.edge({ kind: "runs_code_in", from, to, because: [...because, ...also], ...how });
  }
}

/** Who edits the protections of a repository, and what they make there that is guarded. */
function drawEditors(
  way: Pick<Stroke, "from" | "state" | "confidence" | "because">,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  const editors = editorsId(repository);
  drawing.edge({ ...way, kind: "member_of", to: editors });
  if (drawing.has(editors)) return;
  const name = `who edits protections of ${fullName(repository)}`;
  const scope = repository.owner.scope;
  drawing.node({ id: editors, kind: "set", type: "github.protection-editors", name, scope, properties: {} });
  const left = ruledByOwner(repository);
  for (const context of madeContexts(repository))
    if (writerGate(context).state !== "none")
      drawEditing(context.id, repository, writerGate({ ...context, repository: left }), drawing);
}

interface AppPush {
  readonly grant: StoredNode;
  /** What stands before what the grant permits. */
  readonly own: Gate;
  readonly changesWorkflows: boolean;
}

/**
 * Branches to which protections or rulesets let an App push. In: the App as they name it, `github:app/<number>`, and what it may write
 * to: a repository, or every one of an owner. Without the permission for workflows its files run where jobs of the default branch run
 * them. https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#granting-bypass-permissions-for-your-branch-or-tag-ruleset
 */
export function drawAppPast(app: string, push: AppPush, target: CiRepository | CiOwner, drawing: CiDrawing): void {
  const { grant, own, changesWorkflows } = push;
  for (const repository of "defaultBranch" in target ? [target] : target.repositories) {
    if (repository.isArchived) continue;
    const passer = { type: "Integration", number: app.slice(app.lastIndexOf("/") + 1) };
    if (changesWorkflows) drawPasser({ from: grant.id, because: [grant.id], ...own }, passer, repository, drawing);
    for (const branch of repository.branches) {
      const { name, isDefault, bypass } = branch;
      if (!bypass.includes(app)) continue;
      const gate = worse(own, { state: "met", condition: `the App may push to ${name} in spite of its protection` });
      if (isShut(gate)) continue;
      if (changesWorkflows) drawPushed(branch, { from: grant.id, because: [grant.id], gate }, repository, drawing);
      else if (isDefault) drawDefaultRuns(grant.id, gate, repository, drawing);
    }
  }
}
