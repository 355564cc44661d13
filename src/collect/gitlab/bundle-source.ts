// GitLab from a bundle: every group of every host that it holds.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { answerName, decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { resourcesFor } from "./calls.js";
import { crawlGroup } from "./crawl.js";
import { GroupCrawl } from "./group-crawl.js";
import { scopeId } from "./ids.js";

interface RecordedGroup {
  readonly host: string;
  readonly path: string;
}

/** Batches of every group below `gitlab/`, one after the other. */
export async function* collectGitLabBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const { host, path } of await groupsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlGroup(new GroupCrawl({ host, path, answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planGitLabBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await groupsIn(bundle)).flatMap(({ host, path }) =>
    resourcesFor(host).map(({ dataSet }) => ({ scope: scopeId(host, path), call: `read ${dataSet}`, count: "1" })),
  );
}

/** A group that was crawled was asked for by its path; those below it go by their numbers. */
async function groupsIn(bundle: Bundle): Promise<readonly RecordedGroup[]> {
  const groups: RecordedGroup[] = [];
  for (const { name, isFolder } of await bundle.entries("gitlab")) {
    const host = isFolder ? decodeName(name) : undefined;
    if (host === undefined) continue;
    const entries = await bundle.entries(`gitlab/${name}/api/v4/groups`);
    const paths = entries.flatMap((entry) => (entry.isFolder ? decodeName(entry.name) : answerName(entry.name)) ?? []);
    for (const path of new Set(paths)) if (!/^\d+$/.test(path)) groups.push({ host, path });
  }
  return groups;
}
