// Proofs of GitLab's calls. Its own description of the API is in no package: what a scripted loopback server of the project
// answers is no proof by others, so that only bundles in fixtures count.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { GitLabCall } from "../../src/collect/gitlab/call.js";
import type { Proof } from "./coverage-proofs.js";

/** Paths below the API in fixtures, without extension and parameter. */
export async function recordedGitLab(root: string): Promise<readonly string[]> {
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  return files.flatMap((file) => {
    const [, path] = /(?:^|\/)gitlab\/[^/]+\/api\/v4\/(.+)$/.exec(file.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error.json") ? [] : [path.replace(/(?:@[a-z_-]+=[^/]*)?\.json$/, "")];
  });
}

/** Strongest proof of a call. */
export function proofOfGitLabCall(recorded: readonly string[], { route }: Pick<GitLabCall, "route">): Proof {
  const parts = route.slice(route.indexOf("/") + 1).split("/");
  const pattern = new RegExp(`^${parts.map((part) => (part.startsWith(":") ? "[^/]+" : part)).join("/")}$`);
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}
