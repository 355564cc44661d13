// GitHub from a bundle: every owner that it holds.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import type { Extent } from "./call.js";
import { callsFor } from "./calls.js";
import { crawlOwner } from "./crawl.js";
import { scopeId } from "./ids.js";
import { OwnerCrawl } from "./owner-crawl.js";

interface RecordedOwner {
  readonly owner: string;
  readonly extent: Extent;
  readonly repository?: string;
}

/** Batches of every owner folder below `github/`, one owner after the other. */
export async function* collectGitHubBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const { owner, ...rest } of await ownersIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    yield* crawlOwner(new OwnerCrawl({ owner, ...rest, folder: owner, answers, context }));
  }
}

/** Data sets that a bundle would be read for. */
export async function planGitHubBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const owners = await ownersIn(bundle);
  return owners.flatMap(({ owner, extent, repository }) =>
    [...new Set(callsFor(extent).map(({ dataSet }) => dataSet))].map((dataSet) => ({
      scope: scopeId(owner, repository),
      call: `read ${dataSet}`,
      count: "1",
    })),
  );
}

async function ownersIn(bundle: Bundle): Promise<readonly RecordedOwner[]> {
  const folders = (await bundle.entries("github")).filter(({ isFolder }) => isFolder);
  const owners: RecordedOwner[] = [];
  for (const { name } of folders) {
    const owner = decodeName(name);
    if (owner !== undefined) owners.push(await toOwner(bundle, name, owner));
  }
  return owners;
}

/** An organisation answers below orgs/, a user below users/<name>; a crawl of one repository has neither list. */
async function toOwner(bundle: Bundle, folder: string, owner: string): Promise<RecordedOwner> {
  const lists = async (kind: string): Promise<boolean> => {
    const entries = await bundle.entries(`github/${folder}/${kind}/${folder}`);
    return entries.some(({ name }) => name.startsWith("repos."));
  };
  if (await lists("orgs")) return { owner, extent: "organization" };
  if (await lists("users")) return { owner, extent: "user" };
  const repositories = (await bundle.entries(`github/${folder}/repos/${folder}`)).filter(({ isFolder }) => isFolder);
  const [only] = repositories;
  const repository = only === undefined ? undefined : decodeName(only.name);
  if (repositories.length === 1 && repository !== undefined) return { owner, extent: "repository", repository };
  return { owner, extent: "organization" };
}
