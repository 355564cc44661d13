// gitlab/project:approval-settings: what an approval of a merge request is worth: who may give it, and whether it stays good.
// https://docs.gitlab.com/api/merge_request_approvals/ and https://docs.gitlab.com/user/project/merge_requests/approvals/settings/
import { properties } from "../../fields.js";
import type { GitLabCall } from "../call.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

const GET_SETTINGS: GitLabCall = {
  route: "GET /projects/:id/approvals",
  dataSet: "gitlab/project:approval-settings",
  role: "Developer",
  count: "1 per project",
  edition: "GitLab Premium",
  absent: "unlicensed",
};

export const approvalSettings: GitLabResource = {
  dataSet: GET_SETTINGS.dataSet,
  calls: [GET_SETTINGS],
  collect: (crawl) =>
    eachProject(crawl, { word: "approval settings", call: GET_SETTINGS }, async ({ reader, of, params, out }) => {
      const settings = await reader.detail(GET_SETTINGS, params, of.id);
      if (typeof settings === "string") return;
      const said = (name: string): boolean | undefined => {
        const value = settings[name];
        return typeof value === "boolean" ? value : undefined;
      };
      const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);
      out.supplements.push({
        node: of.id,
        properties: properties({
          author_approves: said("merge_requests_author_approval"),
          committers_approve: not(said("merge_requests_disable_committers_approval")),
          approvals_stay: not(said("reset_approvals_on_push")),
          approvals_overridable: not(said("disable_overriding_approvers_per_merge_request")),
        }),
      });
    }),
};
