// aws/sts:caller-identity: whose eyes the crawl sees with. Declares the root user, which every account has.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { wholeOf } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { properties, textOf } from "../../fields.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/sts:caller-identity";

export const GET_CALLER_IDENTITY: AwsCall = {
  call: "sts:GetCallerIdentity",
  path: ["sts", "get-caller-identity"],
  dataSet: DATA_SET,
  count: "1",
};

export const callerIdentity: AwsResource = {
  dataSet: DATA_SET,
  calls: [GET_CALLER_IDENTITY],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const nodes = [toRoot(account.root)];
    try {
      const identity = await wholeOf(account.ask(GET_CALLER_IDENTITY));
      const readAs = properties({ read_as: textOf(identity["Arn"]) });
      const supplements = [{ node: account.scope.id, properties: readAs }];
      yield account.close(DATA_SET, GET_CALLER_IDENTITY, {}, { nodes, supplements });
    } catch (fault) {
      const closing = account.closeAfter(DATA_SET, GET_CALLER_IDENTITY, fault, false);
      yield fault instanceof AnswerFault ? { ...closing, nodes } : closing;
    }
  },
};

function toRoot(arn: string): GraphNode {
  return { id: arn, kind: "principal", type: "aws.root-user", name: "root", properties: { is_root: true } };
}
