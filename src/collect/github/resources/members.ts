// github/org:members: people and machine users of an organisation, with their role and second factor.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { userId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { Reader } from "../reader.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/org:members";
const MEMBERS = { permission: "members:read", scope: "read:org" };

const byRole = (role: string): GitHubCall => ({
  route: "GET /orgs/{org}/members",
  dataSet: DATA_SET,
  access: MEMBERS,
  count: "1 per 100 members",
  list: ROOT_LIST,
  query: { role },
  param: ["role", role],
});
const LIST_ADMINS = byRole("admin");
const LIST_MEMBERS = byRole("member");
const LIST_WITHOUT_2FA: GitHubCall = {
  ...LIST_ADMINS,
  count: "1 per 100 members without a second factor",
  query: { filter: "2fa_disabled" },
  param: ["filter", "2fa_disabled"],
};
const LIST_OUTSIDE: GitHubCall = {
  route: "GET /orgs/{org}/outside_collaborators",
  dataSet: DATA_SET,
  access: MEMBERS,
  count: "1 per 100 outside collaborators",
  list: ROOT_LIST,
};

export const members: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_ADMINS, LIST_MEMBERS, LIST_WITHOUT_2FA, LIST_OUTSIDE],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(crawl, DATA_SET);
    const params = { org: crawl.owner };
    const out = new PartBuilder();
    const ask = async (call: GitHubCall): Promise<readonly unknown[] | undefined> => {
      const answer = await crawl.one(call, params);
      if (!(answer instanceof AnswerFault)) return elementsOf(call, answer);
      reader.note(answer);
      return undefined;
    };
    const [admins, others, outside, weak] = [
      await ask(LIST_ADMINS),
      await ask(LIST_MEMBERS),
      await ask(LIST_OUTSIDE),
      await ask(LIST_WITHOUT_2FA),
    ];
    const without = weak === undefined ? undefined : new Set(weak.map((raw) => integerOf(fieldsOf(raw)["id"])));
    for (const [role, list] of [
      ["admin", admins],
      ["member", others],
      ["outside", outside],
    ] as const) {
      reader.isPart ||= list !== undefined;
      for (const raw of list ?? []) addUser(raw, { crawl, role, without }, out);
    }
    crawl.count("members", out.nodes.length);
    yield crawl.batch(DATA_SET, LIST_ADMINS, out, params);
    yield reader.close(LIST_ADMINS, params);
  },
};

interface Membership {
  readonly crawl: OwnerCrawl;
  readonly role: "admin" | "member" | "outside";
  /** Numbers of those without a second factor; undefined when nobody said. */
  readonly without: ReadonlySet<number | undefined> | undefined;
}

function addUser(raw: unknown, { crawl, role, without }: Membership, out: PartBuilder): void {
  const user = fieldsOf(raw);
  const number = integerOf(user["id"]);
  const login = textOf(user["login"]);
  if (number === undefined || login === undefined) return;
  const id = userId(number);
  out.nodes.push({
    id,
    kind: "principal",
    type: "github.user",
    name: login,
    aliases: [`github:user/${login}`],
    properties: properties({
      login,
      user_id: number,
      organization: crawl.owner,
      user_type: textOf(user["type"]),
      role,
      two_factor: without === undefined || role === "outside" ? undefined : !without.has(number),
      site_admin: user["site_admin"] === true,
    }),
  });
  if (role === "admin") out.edge("permits", id, crawl.id, { capability: "admin" });
}
