// What starts builds of a project of CodeBuild by itself: its webhook, with the filters that an event has to pass. Pure.

import type { JsonRecord } from "../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../fields.js";

/**
 * In: the `webhook` of a project as BatchGetProjects answers it. Out: its filters in groups, of which one has to let an event pass by
 * all of its own; the older filter of branches; whose pull requests wait for a comment; and the organisation that it is of in the place of
 * a repository. Undefined where the project has none. Neither its address nor its secret is taken over.
 * Webhook, WebhookFilter and PullRequestBuildPolicy, AWS CodeBuild API Reference
 */
export function toBuildWebhook(raw: unknown): JsonRecord | undefined {
  if (raw === undefined || raw === null) return undefined;
  const webhook = fieldsOf(raw);
  const policy = fieldsOf(webhook["pullRequestBuildPolicy"]);
  const scope = fieldsOf(webhook["scopeConfiguration"]);
  return properties({
    groups: listOf(webhook["filterGroups"]).map((group) => listOf(group).map(fieldsOf).flatMap(toFilter)),
    branch_filter: textOf(webhook["branchFilter"]),
    approval: textOf(policy["requiresCommentApproval"]),
    approvers: listOf(policy["approverRoles"]).filter((role) => typeof role === "string"),
    scope: textOf(scope["scope"]),
    scope_name: textOf(scope["name"]),
  });
}

/** One without its pattern lets nothing be said of what passes; it is kept with an empty type. */
function toFilter({ type, pattern, excludeMatchedPattern: isExcluded }: Fields): readonly JsonRecord[] {
  const text = textOf(pattern);
  return [{ type: text === undefined ? "" : (textOf(type) ?? ""), pattern: text ?? "", excludes: isExcluded === true }];
}
