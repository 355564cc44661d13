// github/repo:collaborators: who was given a repository by name.
import { addAll } from "../../../model/add-all.js";
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, integerOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import { userId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { customRoleOf, permitsOf, roleOf } from "../roles.js";

const DATA_SET = "github/repo:collaborators";

const LIST_COLLABORATORS: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/collaborators",
  dataSet: DATA_SET,
  access: { permission: "metadata:read", scope: "repo" },
  count: "1 per repository whose collaborators GraphQL does not show",
  list: ROOT_LIST,
  query: { affiliation: "direct" },
  param: ["affiliation", "direct"],
};

export const collaborators: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_COLLABORATORS],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reading = { call: LIST_COLLABORATORS, word: "collaborators", isTold: true };
    yield* eachRepository(crawl, reading, async ({ reader, repository, known, out }) => {
      const params = paramsOf(repository);
      for (const raw of (await reader.list(LIST_COLLABORATORS, params, repository.id, known?.collaborators)) ?? []) {
        const user = fieldsOf(raw);
        const number = integerOf(user["id"]);
        if (number === undefined) continue;
        addAll(out.edges, permitsOf(userId(number), repository.id, roleOf(user), customRoleOf(user)));
      }
    });
  },
};
