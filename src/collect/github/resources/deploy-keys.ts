// github/repo:deploy-keys: SSH keys that open one repository, and who added them.
import { createHash } from "node:crypto";
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, integerOf, properties, proseOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import { emptyList } from "../details.js";
import type { KnownRepository } from "../facts.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/repo:deploy-keys";

const LIST_KEYS: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/keys",
  dataSet: DATA_SET,
  access: { permission: "administration:read", scope: "repo" },
  count: "1 per repository with deploy keys",
  list: ROOT_LIST,
};

export const deployKeys: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_KEYS],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_KEYS, word: "deploy keys", isTold: true };
    yield* eachRepository(crawl, reading, async ({ reader, repository, known, out }) => {
      const none = known?.hasKeys === false ? emptyList(LIST_KEYS) : undefined;
      const keys = await reader.list(LIST_KEYS, paramsOf(repository), repository.id, none);
      for (const raw of keys ?? []) addKey(fieldsOf(raw), repository, out);
    });
  },
};

function addKey(key: Fields, repository: KnownRepository, out: PartBuilder): void {
  const number = integerOf(key["id"]);
  if (number === undefined) return;
  const id = `${repository.id}/key/${number}`;
  const isReadOnly = key["read_only"] === true;
  const isEnabled = key["enabled"] !== false;
  const title = proseOf(key["title"]);
  out.nodes.push({
    id,
    kind: "credential",
    type: "github.deploy-key",
    name: title ?? `deploy key ${number}`,
    parent: repository.id,
    properties: properties({
      number,
      organization: repository.owner,
      api_path: `/repos/${repository.owner}/${repository.name}/keys/${number}`,
      status: isEnabled ? "active" : "inactive",
      static: true,
      read_only: isReadOnly,
      enabled: isEnabled,
      verified: typeof key["verified"] === "boolean" ? key["verified"] : undefined,
      added_by: textOf(key["added_by"]),
      created_at: toIso(key["created_at"]),
      last_used_at: toIso(key["last_used"]),
      // GitHub leaves the field out where it does not track it, and says null for never.
      last_used_known: key["last_used"] === undefined ? undefined : true,
      fingerprint: fingerprintOf(key["key"]),
    }),
  });
  const grant = `${id}/permissions`;
  out.nodes.push({
    id: grant,
    kind: "grant",
    type: "github.deploy-key-access",
    name: `${isReadOnly ? "read" : "write"} access of ${title ?? `deploy key ${number}`}`,
    parent: id,
    properties: { permissions: { contents: isReadOnly ? "read" : "write" } },
  });
  const state = isEnabled ? {} : { state: "blocked" as const };
  out.edge("has_grant", id, grant, state);
  out.edge("permits", grant, repository.id, { capability: "read", ...state });
  if (!isReadOnly) out.edge("permits", grant, repository.id, { capability: "write", ...state });
}

/** SHA-256 of the public key, as ssh-keygen prints it: the same key in two places has the same. */
function fingerprintOf(text: unknown): string | undefined {
  const body = textOf(text)?.split(" ")[1];
  if (body === undefined || !/^[A-Za-z0-9+/]+=*$/.test(body)) return undefined;
  return `SHA256:${createHash("sha256").update(Buffer.from(body, "base64")).digest("base64").replace(/=+$/, "")}`;
}
