// The order of a crawl: every resource of an account, and then, several at a time, the regional ones of each region.
import type { GraphBatch } from "../../model/batch.js";
import { interleave } from "../concurrency.js";
import { AnswerFault } from "../fault.js";
import type { AccountCrawl } from "./account.js";
import { RegionalSummary } from "./regional.js";
import type { AwsResource } from "./resource.js";

/** Regional data sets of an account read at a time; each has up to four calls in flight. */
const PLACES_AT_A_TIME = 12;

/** One data set and where it is read. */
interface Place {
  readonly account: AccountCrawl;
  readonly resource: AwsResource;
}

/**
 * Every data set of an account. What an interrupted run has read is left out; so is what a recorded crawl did not ask for.
 * `regions`: those of the account when left out.
 */
export async function* crawlAccount(
  account: AccountCrawl,
  resources: readonly AwsResource[],
  regions?: readonly string[],
): AsyncGenerator<GraphBatch, void, undefined> {
  const asked = resources.filter(({ dataSet }) => account.answers.wasAsked(dataSet) !== false);
  for (const resource of resources) {
    await resource.begin?.(account, asked.includes(resource) && !isDone({ account, resource }));
  }
  const global = asked.filter((resource) => resource.isRegional !== true);
  for (const resource of global) if (!isDone({ account, resource })) yield* collectOne({ account, resource });
  const at = (regions ?? account.facts.regions).map((region) => account.at(region));
  const sources: (() => AsyncGenerator<GraphBatch>)[] = [];
  for (const resource of asked) {
    if (resource.isRegional !== true) continue;
    if (!(await isInSomeRegion(resource, at))) {
      yield* refuseUnrecorded({ account, resource });
      continue;
    }
    const open = at.map((place) => ({ account: place, resource })).filter((place) => !isDone(place));
    const summary = new RegionalSummary(account, resource, open.length);
    for (const place of open) sources.push(() => summary.follow(collectOne(place)));
  }
  // A bundle is read in order: nothing is gained by waiting for several files.
  yield* interleave(sources, account.answers.isLive ? PLACES_AT_A_TIME : 1);
}

async function* collectOne({ account, resource }: Place): AsyncGenerator<GraphBatch> {
  account.context.signal.throwIfAborted();
  if ((await resource.isWanted?.(account)) === false) return;
  account.answers.noteAsked(resource.dataSet);
  yield* resource.collect(account);
}

function isDone({ account, resource }: Place): boolean {
  return account.context.isDone(account.scope.id, resource.dataSet, account.region ?? "");
}

/** A bundle that holds nothing of a data set in any region lacks it once, not once a region. */
async function isInSomeRegion(resource: AwsResource, regions: readonly AccountCrawl[]): Promise<boolean> {
  for (const place of regions) if (await place.hasAny(resource.calls)) return true;
  return false;
}

function* refuseUnrecorded({ account, resource }: Place): Generator<GraphBatch> {
  const [call] = resource.calls;
  if (call === undefined || account.answers.isLive) return;
  const message = `${call.call}: not in the bundle (${account.question(call).path.slice(0, 2).join("/")}/<region>/${call.path.join("/")})`;
  yield account.closeAfter(resource.dataSet, call, new AnswerFault("unrecorded", "NotRecorded", message), false);
}
