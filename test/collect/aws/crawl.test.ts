import { describe, expect, it } from "vitest";
import { AccountCrawl } from "../../../src/collect/aws/account.js";
import type { AwsCall, AwsResource } from "../../../src/collect/aws/call.js";
import { crawlAccount } from "../../../src/collect/aws/crawl.js";
import { NO_ORGANIZATION } from "../../../src/collect/aws/organization.js";
import { readList } from "../../../src/collect/aws/read.js";
import { openBundle } from "../../../src/collect/bundle.js";
import { listOf } from "../../../src/collect/fields.js";
import { RecordedAnswers } from "../../../src/collect/recorded.js";
import type { GraphBatch } from "../../../src/model/batch.js";
import { folderOf, JOIN_KEY, noting } from "../support.js";

// A resource as later parts will add them: one file, regional.
const CALL: AwsCall = {
  call: "lambda:ListFunctions",
  path: ["lambda", "list-functions"],
  dataSet: "aws/lambda:functions",
  count: "1 per region",
  lists: ["Functions"],
};
const FUNCTIONS: AwsResource = {
  dataSet: CALL.dataSet,
  calls: [CALL],
  isRegional: true,
  collect: (account) =>
    readList(account, {
      dataSet: CALL.dataSet,
      call: CALL,
      toPart: (page) => ({
        nodes: listOf(page["Functions"]).map((id) => ({
          id: String(id),
          kind: "workload",
          type: "aws.lambda-function",
          name: String(id),
          properties: {},
        })),
      }),
    }),
};

async function crawl(files: { [path: string]: unknown }, done: readonly string[] = []): Promise<GraphBatch[]> {
  const answers = new RecordedAnswers(await openBundle(folderOf(files)), JOIN_KEY);
  const { context } = noting();
  const account = new AccountCrawl({
    account: "111122223333",
    partition: "aws",
    folder: "111122223333",
    organization: NO_ORGANIZATION,
    answers,
    context: { ...context, isDone: (_, dataSet, region) => done.includes(`${dataSet} ${region}`) },
  });
  const batches: GraphBatch[] = [];
  for await (const batch of crawlAccount(account, [FUNCTIONS], await account.recordedRegions())) batches.push(batch);
  return batches;
}

describe("a regional resource", () => {
  const files = {
    "aws/111122223333/us-east-1/lambda/list-functions.json": { Functions: ["a"] },
    "aws/111122223333/eu-west-1/lambda/list-functions.error.json": { status: 403, code: "AccessDenied" },
    "aws/111122223333/us-gov-west-1/s3api/list-buckets.json": {},
    "aws/111122223333/iam/list-account-aliases.json": {},
  };
  const told = (batches: GraphBatch[]) =>
    batches
      .map(({ region, nodes, coverage }) =>
        `${region} ${coverage?.region} ${nodes?.length ?? 0} ${coverage?.state ?? "-"} ${coverage?.code ?? ""}`.trim(),
      )
      .sort((a, b) => (a < b ? -1 : 1));

  it("is read in each region that the bundle holds, each with its own coverage", async () => {
    expect(told(await crawl(files))).toEqual([
      "eu-west-1 eu-west-1 0 denied AccessDenied",
      "us-east-1 undefined 1 -",
      "us-east-1 us-east-1 0 complete",
      "us-gov-west-1 us-gov-west-1 0 failed NotRecorded",
    ]);
  });

  it("is not read again where an interrupted run has read it", async () => {
    expect(told(await crawl(files, ["aws/lambda:functions us-east-1"]))).toEqual([
      "eu-west-1 eu-west-1 0 denied AccessDenied",
      "us-gov-west-1 us-gov-west-1 0 failed NotRecorded",
    ]);
  });
});
