// Roles that may take off, replace or rewrite their own permissions boundary: what they are then, a session of theirs that the
// boundary does not limit. Only what a role does to itself: for each pair of a caller and a role that it may do that to there would
// be an edge, as many as there are pairs.
import type { Technique } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { judgeCallerActions } from "./caller-actions.js";
import type { Drawing } from "./drawing.js";
import { GRANTED, type Judge, type Judgement } from "./judge.js";
import { judgeChanging } from "./raise-self.js";
import { toNode, toSession } from "./session-frame.js";
import type { Surroundings } from "./surroundings.js";
import { isBoundaryOpen } from "./target-facts.js";
import { isCallerFit, maskOf } from "./technique-frame.js";

interface Freed {
  readonly role: string;
  readonly session: AwsPrincipal;
  readonly judgement: Judgement;
  readonly technique: string;
}

export interface WithoutBoundary {
  /** As callers: roles without what limits them. */
  readonly all: readonly AwsPrincipal[];
  draw(drawing: Drawing): void;
}

const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** Roles of the estate with a boundary that limits them, and the surest technique by which each frees itself. */
export function readWithoutBoundary(
  techniques: readonly Technique[],
  estate: Estate,
  judge: Judge,
  around: Surroundings,
): WithoutBoundary {
  const freeing = techniques.filter(({ target, changes }) => target === "self" && changes === "boundary");
  const limits = [{ id: "", policy: estate.compiler.compile("everything", EVERYTHING) }];
  const found: Freed[] = [];
  for (const role of freeing.length === 0 ? [] : estate.principals) {
    const { boundary, kind, isServiceLinked, id, name } = role;
    if (kind !== "role" || boundary === undefined || isServiceLinked || isBoundaryOpen(role)) continue;
    const best = bestOf(role, freeing, judge, around);
    if (best === undefined) continue;
    const free = { ...role, boundary: undefined };
    const session = toSession(`${id}#without-boundary`, `${name} without its boundary`, free, limits);
    found.push({ role: id, session, ...best });
  }
  return {
    all: found.map(({ session }) => session),
    draw(drawing) {
      for (const { role, session, judgement, technique } of found) {
        drawing.node(toNode(session));
        drawing.edge({ kind: "escalates_to", from: role, to: session.id, judgement, technique });
      }
    },
  };
}

function bestOf(
  role: AwsPrincipal,
  techniques: readonly Technique[],
  judge: Judge,
  around: Surroundings,
): Pick<Freed, "judgement" | "technique"> | undefined {
  let best: Pick<Freed, "judgement" | "technique"> | undefined;
  for (const technique of techniques) {
    if (!isCallerFit(role, technique) || !mayBe(role, technique, judge)) continue;
    const others = judgeCallerActions(role, technique, judge, around);
    if (others.truth === NO) continue;
    const isOfBoundary = technique.actions.some(({ on }) => on === "target-boundary");
    const resource = isOfBoundary ? (role.boundary?.id ?? "") : role.id;
    const judgement = judgeChanging(role, role, technique, {
      judge,
      changes: () => [{ resource, judgement: GRANTED }],
    });
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { judgement: judgement.truth >= others.truth ? judgement : others, technique: technique.id };
  }
  return best;
}

/** Whether its policies and its boundary name the actions at all. */
function mayBe({ policies, boundary }: AwsPrincipal, technique: Technique, judge: Judge): boolean {
  const needed = maskOf(technique, judge);
  if (boundary !== undefined && (judge.interest.allowedBy(boundary.policy) & needed) !== needed) return false;
  return policies.some(({ policy }) => (judge.interest.allowedBy(policy) & needed) !== 0n);
}
