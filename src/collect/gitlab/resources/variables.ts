// gitlab/instance:variables, gitlab/group:variables, gitlab/project:variables: what CI/CD jobs get. The API gives values to
// whoever may change them; they are replaced before anything sees them.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { PartBuilder } from "../../part.js";
import { type GitLabCall, listCall } from "../call.js";
import { elementsOf, type GroupCrawl } from "../group-crawl.js";
import { eachGroup, eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { addVariables, cleanVariables } from "../variables.js";

const LIST_OF_INSTANCE: GitLabCall = listCall({
  route: "GET /admin/ci/variables",
  dataSet: "gitlab/instance:variables",
  role: "Administrator",
  count: "1",
  clean: cleanVariables,
});
const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/variables",
  dataSet: "gitlab/group:variables",
  role: "Owner",
  count: "1 per group",
  clean: cleanVariables,
});
const LIST_OF_PROJECT = listCall({
  route: "GET /projects/:id/variables",
  dataSet: "gitlab/project:variables",
  role: "Maintainer",
  count: "1 per project",
  clean: cleanVariables,
});

/** Nobody but GitLab sees those of gitlab.com. */
export const instanceVariables: GitLabResource = {
  dataSet: LIST_OF_INSTANCE.dataSet,
  calls: [LIST_OF_INSTANCE],
  only: "own-server",
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const call = LIST_OF_INSTANCE;
    const answer = await crawl.one(call, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(call.dataSet, call, answer);
      return;
    }
    const out = new PartBuilder();
    const holder = { id: crawl.id, prefix: `${crawl.id}/instance`, level: "instance" };
    addVariables(holder, elementsOf(call, answer), crawl.context.ciTables, out);
    yield crawl.close(call.dataSet, call, {}, out, {});
  },
};

export const groupVariables: GitLabResource = {
  dataSet: LIST_OF_GROUP.dataSet,
  calls: [LIST_OF_GROUP],
  collect: (crawl) =>
    eachGroup(crawl, { word: "variables", call: LIST_OF_GROUP }, async ({ reader, of: { id }, params, out }) => {
      const list = await reader.list(LIST_OF_GROUP, params, id);
      addVariables({ id, prefix: id, level: "group" }, list ?? [], crawl.context.ciTables, out);
    }),
};

export const projectVariables: GitLabResource = {
  dataSet: LIST_OF_PROJECT.dataSet,
  calls: [LIST_OF_PROJECT],
  collect: (crawl) =>
    eachProject(crawl, { word: "variables", call: LIST_OF_PROJECT }, async ({ reader, of: { id }, params, out }) => {
      const list = await reader.list(LIST_OF_PROJECT, params, id);
      addVariables({ id, prefix: id, level: "project" }, list ?? [], crawl.context.ciTables, out);
    }),
};
