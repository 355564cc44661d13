// github/org:credential-authorizations: classic tokens and SSH keys that were let in through SAML single sign-on. Elsewhere
// no API shows them at all.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/org:credential-authorizations";

const LIST_AUTHORIZATIONS: GitHubCall = {
  route: "GET /orgs/{org}/credential-authorizations",
  dataSet: DATA_SET,
  access: { permission: "organization_administration:read", scope: "read:org" },
  count: "1 per 100 credentials",
  list: ROOT_LIST,
  absent: "unlicensed",
  plan: "GitHub Enterprise Cloud with SAML single sign-on",
};

export const credentialAuthorizations: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_AUTHORIZATIONS],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(LIST_AUTHORIZATIONS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST_AUTHORIZATIONS, answer);
      return;
    }
    const out = new PartBuilder();
    for (const raw of elementsOf(LIST_AUTHORIZATIONS, answer)) {
      const node = toAuthorization(raw, crawl.owner);
      if (node !== undefined) out.nodes.push(node);
    }
    yield crawl.close(DATA_SET, LIST_AUTHORIZATIONS, {}, out, params);
  },
};

/** Pure. */
function toAuthorization(raw: unknown, owner: string): GraphNode | undefined {
  const credential = fieldsOf(raw);
  const id = integerOf(credential["credential_id"]);
  if (id === undefined) return undefined;
  const isKey = /ssh/i.test(textOf(credential["credential_type"]) ?? "");
  const login = textOf(credential["login"]);
  return {
    id: `github:authorization/${id}`,
    kind: "credential",
    type: isKey ? "github.ssh-key" : "github.classic-token",
    name:
      proseOf(credential["authorized_credential_note"] ?? credential["authorized_credential_title"]) ??
      `${login ?? "?"} ${id}`,
    properties: properties({
      api_path: `/orgs/${owner}/credential-authorizations/${id}`,
      status: "active",
      static: true,
      owner_login: login,
      scopes: listOf(credential["scopes"]).filter((scope) => typeof scope === "string"),
      last4: textOf(credential["token_last_eight"])?.slice(-4),
      fingerprint: textOf(credential["fingerprint"]),
      granted_at: toIso(credential["credential_authorized_at"]),
      created_at: toIso(credential["credential_authorized_at"]),
      last_used_at: toIso(credential["credential_accessed_at"]),
      last_used_known: credential["credential_accessed_at"] === undefined ? undefined : true,
      expires_at: toIso(credential["authorized_credential_expires_at"]),
    }),
  };
}
