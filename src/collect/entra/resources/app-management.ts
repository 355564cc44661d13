// entra/graph:app-management-policy and app-management-policies: which credentials applications may be given and how long they
// may live, by the policy of the tenant and by policies of single applications and service principals.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";
import { settings } from "./policies.js";

const DEFAULT: EntraCall = {
  path: "/policies/defaultAppManagementPolicy",
  version: "v1.0",
  dataSet: "entra/graph:app-management-policy",
  permission: "Policy.Read.All",
  count: "1",
  isList: false,
};
const DATA_SET = "entra/graph:app-management-policies";
const LIST: EntraCall = {
  path: "/policies/appManagementPolicies",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Policy.Read.All",
  count: "1",
  isList: true,
};
const APPLIES: EntraCall = {
  path: "/policies/appManagementPolicies/{id}/appliesTo",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Policy.Read.All",
  count: "1 per policy of single applications",
  isList: true,
  isBatched: true,
  query: { $select: "id" },
};

export const appManagementPolicy = settings(DEFAULT, (page) => {
  const isEnabled = page["isEnabled"] === true;
  const ofApplications = isEnabled ? toRestrictions(page["applicationRestrictions"]) : [];
  const lifetime = ofApplications.find(({ type }) => type === "passwordLifetime")?.["lifetime"];
  return properties({
    app_management_enabled: isEnabled,
    app_management_restrictions: ofApplications.flatMap(({ type }) => textOf(type) ?? []).sort(),
    app_secret_lifetime: textOf(lifetime),
    application_restrictions: ofApplications,
    principal_restrictions: isEnabled ? toRestrictions(page["servicePrincipalRestrictions"]) : [],
  });
});

/**
 * Policies of single applications and service principals, each noted on what it is assigned to: it takes the place of the
 * tenant's there, whatever it restricts.
 * Source: https://learn.microsoft.com/en-us/graph/api/resources/applicationauthenticationmethodpolicy
 */
export const appManagementPolicies: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST, APPLIES],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST, answer);
      return;
    }
    const reader = new Reader(crawl, DATA_SET);
    reader.isPart = true;
    const work = async (raw: Fields, out: PartBuilder): Promise<void> => {
      const id = textOf(raw["id"]);
      if (id === undefined) return;
      const isEnabled = raw["isEnabled"] === true;
      const policy = properties({
        id,
        name: proseOf(raw["displayName"]) ?? id,
        enabled: isEnabled,
        restrictions: isEnabled ? toRestrictions(raw["restrictions"]) : [],
      });
      for (const one of (await reader.list(APPLIES, { id }, `${crawl.id}/policy/${id}`)) ?? []) {
        const assigned = textOf(fieldsOf(one)["id"]);
        if (assigned === undefined) continue;
        out.supplements.push({ node: crawl.node(assigned), properties: { credential_policy: policy } });
      }
    };
    const things = elementsOf(answer).map(fieldsOf);
    yield* reader.batches({ things, word: "policies of single applications", call: LIST, basis: DATA_SET }, work);
  },
};

/** What a policy restricts, as far as it is in force: the type, how long a credential may live, and for applications made since. */
function toRestrictions(raw: unknown): readonly JsonRecord[] {
  const restrictions = fieldsOf(raw);
  return [...listOf(restrictions["passwordCredentials"]), ...listOf(restrictions["keyCredentials"])]
    .map(fieldsOf)
    .filter(({ state }) => state === undefined || state === "enabled")
    .map((one) =>
      properties({
        type: textOf(one["restrictionType"]),
        lifetime: textOf(one["maxLifetime"]),
        since: toIso(one["restrictForAppsCreatedAfterDateTime"]),
      }),
    );
}
