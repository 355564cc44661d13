// Proofs of the calls to Azure Resource Manager: what Microsoft's descriptions of it answered in the end-to-end test, and what bundles
// in fixtures hold.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AzureCall, callName } from "../../src/collect/azure/call.js";
import type { Proof } from "./coverage-proofs.js";

export interface AzureProofs {
  /** Names of calls that were answered, and checked against the vendor's schema. */
  readonly answered: ReadonlySet<string>;
  /** Addresses of what is below `azure/` in fixtures. */
  readonly recorded: readonly string[];
}

export async function readAzureProofs(root: string): Promise<AzureProofs> {
  const text = await readFile(join(root, "test/e2e/azure/answered.json"), "utf8").catch(() => '{"calls":[]}');
  const { calls } = JSON.parse(text) as { calls: string[] };
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  const recorded = files.flatMap((file) => {
    const [, place] = /(?:^|\/)azure\/(.+)\.json$/.exec(file.replaceAll("\\", "/")) ?? [];
    return place === undefined || place.endsWith(".error") ? [] : [addressOf(place)];
  });
  return { answered: new Set(calls), recorded };
}

function addressOf(place: string): string {
  if (place === "subscriptions") return "/subscriptions";
  if (place.startsWith("providers/")) return `/${place}`;
  return place.startsWith("managementGroups/") ? `/providers/Microsoft.Management/${place}` : `/subscriptions/${place}`;
}

/** Strongest proof of a call. */
export function proofOfAzureCall({ answered, recorded }: AzureProofs, call: AzureCall): Proof {
  if (answered.has(callName(call))) return "schema";
  const parts = call.path.split("/").map((part) => {
    if (part.startsWith("{+")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  const pattern = new RegExp(`^${parts.join("/")}$`, "i");
  return recorded.some((address) => pattern.test(address)) ? "bundle" : "nothing";
}
