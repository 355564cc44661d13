// Proofs of the calls to Google Cloud and Google Workspace: what was answered under Google's discovery documents in the end-to-end
// tests, and what bundles in fixtures hold.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GoogleCall } from "../../src/collect/shared/google/call.js";
import type { Proof } from "./coverage-proofs.js";

export interface GoogleProofs {
  /** Methods that were answered, and checked against Google's schema. */
  readonly answered: ReadonlySet<string>;
  /** Methods that a server of the tests answered: Google's documents do not have them. */
  readonly scripted: ReadonlySet<string>;
  /** Paths below the folder of a container or a domain in fixtures, with API and version, without extension and parameter. */
  readonly recorded: readonly string[];
}

/** In: `gcp` or `workspace`, which is the folder of the end-to-end test and of bundles. */
export async function readGoogleProofs(root: string, provider: "gcp" | "workspace"): Promise<GoogleProofs> {
  const file = provider === "gcp" ? "test/e2e/gcp/answered.json" : "test/e2e/gcp/answered-workspace.json";
  const { calls, scripted } = JSON.parse(await readFile(join(root, file), "utf8")) as {
    calls: string[];
    scripted: string[];
  };
  const files = await readdir(join(root, "fixtures"), { recursive: true });
  const pattern = new RegExp(`(?:^|/)${provider}/(?:(?:organizations|folders)/)?[^/]+/(.+)\\.json$`);
  const recorded = files.flatMap((name) => {
    const [, path] = pattern.exec(name.replaceAll("\\", "/")) ?? [];
    return path === undefined || path.endsWith(".error") ? [] : [path.replace(/@[^/]*$/, "")];
  });
  return { answered: new Set(calls), scripted: new Set(scripted), recorded };
}

/** Strongest proof of a call. */
export function proofOfGoogleCall({ answered, scripted, recorded }: GoogleProofs, call: GoogleCall): Proof {
  if (answered.has(call.method)) return "schema";
  const path = `${call.api}/${call.version}/${call.path}`
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{\\\+\w+\}/g, ".+")
    .replace(/\{\w+\}/g, "[^/]+");
  const pattern = new RegExp(`^${path}$`);
  // asked through the real client is more than read from a file
  if (scripted.has(call.method)) return "scripted";
  return recorded.some((one) => pattern.test(one)) ? "bundle" : "nothing";
}
