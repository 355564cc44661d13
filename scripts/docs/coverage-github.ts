// Proofs of GitHub's calls: what GitHub's own schema answered in the end-to-end test, and what bundles in fixtures hold.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitHubCall } from "../../src/collect/github/call.js";
import type { Proof } from "./coverage-proofs.js";

export interface GitHubProofs {
  /** Routes that were answered, and checked against the vendor's schema. */
  readonly answered: ReadonlySet<string>;
  /** Paths below `github/<owner>/` in fixtures, without extension and parameter. */
  readonly recorded: readonly string[];
}

export async function readGitHubProofs(root: string): Promise<GitHubProofs> {
  const text = await readFile(join(root, "test/e2e/github/answered.json"), "utf8").catch(() => '{"calls":[]}');
  const { calls } = JSON.parse(text) as { calls: string[] };
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  const recorded = files.flatMap((file) => {
    const [, path] = /(?:^|\/)github\/[^/]+\/(.+)\.json$/.exec(file.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error") ? [] : [path.replace(/@[^/]*$/, "")];
  });
  return { answered: new Set(calls), recorded };
}

/** Strongest proof of a call. */
export function proofOfGitHubCall({ answered, recorded }: GitHubProofs, { route }: Pick<GitHubCall, "route">): Proof {
  if (answered.has(route)) return "schema";
  const pattern = toPattern(route.slice(route.indexOf("/") + 1));
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}

function toPattern(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part === "{path}") return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`);
}
