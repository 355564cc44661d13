// github/org:hooks and github/repo:hooks: webhooks, where they send and how the receiver can tell that it was GitHub.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import type { Cleaner, SecretPath } from "../../secrets.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";

/** GitHub shows stars for a secret; nothing else has to be kept of it either. */
const SECRETS: readonly SecretPath[] = [".*.config.secret", ".*.config.token"];

/** Addresses may hold a password or a token: origin and path are kept of them, as far as the first part of the path. */
const cleanHooks: Cleaner = (page) => {
  const hooks = page[ROOT_LIST];
  if (!Array.isArray(hooks)) return page;
  const clean = (raw: unknown): unknown => {
    const hook = fieldsOf(raw);
    const config = fieldsOf(hook["config"]);
    return typeof config["url"] === "string" ? { ...hook, config: { ...config, url: originOf(config["url"]) } } : raw;
  };
  return { ...page, [ROOT_LIST]: hooks.map(clean) };
};

function originOf(text: string): string {
  try {
    const url = new URL(text);
    return `${url.protocol}//${url.host}`;
  } catch {
    return "";
  }
}

const shape = { count: "1 per repository", list: ROOT_LIST, secrets: SECRETS, clean: cleanHooks };

const LIST_ORGANIZATION_HOOKS: GitHubCall = {
  ...shape,
  route: "GET /orgs/{org}/hooks",
  dataSet: "github/org:hooks",
  access: { permission: "organization_hooks:read", scope: "admin:org_hook" },
  count: "1",
};
const LIST_REPOSITORY_HOOKS: GitHubCall = {
  ...shape,
  route: "GET /repos/{owner}/{repo}/hooks",
  dataSet: "github/repo:hooks",
  access: { permission: "repository_hooks:read", scope: "read:repo_hook" },
};

export const organizationHooks: GitHubResource = {
  dataSet: LIST_ORGANIZATION_HOOKS.dataSet,
  calls: [LIST_ORGANIZATION_HOOKS],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const call = LIST_ORGANIZATION_HOOKS;
    const params = { org: crawl.owner };
    const answer = await crawl.one(call, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(call.dataSet, call, answer);
      return;
    }
    const out = new PartBuilder();
    for (const raw of elementsOf(call, answer))
      addHook(raw, { id: crawl.id, name: crawl.owner, path: `/orgs/${crawl.owner}` }, out);
    yield crawl.close(call.dataSet, call, {}, out, params);
  },
};

export const repositoryHooks: GitHubResource = {
  dataSet: LIST_REPOSITORY_HOOKS.dataSet,
  calls: [LIST_REPOSITORY_HOOKS],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const call = LIST_REPOSITORY_HOOKS;
    yield* eachRepository(crawl, { call, word: "webhooks" }, async ({ reader, repository, out }) => {
      const hooks = await reader.list(call, paramsOf(repository), repository.id);
      const name = `${repository.owner}/${repository.name}`;
      const holder = { id: repository.id, name, path: `/repos/${name}` };
      for (const raw of hooks ?? []) addHook(raw, holder, out);
    });
  },
};

interface Holder {
  readonly id: string;
  readonly name: string;
  /** Where GitHub's API has it. */
  readonly path: string;
}

function addHook(raw: unknown, holder: Holder, out: PartBuilder): void {
  const node = toHook(raw, holder);
  if (node === undefined) return;
  out.nodes.push(node);
  const host = node.properties["host"];
  if (typeof host === "string") out.edge("sends_to", holder.id, node.id);
}

/** Pure. */
function toHook(raw: unknown, holder: Holder): GraphNode | undefined {
  const hook = fieldsOf(raw);
  const id = integerOf(hook["id"]);
  if (id === undefined) return undefined;
  const config = fieldsOf(hook["config"]);
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)/i.exec(textOf(config["url"]) ?? "") ?? [];
  const insecure = config["insecure_ssl"];
  return {
    id: `${holder.id}/hook/${id}`,
    kind: "resource",
    type: "github.webhook",
    name: `${holder.name} webhook to ${host ?? "unknown"}`,
    parent: holder.id,
    properties: properties({
      api_path: `${holder.path}/hooks/${id}`,
      scheme: scheme?.toLowerCase(),
      host,
      active: typeof hook["active"] === "boolean" ? hook["active"] : undefined,
      has_secret: config["secret"] !== undefined && config["secret"] !== null && config["secret"] !== "",
      insecure_ssl: insecure === undefined ? undefined : insecure === "1" || insecure === 1,
      events: listOf(hook["events"]).filter((event) => typeof event === "string"),
      last_status: textOf(fieldsOf(hook["last_response"])["status"]),
      created_at: toIso(hook["created_at"]),
      updated_at: toIso(hook["updated_at"]),
    }),
  };
}
