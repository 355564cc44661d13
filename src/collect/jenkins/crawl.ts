// The credentials of a Jenkins controller: ids, types and scopes, never what is in them.
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { CREDENTIALS, GET_CREDENTIAL, LIST_CREDENTIALS, LIST_DOMAINS, LIST_PLUGINS, PLUGINS, SCOPES } from "./calls.js";
import { cleanConfig, readConfig } from "./config-xml.js";
import { credentialType, ID_TOKEN_PLUGIN } from "./types.js";

interface KnownCredential {
  readonly node: string;
  readonly domain: string;
  readonly id: string;
  readonly raw: Fields;
}

/** Domain of credentials that are for no host in particular; every store has it. */
const GLOBAL_DOMAIN = "_";

/** Every data set of a controller; what an interrupted run has read is left out. */
export async function* crawlController(crawl: RestCrawl): AsyncGenerator<GraphBatch> {
  const isWanted = (dataSet: string): boolean =>
    crawl.answers.wasAsked(dataSet) !== false && !crawl.context.isDone(crawl.scope.id, dataSet, "");
  if (isWanted(CREDENTIALS) || isWanted(SCOPES) || isWanted(PLUGINS)) {
    crawl.answers.noteAsked(CREDENTIALS);
    const { list, faults } = await credentialsOf(crawl);
    if (isWanted(CREDENTIALS)) yield credentialBatch(crawl, list, faults);
    if (isWanted(SCOPES)) yield* readScopes(crawl, list, faults);
    if (isWanted(PLUGINS)) yield await readPlugins(crawl, list);
  }
}

interface Known {
  readonly list: readonly KnownCredential[];
  readonly faults: readonly AnswerFault[];
}

async function credentialsOf(crawl: RestCrawl): Promise<Known> {
  const answer = await crawl.one(LIST_DOMAINS, {});
  // A bundle written by hand may hold the one domain that everyone has.
  const isLone = answer instanceof AnswerFault && answer.kind === "unrecorded";
  if (answer instanceof AnswerFault && !isLone) return { list: [], faults: [answer] };
  const named = answer instanceof AnswerFault ? [] : Object.keys(fieldsOf(answer["domains"]));
  const faults: AnswerFault[] = [];
  const list: KnownCredential[] = [];
  for (const domain of new Set([GLOBAL_DOMAIN, ...named])) {
    const { list: found, fault } = await crawl.list(LIST_CREDENTIALS, { domain });
    if (fault !== undefined) faults.push(fault);
    for (const raw of found.map(fieldsOf)) {
      const id = textOf(raw["id"]);
      if (id !== undefined) list.push({ node: `${crawl.scope.id}/-/credentials/${domain}/${id}`, domain, id, raw });
    }
  }
  return { list, faults };
}

function credentialBatch(crawl: RestCrawl, list: Known["list"], faults: Known["faults"]): GraphBatch {
  const out = new PartBuilder();
  for (const { node, domain, id, raw } of list) {
    out.nodes.push({
      id: node,
      kind: "credential",
      type: "jenkins.credential",
      name: id,
      parent: crawl.scope.id,
      properties: properties({
        status: "active",
        static: true,
        store: "jenkins",
        level: "controller",
        domain: domain === GLOBAL_DOMAIN ? undefined : domain,
        credential_kind: textOf(raw["typeName"]),
        description: proseOf(raw["description"]),
      }),
    });
  }
  crawl.count("credentials", list.length);
  const [fault] = faults;
  return crawl.closeAfter(LIST_CREDENTIALS, fault, out);
}

async function* readScopes(crawl: RestCrawl, list: Known["list"], faults: Known["faults"]): AsyncGenerator<GraphBatch> {
  crawl.answers.noteAsked(SCOPES);
  const reader = crawl.reader(SCOPES);
  for (const fault of faults) reader.note(fault);
  const parts = reader.each(list, "credentials asked for their scope", async ({ node, domain, id }, out) => {
    const answer = await reader.answer(GET_CREDENTIAL, node, async () => {
      const text = await crawl.text(GET_CREDENTIAL, { domain, id }, cleanConfig);
      return text instanceof AnswerFault ? text : { text };
    });
    if (typeof answer === "string") return;
    const config = readConfig(textOf(answer["text"]) ?? "");
    if (config === undefined) {
      reader.gap(node, `${GET_CREDENTIAL.route}: not the configuration of a credential`);
      return;
    }
    const { isSecret, provider, holds } = credentialType(config.type);
    out.supplements.push({
      node,
      properties: properties({
        credential_scope: config.scope,
        credential_class: config.type,
        holds_secret: isSecret,
        provider,
        holds,
      }),
    });
  });
  for await (const part of parts) yield crawl.batch(GET_CREDENTIAL, part);
  const { coverage, gaps } = reader.outcome();
  yield crawl.close(GET_CREDENTIAL, coverage, { gaps });
}

/** Whether builds can have id-tokens: nothing else of the list of plugins is kept. */
async function readPlugins(crawl: RestCrawl, list: Known["list"]): Promise<GraphBatch> {
  crawl.answers.noteAsked(PLUGINS);
  const answer = await crawl.one(LIST_PLUGINS, {});
  if (answer instanceof AnswerFault) return crawl.closeAfter(LIST_PLUGINS, answer);
  const hasTokens = listOf(answer["plugins"])
    .map(fieldsOf)
    .some((plugin) => plugin["shortName"] === ID_TOKEN_PLUGIN && plugin["active"] !== false);
  const out = new PartBuilder();
  for (const { node } of list) out.supplements.push({ node, properties: { id_tokens: hasTokens } });
  return crawl.close(LIST_PLUGINS, {}, out);
}
