// What has one and the same identity by a ClusterSPIFFEID: what its template tells apart, and what its selectors leave.
import type { StoredNode } from "../../model/analysis.js";
import { isOpen } from "../kubernetes/label-selector.js";
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";
import type { Template } from "./template.js";

/** Fields that are another for every pod, or that whoever starts a pod gives it. */
const OF_ONE = new Set([".PodMeta.Name", ".PodMeta.UID", ".PodMeta.Labels", ".PodMeta.Annotations"]);
/** Kinds of selectors that say where something runs. */
const PLACES = new Set(["k8s:ns", "k8s:sa", "k8s:node-name"]);
const NAME_LABEL = "kubernetes.io/metadata.name";

/** Words as those of entries, and `cluster`: any pod of it. Undefined where its selectors were not read. */
export function declaredBreadth({ properties }: StoredNode, { fields }: Template): string | undefined {
  const { pod_selector: pods, namespace_selector: namespaces } = properties;
  const written = textsOf(properties["workload_selectors"]);
  if (written === undefined || pods === undefined || namespaces === undefined) return undefined;
  const kinds = new Set(written.map((one) => one.split(":", 2).join(":")));
  const isOne = [...fields].some((field) => OF_ONE.has(field)) || [...kinds].some((kind) => !PLACES.has(kind));
  if (isOne || !isOpen(pods)) return "workload";
  const namesAccount = fields.has(".PodSpec.ServiceAccountName") || kinds.has("k8s:sa");
  const namesOne = fields.has(".PodMeta.Namespace") || kinds.has("k8s:ns") || isOneNamespace(namespaces);
  if (namesAccount) return namesOne ? "workload" : "account-name";
  return namesOne || !isOpen(namespaces) ? "namespace" : "cluster";
}

/** Every namespace has its name as a label. */
function isOneNamespace(selector: unknown): boolean {
  const { labels, expressions } = isRecord(selector) ? selector : {};
  if (isRecord(labels) && textOf(labels[NAME_LABEL]) !== undefined) return true;
  return recordsOf(expressions).some(
    ({ key, operator, values }) => key === NAME_LABEL && operator === "In" && textsOf(values)?.length === 1,
  );
}
