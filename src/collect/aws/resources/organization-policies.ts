// aws/organizations:policies, as far as one account goes: whether the control policies that bind it could be read. Tree and
// policies belong to the organisation, see ../organization-policies.ts.
import type { GraphBatch } from "../../../model/batch.js";
import type { AccountCrawl } from "../account.js";
import { ORGANIZATION_POLICIES, ORGANIZATION_POLICY_CALLS, toAccountBatch } from "../organization-policies.js";
import type { AwsResource } from "../resource.js";

export const organizationPolicies: AwsResource = {
  dataSet: ORGANIZATION_POLICIES,
  calls: ORGANIZATION_POLICY_CALLS,
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    yield toAccountBatch(account);
  },
};
