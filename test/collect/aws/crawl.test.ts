import { describe, expect, it } from "vitest";
import { AccountCrawl } from "../../../src/collect/aws/account.js";
import type { AwsCall } from "../../../src/collect/aws/call.js";
import { crawlAccount } from "../../../src/collect/aws/crawl.js";
import { NO_ORGANIZATION } from "../../../src/collect/aws/organization.js";
import { readList } from "../../../src/collect/aws/read.js";
import type { AwsResource } from "../../../src/collect/aws/resource.js";
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
  const at = (region: string) => `aws/111122223333/${region}/lambda/list-functions`;
  const files = {
    [`${at("us-east-1")}.json`]: { Functions: [{ FunctionName: "a" }] },
    [`${at("eu-west-1")}.error.json`]: { status: 403, code: "AccessDenied", message: "not you" },
    "aws/111122223333/us-gov-west-1/ec2/describe-instances.json": { Reservations: [] },
    "aws/111122223333/iam/list-account-aliases.json": {},
  };
  const told = (batches: GraphBatch[]) =>
    batches
      .map(({ region = "-", nodes = [], coverage }) =>
        [region, nodes.length, coverage?.state, coverage?.code, coverage?.message].filter((part) => part !== undefined),
      )
      .map((parts) => parts.join(" "))
      .sort((a, b) => (a < b ? -1 : 1));
  const DENIED = "lambda:ListFunctions: AccessDenied: not you";
  const UNRECORDED =
    "lambda:ListFunctions: not in the bundle (aws/111122223333/<region>/lambda/list-functions.json) (us-gov-west-1)";

  it("is read in each region that the bundle holds; what is missing is said once", async () => {
    expect(told(await crawl(files))).toEqual([
      `- 0 denied AccessDenied ${DENIED} (eu-west-1); ${UNRECORDED}`,
      "us-east-1 0 complete",
      "us-east-1 1",
    ]);
  });

  it("is not read again where an interrupted run has read it", async () => {
    expect(told(await crawl(files, ["aws/lambda:functions us-east-1"]))).toEqual([
      `- 0 denied AccessDenied ${DENIED} (eu-west-1); ${UNRECORDED}`,
    ]);
  });

  it("is complete without a region too when it was read in all: an earlier refusal ends with it", async () => {
    expect(told(await crawl({ [`${at("us-east-1")}.json`]: { Functions: [] } }))).toEqual([
      "- 0 complete",
      "us-east-1 0",
      "us-east-1 0 complete",
    ]);
  });

  it("says one reason for all regions as one", async () => {
    const refusal = { status: 403, code: "AccessDenied", message: "not you" };
    const refused = { [`${at("us-east-1")}.error.json`]: refusal, [`${at("eu-west-1")}.error.json`]: refusal };
    expect(told(await crawl(refused))).toEqual([`- 0 denied AccessDenied ${DENIED} (in every region)`]);
  });

  it("keeps a file that breaks off apart, with its line", async () => {
    const batches = await crawl({
      [`${at("us-east-1")}.json`]: '{"Functions": ["a"',
      [`${at("eu-west-1")}.json`]: { Functions: [] },
    });
    expect(batches.flatMap(({ gaps = [] }) => gaps.map(({ message }) => message))).toEqual([
      expect.stringMatching(/us-east-1.lambda.list-functions\.json: not JSON \(line 1/),
    ]);
  });

  it("that a bundle holds in no region is one gap", async () => {
    const batches = await crawl({ "aws/111122223333/us-east-1/ec2/describe-instances.json": { Reservations: [] } });
    expect(told(batches)).toEqual([
      "- 0 failed NotRecorded lambda:ListFunctions: not in the bundle (aws/111122223333/<region>/lambda/list-functions)",
    ]);
  });
});
