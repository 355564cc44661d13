// Proofs of the calls to Microsoft Graph: what its OpenAPI answered in the end-to-end test, and what bundles in
// fixtures and of published attack paths hold.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EntraCall } from "../../src/collect/entra/call.js";
import { callName } from "../../src/collect/entra/call.js";
import type { Proof } from "./coverage-proofs.js";

export interface EntraProofs {
  /** Names of calls that were answered, and checked against the vendor's schema. */
  readonly answered: ReadonlySet<string>;
  /** Names of calls that a server of the tests answered: the vendor's schema does not have them. */
  readonly scripted: ReadonlySet<string>;
  /** Paths with version below `entra/<tenant>/` of bundles, without extension and parameter. */
  readonly recorded: readonly string[];
}

export async function readEntraProofs(root: string): Promise<EntraProofs> {
  const text = await readFile(join(root, "test/e2e/entra/answered.json"), "utf8");
  const { calls, scripted } = JSON.parse(text) as { calls: string[]; scripted: string[] };
  const folders = ["fixtures", "test/truth/azure"].map((folder) => readdir(join(root, folder), { recursive: true }));
  const files = (await Promise.all(folders)).flat();
  const recorded = files.flatMap((file) => {
    const [, path] = /(?:^|\/)entra\/[^/]+\/(.+)\.json$/.exec(file.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error") ? [] : [path.replace(/@[^/]*$/, "")];
  });
  return { answered: new Set(calls), scripted: new Set(scripted), recorded };
}

/** Strongest proof of a call. */
export function proofOfEntraCall({ answered, scripted, recorded }: EntraProofs, call: EntraCall): Proof {
  if (answered.has(callName(call))) return "schema";
  const parts = `${call.version}${call.path}`
    .split("/")
    .map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  const pattern = new RegExp(`^${parts.join("/")}$`);
  // asked through the real client is more than read from a file
  if (scripted.has(callName(call))) return "scripted";
  return recorded.some((path) => pattern.test(path)) ? "bundle" : "nothing";
}
