// Proofs of calls to small REST APIs: what the vendor's own client says of the answers, where it has models (Kubernetes), and
// bundles in fixtures, as for GitLab.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RestCall } from "../../src/collect/shared/rest/call.js";
import type { Proof } from "./coverage-proofs.js";

/** Paths below the host in fixtures, without extension and parameter. */
export async function recordedRest(root: string, folder: string): Promise<readonly string[]> {
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  const pattern = new RegExp(`(?:^|/)${folder}/[^/]+/(.+)$`);
  return files.flatMap((file) => {
    const [, path] = pattern.exec(file.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error.json") ? [] : [path.replace(/(?:@[a-z_-]+=[^/]*)?\.json$/, "")];
  });
}

/** Routes whose answers a test held against the models of the vendor's client. */
export async function answeredRest(root: string, provider: string): Promise<ReadonlySet<string>> {
  const { calls } = JSON.parse(await readFile(join(root, "test/collect", provider, "answered.json"), "utf8")) as {
    readonly calls: readonly string[];
  };
  return new Set(calls);
}

/** Strongest proof of a call. */
export function proofOfRestCall(
  recorded: readonly string[],
  answered: ReadonlySet<string>,
  { route }: Pick<RestCall, "route">,
): Proof {
  if (answered.has(route)) return "schema";
  const parts = route.slice(route.indexOf("/") + 1).split("/");
  const pattern = new RegExp(`^${parts.map((part) => (part.startsWith(":") ? "[^/]+" : part)).join("/")}$`);
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}
