// Azure from a bundle: the tenant first, since it tells of the others, then management groups and subscriptions.

import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import { isGuid } from "../../model/guid.js";
import type { Bundle } from "../bundle.js";
import { answerName, decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { callsFor } from "./calls.js";
import { type Container, ContainerCrawl } from "./container-crawl.js";
import { crawlContainer } from "./crawl.js";
import { EstateFacts } from "./facts.js";

/** Batches of everything below `azure/`. */
export async function* collectAzureBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  const shared = new EstateFacts(await tenantBeside(bundle));
  for (const container of await containersIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlContainer(new ContainerCrawl({ container, answers, context, shared }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planAzureBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await containersIn(bundle)).flatMap(({ kind, name }) => {
    const dataSets = [...new Set(callsFor(kind).map(({ dataSet }) => dataSet))];
    return dataSets.map((dataSet) => ({ scope: `azure:${name}`, call: `read ${dataSet}`, count: "1" }));
  });
}

/** The tenant where no answer of Azure says it: that of Entra in the same bundle, where there is one alone. */
async function tenantBeside(bundle: Bundle): Promise<string | undefined> {
  const folders = (await bundle.entries("entra")).filter(({ isFolder }) => isFolder);
  return folders.length === 1 ? decodeName(folders[0]?.name ?? "") : undefined;
}

async function containersIn(bundle: Bundle): Promise<readonly Container[]> {
  const entries = await bundle.entries("azure");
  const files = new Set(entries.filter(({ isFolder }) => !isFolder).map(({ name }) => answerName(name)));
  const folders = entries.filter(({ isFolder }) => isFolder).flatMap(({ name }) => decodeName(name) ?? []);
  const groups = (await bundle.entries("azure/managementGroups")).filter(({ isFolder }) => isFolder);
  // what was recorded of one subscription says nothing of its tenant
  const hasTenant = files.has("subscriptions") || folders.includes("managementGroups");
  const names = [...new Set([...folders, ...files])].flatMap((name) =>
    name !== undefined && isGuid(name) ? [name] : [],
  );
  return [
    ...(hasTenant ? [{ kind: "tenant" as const, name: "tenant" }] : []),
    ...groups.flatMap(({ name }) => decodeName(name) ?? []).map((name) => ({ kind: "group" as const, name })),
    ...names.sort().map((name) => ({ kind: "subscription" as const, name })),
  ];
}
