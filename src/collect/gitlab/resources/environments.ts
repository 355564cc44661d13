// gitlab/project:environments and gitlab/group:protected-environments: environments with who may deploy to them, and what a
// group asks of all environments of a tier below it. Protecting them is Premium: without it everyone who writes may.
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import { toIso } from "../../time.js";
import { type GitLabCall, listCall } from "../call.js";
import { environmentId } from "../ids.js";
import { eachGroup, eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { accessesOf } from "./protection.js";

const DATA_SET = "gitlab/project:environments";

const LIST_ENVIRONMENTS = listCall({
  route: "GET /projects/:id/environments",
  dataSet: DATA_SET,
  role: "Reporter",
  count: "1 per project",
});
const LIST_PROTECTED: GitLabCall = listCall({
  route: "GET /projects/:id/protected_environments",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per project with environments",
  edition: "GitLab Premium",
  // An edition without the feature protects none.
  absent: "answer",
});

export const environments: GitLabResource = {
  dataSet: DATA_SET,
  calls: [LIST_ENVIRONMENTS, LIST_PROTECTED],
  collect: (crawl) =>
    eachProject(crawl, { word: "environments", call: LIST_ENVIRONMENTS }, async ({ reader, of, params, out }) => {
      const found = await reader.list(LIST_ENVIRONMENTS, params, of.id);
      if (found === undefined || found.length === 0) return;
      const guarded = await reader.list(LIST_PROTECTED, params, of.id);
      for (const raw of found) {
        const environment = fieldsOf(raw);
        const name = textOf(environment["name"]);
        if (name === undefined) continue;
        const protection = guarded?.map(fieldsOf).find((one) => one["name"] === name);
        out.nodes.push({
          id: environmentId(of.id, name),
          kind: "resource",
          type: "gitlab.environment",
          name: `${of.path} ${name}`,
          parent: of.id,
          properties: properties({
            environment_name: name,
            environment_id: integerOf(environment["id"]),
            repository: of.path,
            tier: textOf(environment["tier"]),
            state: textOf(environment["state"]),
            created_at: toIso(environment["created_at"]),
            protected: guarded === undefined ? undefined : protection !== undefined,
            ...(protection === undefined ? {} : toProtection(protection)),
          }),
        });
      }
    }),
};

const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/protected_environments",
  dataSet: "gitlab/group:protected-environments",
  role: "Maintainer",
  count: "1 per group",
  edition: "GitLab Premium",
  absent: "unlicensed",
});

/** A group protects tiers, not names: what it says holds for every environment of that tier in the projects below it. */
export const groupProtectedEnvironments: GitLabResource = {
  dataSet: LIST_OF_GROUP.dataSet,
  calls: [LIST_OF_GROUP],
  collect: (crawl) =>
    eachGroup(crawl, { word: "protected environments", call: LIST_OF_GROUP }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_OF_GROUP, params, of.id)) ?? []) {
        const protection = fieldsOf(raw);
        const tier = textOf(protection["name"]);
        if (tier === undefined) continue;
        out.nodes.push({
          id: `${of.id}/tier/${tier}`,
          kind: "resource",
          type: "gitlab.protected-tier",
          name: `${tier} environments of ${of.path}`,
          parent: of.id,
          properties: properties({ tier, ...toProtection(protection) }),
        });
      }
    }),
};

function toProtection(protection: Fields) {
  const rules = listOf(protection["approval_rules"]).map(fieldsOf);
  const approvals = rules.reduce((sum, rule) => sum + (integerOf(rule["required_approvals"]) ?? 0), 0);
  return {
    deploy: accessesOf(protection["deploy_access_levels"]),
    approvals: Math.max(approvals, integerOf(protection["required_approval_count"]) ?? 0),
  };
}
