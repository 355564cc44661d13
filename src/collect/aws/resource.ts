// What a data set of an AWS account is: its calls, and what their answers become.
import type { GraphBatch } from "../../model/batch.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";

/** One kind of answer of an account and what it becomes: a data set. One file each, listed in resources.ts. */
export interface AwsResource {
  readonly dataSet: string;
  /** Calls that serve it, live. Empty when it is only read from bundles. */
  readonly calls: readonly AwsCall[];
  /** Asked once for each region, with an account that is `at` the region. */
  readonly isRegional?: boolean;
  /** Costs calls for each user, and so is only asked for with --every-user. */
  readonly isOnRequest?: boolean;
  /** Of a service beyond IAM, STS and Organizations: left out of a crawl that asks for identities only. */
  readonly isService?: boolean;
  /**
   * Runs before anything else is read: for answers that AWS has to prepare. `isWanted` is false when the data set is
   * already there from the run that is being resumed.
   */
  begin?(account: AccountCrawl, isWanted: boolean): Promise<void>;
  /** Whether it is asked for at all in this crawl; always when left out. Decided by the same facts live and recorded. */
  isWanted?(account: AccountCrawl): Promise<boolean>;
  /** Batches of the data set; the last carries its coverage. Faults of the answer never leave it. */
  collect(account: AccountCrawl): AsyncIterable<GraphBatch>;
}
