// Which repositories can run jobs at all: those that hold workflow files. Settings of jobs are asked of them only.
import { detailsOf } from "./details.js";
import type { RepositoryList } from "./facts.js";
import type { OwnerCrawl } from "./owner-crawl.js";
import { activeRepositories } from "./repositories.js";

/** Repositories with workflow files, and those of which nobody knows. */
export async function repositoriesWithWorkflows(crawl: OwnerCrawl): Promise<RepositoryList> {
  const { repositories, ...rest } = await activeRepositories(crawl);
  const details = await detailsOf(crawl, repositories);
  const mayRun = (number: number): boolean => {
    const files = details.get(number)?.files;
    const has =
      files?.some(({ path }) => path.startsWith(".github/workflows/")) ?? crawl.facts.withWorkflows.get(number);
    return has !== false;
  };
  return { ...rest, repositories: repositories.filter(({ number }) => mayRun(number)) };
}
