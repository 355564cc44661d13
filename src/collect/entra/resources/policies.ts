// entra/graph:authorization-policy, consent-policies and conditional-access: what everybody may do with applications, and from
// where these may sign in.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import { askAccess, isAbout, LIST_ACCESS, toAccessPolicies } from "../access-policies.js";
import type { EntraCall } from "../call.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const policyAt = (path: string, dataSet: string, permission: string, isList = false): EntraCall => ({
  path,
  version: "v1.0",
  dataSet: `entra/graph:${dataSet}`,
  permission,
  count: "1",
  isList,
});

export const authorizationPolicy = settings(
  policyAt("/policies/authorizationPolicy", "authorization-policy", "Policy.Read.All"),
  (page) => {
    // beta, and recordings of it, give a list of one
    const policy = fieldsOf(elementsOf(page)[0] ?? page);
    const user = fieldsOf(policy["defaultUserRolePermissions"]);
    const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
    return properties({
      users_create_apps: flag(user["allowedToCreateApps"]),
      users_create_groups: flag(user["allowedToCreateSecurityGroups"]),
      users_create_tenants: flag(user["allowedToCreateTenants"]),
      consent_policies_assigned: Array.isArray(user["permissionGrantPoliciesAssigned"])
        ? listOf(user["permissionGrantPoliciesAssigned"]).filter((name) => typeof name === "string")
        : undefined,
      risky_apps_consent: flag(policy["allowUserConsentForRiskyApps"]),
      guest_role: textOf(policy["guestUserRoleId"]),
      invites_from: textOf(policy["allowInvitesFrom"]),
    });
  },
);

export const consentPolicies = settings(
  policyAt("/policies/permissionGrantPolicies", "consent-policies", "Policy.Read.PermissionGrant", true),
  (page) => ({
    consent_policies: elementsOf(page).map((raw) => toConsentPolicy(fieldsOf(raw))),
  }),
);

/** Only those about service principals: others say nothing about identities that are not people. */
export const conditionalAccess: EntraResource = {
  dataSet: LIST_ACCESS.dataSet,
  calls: [LIST_ACCESS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await askAccess(crawl);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_ACCESS.dataSet, LIST_ACCESS, answer);
      return;
    }
    const out = new PartBuilder();
    const policies = toAccessPolicies(answer);
    const own = (crawl.facts.principals ?? []).filter(({ ownerTenant }) => ownerTenant === crawl.tenant);
    // of whom no policy is, is read, too
    for (const { id, objectId } of own) {
      const names = policies.filter((policy) => isAbout(policy, objectId) === true).map(({ name }) => name);
      out.supplements.push({ node: id, properties: { conditional_access: names.sort() } });
    }
    yield crawl.close(LIST_ACCESS.dataSet, LIST_ACCESS, {}, out, {});
  },
};

/** One setting of the tenant: a supplement of its node. */
export function settings(call: EntraCall, toFacts: (page: Page) => JsonRecord): EntraResource {
  return {
    dataSet: call.dataSet,
    calls: [call],
    async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
      const answer = await crawl.one(call, {});
      if (answer instanceof AnswerFault) {
        yield crawl.closeAfter(call.dataSet, call, answer);
        return;
      }
      const supplements = [{ node: crawl.id, properties: toFacts(answer) }];
      yield crawl.close(call.dataSet, call, {}, { supplements }, {});
    },
  };
}

function toConsentPolicy(policy: Fields): JsonRecord {
  const includes = listOf(policy["includes"]).map(fieldsOf);
  return properties({
    id: textOf(policy["id"]),
    // Without an include that says otherwise nothing may be consented to.
    includes: Array.isArray(policy["includes"])
      ? includes.map((one) =>
          properties({
            permission_type: textOf(one["permissionType"]),
            classification: textOf(one["permissionClassification"]),
            verified_only: one["clientApplicationsFromVerifiedPublisherOnly"] === true,
          }),
        )
      : undefined,
  });
}
