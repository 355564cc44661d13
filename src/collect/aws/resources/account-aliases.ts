// aws/iam:account-aliases: what people call the account.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { listOf, properties, textOf } from "../../fields.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/iam:account-aliases";

const LIST_ACCOUNT_ALIASES: AwsCall = {
  call: "iam:ListAccountAliases",
  path: ["iam", "list-account-aliases"],
  dataSet: DATA_SET,
  count: "1",
  lists: ["AccountAliases"],
  next: "Marker",
};

export const accountAliases: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_ACCOUNT_ALIASES],
  // The alias is the name of the scope in every batch, so it is read first, and again when a crawl is resumed.
  async begin(account: AccountCrawl): Promise<void> {
    const answer = await askOne(account, LIST_ACCOUNT_ALIASES);
    account.facts.aliases = answer;
    // AWS allows one alias.
    if (!(answer instanceof AnswerFault)) account.facts.alias = textOf(listOf(answer["AccountAliases"])[0]);
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    if (account.facts.aliases instanceof AnswerFault) {
      yield account.closeAfter(DATA_SET, LIST_ACCOUNT_ALIASES, account.facts.aliases, false);
      return;
    }
    const supplements = [{ node: account.scope.id, properties: properties({ alias: account.facts.alias }) }];
    yield account.close(DATA_SET, LIST_ACCOUNT_ALIASES, {}, { supplements });
  },
};
