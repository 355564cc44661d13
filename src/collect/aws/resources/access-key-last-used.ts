// aws/iam:access-key-last-used: asked key by key, only when the credential report, which says the same, cannot be read.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { type NamedAnswer, readEach } from "../read.js";
import { reportOf } from "../report.js";
import type { AwsResource } from "../resource.js";
import { readKeys } from "./access-keys.js";

const DATA_SET = "aws/iam:access-key-last-used";

const GET_LAST_USED: AwsCall = {
  call: "iam:GetAccessKeyLastUsed",
  path: ["iam", "get-access-key-last-used"],
  dataSet: DATA_SET,
  count: "1 per active key, only without a credential report",
};

export const accessKeyLastUsed: AwsResource = {
  dataSet: DATA_SET,
  calls: [GET_LAST_USED],
  async isWanted(account: AccountCrawl): Promise<boolean> {
    const isThere = (await account.names(GET_LAST_USED)).length > 0;
    return isThere || (await reportOf(account)) instanceof AnswerFault;
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const read = await readKeys(account);
    if (read instanceof AnswerFault) {
      yield account.closeAfter(DATA_SET, GET_LAST_USED, read, false);
      return;
    }
    const keys = [...read.byUser.values()].flat().filter((key) => key.isActive);
    yield* readEach(account, {
      dataSet: DATA_SET,
      call: GET_LAST_USED,
      names: keys.map((key) => key.id).sort(),
      word: "key uses",
      subjectOf: (key) => key,
      asking: (key) => ({ name: key, input: { AccessKeyId: key } }),
      toPart: toUse,
    });
  },
};

function toUse({ name, page }: NamedAnswer): Part {
  const use = fieldsOf(page["AccessKeyLastUsed"]);
  const word = (key: string): string | undefined => (use[key] === "N/A" ? undefined : textOf(use[key]));
  return {
    supplements: [
      {
        node: name,
        properties: properties({
          last_used_at: toIso(use["LastUsedDate"]),
          last_used_known: true,
          last_used_service: word("ServiceName"),
          last_used_region: word("Region"),
        }),
      },
    ],
  };
}
