// One data set in all regions: what could not be read at all is said once, not once a region. Beside the coverage of each region
// that was read there is one without region, which is complete when nothing is missing.
import type { Coverage, GraphBatch } from "../../model/batch.js";
import { addTo } from "../../model/group-by.js";
import type { AccountCrawl } from "./account.js";
import type { AwsResource } from "./resource.js";

/** Regions named in one message. */
const NAMED = 5;

export class RegionalSummary {
  readonly #account: AccountCrawl;
  readonly #resource: AwsResource;
  readonly #faults: { readonly region: string; readonly coverage: Coverage }[] = [];
  #left: number;
  #isRead = false;

  /** `regions`: how many are still to come. */
  constructor(account: AccountCrawl, resource: AwsResource, regions: number) {
    this.#account = account;
    this.#resource = resource;
    this.#left = regions;
  }

  /** Batches of one region, without those that only say that nothing could be read; after the last region the summary. */
  async *follow(batches: AsyncIterable<GraphBatch>): AsyncGenerator<GraphBatch> {
    for await (const batch of batches) {
      const { coverage } = batch;
      if (coverage === undefined) yield batch;
      else if (coverage.state === "complete" || coverage.state === "partial") {
        this.#isRead = true;
        yield batch;
      } else {
        this.#faults.push({ region: coverage.region ?? "", coverage });
        // What is wrong with a file has its own line.
        if (batch.gaps !== undefined) yield batch;
      }
    }
    this.#left -= 1;
    if (this.#left === 0) yield this.toBatch();
  }

  /** The batch that closes the data set for the account: complete, or with the regions that failed and why, which are sorted. */
  toBatch(): GraphBatch {
    const { dataSet, calls } = this.#resource;
    const [call] = calls;
    if (call === undefined) throw new Error(`${dataSet}: no call`);
    const faults = [...this.#faults].sort((a, b) => (a.region < b.region ? -1 : 1));
    const [first] = faults;
    if (first === undefined) return this.#account.close(dataSet, call);
    const { region: _, dataSet: __, message: ___, ...coverage } = first.coverage;
    return this.#account.close(dataSet, call, { ...coverage, message: toMessage(faults, !this.#isRead) });
  }
}

/** Each reason with the regions that it is about; these are left out when there is one reason for all. */
function toMessage(faults: readonly { region: string; coverage: Coverage }[], isForAll: boolean): string {
  const reasons = new Map<string, string[]>();
  for (const { region, coverage } of faults) {
    // A file that is not there is named by its place, which is another in each region.
    const reason = (coverage.message ?? coverage.code ?? coverage.state).replace(`/${region}/`, "/<region>/");
    addTo(reasons, reason, region);
  }
  if (reasons.size === 1 && isForAll && faults.length > 1) return `${[...reasons.keys()].join("")} (in every region)`;
  return [...reasons].map(([reason, regions]) => `${reason} (${listOf(regions)})`).join("; ");
}

function listOf(regions: readonly string[]): string {
  const rest = regions.length - NAMED;
  return regions.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more regions` : "");
}
