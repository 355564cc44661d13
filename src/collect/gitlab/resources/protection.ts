// What guards branches and tags: who may push, merge and create, and whether changes need approvals. As supplements of the
// project, in words of roles, users, groups and keys.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import { listCall } from "../call.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { levelOf } from "../roles.js";

const LIST_BRANCHES = listCall({
  route: "GET /projects/:id/protected_branches",
  dataSet: "gitlab/project:protected-branches",
  role: "Developer",
  count: "1 per project",
});
const LIST_TAGS = listCall({
  route: "GET /projects/:id/protected_tags",
  dataSet: "gitlab/project:protected-tags",
  role: "Maintainer",
  count: "1 per project",
});
const LIST_APPROVALS = listCall({
  route: "GET /projects/:id/approval_rules",
  dataSet: "gitlab/project:approval-rules",
  role: "Developer",
  count: "1 per project",
  edition: "GitLab Premium",
  absent: "unlicensed",
});

export const protectedBranches: GitLabResource = {
  dataSet: LIST_BRANCHES.dataSet,
  calls: [LIST_BRANCHES],
  collect: (crawl) =>
    eachProject(crawl, { word: "protected branches", call: LIST_BRANCHES }, async ({ reader, of, params, out }) => {
      const list = await reader.list(LIST_BRANCHES, params, of.id);
      if (list === undefined) return;
      const protections = list.map(fieldsOf).map((one) =>
        properties({
          pattern: textOf(one["name"]),
          push: accessesOf(one["push_access_levels"]),
          merge: accessesOf(one["merge_access_levels"]),
          force_push: one["allow_force_push"] === true,
          code_owners: one["code_owner_approval_required"] === true,
          // it is that of the top-level group, whose owners alone change it
          inherited: one["inherited"] === true ? true : undefined,
        }),
      );
      out.supplements.push({ node: of.id, properties: { protected_branches: protections } });
    }),
};

export const protectedTags: GitLabResource = {
  dataSet: LIST_TAGS.dataSet,
  calls: [LIST_TAGS],
  collect: (crawl) =>
    eachProject(crawl, { word: "protected tags", call: LIST_TAGS }, async ({ reader, of, params, out }) => {
      const list = await reader.list(LIST_TAGS, params, of.id);
      if (list === undefined) return;
      const protections = list
        .map(fieldsOf)
        .map((one) => properties({ pattern: textOf(one["name"]), create: accessesOf(one["create_access_levels"]) }));
      out.supplements.push({ node: of.id, properties: { protected_tags: protections } });
    }),
};

export const approvalRules: GitLabResource = {
  dataSet: LIST_APPROVALS.dataSet,
  calls: [LIST_APPROVALS],
  collect: (crawl) =>
    eachProject(crawl, { word: "approval rules", call: LIST_APPROVALS }, async ({ reader, of, params, out }) => {
      const list = await reader.list(LIST_APPROVALS, params, of.id);
      if (list === undefined) return;
      const rules = list.map(fieldsOf).map((rule) => ({
        approvals: integerOf(rule["approvals_required"]) ?? 0,
        branches: branchesOf(rule),
      }));
      const everywhere = rules.flatMap(({ branches, approvals }) => (branches === undefined ? [approvals] : []));
      // A rule for some branches is asked for there only.
      const ofBranches = rules.flatMap(({ branches, approvals }) =>
        branches === undefined || approvals === 0 ? [] : [{ branches, approvals }],
      );
      out.supplements.push({
        node: of.id,
        properties: properties({
          approvals: Math.max(0, ...everywhere),
          approval_rules: list.length,
          branch_approvals: ofBranches.length === 0 ? undefined : ofBranches,
        }),
      });
    }),
};

/** Names and patterns of the branches that an approval rule is for; undefined where it is for all. One for all protected ones may name none. */
function branchesOf(rule: Fields): readonly string[] | undefined {
  if (rule["applies_to_all_protected_branches"] === true) return ["*"];
  const names = listOf(rule["protected_branches"]).flatMap((one) => textOf(fieldsOf(one)["name"]) ?? []);
  return names.length === 0 ? undefined : names;
}

/** `push_access_levels` and its like: a role, one user, one group or one deploy key each. */
export function accessesOf(raw: unknown): readonly JsonRecord[] {
  return listOf(raw)
    .map(fieldsOf)
    .map((one) => {
      const user = integerOf(one["user_id"]);
      const group = integerOf(one["group_id"]);
      const key = integerOf(one["deploy_key_id"]);
      // With one of these the role is only a word for it.
      const isNamed = user !== undefined || group !== undefined || key !== undefined;
      return properties({
        level: isNamed ? undefined : levelOf(one["access_level"]),
        user_id: user,
        group_id: group,
        deploy_key_id: key,
      });
    });
}
