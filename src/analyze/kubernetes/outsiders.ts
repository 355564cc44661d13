// Who is in the groups that every cluster puts strangers into: whoever sends no credential, and on GKE everybody with a Google account.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests and, of Google,
// https://cloud.google.com/kubernetes-engine/docs/best-practices/rbac#default-roles. Pure.

import { GOOGLE_ACCOUNTS } from "../anyone.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";
import { ANYONE, drawAnyone } from "../aws/edges/trust/public-principal.js";
import { authenticatedId } from "./aws-auth.js";
import type { KubernetesEstate } from "./estate.js";
import { GKE_ISSUER } from "./hosts.js";

const NAMELESS = uncertain("its API server has to be within reach and take requests without a credential");
const SIGNED_IN = uncertain("its API server has to be within reach");

/** Draws them where more is bound to such a group or user than every cluster is born with. */
export function drawOutsiders({ clusters, holders }: KubernetesEstate, drawing: Drawing): void {
  const isGiven = (id: string): boolean => holders.get(id)?.assignments.some(({ isBuiltIn }) => !isBuiltIn) === true;
  for (const cluster of clusters.values()) {
    for (const id of [`${cluster.id}/groups/system:unauthenticated`, `${cluster.id}/users/system:anonymous`]) {
      if (!isGiven(id)) continue;
      drawAnyone(drawing);
      drawing.edge({ kind: "member_of", from: ANYONE, to: id, judgement: NAMELESS });
    }
    const everybody = authenticatedId(cluster.id);
    if (cluster.issuer?.startsWith(GKE_ISSUER) !== true || !isGiven(everybody)) continue;
    drawing.node(GOOGLE_ACCOUNTS);
    drawing.edge({ kind: "member_of", from: GOOGLE_ACCOUNTS.id, to: everybody, judgement: SIGNED_IN });
  }
}
