// What is known of a cluster for the templates of its ClusterSPIFFEIDs: pods, labels of namespaces, and which trust domain its
// controller registers for. The controller's own configuration is not read.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import { type Labels, labelsOf } from "../kubernetes/label-selector.js";
import { textOf } from "../properties.js";

export interface SpireCluster {
  readonly pods: readonly StoredNode[];
  /** Labels by namespace; one that is not here was not read. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  /** Undefined: nothing says it, or not one alone. */
  trustDomainOf(className: string): string | undefined;
  /** Name that the controller has for the cluster. */
  readonly name: string | undefined;
}

const LITERAL = /^spiffe:\/\/([a-z0-9._-]+)(?:\/|$)/;
/** Agents that attest by a token of a cluster have its name in their id: spire/doc, node attestors k8s_psat and k8s_sat. */
export const AGENT = /\/spire\/agent\/k8s_p?sat\/([^/]+)\//;

/**
 * A controller registers for one trust domain and refuses ids of any other (spireentry/entries.go, renderSPIFFEID): a template
 * that is in force and names a trust domain tells it for all of its class, and so does an entry for a pod of the cluster.
 */
export function readSpireClusters(
  input: AnalysisInput,
  declared: readonly StoredNode[],
  entries: readonly StoredNode[],
): ReadonlyMap<string, SpireCluster> {
  const pods = groupBy(input.nodes(["kubernetes.pod"]), ({ scope }) => scope);
  const namespaces = groupBy(input.nodes(["kubernetes.namespace"]), ({ scope }) => scope);
  const byPod = new Map(entries.map((entry) => [textOf(entry.properties["k8s_pod"]) ?? "", entry]));
  return new Map(
    [...groupBy(declared, ({ scope }) => scope)].map(([scope, nodes]) => {
      const here = (pods.get(scope) ?? []).flatMap(({ incarnation }) => byPod.get(incarnation ?? "") ?? []);
      const classes = new Set(nodes.map(classOf));
      const seen = classes.size === 1 ? here.flatMap(({ parent }) => LITERAL.exec(parent ?? "")?.[1] ?? []) : [];
      const names = here.flatMap(({ properties }) => AGENT.exec(textOf(properties["parent_id"]) ?? "")?.[1] ?? []);
      return [
        scope,
        {
          pods: pods.get(scope) ?? [],
          namespaces: new Map(
            (namespaces.get(scope) ?? []).map(({ properties }) => [
              textOf(properties["namespace"]) ?? "",
              labelsOf(properties["tags"]),
            ]),
          ),
          name: theOne(names),
          trustDomainOf: (className) => theOne([...seen, ...literalDomains(nodes, className)]),
        },
      ];
    }),
  );
}

/** Class of a controller that is meant; empty where none is named. */
export function classOf({ properties }: StoredNode): string {
  return textOf(properties["class_name"]) ?? "";
}

/** Of what the controller has set, or does not say that it has not. */
function literalDomains(nodes: readonly StoredNode[], className: string): readonly string[] {
  return nodes.flatMap((node) => {
    const { spiffe_id: written, is_set: isSet, entries_to_set: count } = node.properties;
    if (classOf(node) !== className || isSet === false || count === 0) return [];
    return LITERAL.exec(textOf(written) ?? "")?.[1] ?? [];
  });
}

function theOne(values: readonly string[]): string | undefined {
  const distinct = new Set(values);
  return distinct.size === 1 ? values[0] : undefined;
}
