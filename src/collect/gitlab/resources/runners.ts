// gitlab/group:runners: machines that run jobs of the group, and how choosy they are.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { lackIn, lackOf } from "../../lacking.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitLabCall, listCall } from "../call.js";
import type { GroupCrawl } from "../group-crawl.js";
import { groupId, projectId, runnerId } from "../ids.js";
import { activeProjects, groupsOf } from "../known.js";
import { Reader } from "../reader.js";
import type { GitLabResource } from "../resource.js";

/** Its runners are GitLab's own: a machine for each job, by the hundred, and nothing about them to be judged. */
const HOSTED = "gitlab.com";
const DATA_SET = "gitlab/group:runners";

const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/runners",
  dataSet: DATA_SET,
  role: "Owner",
  count: "1 per group",
});
const LIST_OF_PROJECT = listCall({
  route: "GET /projects/:id/runners",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per project",
  query: { type: "project_type" },
});
const GET_RUNNER: GitLabCall = {
  route: "GET /runners/:id",
  dataSet: DATA_SET,
  role: "Maintainer",
  count: "1 per runner, but for those that GitLab runs at gitlab.com",
  secrets: ["token"],
};

export const runners: GitLabResource = {
  dataSet: DATA_SET,
  calls: [LIST_OF_GROUP, LIST_OF_PROJECT, GET_RUNNER],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(crawl, DATA_SET);
    const found = new Map<number, Fields>();
    const ask = async (call: GitLabCall, param: string, subject: string): Promise<void> => {
      const list = await reader.list(call, { id: param }, subject);
      const lack = lackIn(crawl, crawl.question(call, { id: param }), lackOf(list ?? [], ["id"], integerOf));
      if (lack !== undefined) reader.gap(subject, lack);
      for (const raw of list ?? []) {
        const runner = fieldsOf(raw);
        const number = integerOf(runner["id"]);
        if (number !== undefined) found.set(number, runner);
      }
    };
    yield* reader.batches(await groupsOf(crawl), { word: "groups asked for runners", call: LIST_OF_GROUP }, (group) =>
      ask(LIST_OF_GROUP, group.param, group.id),
    );
    const reading = { word: "projects asked for runners", call: LIST_OF_PROJECT };
    yield* reader.batches(await activeProjects(crawl), reading, ({ id, number }) =>
      ask(LIST_OF_PROJECT, String(number), id),
    );
    const list = [...found].sort(([a], [b]) => a - b);
    yield* reader.batches({ list }, { word: "runners", call: GET_RUNNER }, async ([number, runner], out) => {
      const id = runnerId(crawl.host, number);
      const isHosted = crawl.host === HOSTED && runner["runner_type"] === "instance_type";
      const detail = isHosted ? undefined : await reader.detail(GET_RUNNER, { id: String(number) }, id);
      addRunner(crawl, { ...runner, ...(typeof detail === "object" ? detail : {}) }, id, out);
    });
    yield reader.close(LIST_OF_GROUP);
  },
};

function addRunner({ id: scope, host }: GroupCrawl, runner: Fields, id: string, out: PartBuilder): void {
  const flag = (name: string): boolean | undefined => (typeof runner[name] === "boolean" ? runner[name] : undefined);
  // What only the details tell is left out where they were not read.
  const ids = (name: string, idOf: (host: string, number: number) => string): readonly string[] | undefined =>
    runner[name] === undefined
      ? undefined
      : listOf(runner[name]).flatMap((one) => {
          const number = integerOf(fieldsOf(one)["id"]);
          return number === undefined ? [] : [idOf(host, number)];
        });
  out.nodes.push({
    id,
    kind: "workload",
    type: "gitlab.runner",
    name: proseOf(runner["description"]) ?? textOf(runner["name"]) ?? id,
    parent: scope,
    properties: properties({
      runner_type: textOf(runner["runner_type"]),
      is_hosted: host === HOSTED && runner["runner_type"] === "instance_type",
      is_shared: flag("is_shared"),
      locked: flag("locked"),
      run_untagged: flag("run_untagged"),
      // not_protected: jobs of any branch; ref_protected: of protected ones alone.
      access_level: textOf(runner["access_level"]),
      paused: flag("paused"),
      status: textOf(runner["status"]),
      labels:
        runner["tag_list"] === undefined
          ? undefined
          : listOf(runner["tag_list"]).filter((tag) => typeof tag === "string"),
      projects: ids("projects", projectId),
      groups: ids("groups", groupId),
      last_contact_at: toIso(runner["contacted_at"]),
    }),
  });
}
