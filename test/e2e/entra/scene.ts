// A Graph that answers as Microsoft's description says, and nhi's own crawl pointed at it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { openClient } from "../../../src/collect/entra/client.js";
import { crawlTenant } from "../../../src/collect/entra/crawl.js";
import { TenantCrawl } from "../../../src/collect/entra/tenant-crawl.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import type { Answers } from "../../collect/entra/server.js";
import { type Gathered, gather, JOIN_KEY, NOW, type Noted, noting } from "../../collect/support.js";
import { scratch } from "../tools/nhi.js";
import { startPrism } from "../tools/prism.js";
import { GRAPH_FILE } from "../tools/published.js";
import { type Answer, describe } from "./description.js";
import { type Front, startFront } from "./front.js";

const ENTRA = fileURLToPath(new URL("../../../fixtures/acme/entra", import.meta.url));
/** What no file that nhi writes may hold. */
export const TOKEN = "eyJe2eTokenEXAMPLEthatIsNoToken";

/** Why the tests of a Graph by others do not run here; undefined where they do. */
export function whySkipped(): string | undefined {
  if (existsSync(GRAPH_FILE)) return undefined;
  return "Microsoft's description of Graph is not there: node --import tsx test/e2e/tools/install.ts graph";
}

export interface Scene {
  readonly front: Front;
  readonly folder: string;
  /** A crawl; `record` is a folder to keep it in. */
  crawl(tenant: string, options?: { readonly record?: string; readonly noted?: Noted }): Promise<Gathered>;
  stop(): Promise<void>;
}

/** Starts Prism with these answers, and the front before it. */
export async function startScene(name: string, answers: readonly Answer[]): Promise<Scene> {
  const folder = scratch(name);
  const prism = await startPrism(folder, describe(answers));
  const front = await startFront(prism.url, answers);
  return {
    front,
    folder,
    async crawl(tenant, { record, noted = noting() } = {}) {
      const client = openClient({
        graph: front.url,
        token: async () => TOKEN,
        calls: CALLS,
        signal: noted.context.signal,
        onCall: (call) => noted.calls.push(call),
        onPause: (seconds) => noted.lines.push(`pause ${seconds}`),
      });
      const recorder =
        record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
      const live = new LiveAnswers(JOIN_KEY, recorder);
      const crawl = new TenantCrawl({ tenant, folder: tenant, answers: live, client, context: noted.context });
      const batches = [];
      for await (const batch of crawlTenant(crawl)) batches.push(batch);
      await recorder?.close();
      return gather(batches);
    },
    async stop() {
      await front.stop();
      await prism.stop();
    },
  };
}

/** The tenant of acme's recording: its id, and its answers. */
export function acme(): { readonly tenant: string; readonly answers: readonly Answer[] } {
  const [tenant = ""] = readdirSync(ENTRA);
  const folder = join(ENTRA, tenant);
  const answers = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const [path = "", variant = ""] = decodeURIComponent(file.slice(folder.length, -".json".length)).split("@");
      return { path, variant, value: JSON.parse(readFileSync(file, "utf8")) as unknown };
    });
  return { tenant, answers: answers.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** The small tenant of the tests of the crawl: every data set has something, and a marker is where a secret can be. */
export function small(table: Answers): readonly Answer[] {
  return Object.entries(table).map(([at, value]) => {
    const [path = "", query = ""] = at.split("?");
    const variant = query === "" ? "" : "select=signInActivity";
    return { path, variant, value: Array.isArray(value) ? { value } : value };
  });
}
