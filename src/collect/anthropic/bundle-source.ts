// Anthropic from a bundle: every organisation below `anthropic/`, in a folder by its id.
import type { GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { AnswerFault } from "../fault.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { GET_ORGANIZATION, KEYS, USERS, WORKSPACES } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { scopeOf } from "./scope.js";

/** Batches of every organisation, one after the other. */
export async function* collectAnthropicBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const scope of await organizationsIn(bundle)) {
    const host = scope.id.slice(scope.id.indexOf(":") + 1);
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const crawl = new RestCrawl({ folder: "anthropic", host, scope, answers, context });
    const said = await crawl.one(GET_ORGANIZATION, {});
    if (!(said instanceof AnswerFault)) crawl.scope = { ...(scopeOf(said) ?? scope), id: scope.id };
    yield* crawlOrganization(crawl);
  }
}

/** Data sets that a bundle would be read for. */
export async function planAnthropicBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await organizationsIn(bundle)).flatMap(({ id }) =>
    [WORKSPACES, USERS, KEYS].map((dataSet) => ({ scope: id, call: `read ${dataSet}`, count: "1" })),
  );
}

async function organizationsIn(bundle: Bundle): Promise<readonly ScopeNode[]> {
  const folders = await bundle.entries("anthropic");
  return folders.flatMap(({ name, isFolder }) => {
    const id = isFolder ? decodeName(name) : undefined;
    const scope = id === undefined ? undefined : scopeOf({ id });
    return scope === undefined ? [] : [scope];
  });
}
