// gitlab/project:deploy-keys: SSH keys that open a project; the same key may open several.
import { type Fields, fieldsOf, integerOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { listCall } from "../call.js";
import type { KnownProject } from "../facts.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

const LIST_KEYS = listCall({
  route: "GET /projects/:id/deploy_keys",
  dataSet: "gitlab/project:deploy-keys",
  role: "Maintainer",
  count: "1 per project",
});

export const deployKeys: GitLabResource = {
  dataSet: LIST_KEYS.dataSet,
  calls: [LIST_KEYS],
  collect: (crawl) =>
    eachProject(crawl, { word: "deploy keys", call: LIST_KEYS }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_KEYS, params, of.id)) ?? []) addKey(fieldsOf(raw), of, out);
    }),
};

function addKey(key: Fields, project: KnownProject, out: PartBuilder): void {
  const number = integerOf(key["id"]);
  if (number === undefined) return;
  const id = `${project.id}/key/${number}`;
  const mayPush = key["can_push"] === true;
  const title = proseOf(key["title"]) ?? `deploy key ${number}`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "gitlab.deploy-key",
    name: title,
    parent: project.id,
    properties: properties({
      status: "active",
      static: true,
      key_id: number,
      read_only: !mayPush,
      fingerprint: textOf(key["fingerprint_sha256"]),
      created_at: toIso(key["created_at"]),
      expires_at: toIso(key["expires_at"]),
      last_used_at: toIso(key["last_used_at"]),
      last_used_known: key["last_used_at"] === undefined ? undefined : true,
    }),
  });
  const grant = `${id}/permissions`;
  out.nodes.push({
    id: grant,
    kind: "grant",
    type: "gitlab.deploy-key-access",
    name: `${mayPush ? "write" : "read"} access of ${title}`,
    parent: id,
    properties: { key_id: number },
  });
  out.edge("has_grant", id, grant);
  out.edge("permits", grant, project.id, { capability: "read" });
  if (mayPush) out.edge("permits", grant, project.id, { capability: "write" });
}
