// gitlab/group:projects: the projects of the group and of those below it.
import type { GraphBatch } from "../../../model/batch.js";
import { toCoverage } from "../../answers.js";
import { PartBuilder } from "../../part.js";
import type { GroupCrawl } from "../group-crawl.js";
import { groupsOf, LIST_PROJECTS, PROJECTS, projectsOf } from "../known.js";
import type { GitLabResource } from "../resource.js";

export const projects: GitLabResource = {
  dataSet: PROJECTS,
  calls: [LIST_PROJECTS],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const [{ list, fault, lack }, groups] = await Promise.all([projectsOf(crawl), groupsOf(crawl)]);
    const byPath = new Map(groups.list.map(({ path, id }) => [path, id]));
    const out = new PartBuilder();
    for (const { node, path } of list) {
      // The group that a project lives in hands its members and variables down to it.
      const parent = byPath.get(path.slice(0, path.lastIndexOf("/"))) ?? crawl.id;
      out.nodes.push({ ...node, parent });
      out.edge("contains", crawl.id, node.id);
    }
    crawl.count("projects", list.length);
    if (lack !== undefined) out.gaps.push({ dataSet: PROJECTS, subject: crawl.id, message: lack });
    const lacking = lack === undefined ? {} : { state: "partial" as const, message: lack };
    const coverage = fault === undefined ? lacking : toCoverage(PROJECTS, fault, list.length > 0);
    yield crawl.close(PROJECTS, LIST_PROJECTS, coverage, out, { id: crawl.path });
  },
};
