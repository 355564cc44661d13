// Roles and users without the permissions boundary that limits them: what they are once they, or others who may act as them, have taken
// it off, replaced or rewritten it.
import type { Technique } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import type { Drawing } from "./drawing.js";
import { drawFreedByOthers } from "./freed-by-others.js";
import { GRANTED, type Judge, type Judgement } from "./judge.js";
import { judgeChanging } from "./raise-self.js";
import { toNode, toSession } from "./session-frame.js";
import type { Sessions } from "./sessions.js";
import type { Surroundings } from "./surroundings.js";
import { changesBoundaryPolicy, isCallerFit, maskOf } from "./technique-frame.js";
import { createUnbinding, isUnbinding } from "./unbinding.js";

export interface WithoutBoundary {
  /** As callers: roles and users without what limits them. */
  readonly all: readonly AwsPrincipal[];
  /** The sessions, those of roles and users without their boundaries among those of their principals. */
  beside(sessions: Sessions): Sessions;
  /** Draws who frees itself or others; after what leads from one identity to another. */
  draw(drawing: Drawing): void;
  /** Draws those whom somebody gets to; the ids of the others, whose edges mean nothing. After everything else. */
  settle(drawing: Drawing): ReadonlySet<string>;
}

interface Freed {
  readonly of: AwsPrincipal;
  readonly session: AwsPrincipal;
  /** By itself. */
  readonly own: { readonly judgement: Judgement; readonly technique: string } | undefined;
}

interface Given<T extends { readonly principal: AwsPrincipal }> {
  readonly techniques: readonly Technique[];
  readonly estate: Estate;
  readonly judge: Judge;
  readonly around: Surroundings;
  readonly callers: readonly T[];
  /** Who controls the account anyway is not asked. */
  readonly isAdmin: (caller: T) => boolean;
}

/** Principals of the estate whose boundary some caller's policies let it take off, the surest technique where that is itself. */
export function readWithoutBoundary<T extends { readonly principal: AwsPrincipal }>(given: Given<T>): WithoutBoundary {
  const { techniques, estate, judge, around } = given;
  const freeing = techniques.filter(isUnbinding);
  const unbinding = createUnbinding(freeing, estate, judge);
  const asked = unbinding.isAnyLimited
    ? given.callers.filter((one) => unbinding.isNamed(one.principal) && !given.isAdmin(one))
    : [];
  const found = unbinding.targetsOf(asked.map(({ principal }) => principal)).map((of): Freed => {
    const free = { ...of, boundary: undefined };
    const session = toSession(`${of.id}#without-boundary`, `${of.name} without its boundary`, free, []);
    return { of, session, own: bestOf(of, freeing, judge) };
  });
  const byPrincipal = new Map(found.map(({ of, session }) => [of.id, session]));
  return {
    all: found.map(({ session }) => session),
    beside: (sessions) => ({
      ...sessions,
      of: (id) => {
        const free = byPrincipal.get(id);
        return free === undefined ? sessions.of(id) : [...sessions.of(id), free];
      },
    }),
    draw(drawing) {
      if (found.length === 0) return;
      for (const { of, session, own } of found) {
        if (own !== undefined) drawing.edge({ kind: "escalates_to", from: of.id, to: session.id, ...own });
      }
      for (const { principal } of asked) unbinding.add(principal);
      for (const { session } of found) unbinding.add(session);
      drawFreedByOthers({ groups: unbinding.groups(), free: byPrincipal, techniques, around }, drawing);
    },
    settle(drawing) {
      const ids = new Set(found.map(({ session }) => session.id));
      const reached = reachedOf(ids, drawing);
      for (const { session } of found) if (reached.has(session.id)) drawing.node(toNode(session));
      return new Set([...ids].filter((id) => !reached.has(id)));
    },
  };
}

/** Those with an edge from somebody else, or from one of them that has one. */
function reachedOf(ids: ReadonlySet<string>, drawing: Drawing): ReadonlySet<string> {
  if (ids.size === 0) return ids;
  const sketches = drawing.sketches().filter(({ judgement }) => judgement.truth !== NO);
  const sets = new Set(sketches.flatMap(({ from, to }) => (ids.has(to) && from.startsWith("set:") ? [from] : [])));
  const inner = sketches.filter(({ to }) => ids.has(to) || sets.has(to));
  const reached = new Set<string>();
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { from, to } of inner) {
      if (reached.has(from) || !(ids.has(from) || sets.has(from))) reached.add(to);
    }
  }
  return reached;
}

function bestOf(principal: AwsPrincipal, techniques: readonly Technique[], judge: Judge): Freed["own"] {
  let best: Freed["own"];
  for (const technique of techniques) {
    if (!isCallerFit(principal, technique) || !mayBe(principal, technique, judge)) continue;
    const resource = changesBoundaryPolicy(technique) ? (principal.boundary?.id ?? "") : principal.id;
    const judgement = judgeChanging(principal, principal, technique, {
      judge,
      changes: { of: () => [{ resource, judgement: GRANTED }] },
    });
    if (judgement.truth === NO || (best && judgement.truth >= best.judgement.truth)) continue;
    best = { judgement, technique: technique.id };
  }
  return best;
}

/** Whether its policies and its boundary name the actions at all. */
function mayBe({ policies, boundary }: AwsPrincipal, technique: Technique, judge: Judge): boolean {
  const needed = maskOf(technique, judge);
  if (boundary !== undefined && (judge.interest.allowedBy(boundary.policy) & needed) !== needed) return false;
  return policies.some(({ policy }) => (judge.interest.allowedBy(policy) & needed) !== 0n);
}
