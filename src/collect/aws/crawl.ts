// The order of a crawl: every resource of an account, regional ones in several regions at a time.
import type { GraphBatch } from "../../model/batch.js";
import { interleave } from "../concurrency.js";
import type { AccountCrawl } from "./account.js";
import type { AwsResource } from "./call.js";

/** Regions of one resource read at a time. */
const REGIONS_AT_A_TIME = 6;

/**
 * Every data set of an account, one after the other. What an interrupted run has read is left out; so is what a recorded
 * crawl did not ask for.
 */
export async function* crawlAccount(
  account: AccountCrawl,
  resources: readonly AwsResource[],
  regions: readonly string[] = [],
): AsyncGenerator<GraphBatch, void, undefined> {
  const asked = resources.filter(({ dataSet }) => account.answers.wasAsked(dataSet) !== false);
  for (const resource of resources) {
    await resource.begin?.(account, asked.includes(resource) && !isDone(account, resource));
  }
  for (const resource of asked) {
    const places = resource.isRegional === true ? regions.map((region) => account.at(region)) : [account];
    const open = places.filter((place) => !isDone(place, resource));
    yield* interleave(
      open.map((place) => () => collectOne(place, resource)),
      REGIONS_AT_A_TIME,
    );
  }
}

async function* collectOne(account: AccountCrawl, resource: AwsResource): AsyncGenerator<GraphBatch> {
  account.context.signal.throwIfAborted();
  if ((await resource.isWanted?.(account)) === false) return;
  account.answers.noteAsked(resource.dataSet);
  yield* resource.collect(account);
}

function isDone(account: AccountCrawl, resource: AwsResource): boolean {
  return account.context.isDone(account.scope.id, resource.dataSet, account.region ?? "");
}
