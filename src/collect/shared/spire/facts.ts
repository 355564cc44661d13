// What registration entries say, in whichever form: those of the server's own output, and resources of its controller.
import type { SpiffeId } from "./ids.js";
import { breadthOf, type Selector, selectedBy } from "./selectors.js";

/** A flag that is left out is false; one of another type says nothing. */
export function flagOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return false;
  return typeof value === "boolean" ? value : undefined;
}

/** Whether what is under this parent is a host: below the server itself, its selectors are those of the host's attestation. */
export function isOfNode(parent: SpiffeId | undefined): boolean {
  return parent?.path === "/spire/server";
}

/** Columns of the selectors of an entry and of what it is under; undefined where that was not read. */
export function selectorFacts(selectors: readonly Selector[] | undefined, parent: SpiffeId | undefined) {
  const isNode = isOfNode(parent);
  return {
    parent_id: parent?.uri,
    is_node: parent === undefined ? undefined : isNode,
    selectors: selectors?.map(({ type, value }) => `${type}:${value}`),
    breadth: selectors === undefined || parent === undefined || isNode ? undefined : breadthOf(selectors),
    k8s_namespace: selectors && selectedBy(selectors, "k8s:ns"),
    k8s_account: selectors && selectedBy(selectors, "k8s:sa"),
    k8s_pod: selectors && selectedBy(selectors, "k8s:pod-uid"),
  };
}
