// kubernetes/rbac:roles and :cluster-roles: what roles allow, as they say it.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, listOf, properties } from "../../fields.js";
import { listOfAll } from "../call.js";
import { idIn, namespaceId } from "../ids.js";
import { keeping, listed, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";

export const RBAC = "rbac.authorization.k8s.io/v1";
/** Roles that every cluster is born with carry it. */
export const BOOTSTRAPPING = "kubernetes.io/bootstrapping";

const clean = keeping({ metadata: metadataWith(), rules: true, aggregationRule: true });

export const clusterRoles: KubernetesResource = {
  word: "cluster roles",
  call: listOfAll({ api: RBAC, resource: "clusterroles", dataSet: "kubernetes/rbac:cluster-roles", clean }),
  convert(element, out) {
    const { scope, raw, name, labels } = element;
    const id = `${scope}/clusterroles/${name}`;
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.cluster-role",
      name,
      ...incarnationOf(element),
      parent: scope,
      properties: properties({
        rules: rulesOf(raw),
        vendor_managed: labels[BOOTSTRAPPING] === "rbac-defaults",
        aggregated: raw["aggregationRule"] !== undefined,
      }),
    });
  },
};

export const roles: KubernetesResource = {
  word: "roles",
  call: listOfAll({ api: RBAC, resource: "roles", dataSet: "kubernetes/rbac:roles", clean }),
  convert(element, out) {
    const { scope, raw, name, namespace, labels } = element;
    out.nodes.push({
      id: idIn(scope, namespace, "roles", name),
      kind: "resource",
      type: "kubernetes.role",
      name: `${namespace}/${name}`,
      ...incarnationOf(element),
      parent: namespaceId(scope, namespace),
      properties: properties({
        namespace,
        rules: rulesOf(raw),
        vendor_managed: labels[BOOTSTRAPPING] === "rbac-defaults",
      }),
    });
  },
};

/** Rules as lists of texts; a role without rules allows nothing. */
function rulesOf(raw: Fields): readonly JsonRecord[] {
  return listed(raw, "rules").map((rule) =>
    properties({
      verbs: textsOf(rule["verbs"]),
      groups: textsOf(rule["apiGroups"]),
      resources: textsOf(rule["resources"]),
      names: textsOf(rule["resourceNames"]),
      urls: textsOf(rule["nonResourceURLs"]),
    }),
  );
}

function textsOf(value: unknown): readonly string[] | undefined {
  const texts = listOf(value).filter((one): one is string => typeof one === "string");
  return texts.length === 0 ? undefined : texts;
}
