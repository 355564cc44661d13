// A crawl of a cluster over real HTTP, signed in as a kubeconfig of the test's own says.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectorFor } from "../../../src/collect/index.js";
import type { CollectOptions } from "../../../src/collect/options.js";
import { type RestServer, withEnvironment } from "../rest-server.js";
import { batchesOf, type Gathered, gather } from "../support.js";

/** A kubeconfig of one context, `prod`, whose user is as told. */
export function kubeconfig(url: string, user: object, cluster: object = {}): void {
  const file = join(mkdtempSync(join(tmpdir(), "nhi-kube-")), "config");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "prod",
    clusters: [{ name: "shop", cluster: { server: url, ...cluster } }],
    contexts: [{ name: "prod", context: { cluster: "shop", user: "me" } }],
    users: [{ name: "me", user }],
  };
  writeFileSync(file, JSON.stringify(config));
  withEnvironment({ KUBECONFIG: file, NHI_KUBERNETES_TOKEN: undefined });
}

/** What a crawl of the server reads, signed in with a token. */
export async function crawlLive(server: RestServer, options: CollectOptions = {}): Promise<Gathered> {
  kubeconfig(server.url, { token: "t-1" });
  return gather(await batchesOf(await collectorFor("kubernetes:prod", options)));
}
