// gitlab/group:groups: the group that is crawled and those below it. It comes first: the others are asked of these.
import type { GraphBatch } from "../../../model/batch.js";
import { toCoverage } from "../../answers.js";
import { properties } from "../../fields.js";
import type { GroupCrawl } from "../group-crawl.js";
import { GET_GROUP, GROUPS, groupsOf, LIST_SUBGROUPS, makersOf, sharedWith } from "../known.js";
import { Reader } from "../reader.js";
import type { GitLabResource } from "../resource.js";

export const groups: GitLabResource = {
  dataSet: GROUPS,
  calls: [GET_GROUP, LIST_SUBGROUPS],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const { list, fault, lack } = await groupsOf(crawl);
    const reader = new Reader(crawl, GROUPS);
    if (lack !== undefined) reader.gap(crawl.id, lack);
    const byPath = new Map(list.map(({ path, id }) => [path, id]));
    const below = list.filter(({ id }) => id !== crawl.id);
    crawl.count("groups", list.length);
    // The list does not say which groups were invited; each group does.
    yield* reader.batches({ list: below }, { word: "groups", call: GET_GROUP }, async (group, out) => {
      const { id, number, path, param } = group;
      const detail = await reader.detail(GET_GROUP, { id: param }, id);
      out.nodes.push({
        id,
        kind: "resource",
        type: "gitlab.subgroup",
        name: path,
        aliases: [`gitlab:${path}`],
        parent: byPath.get(path.slice(0, path.lastIndexOf("/"))) ?? crawl.id,
        properties: properties({
          full_path: path,
          group_id: number,
          ...(typeof detail === "object" && { ...makersOf(detail), shared_with: sharedWith(detail) }),
        }),
      });
      out.edge("contains", crawl.id, id);
    });
    if (fault === undefined) yield reader.close(GET_GROUP);
    else yield crawl.close(GROUPS, GET_GROUP, toCoverage(GROUPS, fault, list.length > 1), {}, { id: crawl.path });
  },
};
