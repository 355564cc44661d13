// github/org:secret-scanning-alerts: secrets that GitHub found in repositories and that are still open. Asked without their
// values, and what comes all the same is replaced.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ALL } from "../call.js";
import { repositoryId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/org:secret-scanning-alerts";

const shape = {
  dataSet: DATA_SET,
  access: { permission: "secret_scanning_alerts:read", scope: "security_events" },
  list: ROOT_LIST,
  query: { state: "open", hide_secret: "true" },
  param: ["state", "open"] as const,
  secrets: [".*.secret"],
  absent: "unlicensed" as const,
  plan: "GitHub Secret Protection",
};
const LIST_ALERTS: GitHubCall = {
  ...shape,
  route: "GET /orgs/{org}/secret-scanning/alerts",
  count: "1 per 100 alerts",
};
const LIST_REPOSITORY_ALERTS: GitHubCall = {
  ...shape,
  route: "GET /repos/{owner}/{repo}/secret-scanning/alerts",
  count: "1 per repository without an organisation",
};

export const secretScanning: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_ALERTS, LIST_REPOSITORY_ALERTS],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    if (crawl.extent === "organization") yield* ofOrganization(crawl);
    else yield* ofRepositories(crawl);
  },
};

async function* ofOrganization(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
  const params = { org: crawl.owner };
  const answer = await crawl.one(LIST_ALERTS, params);
  if (answer instanceof AnswerFault) {
    yield crawl.closeAfter(DATA_SET, LIST_ALERTS, answer);
    return;
  }
  const out = new PartBuilder();
  for (const raw of elementsOf(LIST_ALERTS, answer)) {
    const alert = fieldsOf(raw);
    const repository = fieldsOf(alert["repository"]);
    const number = integerOf(repository["id"]);
    const node =
      number === undefined ? undefined : toAlert(alert, repositoryId(number), textOf(repository["full_name"]));
    if (node !== undefined) out.nodes.push(node);
  }
  crawl.count("secret-scanning alerts", out.nodes.length);
  yield crawl.close(DATA_SET, LIST_ALERTS, {}, out, params);
}

async function* ofRepositories(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
  const reading = { call: LIST_REPOSITORY_ALERTS, word: "alerts" };
  yield* eachRepository(crawl, reading, async ({ reader, repository, out }) => {
    const alerts = await reader.list(LIST_REPOSITORY_ALERTS, paramsOf(repository), repository.id);
    for (const raw of alerts ?? []) {
      const node = toAlert(fieldsOf(raw), repository.id, `${repository.owner}/${repository.name}`);
      if (node !== undefined) out.nodes.push(node);
    }
  });
}

/** Pure. */
function toAlert(alert: Fields, repository: string, name: string | undefined): GraphNode | undefined {
  const number = integerOf(alert["number"]);
  if (number === undefined) return undefined;
  const flag = (key: string): boolean | undefined => (typeof alert[key] === "boolean" ? alert[key] : undefined);
  const kind = textOf(alert["secret_type_display_name"]) ?? textOf(alert["secret_type"]) ?? "secret";
  return {
    id: `${repository}/alert/${number}`,
    kind: "credential",
    type: "github.leaked-credential",
    name: `${kind} in ${name ?? repository}`,
    parent: repository,
    properties: properties({
      status: alert["validity"] === "inactive" ? "inactive" : "active",
      static: true,
      state: textOf(alert["state"]),
      secret_type: textOf(alert["secret_type"]),
      validity: textOf(alert["validity"]),
      publicly_leaked: flag("publicly_leaked"),
      multi_repository: flag("multi_repo"),
      push_protection_bypassed: flag("push_protection_bypassed"),
      created_at: toIso(alert["created_at"]),
      updated_at: toIso(alert["updated_at"]),
    }),
  };
}
