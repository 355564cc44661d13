// CircleCI from a bundle: every organisation whose contexts it lists.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import type { Bundle } from "../bundle.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { RestCrawl } from "../shared/rest/crawl.js";
import { CONTEXTS, RESTRICTIONS, VARIABLES } from "./calls.js";
import { crawlOrganization } from "./crawl.js";
import { scopeOf } from "./scope.js";

/** Batches of every organisation below `circleci/`, one after the other. */
export async function* collectCircleciBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const { host, slug } of await organizationsIn(bundle)) {
    const answers = new RecordedAnswers(bundle, context.joinKey);
    const scope = scopeOf(host, slug);
    yield* crawlOrganization(new RestCrawl({ folder: "circleci", host, scope, answers, context }), slug);
  }
}

/** Data sets that a bundle would be read for. */
export async function planCircleciBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  return (await organizationsIn(bundle)).flatMap(({ host, slug }) =>
    [CONTEXTS, RESTRICTIONS, VARIABLES].map((dataSet) => ({
      scope: scopeOf(host, slug).id,
      call: `read ${dataSet}`,
      count: "1",
    })),
  );
}

/** The list of contexts is named by the organisation: `context@owner-slug=gh%2Facme.json`, or its record of a refusal. */
async function organizationsIn(bundle: Bundle): Promise<readonly { readonly host: string; readonly slug: string }[]> {
  const found: { host: string; slug: string }[] = [];
  for (const { name, isFolder } of await bundle.entries("circleci")) {
    const host = isFolder ? decodeName(name) : undefined;
    if (host === undefined) continue;
    const slugs = new Set<string>();
    for (const entry of await bundle.entries(`circleci/${name}/api/v2`)) {
      const [, slug] = /^context@owner-slug=(.+?)(?:\.error)?\.json$/.exec(entry.name) ?? [];
      const decoded = slug === undefined ? undefined : decodeName(slug);
      if (decoded !== undefined) slugs.add(decoded);
    }
    for (const slug of slugs) found.push({ host, slug });
  }
  return found;
}
