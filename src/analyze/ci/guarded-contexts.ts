// Contexts that a trust asks more of than that they are there: runs from some refs, branches and tags of some names.
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import { writerGate } from "./environment-gates.js";
import { best, type Gate, worse } from "./gates.js";
import { refGate } from "./ref-gates.js";
import { administratorsId, writersId } from "./writers.js";

/** A run in an environment that has to come from some refs as well: both protections stand in the way. Answers its id. */
export function contextAtRefs(context: CiContext, refs: readonly string[], drawing: CiDrawing): string {
  const id = `${context.id}@${refs.join("|")}`;
  if (drawing.has(id)) return id;
  const name = `${context.name} from ${refs.map((ref) => ref.replace(/^refs\/(heads|tags)\//, "")).join(" or ")}`;
  const gates = refs.map((ref) => worse(writerGate(context), refGate(context.repository, ref)));
  drawGuarded(context, { id, name, gates }, drawing);
  return id;
}

/**
 * A branch or tag that is made under one of the names that a trust asks for: what is guarded of those is not as free as others.
 * Answers the context itself where they are no less free.
 */
export function contextOfNames(context: CiContext, names: readonly string[], drawing: CiDrawing): string {
  const { id: own, run, repository } = context;
  const kind = run.kind === "tag" ? "tags" : "heads";
  const gates = names.map((name) => refGate(repository, `refs/${kind}/${name}`));
  if (gates.length === 0 || best(gates).state === writerGate(context).state) return own;
  const id = `${own}@${names.join("|")}`;
  if (!drawing.has(id))
    drawGuarded(context, { id, name: `${context.name} called ${names.join(" or ")}`, gates }, drawing);
  return id;
}

interface Guarded {
  readonly id: string;
  readonly name: string;
  /** Any of them will do. */
  readonly gates: readonly Gate[];
}

function drawGuarded({ repository }: CiContext, { id, name, gates }: Guarded, drawing: CiDrawing): void {
  const { scope } = repository.owner;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope, properties: {} });
  for (const gate of gates)
    drawing.edge({ kind: "runs_code_in", from: writersId(repository), to: id, because: [repository.id], ...gate });
  const condition = "an administrator can lift the protection";
  drawing.edge({ kind: "runs_code_in", from: administratorsId(repository), to: id, state: "met", condition });
}
