// gitlab/group:members: who has which role in which group or project. Roles of a group hold in all that is below it, so that
// those of a project are only the ones it adds; of the group that is crawled those from above are read as well.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { listCall } from "../call.js";
import type { GroupCrawl } from "../group-crawl.js";
import { userId } from "../ids.js";
import { activeProjects, groupsOf } from "../known.js";
import { Reader } from "../reader.js";
import type { GitLabResource } from "../resource.js";
import { levelOf, OWNER, permitsOf } from "../roles.js";

const DATA_SET = "gitlab/group:members";

const LIST_ALL = listCall({
  route: "GET /groups/:id/members/all",
  dataSet: DATA_SET,
  role: "Guest",
  count: "1 per 100 members",
});
const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/members",
  dataSet: DATA_SET,
  role: "Guest",
  count: "1 per group below",
});
const LIST_OF_PROJECT = listCall({
  route: "GET /projects/:id/members",
  dataSet: DATA_SET,
  role: "Guest",
  count: "1 per project",
});

export const members: GitLabResource = {
  dataSet: DATA_SET,
  calls: [LIST_ALL, LIST_OF_GROUP, LIST_OF_PROJECT],
  async *collect(crawl: GroupCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(crawl, DATA_SET);
    const known = new Set<number>();
    const add = (raw: unknown, to: string, out: PartBuilder): void =>
      addMember(fieldsOf(raw), { crawl, to, known }, out);
    yield* reader.batches(
      await groupsOf(crawl),
      { word: "groups asked for members", call: LIST_ALL },
      async (group, out) => {
        const call = group.id === crawl.id ? LIST_ALL : LIST_OF_GROUP;
        for (const raw of (await reader.list(call, { id: group.param }, group.id)) ?? []) add(raw, group.id, out);
      },
    );
    const reading = { word: "projects asked for members", call: LIST_OF_PROJECT };
    yield* reader.batches(await activeProjects(crawl), reading, async ({ id, number }, out) => {
      for (const raw of (await reader.list(LIST_OF_PROJECT, { id: String(number) }, id)) ?? []) add(raw, id, out);
    });
    yield reader.close(LIST_ALL);
  },
};

interface Place {
  readonly crawl: GroupCrawl;
  /** Group or project. */
  readonly to: string;
  /** Numbers of users that have a node already. */
  readonly known: Set<number>;
}

function addMember(member: Fields, { crawl, to, known }: Place, out: PartBuilder): void {
  const number = integerOf(member["id"]);
  const username = textOf(member["username"]);
  const level = levelOf(member["access_level"]);
  if (number === undefined || username === undefined || level === undefined) return;
  const id = userId(crawl.host, number);
  if (!known.has(number)) {
    known.add(number);
    out.nodes.push(toUser(id, number, username, member));
  }
  const expires = toIso(member["expires_at"]);
  // from that day on it gives nothing, whether it is still listed or not
  const isOver = expires !== undefined && Date.parse(expires) <= crawl.context.now.getTime();
  const isActive =
    (textOf(member["state"]) ?? "active") === "active" && member["membership_state"] !== "awaiting" && !isOver;
  const more = { level, ...(expires === undefined ? {} : { expires_at: expires }) };
  // Of a group, control is what its owners have; what a lesser role gives holds in its projects.
  const edges = to.includes("/-/projects/")
    ? permitsOf(id, to, level)
    : [{ kind: "permits" as const, from: id, to, capability: level >= OWNER ? ("admin" as const) : ("use" as const) }];
  for (const edge of edges) {
    out.edges.push({ ...edge, properties: more, ...(isActive ? {} : { state: "blocked" as const }) });
  }
}

/** GitLab gives the users of tokens names of a fixed form, and those of service accounts too unless somebody chose one. */
const BOT = /^(?:project|group)_\d+_bot(?:_|$)/;
const SERVICE_ACCOUNT = /^service_account_/;

function toUser(id: string, number: number, username: string, member: Fields) {
  const type = BOT.test(username)
    ? "gitlab.bot"
    : SERVICE_ACCOUNT.test(username)
      ? "gitlab.service-account"
      : "gitlab.user";
  return {
    id,
    kind: "principal" as const,
    type,
    name: username,
    aliases: [`gitlab:user/${username}`],
    properties: properties({
      username,
      user_id: number,
      status: textOf(member["state"]),
      access_level: levelOf(member["access_level"]),
    }),
  };
}
