// github/org:repositories: the repositories and the set of all of them.
import type { GraphBatch } from "../../../model/batch.js";
import { toCoverage } from "../../answers.js";
import { PartBuilder } from "../../part.js";
import { OF_ALL } from "../call.js";
import { allRepositoriesId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import {
  GET_REPOSITORY,
  LIST_ORGANIZATION_REPOSITORIES,
  LIST_USER_REPOSITORIES,
  listingCall,
  listingParams,
  REPOSITORIES,
  repositoriesOf,
} from "../repositories.js";
import type { GitHubResource } from "../resource.js";

export const repositories: GitHubResource = {
  dataSet: REPOSITORIES,
  calls: [LIST_ORGANIZATION_REPOSITORIES, LIST_USER_REPOSITORIES, GET_REPOSITORY],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const call = listingCall(crawl);
    const params = listingParams(crawl);
    const { repositories: known, fault } = await repositoriesOf(crawl);
    const out = new PartBuilder();
    const all = allRepositoriesId(crawl.owner);
    if (crawl.extent !== "repository") {
      out.nodes.push({
        id: all,
        kind: "set",
        type: "github.all-repositories",
        name: `all repositories of ${crawl.owner}`,
        properties: { owner_login: crawl.owner },
      });
      out.edge("contains", crawl.id, all);
    }
    for (const { node } of known) {
      out.nodes.push(node);
      out.edge(
        crawl.extent === "repository" ? "contains" : "includes",
        crawl.extent === "repository" ? crawl.id : all,
        node.id,
      );
    }
    crawl.count("repositories", known.length);
    const coverage = fault === undefined ? {} : toCoverage(REPOSITORIES, fault, known.length > 0);
    yield crawl.close(REPOSITORIES, call, coverage, out, params);
  },
};
