// What stands in the way of pods that get at their machine, by namespace: what it enforces itself, webhooks, admission policies, and
// what older clusters and others have built in. "Pod Security Admission" and "Admission Control", Kubernetes documentation
import type { AnalysisInput, StoredScope } from "../../model/analysis.js";
import { isEksIssuer } from "../../model/cluster-issuer.js";
import { oncePerWord } from "../../model/once.js";
import { textOf } from "../properties.js";
import type { Obstacle } from "../scoped/world.js";
import { type Asked, readAsked } from "./admission-asked.js";
import type { Cluster, KubernetesEstate } from "./estate.js";
import { type Labels, labelsOf } from "./label-selector.js";
import { requestFor, TAKEOVER_PODS, type TakeoverPod } from "./takeover-pods.js";

type Way = readonly Obstacle[];

/** Levels of Pod Security that let no pod near its machine. */
const ENFORCED = new Set<unknown>(["baseline", "restricted"]);
/** The first version without PodSecurityPolicies. */
const WITHOUT_POLICIES = 25;

/** Data set → what is open where it was not read. */
const DATA_SETS: readonly (readonly [dataSet: string, safeguard: string, words: string])[] = [
  ["kubernetes/admission:validating-webhooks", "validating-webhooks", "webhooks"],
  ["kubernetes/admission:mutating-webhooks", "mutating-webhooks", "webhooks that change pods"],
  ["kubernetes/admission:validating-policies", "admission-policies", "admission policies"],
  ["kubernetes/admission:validating-policy-bindings", "admission-policies", "admission policies"],
];

/** In: the stored estate. Out: ways past all that in a namespace, or somewhere in a cluster; those that are alike once. */
export function readAdmission(input: AnalysisInput, { clusters }: KubernetesEstate): (place: string) => readonly Way[] {
  const asked = readAsked(input);
  const scopes = new Map([...input.scopes()].map((scope) => [scope.id, scope]));
  const verdicts = new Map<Asked, Map<string, string | undefined>>();
  const objectionOf = (one: Asked, pod: TakeoverPod, namespace: string, labels: Labels): string | undefined => {
    const key = [one.looksAt.pod && pod.word, one.looksAt.namespace && namespace].join(" ");
    const known = verdicts.get(one) ?? new Map<string, string | undefined>();
    verdicts.set(one, known);
    if (!known.has(key)) known.set(key, one.objection(requestFor(pod, namespace, labels)));
    return known.get(key);
  };
  const whole = oncePerWord((scope) => ofCluster(scopes.get(scope), clusters.get(scope)));
  const inNamespace = oncePerWord((place): readonly Way[] => {
    const at = place.indexOf("/namespaces/");
    const scope = place.slice(0, at);
    const node = clusters.get(scope)?.namespaces.get(place);
    const name = place.slice(at + "/namespaces/".length);
    const labels: Labels = new Map([...labelsOf(node?.properties["tags"]), ["kubernetes.io/metadata.name", name]]);
    const here = (asked.get(scope) ?? []).filter((one) => node === undefined || one.isAskedIn(labels));
    const level =
      node === undefined
        ? [unseen("pod-security", place, "the namespace")]
        : levelOf(place, node.properties["pod_security"], scopes.get(scope));
    const always = [...level, ...whole(scope)];
    const pods = here.some(({ looksAt }) => looksAt.pod) ? TAKEOVER_PODS : TAKEOVER_PODS.slice(0, 1);
    return distinct(
      pods.map((pod) => [
        ...always,
        ...here.flatMap((one) => {
          const condition = objectionOf(one, pod, name, labels);
          const { safeguard, place: at } = one;
          return condition === undefined ? [] : [{ safeguard, place: at, isSure: false, condition }];
        }),
      ]),
    );
  });
  return oncePerWord((place) => {
    const cluster = clusters.get(place);
    if (cluster === undefined) return inNamespace(place);
    const known = [...cluster.namespaces.keys()].flatMap(inNamespace);
    const isWhole = cluster.isRead("kubernetes/core:namespaces") && cluster.namespaces.size > 0;
    return distinct(isWhole ? known : [...known, [unseen("pod-security", place, "namespaces")]]);
  });
}

/** What the namespace itself enforces. */
function levelOf(namespace: string, level: unknown, scope: StoredScope | undefined): Way {
  const obstacle = { safeguard: "pod-security", place: namespace };
  if (ENFORCED.has(level)) return [{ ...obstacle, isSure: true, condition: "the namespace refuses it" }];
  // customers of EKS do not set the default, and it refuses nothing
  const isPermissive = isEksIssuer(textOf(scope?.properties["issuer"]) ?? "");
  if (level === "privileged" || (level === undefined && isPermissive)) return [];
  return [
    {
      ...obstacle,
      isSure: false,
      condition: "the default of the API server may refuse privileged pods, which no API tells",
    },
  ];
}

/** What holds in all of a cluster: what was not read of it, and what it has built in. */
function ofCluster(scope: StoredScope | undefined, cluster: Cluster | undefined): Way {
  const place = cluster?.id ?? "";
  const unread = DATA_SETS.filter(([dataSet]) => cluster?.isRead(dataSet) !== true);
  const builtIn = (condition: string): Obstacle => ({ safeguard: "built-in", place, isSure: false, condition });
  const minor = /^v?1\.(\d+)/.exec(textOf(scope?.properties["version"]) ?? "")?.[1];
  return distinctBy([
    ...unread.map(([, safeguard, words]) => unseen(safeguard, place, words)),
    ...(minor === undefined
      ? [builtIn("whether the version is one with PodSecurityPolicies was not read")]
      : Number(minor) < WITHOUT_POLICIES
        ? [builtIn("a PodSecurityPolicy may refuse privileged pods")]
        : []),
    ...(cluster?.namespaces.has(`${place}/namespaces/openshift-kube-apiserver`) === true
      ? [builtIn("security context constraints of OpenShift may refuse it")]
      : []),
  ]);
}

function unseen(safeguard: string, place: string, words: string): Obstacle {
  return { safeguard, place, isSure: false, condition: `whether privileged pods are refused by ${words} was not read` };
}

function distinctBy(obstacles: Way): Way {
  return [...new Map(obstacles.map((one) => [keyOf(one), one])).values()];
}

/** Of ways that differ by the namespace alone the first one. */
function distinct(ways: readonly Way[]): readonly Way[] {
  const found = new Map<string, Way>();
  for (const way of ways) {
    const key = way.map(keyOf).join("\n");
    if (!found.has(key)) found.set(key, way);
  }
  return [...found.values()];
}

function keyOf({ safeguard, place, isSure, condition }: Obstacle): string {
  return [safeguard, safeguard === "pod-security" ? "" : place, isSure, condition].join(" ");
}
