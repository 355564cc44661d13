// Roles and users without what holds them back, a permissions boundary or a policy that denies: sessions of theirs that nothing narrows, for
// whoever gets rid of it. What they may do then is found as for every caller.
import { groupBy } from "../../../../model/group-by.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import type { Judgement } from "../evaluation/decision.js";
import type { Sessions } from "../trust/narrowed-sessions.js";
import { toNode } from "../trust/session-frame.js";
import type { Released } from "./unrestricted-session.js";

/** One principal without something that holds it back. */
export interface FreedOne extends Released {
  /** By itself: as it is, or as what is rid of something else already. */
  readonly own: { readonly from: string; readonly judgement: Judgement; readonly technique: string } | undefined;
}

/** Those without one kind of what holds back, and who else frees them. */
export interface FreedPart {
  readonly found: readonly FreedOne[];
  /** `all`: the sessions of every kind, any of which may free another principal. */
  draw(drawing: Drawing, all: readonly AwsPrincipal[]): void;
}

export interface Freed {
  /** As callers: roles and users without what limits them. */
  readonly all: readonly AwsPrincipal[];
  /** The sessions, those of who is freed among those of their principals. */
  beside(sessions: Sessions): Sessions;
  /** Draws who frees itself or others; after what leads from one identity to another. */
  draw(drawing: Drawing): void;
  /** Draws those whom somebody gets to; the ids of the others, whose edges mean nothing. After everything else. */
  settle(drawing: Drawing): ReadonlySet<string>;
}

/** Callers without those that are named twice: one that is freed may have been asked about before. */
export function eachOnce(callers: readonly AwsPrincipal[]): readonly AwsPrincipal[] {
  return [...new Map(callers.map((one) => [one.id, one])).values()];
}

/** All kinds together: one that is freed may free another. */
export function createFreed(parts: readonly FreedPart[]): Freed {
  const found = parts.flatMap((part) => part.found);
  const sessions = [...new Map(found.map(({ session }) => [session.id, session])).values()];
  const byPrincipal = groupBy(sessions, (one) => one.session?.of ?? one.id);
  return {
    all: sessions,
    beside: (outside) => ({
      ...outside,
      all: [...outside.all, ...sessions],
      of: (id) => [...outside.of(id), ...(byPrincipal.get(id) ?? [])],
    }),
    draw(drawing) {
      for (const { session, own } of found) {
        if (own !== undefined) drawing.edge({ kind: "escalates_to", to: session.id, ...own });
      }
      for (const part of parts) part.draw(drawing, sessions);
    },
    settle(drawing) {
      const ids = new Set(sessions.map(({ id }) => id));
      const reached = reachedOf(ids, drawing);
      for (const session of sessions) if (reached.has(session.id)) drawing.node(toNode(session));
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
