// How a pair comes out: its organisation written as a bundle, read and searched by the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachAll } from "../gcp-reach.js";
import { OrganizationBundle } from "./organization-bundle.js";
import type { Expected, Pair } from "./pair.js";

/** How surely the way is found, or that of its twin. */
export async function runPair(pair: Pair, isSafe: boolean): Promise<Expected> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-gcp-pair-"));
  try {
    const organization = new OrganizationBundle();
    const { from, to } = pair.make(organization, isSafe);
    organization.write(folder);
    const { reaches } = await reachAll(folder);
    return reaches(from, to, true) ? "sure" : reaches(from, to, false) ? "open" : "none";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
