// Service accounts that are disabled: whoever may enable one and has a way to it uses it as if it had never been off. Nobody else
// does, so what it has is drawn from a node of its own that takes both to reach.
// https://docs.cloud.google.com/iam/docs/service-accounts-disable-enable
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { SIGNATURE } from "../../model/signature.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { GoogleCaller } from "./caller.js";
import { toCaller } from "./callers.js";
import type { GoogleEstate } from "./environment.js";
import type { GoogleWorld } from "./world.js";

/** Facet of an account that is disabled: that account, enabled. */
export const ENABLED = "enabled";
export const ENABLES = "iam.serviceAccounts.enable";

/** Node ids of the accounts that are disabled. */
export function disabledAccounts({ accounts }: Pick<GoogleEstate, "accounts">): ReadonlySet<string> {
  return new Set([...accounts.values()].flatMap(({ node, isDisabled }) => (isDisabled ? [node.id] : [])));
}

/** In: techniques as they are read. Out: each that gives an account, or what runs as one, for whoever enables it first. */
export function enablingTechniques(techniques: readonly ScopedTechnique[]): readonly ScopedTechnique[] {
  return techniques.flatMap((technique) => {
    const { target, yields, types, facet, agent, actions } = technique;
    if (yields !== "target" || agent !== undefined || (facet !== undefined && facet !== SIGNATURE)) return [];
    if (target === "workload")
      return [{ ...technique, actions: [...actions, { action: ENABLES, on: "identity" }], facet: ENABLED }];
    if (target !== "identity" || types !== undefined) return [];
    return [{ ...technique, actions: [...actions, { action: ENABLES, on: "target" }], facet: ENABLED }];
  });
}

interface Frame {
  readonly estate: GoogleEstate;
  readonly world: GoogleWorld;
  readonly drawing: Drawing;
}

/** Draws what accounts have once somebody has enabled them, those that they enable in turn among them. Out: who acts so. */
export function drawEnabled(
  { estate, world, drawing }: Frame,
  drawAll: (callers: readonly GoogleCaller[]) => void,
): readonly GoogleCaller[] {
  const byNode = new Map([...estate.accounts.values()].map((account) => [account.node.id, account]));
  const acting: GoogleCaller[] = [];
  const asked = world.facets.get(ENABLED) ?? new Set<string>();
  // a set that is added to while it is gone through hands out what is new as well
  for (const id of asked) {
    const account = byNode.get(id);
    if (account === undefined) continue;
    const enabled = `${id}#${ENABLED}`;
    drawing.node({
      id: enabled,
      kind: "session",
      type: "gcp.enabled-account",
      name: `${account.email}, enabled`,
      scope: account.node.scope,
      properties: {},
    });
    const member = estate.anyMember(`serviceAccount:${account.email}`);
    for (const group of member.groups) {
      const to = estate.member(group)?.id;
      if (to !== undefined) drawing.edge({ kind: "member_of", from: enabled, to, judgement: GRANTED });
    }
    const caller = toCaller(member, estate, {
      id: enabled,
      enumerate: (kind, place) => world.list(kind, place),
    });
    if (caller === undefined) continue;
    acting.push(caller);
    drawAll([caller]);
  }
  return acting;
}
