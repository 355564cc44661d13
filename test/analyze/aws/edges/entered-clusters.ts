// Clusters of EKS as cases of techniques have them: the caller's entry of `target`, one of somebody else of `other`, and in each, as it
// was crawled, a group of its name that something is bound to.
import { NAMES } from "../../../../src/analyze/aws/edges/compute/eks-access-entries.js";
import { CLUSTER } from "../../../../src/analyze/aws/edges/compute/eks-administrators.js";
import type { Technique } from "../../../../src/model/technique.js";
import { ACCOUNT, arn, type Scene } from "./scene.js";

const REGION = "eu-west-1";
const NAMED = ["target", "other"] as const;

/** In: a technique. Out: whether it is about clusters that somebody has an entry of. */
export function isOfEntries({ actions, requires, types = [] }: Technique): boolean {
  const isEntered = actions.some(({ on, makes_pods: makes }) => on === "own-entry" || makes === true);
  return isEntered || requires?.entry !== undefined || types.includes(NAMES);
}

/** The group that an entry of the cluster `target` may name. */
export const TARGET_GROUP = "kubernetes:target/groups/target";

/** Puts the clusters into a scene. */
export function addClusters(scene: Scene, { requires }: Technique, caller: string): void {
  scene.account(ACCOUNT, [
    { dataSet: "aws/iam:account-authorization-details", state: "complete" },
    { dataSet: "aws/eks:access-entries", state: "complete", region: REGION },
  ]);
  for (const name of NAMED) {
    const cluster = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${name}`;
    const issuer = `oidc.eks.${REGION}.amazonaws.com/id/${name}`;
    scene.workload(CLUSTER, cluster, undefined, { cluster: name, authentication_mode: "API", issuer });
    const at = `kubernetes:${name}`;
    scene.scopes.set(at, {
      ...{ id: at, type: "kubernetes.cluster", name, parent: undefined, properties: { issuer } },
      coverage: ["cluster-role-bindings", "role-bindings"].map((one) => ({
        dataSet: `kubernetes/rbac:${one}`,
        state: "complete" as const,
      })),
    });
    scene.node("grant", "kubernetes.cluster-role-binding", `${at}/clusterrolebindings/b/group/${name}`, {
      properties: {
        ...{ binding: `${at}/clusterrolebindings/b`, role_id: `${at}/clusterroles/cluster-admin` },
        ...{ subject: `${at}/groups/${name}`, subject_kind: "group", subject_name: name },
      },
    });
    const binding = scene.nodes.at(-1);
    if (binding !== undefined) Object.assign(binding, { scope: at });
    if (name === "target" && requires?.entry === "none") continue;
    const principal = name === "target" ? caller : arn("user/other");
    const path = `user/${ACCOUNT}/${principal.slice(principal.lastIndexOf("/") + 1)}`;
    scene.node("grant", "aws.eks-access-entry", `arn:aws:eks:${REGION}:${ACCOUNT}:access-entry/${name}/${path}/u`, {
      parent: principal,
      properties: { cluster, entry_type: "STANDARD", groups: [], policies: [{ policy: "AmazonEKSEditPolicy" }] },
    });
  }
}
