// aws/organizations:accounts, as far as one account goes: whether its organisation could be read. The list itself belongs
// to the organisation, see organization.ts.
import type { GraphBatch } from "../../../model/batch.js";
import type { AccountCrawl } from "../account.js";
import { LIST_DELEGATED } from "../delegated-administrators.js";
import { DESCRIBE_ORGANIZATION, LIST_ACCOUNTS, ORGANIZATION } from "../organization.js";
import type { AwsResource } from "../resource.js";

export const organizationAccounts: AwsResource = {
  dataSet: ORGANIZATION,
  calls: [LIST_ACCOUNTS, DESCRIBE_ORGANIZATION, LIST_DELEGATED],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const { fault } = account.organization;
    if (fault === undefined) yield account.close(ORGANIZATION, LIST_ACCOUNTS);
    else yield account.closeAfter(ORGANIZATION, LIST_ACCOUNTS, fault, false);
  },
};
