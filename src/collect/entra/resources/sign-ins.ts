// entra/graph:service-principal-sign-ins and credential-sign-ins (beta): when an application, and one of its credentials, was
// last used. Entra keeps no more than the last time of each.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import { keyId } from "../ids.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const reportAt = (name: string, dataSet: string): EntraCall => ({
  path: `/reports/${name}`,
  version: "beta",
  dataSet: `entra/graph:${dataSet}`,
  permission: "AuditLog.Read.All",
  licence: "Microsoft Entra ID P1",
  count: "1 per 999 applications",
  isList: true,
  // What the report does not name was not used.
  isOne: true,
  query: { $top: "999" },
});
const LIST_PRINCIPALS = reportAt("servicePrincipalSignInActivities", "service-principal-sign-ins");
const LIST_CREDENTIALS = reportAt("appCredentialSignInActivities", "credential-sign-ins");

const ACTIVITIES = [
  "lastSignInActivity",
  "delegatedClientSignInActivity",
  "delegatedResourceSignInActivity",
  "applicationAuthenticationClientSignInActivity",
  "applicationAuthenticationResourceSignInActivity",
];

/** Those that the report does not name were not used: that is only known once all of it was read. */
export const servicePrincipalSignIns: EntraResource = {
  dataSet: LIST_PRINCIPALS.dataSet,
  calls: [LIST_PRINCIPALS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST_PRINCIPALS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_PRINCIPALS.dataSet, LIST_PRINCIPALS, answer);
      return;
    }
    const uses = new Map<string, string>();
    for (const raw of elementsOf(answer).map(fieldsOf)) {
      const appId = textOf(raw["appId"])?.toLowerCase();
      const times = ACTIVITIES.flatMap((name) => toIso(fieldsOf(raw[name])["lastSignInDateTime"]) ?? []);
      const last = times.sort().at(-1);
      if (appId !== undefined && last !== undefined) uses.set(appId, last);
    }
    const out = new PartBuilder();
    for (const { id, appId } of crawl.facts.principals ?? []) {
      const at = appId === undefined ? undefined : uses.get(appId);
      out.supplements.push({ node: id, properties: properties({ last_used_known: true, last_used_at: at }) });
    }
    crawl.count("sign-ins of service principals", uses.size);
    yield crawl.close(LIST_PRINCIPALS.dataSet, LIST_PRINCIPALS, {}, out, {});
  },
};

export const credentialSignIns: EntraResource = {
  dataSet: LIST_CREDENTIALS.dataSet,
  calls: [LIST_CREDENTIALS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST_CREDENTIALS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_CREDENTIALS.dataSet, LIST_CREDENTIALS, answer);
      return;
    }
    const out = new PartBuilder();
    for (const raw of elementsOf(answer).map(fieldsOf)) {
      const holder = textOf(raw["appObjectId"]) ?? textOf(raw["servicePrincipalObjectId"]);
      const key = textOf(raw["keyId"]);
      if (holder === undefined || key === undefined) continue;
      const at = toIso(fieldsOf(raw["signInActivity"])["lastSignInDateTime"]);
      const node = keyId(crawl.node(holder), key);
      out.supplements.push({ node, properties: properties({ last_used_known: true, last_used_at: at }) });
    }
    yield crawl.close(LIST_CREDENTIALS.dataSet, LIST_CREDENTIALS, {}, out, {});
  },
};
