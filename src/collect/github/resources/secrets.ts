// github/org:<store>-secrets and github/repo:<store>-secrets: names and dates of CI secrets. GitHub never gives a value.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { OF_ALL, OF_ORGANIZATION } from "../call.js";
import { type CommandOptions, repositoryOption } from "../command-options.js";
import { repositoryId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository, Reader } from "../reader.js";
import { paramsOf, repositoriesOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { type SecretStore, STORES } from "../secret-stores.js";

export const organizationSecrets: readonly GitHubResource[] = STORES.map((store) => ({
  dataSet: store.inOrganization.dataSet,
  calls: [store.inOrganization, store.selected],
  extents: OF_ORGANIZATION,
  collect: (crawl) => collectOfOrganization(crawl, store),
}));

export const repositorySecrets: readonly GitHubResource[] = STORES.map((store) => ({
  dataSet: store.inRepository.dataSet,
  calls: [store.inRepository],
  extents: OF_ALL,
  collect: (crawl) => collectOfRepositories(crawl, store),
}));

async function* collectOfOrganization(crawl: OwnerCrawl, store: SecretStore): AsyncGenerator<GraphBatch> {
  const { inOrganization: call } = store;
  const reader = new Reader(crawl, call.dataSet);
  const params = { org: crawl.owner };
  const answer = await crawl.one(call, params);
  if (answer instanceof AnswerFault && answer.kind !== "absent") {
    yield crawl.closeAfter(call.dataSet, call, answer);
    return;
  }
  reader.isPart = true;
  const { repositories, fault } = await repositoriesOf(crawl);
  const known = fault === undefined ? repositories : undefined;
  const counts = {
    all: known?.length,
    private: known?.filter((one) => one.visibility !== "public").length,
  };
  const secrets = answer instanceof AnswerFault ? [] : elementsOf(call, answer);
  const of = { things: secrets, word: `${store.name} secrets`, call, params };
  yield* reader.batches(of, async (raw, part) => {
    const secret = fieldsOf(raw);
    const name = textOf(secret["name"]);
    if (name === undefined) return;
    const visibility = textOf(secret["visibility"]);
    const list =
      visibility === "selected" ? await reader.list(store.selected, { ...params, secret_name: name }, name) : undefined;
    const chosen = list?.flatMap((one) => integerOf(fieldsOf(one)["id"]) ?? []).map(repositoryId);
    const reach = visibility === "all" ? counts.all : visibility === "private" ? counts.private : chosen?.length;
    part.nodes.push(
      toSecret(
        secret,
        { store, name, parent: crawl.id, level: "organization", options: { place_option: `--org=${crawl.owner}` } },
        {
          visibility,
          repositories: chosen,
          repository_count: reach,
        },
      ),
    );
  });
}

async function* collectOfRepositories(crawl: OwnerCrawl, store: SecretStore): AsyncGenerator<GraphBatch> {
  const { inRepository: call } = store;
  yield* eachRepository(crawl, { call, word: `${store.name} secrets` }, async ({ reader, repository, out }) => {
    const secrets = await reader.list(call, paramsOf(repository), repository.id);
    const options = repositoryOption(repository);
    for (const raw of secrets ?? [])
      addSecret(raw, store, { parent: repository.id, level: "repository", options }, out);
  });
}

/** Adds a secret of a repository or environment. */
export function addSecret(
  raw: unknown,
  store: Pick<SecretStore, "name" | "type">,
  place: Pick<Place, "parent" | "options"> & { readonly level: "repository" | "environment" },
  out: PartBuilder,
): void {
  const secret = fieldsOf(raw);
  const name = textOf(secret["name"]);
  if (name === undefined) return;
  out.nodes.push(toSecret(secret, { store, name, ...place }, { repository_count: 1 }));
}

interface Place {
  readonly store: Pick<SecretStore, "name" | "type">;
  readonly name: string;
  readonly parent: string;
  readonly level: string;
  readonly options: CommandOptions;
}

function toSecret(
  secret: { readonly [key: string]: unknown },
  { store, name, parent, level, options }: Place,
  more: { readonly [key: string]: JsonRecord[string] | undefined },
): GraphNode {
  const path = level === "environment" ? "secret" : `secret/${store.name}`;
  return {
    id: `${parent}/${path}/${name}`,
    kind: "credential",
    type: store.type,
    name,
    parent,
    properties: properties({
      status: "active",
      static: true,
      store: store.name,
      level,
      ...(store.name === "actions" ? {} : { store_option: `--app=${store.name}` }),
      ...options,
      created_at: toIso(secret["created_at"]),
      updated_at: toIso(secret["updated_at"]),
      ...more,
    }),
  };
}
