// Who is in a cluster without being of it: whoever sends no credential, and on GKE everybody with a Google account; each beside a
// cluster where nothing, or only what every cluster is born with, is given to them.
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import { node, toInput } from "../estate.js";

const AT = "kubernetes:prod";
const GKE = "container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/web";

interface Scene {
  readonly kind: "group" | "user";
  readonly name: string;
  readonly issuer?: string;
  readonly isBuiltIn?: boolean;
}

/** Who from outside is in the group or is the user that something is bound to. */
function outsiders({ kind, name, issuer, isBuiltIn = false }: Scene): readonly string[] {
  const subject = `${AT}/${kind}s/${name}`;
  const bound = node(`${AT}/b`, "kubernetes.cluster-role-binding", {
    ...{ kind: "grant", scope: AT },
    properties: {
      ...{ binding: `${AT}/b`, subject, subject_kind: kind, subject_name: name },
      ...{ role_id: `${AT}/clusterroles/cluster-admin`, ...(isBuiltIn && { vendor_managed: true }) },
    },
  });
  const properties = issuer === undefined ? {} : { issuer };
  const scope = { id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, properties, coverage: [] };
  const { edges = [] } = analyzeKubernetes(toInput({ scopes: [scope], nodes: [bound] }));
  return edges.flatMap(({ from, to, state }) =>
    from.startsWith("any:") && to === subject ? [`${from} ${state}`] : [],
  );
}

test.each<[string, Scene, readonly string[]]>([
  ["whoever sends nothing", { kind: "group", name: "system:unauthenticated" }, ["any:internet unknown"]],
  ["the user who sends nothing", { kind: "user", name: "system:anonymous" }, ["any:internet unknown"]],
  ["them, as in every cluster", { kind: "group", name: "system:unauthenticated", isBuiltIn: true }, []],
  ["a user who is called like the group", { kind: "user", name: "system:unauthenticated" }, []],
  ["all who sign in", { kind: "group", name: "system:authenticated" }, []],
  [
    "all who sign in on GKE",
    { kind: "group", name: "system:authenticated", issuer: GKE },
    ["any:google-account unknown"],
  ],
  [
    "them, as in every cluster of GKE",
    { kind: "group", name: "system:authenticated", issuer: GKE, isBuiltIn: true },
    [],
  ],
  ["accounts of pods on GKE", { kind: "group", name: "system:serviceaccounts", issuer: GKE }, []],
])("bound to %s", (_name, scene, expected) => {
  expect(outsiders(scene)).toEqual(expected);
});
