// Identities of pods by ClusterSPIFFEID: its controller makes an entry for every pod that it selects, whose SPIFFE id is what its
// template says of that pod. What cannot be filled in is a gap that names the resource. spire-controller-manager, spireentry/
import type { AnalysisGap, AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { ConditionState } from "../../model/words.js";
import type { CiDrawing } from "../ci/drawing.js";
import { isSelected, labelsOf } from "../kubernetes/label-selector.js";
import { textOf, textsOf } from "../properties.js";
import { classOf, readSpireClusters, type SpireCluster } from "./clusters.js";
import { declaredBreadth } from "./declared-breadth.js";
import { parseTemplate, renderTemplate, type Template, type TemplateData } from "./template.js";

export interface Declared {
  /** SPIFFE id → resources that give it. */
  readonly identities: ReadonlyMap<string, readonly StoredNode[]>;
  readonly facts: readonly DerivedFact[];
  readonly gaps: readonly AnalysisGap[];
  /** Resources all of whose identities are known. */
  readonly whole: readonly string[];
}

const VALID = /^spiffe:\/\/([a-z0-9._-]+)(?:\/[A-Za-z0-9._-]+)*$/;

/** Draws what pods become; `entries` are those of servers and of ClusterStaticEntry. */
export function drawDeclared(
  input: AnalysisInput,
  declared: readonly StoredNode[],
  entries: readonly StoredNode[],
  drawing: CiDrawing,
): Declared {
  const identities = new Map<string, StoredNode[]>();
  const facts: DerivedFact[] = [];
  const gaps: AnalysisGap[] = [];
  const whole: string[] = [];
  const statics = entries.filter(({ type }) => type === "kubernetes.cluster-static-entry");
  const clusters = readSpireClusters(input, [...declared, ...statics], entries);
  // what others give a pod takes a fallback's place
  const taken = new Map<string, ConditionState>();
  for (const node of [...declared].sort(fallbacksLast)) {
    const template = parseTemplate(textOf(node.properties["spiffe_id"]) ?? "{{");
    const breadth = template && declaredBreadth(node, template);
    if (breadth !== undefined) facts.push({ node: node.id, columns: { spiffe_breadth: breadth } });
    const cluster = clusters.get(node.scope);
    const problem =
      template === undefined || cluster === undefined
        ? "its template was not understood"
        : drawPods({ node, template, cluster, taken }, (id, pod, how) => {
            const known = identities.get(id);
            if (known === undefined) identities.set(id, [node]);
            else if (!known.includes(node)) known.push(node);
            drawEntry(node, { id, pod, ...how }, drawing);
          });
    if (problem === undefined) whole.push(node.id);
    else
      gaps.push({
        scope: node.scope,
        subject: node.id,
        message: `${node.name}: ${problem}: which identities it gives is not known`,
      });
  }
  return { identities, facts, gaps, whole };
}

/** By class and id otherwise, so that the order says nothing. */
function fallbacksLast(a: StoredNode, b: StoredNode): number {
  const rank = ({ properties }: StoredNode): number => (properties["is_fallback"] === true ? 1 : 0);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}

interface How {
  readonly state: ConditionState;
  readonly condition?: string;
}

/** One entry for each SPIFFE id of a resource: pods of one do not become another's. */
function drawEntry(
  { id: resource, scope }: StoredNode,
  { id, pod, state, condition }: How & { readonly id: string; readonly pod: string },
  drawing: CiDrawing,
): void {
  const entry = `${resource}/${id}`;
  const because = [resource];
  drawing.node({
    id: entry,
    kind: "trust",
    type: "spire.declared-entry",
    name: `entry of ${id}`,
    scope,
    properties: {},
  });
  drawing.edge({ kind: "federates", from: pod, to: entry, state, condition, because });
  drawing.edge({ kind: "yields", from: entry, to: id, because });
  // the resource gives every one of them: how far it is from control is that of the nearest
  drawing.edge({ kind: "yields", from: resource, to: id, because });
}

interface Selecting {
  readonly node: StoredNode;
  readonly template: Template;
  readonly cluster: SpireCluster;
  readonly taken: Map<string, ConditionState>;
}

/** Hands over every pod with its identity; what stood in the way of one, if something did. */
function drawPods(
  { node, template, cluster, taken }: Selecting,
  found: (id: string, pod: string, how: How) => void,
): string | undefined {
  const { pod_selector: pods, workload_selectors: workload, entries_to_set: count } = node.properties;
  if (pods === undefined || workload === undefined) return "its selectors were not read";
  // its controller has looked at every pod, and made nothing of it
  if (count === 0) return undefined;
  let problem: string | undefined;
  for (const pod of cluster.pods) {
    const how = selectionOf(node, pod, cluster);
    if (how === undefined) continue;
    const key = `${classOf(node)} ${pod.id}`;
    const fallback = node.properties["is_fallback"] === true ? taken.get(key) : undefined;
    if (node.properties["is_fallback"] !== true) taken.set(key, surer(taken.get(key), how.state));
    const data = dataOf(pod, cluster, classOf(node));
    const rendered = renderTemplate(template, data);
    if ("unread" in rendered) {
      problem ??= `its template reads ${rendered.unread}, which is not read`;
      continue;
    }
    const places = placesOf(node, pod, data);
    const domain = VALID.exec(rendered.text)?.[1];
    // its controller refuses what is no SPIFFE id, or one of another trust domain
    if (domain === undefined || places === undefined || /\/\.\.?(?:\/|$)/.test(rendered.text)) continue;
    found(rendered.text, pod.id, withConditions(how, [...places, ...(fallback === undefined ? [] : [INSTEAD])]));
  }
  return problem;
}

const INSTEAD = "only where no other ClusterSPIFFEID that selects the pod takes its place";

function surer(known: ConditionState | undefined, state: ConditionState): ConditionState {
  return known === "none" ? known : state;
}

function withConditions({ state, condition }: How, more: readonly string[]): How {
  if (more.length === 0) return condition === undefined ? { state } : { state, condition };
  return { state: "unknown", condition: [...(condition === undefined ? [] : [condition]), ...more].join("; ") };
}

/** Whether the selectors take the pod; undefined where they do not. One that is over runs nothing. */
function selectionOf({ properties }: StoredNode, pod: StoredNode, { namespaces }: SpireCluster): How | undefined {
  const { namespace: of, state, tags, node: host } = pod.properties;
  if (state === "Succeeded" || state === "Failed" || textOf(host) === undefined) return undefined;
  const byPod = isSelected(properties["pod_selector"], labelsOf(tags));
  const labels = namespaces.get(textOf(of) ?? "");
  const byNamespace = isSelected(properties["namespace_selector"], labels ?? new Map());
  const isDecided = labels !== undefined || isOpenSelector(properties["namespace_selector"]);
  if (byPod === false || (isDecided && byNamespace === false)) return undefined;
  const conditions = [
    ...(byPod === undefined || (isDecided && byNamespace === undefined)
      ? ["whether its selectors take the pod is not known"]
      : []),
    ...(isDecided ? [] : [`whether its selectors take the namespace ${textOf(of) ?? ""} was not read`]),
    ...ignoring(properties["namespaces_ignored"]),
  ];
  return conditions.length === 0 ? { state: "none" } : { state: "unknown", condition: conditions.join("; ") };
}

const isOpenSelector = (selector: unknown): boolean => isSelected(selector, new Map()) === true;

/** Namespaces that a controller is told to leave alone are in its configuration; it counts those that it left. */
function ignoring(count: unknown): readonly string[] {
  if (count === 0) return [];
  return [
    typeof count === "number"
      ? "unless the namespace is one of those that the controller is told to ignore"
      : "if a controller acts on it, which has said nothing of it yet",
  ];
}

/** Conditions of its further selectors; undefined where one of them names another place. */
function placesOf(
  { properties }: StoredNode,
  { properties: of }: StoredNode,
  data: TemplateData,
): readonly string[] | undefined {
  const left: string[] = [];
  for (const text of textsOf(properties["workload_selectors"]) ?? []) {
    const template = parseTemplate(text);
    const rendered = template && renderTemplate(template, data);
    const value = rendered !== undefined && "text" in rendered ? rendered.text : undefined;
    const [, kind, wanted] = /^k8s:(ns|sa):(.+)$/.exec(value ?? "") ?? [];
    const has = kind === "ns" ? textOf(of["namespace"]) : accountOf(of["role"]);
    if (kind === undefined) left.push(`only what has ${value ?? text} as well`);
    else if (wanted !== has) return undefined;
  }
  return left;
}

function accountOf(role: unknown): string | undefined {
  const text = textOf(role);
  return text?.slice(text.lastIndexOf("/") + 1);
}

/** What a template may read of a pod; annotations, and of its host all but the name, are not read. */
function dataOf({ properties, incarnation, name }: StoredNode, cluster: SpireCluster, className: string): TemplateData {
  const { namespace, role, node, tags } = properties;
  const fields: { readonly [field: string]: string | ReadonlyMap<string, string> | undefined } = {
    ".TrustDomain": cluster.trustDomainOf(className),
    ".ClusterName": cluster.name,
    ".PodMeta.Name": name.slice(name.indexOf("/") + 1),
    ".PodMeta.Namespace": textOf(namespace),
    ".PodMeta.UID": incarnation,
    ".PodMeta.Labels": labelsOf(tags),
    ".PodSpec.ServiceAccountName": accountOf(role),
    ".PodSpec.NodeName": textOf(node),
    ".NodeMeta.Name": textOf(node),
  };
  return (field) => fields[field];
}
