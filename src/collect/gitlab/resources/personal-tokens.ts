// gitlab/instance:personal-access-tokens: tokens of people and service accounts. Only an administrator of a server of one's
// own sees those of others; everybody else would see their own, which says nothing of the group.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { accessText, type GitLabCall, listCall } from "../call.js";
import { elementsOf, type GroupCrawl } from "../group-crawl.js";
import { userId } from "../ids.js";
import type { GitLabResource } from "../resource.js";
import { addToken } from "../tokens.js";

const DATA_SET = "gitlab/instance:personal-access-tokens";

const GET_SELF: GitLabCall = { route: "GET /user", dataSet: DATA_SET, role: "Guest", count: "1" };
const LIST_TOKENS = listCall({
  route: "GET /personal_access_tokens",
  dataSet: DATA_SET,
  role: "Administrator",
  count: "1 per 100 tokens",
  query: { state: "active" },
});

export const personalTokens: GitLabResource = {
  dataSet: DATA_SET,
  calls: [GET_SELF, LIST_TOKENS],
  only: "own-server",
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const self = await crawl.one(GET_SELF, {});
    if (!(self instanceof AnswerFault) && self["is_admin"] !== true) {
      const message = `${LIST_TOKENS.route}: shows those of others to administrators only`;
      const permission = accessText(LIST_TOKENS);
      yield crawl.close(DATA_SET, LIST_TOKENS, { state: "denied", code: "NotAdministrator", message, permission });
      return;
    }
    const answer = self instanceof AnswerFault ? self : await crawl.one(LIST_TOKENS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST_TOKENS, answer);
      return;
    }
    const out = new PartBuilder();
    for (const raw of elementsOf(LIST_TOKENS, answer).map(fieldsOf)) {
      const user = integerOf(raw["user_id"]);
      if (user === undefined) continue;
      const holder = userId(crawl.host, user);
      addToken(raw, { type: "gitlab.personal-access-token", crawl, holder, of: holder }, out);
    }
    yield crawl.close(DATA_SET, LIST_TOKENS, {}, out, {});
  },
};
