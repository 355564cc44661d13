// Accounts that read logs of a machine through its kubelet: what writes among those logs reads any file of the machine by a link there.
// Its folder of logs takes nodes/log; the log of one's own pod takes pods/log, which shows what is no log a line at a time. Pure.
// "Kubelet authentication/authorization", Kubernetes documentation; "Kubernetes Pod Escape Using Log Mounts", Aqua Security
import type { StoredNode } from "../../model/analysis.js";
import { textOf } from "../properties.js";
import { toCaller } from "./callers.js";
import type { KubernetesEstate } from "./estate.js";

/** In: pods. Out: whether the account that one runs as may read such logs, by itself or by its groups. */
export function readsLogs(estate: KubernetesEstate): (pod: StoredNode) => boolean {
  const known = new Map<string, boolean>();
  return ({ scope: cluster, parent: namespace, properties }) => {
    const id = textOf(properties["role"]) ?? "";
    const name = id.slice(id.lastIndexOf("/") + 1);
    let reads = known.get(id);
    if (reads === undefined) {
      const holder = estate.holders.get(id) ?? { id, kind: "service-account", name, cluster, assignments: [] };
      const caller = toCaller(holder, estate);
      const places = caller.holds("get pods/log", "kubernetes.pod").map(({ place }) => place);
      reads = caller.mayHold("get nodes/log") || places.some((place) => place === cluster || place === namespace);
      known.set(id, reads);
    }
    return reads;
  };
}
