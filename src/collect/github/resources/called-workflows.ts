// github/repo:called-workflows: reusable workflows from elsewhere. Reading the files of repositories reads them; here it is
// said what of them could not be had, apart from those files, which are whole without them.
import type { GraphBatch } from "../../../model/batch.js";
import { OF_ALL } from "../call.js";
import { CALLED_WORKFLOWS, calledWorkflowsOf, GET_CALLED, wereFilesRead } from "../called-workflows.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import type { GitHubResource } from "../resource.js";
import { files } from "./files.js";

export const calledWorkflows: GitHubResource = {
  dataSet: CALLED_WORKFLOWS,
  calls: [GET_CALLED],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    // An interrupted crawl that goes on has read the files before: what they call is not known from them.
    if (!wereFilesRead(crawl)) for await (const _ of files.collect(crawl));
    yield calledWorkflowsOf(crawl).reader.close(GET_CALLED);
  },
};
