// Node pools of GKE: machines of a cluster, each pool with the service account that its machines are. They come with the cluster.
// cloud.google.com/kubernetes-engine/docs/how-to/service-accounts
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { addWorkload } from "./workloads.js";

/** Adds the pools of a cluster, by its name from the project on. Access scopes narrow what their machines get. */
export function addNodePools(raw: Fields, cluster: string, crawl: ContainerCrawl, out: PartBuilder): void {
  for (const pool of listOf(raw["nodePools"]).map(fieldsOf)) {
    const name = textOf(pool["name"]);
    if (name === undefined) continue;
    const config = fieldsOf(pool["config"]);
    const account = textOf(config["serviceAccount"]);
    const scopes = listOf(config["oauthScopes"]).filter((one): one is string => typeof one === "string");
    const isWide = scopes.length === 0 || scopes.some((scope) => scope.endsWith("/auth/cloud-platform"));
    addWorkload(
      {
        type: "gcp.node-pool",
        fullName: `//container.googleapis.com/${cluster}/nodePools/${name}`,
        name: `${cluster.slice(cluster.lastIndexOf("/") + 1)}/${name}`,
        account: account === "default" ? undefined : account,
        fallback: "compute",
        more: {
          cluster,
          access_scopes: isWide ? undefined : scopes,
          // unsaid, every pod is answered as the machine is
          metadata_mode: textOf(fieldsOf(config["workloadMetadataConfig"])["mode"]) ?? "GCE_METADATA",
        },
      },
      crawl,
      out,
    );
  }
}
