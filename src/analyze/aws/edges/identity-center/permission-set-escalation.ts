// Callers who may rewrite a permission set that they are assigned to themselves: its roles become whatever they want.

import { compareText } from "../../../../model/compare.js";
import type { EdgeKind } from "../../../../model/words.js";
import { NO } from "../../condition/truth.js";
import type { Drawing } from "../builder/edge-builder.js";
import type { Group, Member } from "../builder/mechanism-spec.js";
import { both, type Judgement, uncertain } from "../evaluation/decision.js";
import { keepSurest } from "../evaluation/keep-surest.js";
import type { CenterRole, IdentityCenters } from "./instances.js";

/**
 * Draws edges to admin of the accounts whose roles the caller's people get. A caller that is no role of Identity Center has no
 * people, and rewriting what others are assigned to gives it nothing.
 */
export function drawRewritten(
  { members, hits }: Group,
  kind: EdgeKind,
  centers: IdentityCenters,
  drawing: Drawing,
): void {
  const targets = hits
    .filter(({ judgement }) => judgement.truth !== NO)
    .flatMap(({ target, judgement }) => {
      const role = centers.role(target);
      return role === undefined ? [] : [{ role, judgement }];
    })
    .sort((a, b) => a.judgement.truth - b.judgement.truth || compareText(a.role.id, b.role.id));
  for (const member of members) {
    const own = centers.role(member.principal.id);
    if (own === undefined) continue;
    const best = new Map<string, Way>();
    for (const { role, judgement } of targets) {
      for (const way of waysTo(own, role, judgement)) {
        keepSurest(best, `${way.from} ${role.account}`, way, (one) => one.judgement);
      }
    }
    for (const way of best.values()) drawWay(member, way, kind, drawing);
  }
}

interface Way {
  /** The caller, or one of its people. */
  readonly from: string;
  readonly role: CenterRole;
  readonly judgement: Judgement;
}

/** From the caller when everybody who holds it gets the role, else from those of its people who do. */
function waysTo(own: CenterRole, role: CenterRole, judgement: Judgement): readonly Way[] {
  const getting = new Set(role.assignees);
  const shared = own.assignees.filter((one) => getting.has(one));
  if (own.assignees.length > 0 && shared.length === own.assignees.length) return [{ from: own.id, role, judgement }];
  if (shared.length > 0) return shared.map((from) => ({ from, role, judgement }));
  // two people are not the same person; of a group nobody read who is in it
  if (![own.assignees, role.assignees].every((list) => list.length > 0)) return [];
  if (![...own.assignees, ...role.assignees].some((one) => one.includes(":group/"))) return [];
  return [{ from: own.id, role, judgement: both(judgement, uncertain(UNREAD)) }];
}

const UNREAD = "the same people are in its groups, which was not read";

function drawWay(
  { principal, technique, because, judgement }: Member,
  way: Way,
  kind: EdgeKind,
  drawing: Drawing,
): void {
  drawing.edge({
    kind,
    from: way.from,
    to: `aws:${way.role.account}`,
    judgement: both(judgement, way.judgement),
    because: [...because, ...(way.from === principal.id ? [] : [principal.id]), way.role.id],
    technique,
    gives: "admin",
  });
}
