// gcp/iam:roles: custom roles of the organisation or project, and gcp/iam:predefined-roles: of Google's own those that a binding
// names. Both as the API gives them today, since Google changes its own.
import type { GraphBatch } from "../../../model/batch.js";
import { hashText } from "../../../model/hash.js";
import { wholeOrFault } from "../../answers.js";
import { type Fields, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { roleId } from "../ids.js";
import { listed } from "../listed.js";
import type { GcpResource } from "../resource.js";

const iam = { api: "iam", version: "v1", role: "roles/iam.roleViewer" };

const LIST_CUSTOM: GcpCall = {
  ...iam,
  method: "iam.roles.list",
  path: "{+name}/roles",
  dataSet: "gcp/iam:roles",
  permission: "iam.roles.list",
  count: "1 per 1,000 custom roles",
  list: "roles",
  query: { view: "FULL" },
  page: { name: "pageSize", size: 1000 },
};

const GET_ROLE: GcpCall = {
  ...iam,
  method: "iam.roles.get",
  path: "{+role}",
  dataSet: "gcp/iam:predefined-roles",
  permission: "iam.roles.get",
  count: "1 per predefined role that a binding names",
};

export const customRoles: GcpResource = listed({
  call: LIST_CUSTOM,
  of: ["organization", "project"],
  word: "custom roles",
  convert: addRole,
});

/** Adds a role; its permissions are its document, one a line. */
function addRole(raw: Fields, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const permissions = listOf(raw["includedPermissions"])
    .filter((one) => typeof one === "string")
    .sort();
  const text = permissions.join("\n");
  const hash = hashText(text);
  out.documents.push({ hash, type: "gcp.permissions", text });
  out.nodes.push({
    id: roleId(name),
    kind: "grant",
    type: "gcp.role",
    name: proseOf(raw["title"]) ?? name,
    aliases: [name],
    document: hash,
    properties: properties({
      role: name,
      stage: textOf(raw["stage"]),
      deleted: raw["deleted"] === true ? true : undefined,
      vendor_managed: name.startsWith("roles/"),
      permission_count: permissions.length,
    }),
  });
}

/** Asked once a crawl: Google's roles are the same everywhere. */
export const predefinedRoles: GcpResource = {
  dataSet: GET_ROLE.dataSet,
  calls: [GET_ROLE],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { shared } = crawl;
    const reader = new ScopeReader(crawl, GET_ROLE.dataSet);
    const named = [...shared.roles].filter((role) => role.startsWith("roles/")).sort();
    yield* reader.batches(named, { word: "predefined roles", call: GET_ROLE }, async (role, out) => {
      const known = shared.readRoles.get(role);
      const answer =
        known ??
        (await reader.answer(GET_ROLE, role, async () =>
          wholeOrFault(crawl.ask(GET_ROLE, { role }, await folderOf(role, crawl))),
        ));
      if (typeof answer === "string") return;
      shared.readRoles.set(role, answer);
      addRole(answer, out);
    });
    yield reader.close(GET_ROLE);
  },
};

/** In a bundle a role lies where it was first asked for; undefined for the container's own folder. */
async function folderOf(role: string, crawl: ContainerCrawl): Promise<readonly string[] | undefined> {
  if (crawl.answers.isLive) return undefined;
  for (const folder of [undefined, ...crawl.shared.bundleFolders]) {
    if (await crawl.answers.has(crawl.question(GET_ROLE, { role }, folder))) return folder;
  }
  return undefined;
}
