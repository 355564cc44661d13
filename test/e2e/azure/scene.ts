// A Resource Manager that answers as Microsoft's descriptions say, and nhi's own crawl pointed at it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { openClient } from "../../../src/collect/azure/client.js";
import { type Container, ContainerCrawl } from "../../../src/collect/azure/container-crawl.js";
import { crawlTenant } from "../../../src/collect/azure/crawl.js";
import { EstateFacts } from "../../../src/collect/azure/facts.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import { SUB } from "../../collect/azure/estate.js";
import type { Answers } from "../../collect/azure/server.js";
import { type Gathered, gather, JOIN_KEY, NOW, type Noted, noting } from "../../collect/support.js";
import { scratch } from "../tools/nhi.js";
import { startPrism } from "../tools/prism.js";
import { ARM_FOLDER, ARM_LIBRARIES } from "../tools/published.js";
import { type Answer, describe } from "./description.js";
import { type Front, startFront } from "./front.js";

const AZURE = fileURLToPath(new URL("../../../fixtures/acme/azure", import.meta.url));
/** What no file that nhi writes may hold. */
export const TOKEN = "eyJe2eTokenEXAMPLEthatIsNoToken";

/** Why the tests do not run here; undefined where they do. */
export function whySkipped(): string | undefined {
  if (existsSync(ARM_FOLDER) && existsSync(ARM_LIBRARIES)) return undefined;
  return "Microsoft's descriptions of Azure are not there: node --import tsx test/e2e/tools/install.ts azure";
}

export interface Scene {
  readonly front: Front;
  readonly folder: string;
  /** A crawl of the tenant; `record` is a folder to keep it in. */
  crawl(options?: { readonly record?: string; readonly noted?: Noted }): Promise<Gathered>;
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
    async crawl({ record, noted = noting() } = {}) {
      const { context } = noted;
      const client = openClient({
        manager: front.url,
        token: async () => TOKEN,
        calls: CALLS,
        signal: context.signal,
        onCall: (call) => noted.calls.push(call),
        onPause: (seconds) => noted.lines.push(`pause ${seconds}`),
      });
      const recorder =
        record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
      const live = new LiveAnswers(JOIN_KEY, recorder);
      const shared = new EstateFacts();
      const open = (container: Container) => new ContainerCrawl({ container, answers: live, client, context, shared });
      const batches = [];
      for await (const batch of crawlTenant(open({ kind: "tenant", name: "tenant" }), open)) batches.push(batch);
      await recorder?.close();
      return gather(batches);
    },
    async stop() {
      await front.stop();
      await prism.stop();
    },
  };
}

/** Answers of acme's recording, by the addresses that they were asked at. */
export function acme(): readonly Answer[] {
  return readdirSync(AZURE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const place = decodeURIComponent(file.slice(AZURE.length + 1, -".json".length));
      // what tells answers of one address apart is in the query
      return { path: addressOf(place.replace(/@.*$/, "")), value: JSON.parse(readFileSync(file, "utf8")) as unknown };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function addressOf(place: string): string {
  if (place === "subscriptions") return "/subscriptions";
  if (place.startsWith("providers/")) return `/${place}`;
  if (place.startsWith("managementGroups/")) return `/providers/Microsoft.Management/${place}`;
  return `/subscriptions/${place}`;
}

/** The small tenant of the tests of the crawl: every data set has something, and a marker is where a secret can be. */
export function small(table: Answers): readonly Answer[] {
  return Object.entries(table).map(([path, value]) => ({
    // what Resource Graph answers is what the list of resources would
    path: path === "/providers/Microsoft.ResourceGraph/resources" ? `/subscriptions/${SUB}/resources` : path,
    value: Array.isArray(value) ? { value } : value,
  }));
}
