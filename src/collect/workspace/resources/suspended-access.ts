// workspace/admin:suspended-access: what users who are suspended or archived have left open. Google does not tell it of every
// such user, and so it is a data set of its own: the others do not count as partly read for it.
import type { GraphBatch } from "../../../model/batch.js";
import { properties, textOf } from "../../fields.js";
import { ScopeReader } from "../../scope-reader.js";
import type { WorkspaceCall } from "../call.js";
import type { DomainCrawl } from "../domain-crawl.js";
import type { WorkspaceResource } from "../resource.js";
import { addPasswords, LIST_PASSWORDS } from "./app-passwords.js";
import { LIST_TOKENS, toConsents } from "./tokens.js";

const DATA_SET = "workspace/admin:suspended-access";
const TOKENS: WorkspaceCall = { ...LIST_TOKENS, dataSet: DATA_SET, count: "1 per suspended user" };
const PASSWORDS: WorkspaceCall = { ...LIST_PASSWORDS, dataSet: DATA_SET, count: "1 per suspended user" };
/** Applications that are named. */
const MOST_NAMED = 20;

export const suspendedAccess: WorkspaceResource = {
  dataSet: DATA_SET,
  calls: [TOKENS, PASSWORDS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, DATA_SET);
    if (crawl.users === undefined) {
      reader.note("users were not read");
      yield reader.close(TOKENS);
      return;
    }
    const { list, isWhole } = crawl.users;
    if (!isWhole) reader.note("not every user was read");
    const idle = list.filter((user) => user.isIdle);
    yield* reader.batches(idle, { word: "suspended users", call: TOKENS }, async (user, out) => {
      const tokens = await reader.list(TOKENS, { user: user.email }, user.id);
      const passwords = await reader.list(PASSWORDS, { user: user.email }, user.id);
      const consents = tokens === undefined ? undefined : toConsents(tokens);
      const names = consents?.map(({ name, client }) => textOf(name) ?? client);
      // one supplement: a second one of the same data set would take its place
      const left = properties({
        token_count: consents?.length,
        left_apps: names === undefined ? undefined : [...new Set(names)].sort().slice(0, MOST_NAMED),
        app_password_count: passwords === undefined ? undefined : addPasswords(passwords, user, out),
      });
      out.supplements.push({ node: user.id, properties: left });
    });
    yield reader.close(TOKENS);
  },
};
