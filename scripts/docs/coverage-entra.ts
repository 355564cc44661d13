// Proofs of the calls to Microsoft Graph: what its OpenAPI answered in the end-to-end test, and what bundles in fixtures hold.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EntraCall } from "../../src/collect/entra/call.js";
import { callName } from "../../src/collect/entra/call.js";
import type { Proof } from "./coverage-proofs.js";

export interface EntraProofs {
  /** Names of calls that were answered, and checked against the vendor's schema. */
  readonly answered: ReadonlySet<string>;
  /** Paths with version below `entra/<tenant>/` in fixtures, without extension and parameter. */
  readonly recorded: readonly string[];
}

export async function readEntraProofs(root: string): Promise<EntraProofs> {
  const text = await readFile(join(root, "test/e2e/entra/answered.json"), "utf8").catch(() => '{"calls":[]}');
  const { calls } = JSON.parse(text) as { calls: string[] };
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  const recorded = files.flatMap((file) => {
    const [, path] = /(?:^|\/)entra\/[^/]+\/(.+)\.json$/.exec(file.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error") ? [] : [path.replace(/@[^/]*$/, "")];
  });
  return { answered: new Set(calls), recorded };
}

/** Strongest proof of a call. */
export function proofOfEntraCall({ answered, recorded }: EntraProofs, call: EntraCall): Proof {
  if (answered.has(callName(call))) return "schema";
  const parts = `${call.version}${call.path}`
    .split("/")
    .map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  const pattern = new RegExp(`^${parts.join("/")}$`);
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}
