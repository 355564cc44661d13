// gitlab/project:pipeline-schedules and gitlab/project:pipeline-triggers: what starts pipelines without a push. A schedule runs
// with the rights of its owner, a trigger token with those of whoever made it.
import { fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { Cleaner } from "../../secrets.js";
import { toIso } from "../../time.js";
import { type GitLabCall, listCall } from "../call.js";
import { userId } from "../ids.js";
import { eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { addVariables, cleanVariable } from "../variables.js";

const SCHEDULES = "gitlab/project:pipeline-schedules";

const cleanSchedule: Cleaner = (page, mark) => {
  const variables = page["variables"];
  if (!Array.isArray(variables)) return page;
  return { ...page, variables: variables.map((raw) => cleanVariable(raw, mark)) };
};

const LIST_SCHEDULES = listCall({
  route: "GET /projects/:id/pipeline_schedules",
  dataSet: SCHEDULES,
  role: "Developer",
  count: "1 per project",
});
const GET_SCHEDULE: GitLabCall = {
  route: "GET /projects/:id/pipeline_schedules/:pipeline_schedule_id",
  dataSet: SCHEDULES,
  role: "Developer",
  count: "1 per schedule",
  clean: cleanSchedule,
};
const LIST_TRIGGERS = listCall({
  route: "GET /projects/:id/triggers",
  dataSet: "gitlab/project:pipeline-triggers",
  role: "Maintainer",
  count: "1 per project",
  secrets: [".*.token"],
});

export const pipelineSchedules: GitLabResource = {
  dataSet: SCHEDULES,
  calls: [LIST_SCHEDULES, GET_SCHEDULE],
  collect: (crawl) =>
    eachProject(crawl, { word: "schedules", call: LIST_SCHEDULES }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_SCHEDULES, params, of.id)) ?? []) {
        const schedule = fieldsOf(raw);
        const number = integerOf(schedule["id"]);
        if (number === undefined) continue;
        const id = `${of.id}/schedule/${number}`;
        const owner = integerOf(fieldsOf(schedule["owner"])["id"]);
        out.nodes.push({
          id,
          kind: "resource",
          type: "gitlab.pipeline-schedule",
          name: proseOf(schedule["description"]) ?? `schedule ${number}`,
          parent: of.id,
          properties: properties({
            ref: textOf(schedule["ref"]),
            cron: textOf(schedule["cron"]),
            active: schedule["active"] === true,
            owner: owner === undefined ? undefined : userId(crawl.host, owner),
            owner_login: textOf(fieldsOf(schedule["owner"])["username"]),
            created_at: toIso(schedule["created_at"]),
          }),
        });
        const detail = await reader.detail(GET_SCHEDULE, { ...params, pipeline_schedule_id: String(number) }, id);
        if (typeof detail === "string") continue;
        const holder = { id, prefix: id, level: "schedule" };
        addVariables(holder, listOf(detail["variables"]), crawl.context.ciTables, out);
      }
    }),
};

export const pipelineTriggers: GitLabResource = {
  dataSet: LIST_TRIGGERS.dataSet,
  calls: [LIST_TRIGGERS],
  collect: (crawl) =>
    eachProject(crawl, { word: "triggers", call: LIST_TRIGGERS }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_TRIGGERS, params, of.id)) ?? []) {
        const trigger = fieldsOf(raw);
        const number = integerOf(trigger["id"]);
        if (number === undefined) continue;
        const owner = integerOf(fieldsOf(trigger["owner"])["id"]);
        out.nodes.push({
          id: `${of.id}/trigger/${number}`,
          kind: "credential",
          type: "gitlab.pipeline-trigger",
          name: proseOf(trigger["description"]) ?? `trigger ${number}`,
          parent: owner === undefined ? of.id : userId(crawl.host, owner),
          properties: properties({
            status: "active",
            static: true,
            holder: of.id,
            owner_login: textOf(fieldsOf(trigger["owner"])["username"]),
            created_at: toIso(trigger["created_at"]),
            expires_at: toIso(trigger["expires_at"]),
            last_used_at: toIso(trigger["last_used"]),
            last_used_known: trigger["last_used"] === undefined ? undefined : true,
          }),
        });
      }
    }),
};
