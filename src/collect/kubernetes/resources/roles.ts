// kubernetes/rbac:roles and :cluster-roles: what roles allow, as they say it.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { listOfAll } from "../call.js";
import { idIn, namespaceId } from "../ids.js";
import { keeping, listed, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";

export const RBAC = "rbac.authorization.k8s.io/v1";
/** Roles that every cluster is born with carry it. */
export const BOOTSTRAPPING = "kubernetes.io/bootstrapping";

const CLUSTER_ROLES = "kubernetes/rbac:cluster-roles";
const ROLES = "kubernetes/rbac:roles";

const clean = keeping({ metadata: metadataWith(), rules: true, aggregationRule: true });

export const clusterRoles: KubernetesResource = {
  word: "cluster roles",
  call: listOfAll({ api: RBAC, resource: "clusterroles", dataSet: CLUSTER_ROLES, clean }),
  convert(element, out) {
    const { scope, raw, name, labels } = element;
    const id = `${scope}/clusterroles/${name}`;
    const isInPart = noteMisshapen(raw, { dataSet: CLUSTER_ROLES, id }, out);
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.cluster-role",
      name,
      ...incarnationOf(element),
      parent: scope,
      properties: properties({
        rules: rulesOf(raw),
        rules_in_part: isInPart ? true : undefined,
        vendor_managed: labels[BOOTSTRAPPING] === "rbac-defaults",
        // without a selector it takes in none
        aggregated: listed(fieldsOf(raw["aggregationRule"]), "clusterRoleSelectors").length > 0,
      }),
    });
  },
};

export const roles: KubernetesResource = {
  word: "roles",
  call: listOfAll({ api: RBAC, resource: "roles", dataSet: ROLES, clean }),
  convert(element, out) {
    const { scope, raw, name, namespace, labels } = element;
    const id = idIn(scope, namespace, "roles", name);
    const isInPart = noteMisshapen(raw, { dataSet: ROLES, id }, out);
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.role",
      name: `${namespace}/${name}`,
      ...incarnationOf(element),
      parent: namespaceId(scope, namespace),
      properties: properties({
        namespace,
        rules: rulesOf(raw),
        rules_in_part: isInPart ? true : undefined,
        vendor_managed: labels[BOOTSTRAPPING] === "rbac-defaults",
      }),
    });
  },
};

const LISTS = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"];

/** Rules that are not what an API server would take allow less here than they may there: a gap. Whether there are any. */
function noteMisshapen(raw: Fields, { dataSet, id }: { dataSet: string; id: string }, out: PartBuilder): boolean {
  const rules = raw["rules"] ?? [];
  const wrong = new Set(Array.isArray(rules) ? [] : ["rules"]);
  for (const rule of listOf(rules)) {
    const fields = fieldsOf(rule);
    if (fields !== rule) wrong.add("rules");
    for (const name of LISTS) if (!isTexts(fields[name] ?? [])) wrong.add(name);
  }
  if (wrong.size === 0) return false;
  const message = `${id}: ${[...wrong].join(", ")} of another form than expected, read in part`;
  out.gaps.push({ dataSet, subject: id, message });
  return true;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

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
