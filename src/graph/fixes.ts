// What can be changed to cut paths: trusts, statements, permissions, bindings; each with the edges that rest on it.
import type { PathEdge } from "../model/analysis.js";
import type { Fix } from "./choke.js";

/** One fix for each thing that derived edges rest on; of edges as they were read the binding itself. Sorted by id. */
export function toFixes(edges: readonly PathEdge[]): Fix[] {
  const byId = new Map<string, Set<number>>();
  for (const [index, edge] of edges.entries()) {
    for (const id of fixesOf(edge)) {
      const known = byId.get(id);
      if (known) known.add(index);
      else byId.set(id, new Set([index]));
    }
  }
  return [...byId].map(([id, indexes]) => ({ id, edges: indexes })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids of what an edge rests on. */
export function fixesOf({ kind, from, to, because }: PathEdge): readonly string[] {
  // plain ids say through what an edge goes; what can be changed is a trust, a statement, permissions
  if (because.length > 0) return because.filter((id) => id.includes("#")).flatMap((id) => changeOf(id, from));
  if (kind === "has_grant" && OF_THE_PROVIDER.test(`${to}#grant`)) return [`${from} has_grant ${to}`];
  if (kind === "federates") return [trustOf(to)].filter(isEditable);
  return kind === "runs_as" || kind === "holds" || kind === "stores" ? [`${from} ${kind} ${to}`] : [];
}

/** What is changed of what the edge of a holder rests on: the thing itself, or of a policy that AWS keeps that it is attached. */
function changeOf(id: string, from: string): readonly string[] {
  if (isEditable(id)) return [id];
  const [policy] = OF_AWS.exec(id) ?? [];
  const [, holder] = HOLDER.exec(from) ?? [];
  return policy === undefined || holder === undefined ? [] : [`${holder} has_grant ${policy}`];
}

const OF_AWS = /^arn:[^:]*:iam::aws:policy\/[^#]+/;
/** Whoever policies are attached to, itself or what it is in a session; not what only its service changes. */
const HOLDER =
  /^(arn:[^:]*:iam::\d{12}:(?:user|group|role(?!\/aws-service-role\/))\/[^#]+?)(?:\/session\/[^/#]+\.amazonaws\.com)?(?:#.*)?$/;

/** Policies that AWS keeps, and what a role of its directory or an application permission gives: nobody changes these. */
const OF_THE_PROVIDER = /^arn:[^:]*:iam::aws:policy\/|\/(?:app-)?role\/[0-9a-f-]{36}(?:@.*)?#grant$/;
/** Roles that Identity Center and services keep: whom they trust is not the owner's to say, of services nothing is. */
const OF_A_SERVICE = /:role\/aws-reserved\/.*#trust|:role\/aws-service-role\/.*#/;

/** Whether somebody who administers the account can change it. Who holds such a thing can be changed: that is the fix. */
function isEditable(id: string): boolean {
  return !OF_THE_PROVIDER.test(id) && !OF_A_SERVICE.test(id);
}

/** Trust policy that a trust node is a part of. */
function trustOf(trust: string): string {
  return trust.slice(0, trust.indexOf("#trust/") + "#trust".length);
}
