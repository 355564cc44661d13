// aws/ec2:regions: which regions the account has enabled, and so where its services are read.
import type { Coverage, GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/ec2:regions";

const DESCRIBE_REGIONS: AwsCall = {
  call: "ec2:DescribeRegions",
  path: ["ec2", "describe-regions"],
  dataSet: DATA_SET,
  count: "1",
  lists: ["Regions"],
};

export const ec2Regions: AwsResource = {
  dataSet: DATA_SET,
  calls: [DESCRIBE_REGIONS],
  isService: true,
  // Every regional data set waits for them, in a crawl that is resumed too.
  async begin(account: AccountCrawl): Promise<void> {
    account.facts.regions = await regionsOf(account);
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const { regions } = account.facts;
    const answer = await enabled(account);
    if (answer instanceof AnswerFault) {
      const rest = regions.length === 0 ? "" : `; read: ${regions.join(", ")}`;
      const coverage = account.closeAfter(DATA_SET, DESCRIBE_REGIONS, answer, false);
      yield withMessage(coverage, `${answer.message}${rest}`);
      return;
    }
    const missing = toNames(answer).filter((region) => !regions.includes(region));
    const coverage: Partial<Coverage> =
      missing.length === 0 ? {} : { state: "partial", message: `services were not read in ${missing.join(", ")}` };
    const supplements = [{ node: account.scope.id, properties: { regions: toNames(answer) } }];
    yield account.close(DATA_SET, DESCRIBE_REGIONS, coverage, { supplements });
  },
};

/** Sorted: those that were asked for, those of the bundle, those that are enabled; when nobody may say, the one at hand. */
async function regionsOf(account: AccountCrawl): Promise<readonly string[]> {
  if (!account.answers.isLive) return account.recordedRegions();
  if (account.regions.length > 0) return [...new Set(account.regions)].sort();
  const answer = await enabled(account);
  if (!(answer instanceof AnswerFault)) return toNames(answer);
  return account.client === undefined ? [] : [account.client.region];
}

/** The answer, asked for once. */
function enabled(account: AccountCrawl): Promise<Page | AnswerFault> {
  account.facts.enabledRegions ??= askOne(account, DESCRIBE_REGIONS);
  return account.facts.enabledRegions;
}

function toNames(answer: Page): readonly string[] {
  const regions = listOf(answer["Regions"]).map(fieldsOf);
  return regions
    .filter((region) => region["OptInStatus"] !== "not-opted-in")
    .flatMap((region) => textOf(region["RegionName"]) ?? [])
    .sort();
}

function withMessage(batch: GraphBatch, message: string): GraphBatch {
  return batch.coverage === undefined ? batch : { ...batch, coverage: { ...batch.coverage, message } };
}
