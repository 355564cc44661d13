// Google Cloud from a bundle: organisations and folders first, since they tell of projects, then every project.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { callsFor } from "./calls.js";
import { type Container, ContainerCrawl } from "./container-crawl.js";
import { crawlContainer } from "./crawl.js";
import { EstateFacts } from "./facts.js";
import { containerId } from "./ids.js";

/** Batches of every container below `gcp/`, one after the other. */
export async function* collectGcpBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  const containers = await containersIn(bundle);
  const shared = new EstateFacts();
  shared.bundleFolders = containers.map(({ kind, name }) =>
    kind === "project" ? ["gcp", name] : ["gcp", `${kind}s`, name],
  );
  for (const container of containers) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlContainer(new ContainerCrawl({ container, answers, context, shared }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planGcpBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await containersIn(bundle)).flatMap(({ kind, name }) => {
    const scope = containerId(kind === "project" ? `projects/${name}` : `${kind}s/${name}`);
    const dataSets = [...new Set(callsFor(kind).map(({ dataSet }) => dataSet))];
    return dataSets.map((dataSet) => ({ scope, call: `read ${dataSet}`, count: "1" }));
  });
}

async function containersIn(bundle: Bundle): Promise<readonly Container[]> {
  const found: Container[] = [];
  for (const kind of ["organization", "folder"] as const)
    for (const name of await foldersIn(bundle, `gcp/${kind}s`)) found.push({ kind, name });
  const projects = (await foldersIn(bundle, "gcp")).filter((name) => name !== "organizations" && name !== "folders");
  return [...found, ...projects.map((name) => ({ kind: "project" as const, name }))];
}

async function foldersIn(bundle: Bundle, path: string): Promise<readonly string[]> {
  const entries = (await bundle.entries(path)).filter(({ isFolder }) => isFolder);
  return entries.flatMap(({ name }) => decodeName(name) ?? []);
}
