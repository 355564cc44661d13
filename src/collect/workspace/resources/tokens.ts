// workspace/admin:tokens: applications that users consented to. Google tells it user by user and without a date; here it becomes
// one node an application and one for each set of scopes that was consented to, however many users there are.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { directory, type WorkspaceCall } from "../call.js";
import type { Consent, ConsentedApp } from "../consents.js";
import type { DomainCrawl } from "../domain-crawl.js";
import { clientId } from "../ids.js";
import type { WorkspaceResource } from "../resource.js";

export const LIST_TOKENS: WorkspaceCall = directory({
  method: "directory.tokens.list",
  path: "users/{user}/tokens",
  dataSet: "workspace/admin:tokens",
  scope: "admin.directory.user.security",
  privilege: "Users > User Security Management",
  count: "1 per user who is not suspended",
  list: "items",
  page: "none",
});
/** Applications in one batch. */
const BATCH = 500;

export const tokens: WorkspaceResource = {
  dataSet: LIST_TOKENS.dataSet,
  calls: [LIST_TOKENS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, LIST_TOKENS.dataSet);
    if (crawl.users === undefined) {
      reader.note("users were not read, and consents are asked for user by user");
      yield reader.close(LIST_TOKENS);
      return;
    }
    const { list, isWhole } = crawl.users;
    if (!isWhole) reader.note("not every user was read");
    reader.isPart = list.length > 0;
    const active = list.filter(({ isIdle }) => !isIdle);
    const word = { word: "users asked for consents", call: LIST_TOKENS };
    yield* reader.batches(active, word, async (user, out) => {
      const items = await reader.list(LIST_TOKENS, { user: user.email }, user.id);
      if (items === undefined) return;
      const consents = toConsents(items);
      crawl.consents.add(user, consents);
      out.supplements.push({ node: user.id, properties: { token_count: consents.length } });
    });
    const apps = crawl.consents.apps();
    for (let start = 0; start < apps.length; start += BATCH) {
      const out = new PartBuilder();
      for (const app of apps.slice(start, start + BATCH)) addApp(app, crawl, out);
      yield crawl.batch(LIST_TOKENS, out);
    }
    const end = reader.close(LIST_TOKENS);
    if (end.coverage?.state === "complete") crawl.whole.add(LIST_TOKENS.dataSet);
    yield end;
  },
};

/** Consents as an answer lists them. */
export function toConsents(items: readonly unknown[]): readonly Consent[] {
  return items.map(fieldsOf).flatMap((raw) => toConsent(raw) ?? []);
}

function toConsent(raw: Fields): Consent | undefined {
  const client = textOf(raw["clientId"]);
  if (client === undefined) return undefined;
  return {
    client,
    name: proseOf(raw["displayText"]),
    scopes: listOf(raw["scopes"]).filter((scope) => typeof scope === "string"),
    isNative: raw["nativeApp"] === true,
    isAnonymous: raw["anonymous"] === true,
  };
}

function addApp(app: ConsentedApp, crawl: DomainCrawl, out: PartBuilder): void {
  const id = clientId(crawl.id, app.client);
  const groups = [...app.groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  out.nodes.push({
    id,
    kind: "principal",
    type: "workspace.oauth-client",
    name: app.name ?? app.client,
    incarnation: app.client,
    aliases: [app.client],
    properties: properties({
      client_id: app.client,
      is_native: app.isNative,
      is_anonymous: app.isAnonymous,
      user_count: app.users,
    }),
  });
  for (const { key, scopes, users, superAdmins, named, namedSuperAdmins } of groups) {
    const grant = `${id}/consent/${key}`;
    out.nodes.push({
      id: grant,
      kind: "grant",
      type: "workspace.consent",
      name: `${app.name ?? app.client}: ${scopes.length} scopes`,
      parent: id,
      properties: {
        client_id: app.client,
        scopes,
        user_count: users,
        users: named.list(),
        super_admin_count: superAdmins,
        super_admins: namedSuperAdmins.list(),
      },
    });
    out.edge("has_grant", id, grant);
  }
}
