// gitlab/project:job-token-scope: whose jobs may use the API of a project with their job token.
import { fieldsOf, integerOf } from "../../fields.js";
import { type GitLabCall, listCall } from "../call.js";
import { groupId, projectId } from "../ids.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

const DATA_SET = "gitlab/project:job-token-scope";

const GET_SCOPE: GitLabCall = {
  route: "GET /projects/:id/job_token_scope",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per project",
};
const LIST_PROJECTS = listCall({
  route: "GET /projects/:id/job_token_scope/allowlist",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per project",
});
const LIST_GROUPS = listCall({
  route: "GET /projects/:id/job_token_scope/groups_allowlist",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per project",
});

/** What the lists of the REST API leave out. */
const UNTOLD =
  "which of the API an allowed project's or group's jobs may use (fine-grained permissions of the allowlist) is told by GraphQL alone: each entry counts as one that reads";

export const jobTokenScope: GitLabResource = {
  dataSet: DATA_SET,
  calls: [GET_SCOPE, LIST_PROJECTS, LIST_GROUPS],
  collect: (crawl) =>
    eachProject(crawl, { word: "job token scopes", call: GET_SCOPE }, async ({ reader, of, params, out }) => {
      const scope = await reader.detail(GET_SCOPE, params, of.id);
      if (typeof scope === "string") return;
      const isLimited = scope["inbound_enabled"];
      if (typeof isLimited !== "boolean") return;
      const numbersOf = (list: readonly unknown[] | undefined): readonly number[] | undefined =>
        list?.flatMap((raw) => integerOf(fieldsOf(raw)["id"]) ?? []);
      // Without the limit the lists say nothing.
      const projects = isLimited ? numbersOf(await reader.list(LIST_PROJECTS, params, of.id)) : [];
      const groups = isLimited ? numbersOf(await reader.list(LIST_GROUPS, params, of.id)) : [];
      if ((groups ?? []).length > 0 || projects?.some((number) => number !== of.number))
        out.gaps.push({
          dataSet: DATA_SET,
          subject: `${of.path}/job-token-permissions`,
          message: `${of.path}: ${UNTOLD}`,
        });
      out.supplements.push({
        node: of.id,
        properties: {
          job_token_limited: isLimited,
          ...(projects && { job_token_projects: projects.map((number) => projectId(crawl.host, number)) }),
          ...(groups && { job_token_groups: groups.map((number) => groupId(crawl.host, number)) }),
        },
      });
    }),
};
