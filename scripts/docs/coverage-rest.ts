// Proofs of calls to small REST APIs whose vendors publish no schema in a package: bundles in fixtures, as for GitLab.
import { readdir } from "node:fs/promises";
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

/** Strongest proof of a call. */
export function proofOfRestCall(recorded: readonly string[], { route }: Pick<RestCall, "route">): Proof {
  const parts = route.slice(route.indexOf("/") + 1).split("/");
  const pattern = new RegExp(`^${parts.map((part) => (part.startsWith(":") ? "[^/]+" : part)).join("/")}$`);
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}
