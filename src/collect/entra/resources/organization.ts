// entra/graph:organization: the tenant itself. Read first: ids of everything else begin with its id.
import type { GraphBatch } from "../../../model/batch.js";
import { AuthError } from "../../../model/errors.js";
import { isGuid } from "../../../model/guid.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:organization";
export const GET_ORGANIZATION: EntraCall = {
  path: "/organization",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Organization.Read.All",
  count: "1",
  isList: true,
  query: { $select: "id,displayName,verifiedDomains,createdDateTime,tenantType,onPremisesSyncEnabled" },
};

/** What people of the tenant keep in it, all of one sort together: permissions are about all of it. */
const DATA = [
  ["mailboxes", "mailboxes"],
  ["files", "files and sites"],
  ["chats", "chats"],
] as const;

export const organization: EntraResource = {
  dataSet: DATA_SET,
  calls: [GET_ORGANIZATION],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(GET_ORGANIZATION, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, GET_ORGANIZATION, answer);
      return;
    }
    addTenant(fieldsOf(elementsOf(answer)[0] ?? answer), crawl.facts);
    const { name, scope } = crawl.facts;
    const node = { id: crawl.id, kind: "scope" as const, type: "entra.tenant", name, properties: scope };
    const domains = listOf(scope["domains"]).filter((domain) => typeof domain === "string");
    const nodes = [
      { ...node, aliases: [crawl.tenant, ...domains.map((domain) => `entra:${domain}`)] },
      ...DATA.map(([data, name]) => ({
        id: `${crawl.tenant}/${data}`,
        kind: "resource" as const,
        type: `m365.${data}`,
        name: `${name} of ${crawl.facts.name}`,
        properties: {},
      })),
    ];
    yield crawl.close(DATA_SET, GET_ORGANIZATION, {}, { nodes }, {});
  },
};

/** Which tenant it is, as far as it is known. */
export interface TenantName {
  tenant: string;
  name: string;
  scope: JsonRecord;
}

/** What the tenant says of itself becomes facts of the crawl. Throws AuthError when it is another one than was asked for. */
export function addTenant(tenant: Fields, facts: TenantName): void {
  const id = textOf(tenant["id"])?.toLowerCase();
  const domains = listOf(tenant["verifiedDomains"]).map(fieldsOf);
  if (id !== undefined && isGuid(facts.tenant) && facts.tenant !== id) {
    throw new AuthError(
      `entra:${facts.tenant}: the sign-in is of tenant ${id}; set AZURE_TENANT_ID to the one to read`,
    );
  }
  facts.tenant = id ?? facts.tenant;
  facts.name = textOf(tenant["displayName"]) ?? facts.name;
  facts.scope = properties({
    domains: domains.flatMap(({ name }) => textOf(name) ?? []).sort(),
    default_domain: textOf(domains.find(({ isDefault }) => isDefault === true)?.["name"]),
    created_at: toIso(tenant["createdDateTime"]),
    tenant_type: textOf(tenant["tenantType"]),
    is_synchronised: typeof tenant["onPremisesSyncEnabled"] === "boolean" ? tenant["onPremisesSyncEnabled"] : undefined,
  });
}
