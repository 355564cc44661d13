// gitlab/group:groups: the group that is crawled and those below it. It comes first: the others are asked of these.
import type { GraphBatch } from "../../../model/batch.js";
import { toCoverage } from "../../answers.js";
import { PartBuilder } from "../../part.js";
import type { GitLabResource } from "../call.js";
import type { GroupCrawl } from "../group-crawl.js";
import { GET_GROUP, GROUPS, groupsOf, LIST_SUBGROUPS } from "../known.js";

export const groups: GitLabResource = {
  dataSet: GROUPS,
  calls: [GET_GROUP, LIST_SUBGROUPS],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const { list, fault } = await groupsOf(crawl);
    const out = new PartBuilder();
    const byPath = new Map(list.map(({ path, id }) => [path, id]));
    for (const { id, number, path } of list) {
      if (id === crawl.id) continue;
      const parent = byPath.get(path.slice(0, path.lastIndexOf("/"))) ?? crawl.id;
      out.nodes.push({
        id,
        kind: "resource",
        type: "gitlab.subgroup",
        name: path,
        aliases: [`gitlab:${path}`],
        parent,
        properties: { full_path: path, group_id: number },
      });
      out.edge("contains", crawl.id, id);
    }
    crawl.count("groups", list.length);
    const coverage = fault === undefined ? {} : toCoverage(GROUPS, fault, list.length > 1);
    yield crawl.close(GROUPS, GET_GROUP, coverage, out, { id: crawl.path });
  },
};
