// aws/iam:open-id-connect-providers: issuers whose tokens roles may accept.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { wholeOf } from "../../answers.js";
import { mapInOrder } from "../../concurrency.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { AwsResource } from "../resource.js";
import { toTags } from "../tags.js";

const DATA_SET = "aws/iam:open-id-connect-providers";
const AT_A_TIME = 8;

const LIST_PROVIDERS: AwsCall = {
  call: "iam:ListOpenIDConnectProviders",
  path: ["iam", "list-open-id-connect-providers"],
  dataSet: DATA_SET,
  count: "1",
  lists: ["OpenIDConnectProviderList"],
};

const GET_PROVIDER: AwsCall = {
  call: "iam:GetOpenIDConnectProvider",
  path: ["iam", "get-open-id-connect-provider"],
  dataSet: DATA_SET,
  count: "1 per provider",
};

export const openIdConnectProviders: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_PROVIDERS, GET_PROVIDER],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    try {
      const list = await wholeOf(account.ask(LIST_PROVIDERS));
      const arns = listOf(list["OpenIDConnectProviderList"]).flatMap((raw) => textOf(fieldsOf(raw)["Arn"]) ?? []);
      account.facts.oidcProviders = arns.length;
      const out = new PartBuilder();
      const details = mapInOrder(arns.sort(), AT_A_TIME, async (arn) => ({
        arn,
        answer: await fetchProvider(account, arn),
      }));
      let faults = 0;
      for await (const { arn, answer } of details) {
        const fault = answer instanceof AnswerFault ? answer : undefined;
        if (fault?.kind === "absent") continue;
        out.nodes.push(toProvider(arn, answer instanceof AnswerFault ? {} : answer));
        if (fault === undefined) continue;
        faults += 1;
        const permission = fault.permission === undefined ? {} : { permission: fault.permission };
        out.gaps.push({ dataSet: DATA_SET, subject: arn, message: fault.message, ...permission });
      }
      yield account.close(DATA_SET, LIST_PROVIDERS, toState(faults, arns.length), out);
    } catch (fault) {
      yield account.closeAfter(DATA_SET, LIST_PROVIDERS, fault, false);
    }
  },
};

function fetchProvider(account: AccountCrawl, arn: string): Promise<Page | AnswerFault> {
  return askOne(account, GET_PROVIDER, { name: urlOf(arn), input: { OpenIDConnectProviderArn: arn } });
}

function toState(faults: number, all: number) {
  if (faults === 0) return {};
  return {
    state: "partial",
    message: `${GET_PROVIDER.call}: ${faults} of ${all} providers could not be read`,
  } as const;
}

function toProvider(arn: string, answer: Page): GraphNode {
  const url = textOf(answer["Url"])?.replace(/^https:\/\//, "") ?? urlOf(arn);
  const clients = answer["ClientIDList"];
  return {
    id: arn,
    kind: "resource",
    type: "aws.oidc-provider",
    name: url,
    properties: properties({
      url,
      client_ids: Array.isArray(clients) ? clients.filter((id) => typeof id === "string").sort() : undefined,
      created_at: toIso(answer["CreateDate"]),
      tags: toTags(answer["Tags"]),
    }),
  };
}

/** Host and path of the issuer: what the ARN ends in. */
function urlOf(arn: string): string {
  return arn.slice(arn.indexOf("oidc-provider/") + "oidc-provider/".length);
}
