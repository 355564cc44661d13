// github/org:teams: teams, who is in them and which repositories they open.
import { addAll } from "../../../model/add-all.js";
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { repositoryId, teamId, userId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { Reader } from "../reader.js";
import type { GitHubResource } from "../resource.js";
import { customRoleOf, permitsOf, roleOf } from "../roles.js";

const DATA_SET = "github/org:teams";
const shape = { dataSet: DATA_SET, access: { permission: "members:read", scope: "read:org" }, list: ROOT_LIST };

const LIST_TEAMS: GitHubCall = { ...shape, route: "GET /orgs/{org}/teams", count: "1 per 100 teams" };
const LIST_TEAM_MEMBERS: GitHubCall = {
  ...shape,
  route: "GET /orgs/{org}/teams/{team_slug}/members",
  count: "1 per team",
};
const LIST_TEAM_REPOSITORIES: GitHubCall = {
  ...shape,
  route: "GET /orgs/{org}/teams/{team_slug}/repos",
  count: "1 per team",
};

export const teams: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_TEAMS, LIST_TEAM_MEMBERS, LIST_TEAM_REPOSITORIES],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(LIST_TEAMS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST_TEAMS, answer);
      return;
    }
    const reader = new Reader(crawl, DATA_SET);
    reader.isPart = true;
    const list = elementsOf(LIST_TEAMS, answer).map(fieldsOf);
    const of = { things: list, word: "teams", call: LIST_TEAMS, params };
    yield* reader.batches(of, async (team, part) => {
      const number = integerOf(team["id"]);
      const slug = textOf(team["slug"]);
      if (number === undefined || slug === undefined) return;
      const id = teamId(number);
      part.nodes.push({
        id,
        kind: "principal",
        type: "github.team",
        name: textOf(team["name"]) ?? slug,
        aliases: [`github:${crawl.owner}/team/${slug}`],
        properties: properties({
          slug,
          team_id: number,
          privacy: textOf(team["privacy"]),
          permission: textOf(team["permission"]),
        }),
      });
      const parent = integerOf(fieldsOf(team["parent"])["id"]);
      // Members of a team have what the teams above it have.
      if (parent !== undefined) part.edge("member_of", id, teamId(parent));
      const about = { ...params, team_slug: slug };
      for (const raw of (await reader.list(LIST_TEAM_MEMBERS, about, id)) ?? []) {
        const member = integerOf(fieldsOf(raw)["id"]);
        if (member !== undefined) part.edge("member_of", userId(member), id);
      }
      for (const raw of (await reader.list(LIST_TEAM_REPOSITORIES, about, id)) ?? []) {
        const repository = fieldsOf(raw);
        const repositoryNumber = integerOf(repository["id"]);
        if (repositoryNumber === undefined) continue;
        const role = [roleOf(repository), customRoleOf(repository)] as const;
        addAll(part.edges, permitsOf(id, repositoryId(repositoryNumber), ...role));
      }
    });
  },
};
