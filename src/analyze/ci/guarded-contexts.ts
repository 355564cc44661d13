// Contexts that a trust asks more of than that they are there: runs from some refs, branches and tags of some names.
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import { writerGate } from "./environment-gates.js";
import type { CiRepository } from "./estate.js";
import { best, type Gate, worse } from "./gates.js";
import { heldRepository, ruledByOwner } from "./held-rules.js";
import { drawPast } from "./past-new-refs.js";
import { refGate } from "./ref-gates.js";
import { drawEditing, drawLifting, writersId } from "./writers.js";

/** A run in an environment that has to come from some refs as well: both protections stand in the way. Answers its id. */
export function contextAtRefs(context: CiContext, refs: readonly string[], drawing: CiDrawing): string {
  const id = `${context.id}@${refs.join("|")}`;
  if (drawing.has(id)) return id;
  const name = `${context.name} from ${refs.map((ref) => ref.replace(/^refs\/(heads|tags)\//, "")).join(" or ")}`;
  const gates = refs.map((ref) => worse(writerGate(context), refGate(context.repository, ref)));
  const held = best(refs.map((ref) => refGate(heldRepository(context.repository), ref)));
  drawGuarded(context, { id, name, gates, held }, drawing);
  return id;
}

/**
 * A branch or tag that is made under one of the names that a trust asks for: what is guarded of those is not as free as others.
 * Answers the context itself where they are no less free.
 */
export function contextOfNames(context: CiContext, names: readonly string[], drawing: CiDrawing): string {
  const { id: own, run, repository } = context;
  const kind = run.kind === "tag" ? "tags" : "heads";
  const gatesIn = (one: CiRepository) => names.map((name) => refGate(one, `refs/${kind}/${name}`));
  const gateIn = (one: CiRepository) => best(gatesIn(one));
  const gates = gatesIn(repository);
  // where Actions is turned off, no name is freer than another
  if (gates.length === 0 || repository.turnedOff !== undefined) return own;
  if (best(gates).state === writerGate(context).state) return own;
  const id = `${own}@${names.join("|")}`;
  const name = `${context.name} called ${names.join(" or ")}`;
  if (drawing.has(id)) return id;
  drawGuarded(context, { id, name, gates, held: gateIn(heldRepository(repository)) }, drawing);
  drawEditing(id, repository, gateIn(ruledByOwner(repository)), drawing);
  const what = `${run.kind === "tag" ? "tags" : "branches"} called ${names.join(" or ")}`;
  drawPast(id, what, repository, gateIn, drawing);
  return id;
}

interface Guarded {
  readonly id: string;
  readonly name: string;
  /** Any of them will do. */
  readonly gates: readonly Gate[];
  /** What administrators of the repository cannot lift. */
  readonly held: Gate;
}

function drawGuarded({ repository }: CiContext, { id, name, gates, held }: Guarded, drawing: CiDrawing): void {
  const { scope } = repository.owner;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope, properties: {} });
  for (const gate of gates)
    drawing.edge({ kind: "runs_code_in", from: writersId(repository), to: id, because: [repository.id], ...gate });
  drawLifting(id, repository, held, drawing);
}
