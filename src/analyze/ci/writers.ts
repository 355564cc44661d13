// Who writes to a repository: people, teams, Apps, tokens and keys, and the sets of them that paths start from.
import type { CiContext } from "./contexts.js";
import { deploymentsOf } from "./deployments.js";
import type { CiDrawing } from "./drawing.js";
import { OWN_APPROVAL, reviewerGate, writerGate } from "./environment-gates.js";
import { type CiOwner, type CiRepository, fullName } from "./estate.js";
import { type Gate, isShut, worse } from "./gates.js";
import { heldGate } from "./held-rules.js";
import { drawNamed } from "./named-writers.js";
import { type Pusher, pushersOf } from "./pushers.js";

/** Set of everyone who may push to a repository: its name on the command line. */
export function writersId({ owner, name }: CiRepository): string {
  return `github:${owner.login}/${name}`;
}

/** Set of those who may change its settings, and so whatever protects it. */
export function administratorsId({ id }: CiRepository): string {
  return `${id}@administrators`;
}

/** Every member of an organisation that was read. */
export const MEMBERS = "any:member";
export const MEMBERS_NODE = {
  id: MEMBERS,
  kind: "set",
  type: "any.member",
  name: "any member",
  scope: "",
  properties: {},
} as const;

/** Draws the two sets of every repository, who is in them, and where they run code. */
export function drawWriters(
  owners: readonly CiOwner[],
  contexts: ReadonlyMap<string, readonly CiContext[]>,
  drawing: CiDrawing,
): void {
  for (const owner of owners) {
    for (const repository of owner.repositories) {
      drawSets(repository, drawing);
      for (const context of contexts.get(repository.id) ?? []) drawContext(context, drawing);
    }
    drawMembers(owner, drawing);
  }
}

function drawSets(repository: CiRepository, drawing: CiDrawing): void {
  const { id } = repository;
  const { scope } = repository.owner;
  const full = fullName(repository);
  drawing.node({
    id: writersId(repository),
    kind: "workload",
    type: "github.repository-writers",
    name: full,
    scope,
    properties: {},
  });
  const administrators = administratorsId(repository);
  drawing.node({
    id: administrators,
    kind: "set",
    type: "github.repository-administrators",
    name: `administrators of ${full}`,
    scope,
    properties: {},
  });
  // control of the repository is what its administrators have
  drawing.edge({ kind: "contains", from: id, to: administrators, because: [id] });
  drawing.edge({ kind: "member_of", from: administrators, to: writersId(repository) });
}

/**
 * Who takes away what stands before a context, by what is left in the way of administrators of the repository: those, or owners of the
 * organisation, whose ruleset holds them too.
 * https://docs.github.com/en/organizations/managing-organization-settings/managing-rulesets-for-repositories-in-your-organization
 */
export function drawLifting(to: string, repository: CiRepository, held: Gate, drawing: CiDrawing): void {
  const runs = { kind: "runs_code_in" as const, to, because: [repository.id] };
  const isOpen = held.state === "none" || held.state === "met";
  if (isOpen || held.state === "unknown") {
    const lifts = repository.turnedOff === undefined ? "lift the protection" : "turn Actions on";
    const how = isOpen ? { state: "met" as const, condition: `an administrator can ${lifts}` } : held;
    drawing.edge({ ...runs, from: administratorsId(repository), ...how });
  }
  if (isOpen) return;
  const changes = repository.turnedOff === undefined ? "change its ruleset" : "turn Actions on";
  const condition = `who administers the organisation can ${changes}`;
  drawing.edge({ ...runs, from: repository.owner.scope, state: "met", condition });
}

/** Set of those whose custom role edits protections and rulesets of a repository, which they do not administer. */
export function editorsId({ id }: CiRepository): string {
  return `${id}@protection-editors`;
}

/** The same for those who edit its protections, where there are any: `left` is what its organisation keeps in their way. */
export function drawEditing(to: string, repository: CiRepository, left: Gate, drawing: CiDrawing): void {
  const from = editorsId(repository);
  if (repository.turnedOff !== undefined || !drawing.has(from) || isShut(left)) return;
  const condition = "who edits the protection can lift it";
  const how = left.state === "unknown" ? left : { state: "met" as const, condition };
  drawing.edge({ kind: "runs_code_in", from, to, because: [repository.id], ...how });
}

function drawContext(context: CiContext, drawing: CiDrawing): void {
  const { id, name, repository, environment, branch } = context;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope: repository.owner.scope, properties: {} });
  const runs = { kind: "runs_code_in" as const, to: id, because: [environment?.id ?? branch?.id ?? repository.id] };
  const gate = writerGate(context);
  drawing.edge({ ...runs, from: writersId(repository), ...gate });
  if (gate.state !== "none") drawLifting(id, repository, heldGate(context), drawing);
  for (const pusher of branch === undefined ? [] : pushersOf(branch, repository))
    drawPushing(pusher, repository, drawing);
  if (!environment?.hasReviewers) return;
  const alone = reviewerGate(environment, repository);
  if (isShut(alone)) return;
  for (const reviewer of environment.reviewers) {
    drawNamed({ ...runs, ...(alone.state === "none" ? OWN_APPROVAL : alone) }, reviewer, repository, drawing);
  }
}

/** Draws where somebody runs code whom the protection of a branch names. */
function drawPushing({ actor, names, branch, gate: own }: Pusher, repository: CiRepository, drawing: CiDrawing): void {
  for (const { to, gate, because } of deploymentsOf(branch, repository, names)) {
    const runs = { kind: "runs_code_in" as const, to, because: [branch.id, ...because], ...worse(own, gate) };
    drawNamed(runs, actor, repository, drawing);
  }
}

/** What membership alone gives. */
function drawMembers(owner: CiOwner, drawing: CiDrawing): void {
  const { basePermission, scope, repositories } = owner;
  const isWriter = basePermission === "write" || basePermission === "maintain";
  if (!isWriter && basePermission !== "admin") return;
  drawing.node(MEMBERS_NODE);
  for (const repository of repositories) {
    const to = isWriter ? writersId(repository) : administratorsId(repository);
    drawing.edge({ kind: "member_of", from: MEMBERS, to, because: [scope] });
  }
}
