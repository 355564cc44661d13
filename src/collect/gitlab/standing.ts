// Who a token is in a group, and what it lacks there: told by GitLab before anything is read. For doctor.
import { AnswerFault } from "../fault.js";
import { fieldsOf, integerOf, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Lack } from "../provider.js";
import type { Params } from "../shared/rest/call.js";
import type { GitLabCall, Role } from "./call.js";
import type { GitLabClient } from "./client.js";
import { levelOf } from "./roles.js";

/** Calls that doctor alone makes. */
const GET_TOKEN: GitLabCall = {
  route: "GET /personal_access_tokens/self",
  dataSet: "",
  role: "Guest",
  count: "1",
};
const GET_USER: GitLabCall = { route: "GET /user", dataSet: "", role: "Guest", count: "1" };
const GET_MEMBER: GitLabCall = {
  route: "GET /groups/:id/members/all/:user_id",
  dataSet: "",
  role: "Guest",
  count: "1",
};
export const STANDING_CALLS: readonly GitLabCall[] = [GET_TOKEN, GET_USER, GET_MEMBER];

export interface Standing {
  /** For people: `group access token of group_9_bot_1f (Owner), scopes read_api, ends 2027-01-01`. */
  readonly message: string;
  readonly lacks: readonly Lack[];
}

const ROLES: readonly (readonly [level: number, role: Role])[] = [
  [50, "Owner"],
  [40, "Maintainer"],
  [30, "Developer"],
  [20, "Reporter"],
  [10, "Guest"],
];
const ADMINISTRATOR = 100;

/** Asks who the token is. What GitLab does not tell is left out of the message, and lacks nothing that is known. */
export async function standingOf(client: GitLabClient, group: string, calls: readonly GitLabCall[]): Promise<Standing> {
  const token = await one(client, GET_TOKEN, {});
  const user = await one(client, GET_USER, {});
  const number = integerOf(user?.["id"]) ?? integerOf(token?.["user_id"]);
  const member =
    number === undefined ? undefined : await one(client, GET_MEMBER, { id: group, user_id: String(number) });
  const scopes = token && listOf(token["scopes"]).filter((scope): scope is string => typeof scope === "string");
  const level = user?.["is_admin"] === true ? ADMINISTRATOR : levelOf(fieldsOf(member)["access_level"]);
  const parts = [
    `${kindOf(textOf(user?.["username"]), token !== undefined)}${roleText(level)}`,
    ...(scopes === undefined ? [] : [`scopes ${scopes.join(", ") || "none"}`]),
    ...(token === undefined
      ? []
      : [textOf(token["expires_at"]) ? `ends ${String(token["expires_at"])}` : "never ends"]),
  ];
  return { message: parts.join(", "), lacks: lacksOf(scopes, level, calls) };
}

/** Undefined when it is not told: an OAuth token has no page of its own, a project's token is in no group. */
async function one(client: GitLabClient, call: GitLabCall, params: Params): Promise<Page | undefined> {
  try {
    let page: Page | undefined;
    for await (const answer of client.pages(call, params)) page = answer;
    return page;
  } catch (fault) {
    if (fault instanceof AnswerFault) return undefined;
    throw fault;
  }
}

/** GitLab names the users of tokens by a fixed form. */
function kindOf(username: string | undefined, hasPage: boolean): string {
  const of = username === undefined ? "" : ` of ${username}`;
  const [, holder] = /^(project|group)_\d+_bot(?:_|$)/.exec(username ?? "") ?? [];
  if (holder !== undefined) return `${holder} access token${of}`;
  if (username?.startsWith("service_account_") === true) return `token of the service account ${username}`;
  return `${hasPage ? "personal access token" : "token"}${of}`;
}

function roleText(level: number | undefined): string {
  if (level === undefined) return "";
  if (level === ADMINISTRATOR) return " (administrator)";
  const role = ROLES.find(([least]) => level >= least)?.[1] ?? "no role";
  return ` (${role})`;
}

function lacksOf(
  scopes: readonly string[] | undefined,
  level: number | undefined,
  calls: readonly GitLabCall[],
): readonly Lack[] {
  const lacks: Lack[] = [];
  if (scopes !== undefined && !scopes.some((scope) => scope === "api" || scope === "read_api")) {
    lacks.push({ what: "scope read_api", dataSets: dataSetsOf(calls) });
  }
  if (level === undefined || level === ADMINISTRATOR) return lacks;
  for (const [least, role] of [...ROLES, [ADMINISTRATOR, "Administrator"] as const]) {
    const above = calls.filter((call) => call.role === role);
    if (level >= least || above.length === 0) continue;
    lacks.push({ what: role === "Administrator" ? "administrator" : `role ${role}`, dataSets: dataSetsOf(above) });
  }
  return lacks;
}

function dataSetsOf(calls: readonly GitLabCall[]): readonly string[] {
  return [...new Set(calls.map(({ dataSet }) => dataSet))].sort();
}
