// github/repo:collaborators: who was given a repository by name.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, integerOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { type GitHubCall, type GitHubResource, OF_ALL } from "../call.js";
import { detailsOf } from "../details.js";
import { userId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { Reader } from "../reader.js";
import { activeRepositories, paramsOf } from "../repositories.js";
import { permitsOf, roleOf } from "../roles.js";

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
    const reader = new Reader(crawl, DATA_SET);
    const { repositories, fault } = await activeRepositories(crawl);
    if (fault !== undefined) reader.note(fault);
    const details = await detailsOf(crawl, repositories);
    for await (const out of reader.each(
      repositories,
      "repositories asked for collaborators",
      async (repository, part) => {
        const known = details.get(repository.number)?.collaborators;
        const list = await reader.list(LIST_COLLABORATORS, paramsOf(repository), repository.id, known);
        for (const raw of list ?? []) {
          const user = fieldsOf(raw);
          const number = integerOf(user["id"]);
          if (number !== undefined) part.edges.push(...permitsOf(userId(number), repository.id, roleOf(user)));
        }
      },
    ))
      yield crawl.batch(DATA_SET, LIST_COLLABORATORS, out);
    yield reader.close(LIST_COLLABORATORS);
  },
};
