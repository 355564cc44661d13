// Tokens that are no person's: of projects, groups and service accounts, and deploy tokens. GitLab shows names and dates.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { listCall } from "../call.js";
import { elementsOf, type GroupCrawl } from "../group-crawl.js";
import { userId } from "../ids.js";
import { eachGroup, eachProject, Reader } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { addToken } from "../tokens.js";

const LIST_OF_PROJECT = listCall({
  route: "GET /projects/:id/access_tokens",
  dataSet: "gitlab/project:access-tokens",
  role: "Maintainer",
  count: "1 per project",
});
const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/access_tokens",
  dataSet: "gitlab/group:access-tokens",
  role: "Owner",
  count: "1 per group",
});
const DEPLOY_OF_PROJECT = listCall({
  route: "GET /projects/:id/deploy_tokens",
  dataSet: "gitlab/project:deploy-tokens",
  role: "Maintainer",
  count: "1 per project",
  secrets: [".*.token"],
});
const DEPLOY_OF_GROUP = listCall({
  route: "GET /groups/:id/deploy_tokens",
  dataSet: "gitlab/group:deploy-tokens",
  role: "Owner",
  count: "1 per group",
  secrets: [".*.token"],
});
const LIST_SERVICE_ACCOUNTS = listCall({
  route: "GET /groups/:id/service_accounts",
  dataSet: "gitlab/group:service-accounts",
  role: "Owner",
  count: "1 per 100 service accounts",
  edition: "GitLab Premium",
  absent: "unlicensed",
});
const LIST_SERVICE_TOKENS = listCall({
  route: "GET /groups/:id/service_accounts/:user_id/personal_access_tokens",
  dataSet: "gitlab/group:service-accounts",
  role: "Owner",
  count: "1 per service account",
  edition: "GitLab 17.11",
  absent: "unlicensed",
});

export const projectTokens: GitLabResource = {
  dataSet: LIST_OF_PROJECT.dataSet,
  calls: [LIST_OF_PROJECT],
  collect: (crawl) =>
    eachProject(crawl, { word: "access tokens", call: LIST_OF_PROJECT }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_OF_PROJECT, params, of.id)) ?? []) {
        addToken(fieldsOf(raw), { type: "gitlab.project-access-token", crawl, holder: of.id, reach: of.id }, out);
      }
    }),
};

export const groupTokens: GitLabResource = {
  dataSet: LIST_OF_GROUP.dataSet,
  calls: [LIST_OF_GROUP],
  collect: (crawl) =>
    eachGroup(crawl, { word: "access tokens", call: LIST_OF_GROUP }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_OF_GROUP, params, of.id)) ?? []) {
        addToken(fieldsOf(raw), { type: "gitlab.group-access-token", crawl, holder: of.id, reach: of.id }, out);
      }
    }),
};

export const projectDeployTokens: GitLabResource = {
  dataSet: DEPLOY_OF_PROJECT.dataSet,
  calls: [DEPLOY_OF_PROJECT],
  collect: (crawl) =>
    eachProject(crawl, { word: "deploy tokens", call: DEPLOY_OF_PROJECT }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(DEPLOY_OF_PROJECT, params, of.id)) ?? []) {
        addToken(fieldsOf(raw), { type: "gitlab.deploy-token", crawl, holder: of.id, reach: of.id }, out);
      }
    }),
};

export const groupDeployTokens: GitLabResource = {
  dataSet: DEPLOY_OF_GROUP.dataSet,
  calls: [DEPLOY_OF_GROUP],
  collect: (crawl) =>
    eachGroup(crawl, { word: "deploy tokens", call: DEPLOY_OF_GROUP }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(DEPLOY_OF_GROUP, params, of.id)) ?? []) {
        addToken(fieldsOf(raw), { type: "gitlab.deploy-token", crawl, holder: of.id, reach: of.id }, out);
      }
    }),
};

export const serviceAccounts: GitLabResource = {
  dataSet: LIST_SERVICE_ACCOUNTS.dataSet,
  calls: [LIST_SERVICE_ACCOUNTS, LIST_SERVICE_TOKENS],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const { dataSet } = LIST_SERVICE_ACCOUNTS;
    // Only groups at the top have them.
    if (crawl.path.includes("/")) {
      yield crawl.close(dataSet, LIST_SERVICE_ACCOUNTS, {}, new PartBuilder());
      return;
    }
    const params = { id: crawl.path };
    const answer = await crawl.one(LIST_SERVICE_ACCOUNTS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(dataSet, LIST_SERVICE_ACCOUNTS, answer);
      return;
    }
    const reader = new Reader(crawl, dataSet);
    reader.isPart = true;
    const list = elementsOf(LIST_SERVICE_ACCOUNTS, answer).map(fieldsOf);
    yield* reader.batches({ list }, { word: "service accounts", call: LIST_SERVICE_ACCOUNTS }, async (account, out) => {
      const number = integerOf(account["id"]);
      if (number === undefined) return;
      const id = userId(crawl.host, number);
      out.supplements.push({
        node: id,
        properties: { is_service_account: true, username: textOf(account["username"]) ?? "" },
      });
      const about = { ...params, user_id: String(number) };
      for (const raw of (await reader.list(LIST_SERVICE_TOKENS, about, id)) ?? []) {
        addToken(fieldsOf(raw), { type: "gitlab.service-account-token", crawl, holder: id, of: id }, out);
      }
    });
    yield reader.close(LIST_SERVICE_ACCOUNTS);
  },
};
