// kubernetes/spire:cluster-spiffe-ids: which pods spire-controller-manager registers for which SPIFFE id. The id is a template that
// analysis fills in for each pod; here it is kept as it was written.
// github.com/spiffe/spire-controller-manager: api/v1alpha1/clusterspiffeid_types.go, docs/clusterspiffeid-crd.md
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { flagOf } from "../../shared/spire/facts.js";
import { parseSelectors } from "../../shared/spire/selectors.js";
import { metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";
import { isSelector, toSelector } from "../selector.js";
import { keepingSelectors, secondsOf, spireList } from "../spire-resource.js";

export const clusterSpiffeIds: KubernetesResource = {
  word: "ClusterSPIFFEIDs",
  call: spireList({
    resource: "clusterspiffeids",
    dataSet: "kubernetes/spire:cluster-spiffe-ids",
    clean: keepingSelectors("workloadSelectorTemplates", {
      metadata: metadataWith(),
      spec: {
        spiffeIDTemplate: true,
        podSelector: true,
        namespaceSelector: true,
        workloadSelectorTemplates: true,
        ttl: true,
        jwtTtl: true,
        federatesWith: true,
        admin: true,
        downstream: true,
        fallback: true,
        className: true,
        hint: true,
      },
      status: { stats: { namespacesIgnored: true, entriesToSet: true } },
    }),
  }),
  convert(element, out) {
    const { scope, raw, name, createdAt } = element;
    const spec = fieldsOf(raw["spec"]);
    const stats = fieldsOf(fieldsOf(raw["status"])["stats"]);
    const id = `${scope}/clusterspiffeids/${name}`;
    out.nodes.push({
      id,
      kind: "trust",
      type: "kubernetes.cluster-spiffe-id",
      name: `ClusterSPIFFEID ${name}`,
      ...incarnationOf(element),
      properties: properties({
        spiffe_id: textOf(spec["spiffeIDTemplate"]),
        is_node: false,
        ...selectionOf(spec),
        is_admin: flagOf(spec["admin"]),
        is_downstream: flagOf(spec["downstream"]),
        is_fallback: flagOf(spec["fallback"]),
        class_name: textOf(spec["className"]),
        x509_ttl: secondsOf(spec["ttl"]),
        jwt_ttl: secondsOf(spec["jwtTtl"]),
        federates_with: listOf(spec["federatesWith"]).flatMap((one) => textOf(one) ?? []),
        hint: proseOf(spec["hint"]),
        entries_to_set: integerOf(stats["entriesToSet"]),
        namespaces_ignored: integerOf(stats["namespacesIgnored"]),
        created_at: createdAt,
      }),
    });
    out.edge("contains", scope, id);
  },
};

/** What it selects, as data and for people; left out where a part is of no known form, which narrows it by what nobody read. */
function selectionOf(spec: Fields) {
  const templates = listOf(spec["workloadSelectorTemplates"]);
  const workload = templates.length === 0 ? [] : parseSelectors(templates);
  const selectors = { pod: spec["podSelector"], namespace: spec["namespaceSelector"] };
  const isRead = Object.values(selectors).every(isSelector);
  if (workload === undefined || !isRead) return {};
  const written = workload.map(({ type, value }) => `${type}:${value}`);
  const [pods, namespaces] = [textsOfSelector(selectors.pod), textsOfSelector(selectors.namespace)];
  return {
    pod_selector: toSelector(selectors.pod),
    namespace_selector: toSelector(selectors.namespace),
    workload_selectors: written,
    selectors: [
      ...(pods.length === 0 ? ["any pod"] : [`pods with ${pods.join(", ")}`]),
      ...(namespaces.length === 0 ? [] : [`namespaces with ${namespaces.join(", ")}`]),
      ...written,
    ],
  };
}

function textsOfSelector(selector: unknown): readonly string[] {
  const { labels, expressions } = toSelector(selector);
  return [
    ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) =>
      values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(", ")})`,
    ),
  ];
}
