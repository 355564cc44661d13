// workspace/admin:app-passwords: passwords that open mail, calendars and contacts of one user past the second factor.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, properties, proseOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { directory, type WorkspaceCall } from "../call.js";
import type { DomainCrawl, KnownUser } from "../domain-crawl.js";
import type { WorkspaceResource } from "../resource.js";

export const LIST_PASSWORDS: WorkspaceCall = directory({
  method: "directory.asps.list",
  path: "users/{user}/asps",
  dataSet: "workspace/admin:app-passwords",
  scope: "admin.directory.user.security",
  privilege: "Users > User Security Management",
  count: "1 per user who is not suspended",
  list: "items",
  page: "none",
});

export const appPasswords: WorkspaceResource = {
  dataSet: LIST_PASSWORDS.dataSet,
  calls: [LIST_PASSWORDS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, LIST_PASSWORDS.dataSet);
    if (crawl.users === undefined) {
      reader.note("users were not read, and app passwords are asked for user by user");
      yield reader.close(LIST_PASSWORDS);
      return;
    }
    const { list, isWhole } = crawl.users;
    if (!isWhole) reader.note("not every user was read");
    reader.isPart = list.length > 0;
    const active = list.filter(({ isIdle }) => !isIdle);
    const word = { word: "users asked for app passwords", call: LIST_PASSWORDS };
    yield* reader.batches(active, word, async (user, out) => {
      const items = await reader.list(LIST_PASSWORDS, { user: user.email }, user.id);
      if (items === undefined) return;
      const count = addPasswords(items, user, out);
      out.supplements.push({ node: user.id, properties: { app_password_count: count } });
    });
    yield reader.close(LIST_PASSWORDS);
  },
};

/** App passwords of one user as nodes; how many there are. */
export function addPasswords(items: readonly unknown[], user: KnownUser, out: PartBuilder): number {
  const before = out.nodes.length;
  for (const raw of items) addPassword(fieldsOf(raw), user, out);
  return out.nodes.length - before;
}

function addPassword(raw: Fields, user: KnownUser, out: PartBuilder): void {
  // A number, by Google's description; another text is no id, and might be the password.
  const code = /^\d+$/.exec(String(raw["codeId"]))?.[0];
  if (code === undefined) return;
  const id = `${user.id}/app-password/${code}`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "workspace.app-password",
    name: `app password ${proseOf(raw["name"]) ?? code} of ${user.email}`,
    parent: user.id,
    properties: properties({
      status: user.isIdle ? "inactive" : "active",
      static: true,
      never_expires: true,
      created_at: timeOf(raw["creationTime"]),
      last_used_at: timeOf(raw["lastTimeUsed"]),
      last_used_known: raw["lastTimeUsed"] !== undefined,
    }),
  });
  // it opens what this user keeps in mail and calendar, and never becomes the user
  out.edge("issued_to", id, user.id);
}

/** A number since 1970, of seconds or milliseconds; 0 is never. */
function timeOf(value: unknown): string | undefined {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || number <= 0) return undefined;
  return toIso(number > 100_000_000_000 ? number / 1000 : number);
}
