// entra/graph:federated-credentials: who may become an application with a token of another issuer. Asked of beta: v1.0 shows
// neither flexible expressions nor that there is one.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { limitOf } from "../access-policies.js";
import type { EntraCall } from "../call.js";
import type { KnownApplication } from "../facts.js";
import { federatedId } from "../ids.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:federated-credentials";
const LIST: EntraCall = {
  path: "/applications/{id}/federatedIdentityCredentials",
  version: "beta",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per application where the list does not tell",
  isList: true,
  isBatched: true,
};
/** As v1.0 gives it: what a bundle may hold instead. */
const PLAIN: EntraCall = { ...LIST, version: "v1.0", count: "none: only in bundles" };
const LIST_ALL: EntraCall = {
  path: "/applications",
  version: "beta",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per 100 applications",
  isList: true,
  query: { $select: "id", $expand: "federatedIdentityCredentials", $top: "100" },
};

export const federatedCredentials: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST_ALL, LIST, PLAIN],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const { applications } = crawl.facts;
    const reader = new Reader(crawl, DATA_SET);
    if (applications === undefined) {
      yield reader.closeUnlisted(LIST, "applications");
      return;
    }
    const told = await toldOf(crawl);
    const work = async (application: KnownApplication, out: PartBuilder): Promise<void> => {
      const { id, objectId } = application;
      const plain = await inPlainBundle(crawl, application);
      const whole = plain ?? told.get(objectId.toLowerCase());
      const inside = application.told["federatedIdentityCredentials"];
      const list = await reader.list(LIST, { id: objectId }, id, { whole, told: inside });
      for (const raw of list ?? []) addTrust(fieldsOf(raw), application, crawl, out);
    };
    yield* reader.batches(
      { things: applications, word: "federated credentials looked up", call: LIST, basis: "entra/graph:applications" },
      work,
    );
  },
};

/** What one list says of many applications; none where Graph does not expand it, and on a bundle. */
async function toldOf(crawl: TenantCrawl): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const told = new Map<string, readonly unknown[]>();
  if (!crawl.answers.isLive || crawl.client === undefined) return told;
  try {
    for await (const page of crawl.client.pages(LIST_ALL, {})) {
      for (const raw of elementsOf(page)) {
        const { id, federatedIdentityCredentials: list } = fieldsOf(raw);
        if (typeof id === "string" && Array.isArray(list)) told.set(id.toLowerCase(), listOf(list));
      }
    }
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    crawl.context.log("debug", `${fault.message}; asking for each application instead`);
  }
  return told;
}

/** A bundle written with v1.0 has the plain ones. */
async function inPlainBundle(
  crawl: TenantCrawl,
  { objectId }: KnownApplication,
): Promise<readonly unknown[] | undefined> {
  if (crawl.answers.isLive || (await crawl.has(LIST, { id: objectId }))) return undefined;
  if (!(await crawl.has(PLAIN, { id: objectId }))) return undefined;
  const answer = await crawl.one(PLAIN, { id: objectId });
  return answer instanceof AnswerFault ? undefined : elementsOf(answer);
}

function addTrust(raw: Fields, application: KnownApplication, crawl: TenantCrawl, out: PartBuilder): void {
  const fic = textOf(raw["id"]) ?? textOf(raw["name"]);
  if (fic === undefined) return;
  const id = federatedId(application.id, fic);
  const principal = crawl.facts.principalOf(application.appId);
  out.nodes.push({
    id,
    kind: "trust",
    type: "entra.federated-credential",
    name: proseOf(raw["name"]) ?? fic,
    parent: principal?.id ?? application.id,
    properties: properties({
      application: application.id,
      issuer: textOf(raw["issuer"]),
      subject: textOf(raw["subject"]),
      audiences: listOf(raw["audiences"]).filter((audience) => typeof audience === "string"),
      claims_matching_expression: textOf(fieldsOf(raw["claimsMatchingExpression"])["value"]),
      description: proseOf(raw["description"]),
    }),
  });
  if (principal === undefined) return;
  out.edge("yields", id, principal.id, principal.isEnabled ? limitOf(principal, crawl) : { state: "blocked" });
}
