// aws/iam:saml-providers: identity providers whose assertions roles may accept.
import type { GraphBatch } from "../../../model/batch.js";
import { arnName } from "../../arn.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { readList } from "../read.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/iam:saml-providers";

const LIST_SAML_PROVIDERS: AwsCall = {
  call: "iam:ListSAMLProviders",
  path: ["iam", "list-saml-providers"],
  dataSet: DATA_SET,
  count: "1, unless the account summary shows none",
  lists: ["SAMLProviderList"],
};

export const samlProviders: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_SAML_PROVIDERS],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    if (await hasOnlyOidc(account)) yield account.close(DATA_SET, LIST_SAML_PROVIDERS);
    else yield* readList(account, { dataSet: DATA_SET, call: LIST_SAML_PROVIDERS, toPart: toProviders });
  },
};

/** The summary counts providers of both kinds: when all are OIDC ones and no role trusts a SAML one, there is none. */
async function hasOnlyOidc(account: AccountCrawl): Promise<boolean> {
  if (!account.answers.isLive && (await account.has(LIST_SAML_PROVIDERS))) return false;
  const { oidcProviders, summary, trustsSaml } = account.facts;
  return oidcProviders !== undefined && summary?.["Providers"] === oidcProviders && trustsSaml === false;
}

function toProviders(page: Page): Part {
  const out = new PartBuilder();
  for (const raw of listOf(page["SAMLProviderList"])) {
    const provider = fieldsOf(raw);
    const arn = textOf(provider["Arn"]);
    if (arn === undefined) continue;
    out.nodes.push({
      id: arn,
      kind: "resource",
      type: "aws.saml-provider",
      name: arnName(arn),
      properties: properties({
        created_at: toIso(provider["CreateDate"]),
        valid_until: toIso(provider["ValidUntil"]),
      }),
    });
  }
  return out;
}
