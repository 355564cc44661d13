// The contexts of one organisation of CircleCI, with who may use them and what is in them: names and dates, never a value.
import { addAll } from "../../model/add-all.js";
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import { PartBuilder } from "../part.js";
import { announcesSecret } from "../secret-like.js";
import { secretNamesOf } from "../secret-names.js";
import type { RestCall } from "../shared/rest/call.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import {
  CONTEXTS,
  LIST_CONTEXTS,
  LIST_ORGANIZATIONS,
  LIST_RESTRICTIONS,
  LIST_RESTRICTIONS_V2,
  LIST_VARIABLES,
  RESTRICTIONS,
  VARIABLES,
} from "./calls.js";
import {
  expressionsOf,
  isEveryone,
  isForAllMembers,
  isOpen,
  type Listing,
  projectsOf,
  toRestriction,
  toRestrictionV2,
} from "./restrictions.js";

interface KnownContext {
  readonly id: string;
  /** CircleCI's id. */
  readonly uuid: string;
  readonly name: string;
  readonly createdAt: string | undefined;
}

/** Every data set of an organisation (`gh/acme`); what an interrupted run has read is left out. */
export async function* crawlOrganization(crawl: RestCrawl, slug: string): AsyncGenerator<GraphBatch> {
  const isWanted = (dataSet: string): boolean => crawl.answers.wasAsked(dataSet) !== false;
  const isDone = (dataSet: string): boolean => crawl.context.isDone(crawl.scope.id, dataSet, "");
  if (![CONTEXTS, RESTRICTIONS, VARIABLES].some((one) => isWanted(one) && !isDone(one))) return;
  const organization = await organizationOf(crawl, slug);
  if (organization !== undefined) {
    crawl.scope = { ...crawl.scope, properties: { ...crawl.scope.properties, organization_id: organization } };
  }
  crawl.answers.noteAsked(CONTEXTS);
  const { list, fault } = await crawl.list(LIST_CONTEXTS, { slug });
  const contexts = list.flatMap((raw) => toContext(crawl.host, fieldsOf(raw)));
  if (!isDone(CONTEXTS)) yield contextBatch(crawl, contexts, fault);
  for (const [dataSet, read] of [
    [RESTRICTIONS, readRestrictions],
    [VARIABLES, readVariables],
  ] as const) {
    if (!isWanted(dataSet) || isDone(dataSet)) continue;
    crawl.answers.noteAsked(dataSet);
    yield* read(crawl, { contexts, fault, organization });
  }
}

interface Known {
  readonly contexts: readonly KnownContext[];
  readonly fault: AnswerFault | undefined;
  readonly organization: string | undefined;
}

/** Id of the organisation by its slug; undefined when the token is no member's, or the bundle does not say. */
async function organizationOf(crawl: RestCrawl, slug: string): Promise<string | undefined> {
  const answer = await crawl.one(LIST_ORGANIZATIONS, {});
  if (answer instanceof AnswerFault) return undefined;
  const found = listOf(answer[ROOT_LIST])
    .map(fieldsOf)
    .find((one) => isSameSlug(textOf(one["slug"]), slug));
  return textOf(found?.["id"]);
}

const LONG: { readonly [short: string]: string } = { gh: "github", bb: "bitbucket" };

/** `gh/acme` and `github/acme` are one. */
function isSameSlug(one: string | undefined, other: string): boolean {
  const whole = (slug: string): string => {
    const [first = "", ...rest] = slug.toLowerCase().split("/");
    return [LONG[first] ?? first, ...rest].join("/");
  };
  return one !== undefined && whole(one) === whole(other);
}

function toContext(host: string, raw: Fields): KnownContext[] {
  const [uuid, name] = [textOf(raw["id"]), textOf(raw["name"])];
  if (uuid === undefined || name === undefined) return [];
  return [{ id: `circleci:${host}/-/contexts/${uuid}`, uuid, name, createdAt: toIso(raw["created_at"]) }];
}

function contextBatch(crawl: RestCrawl, contexts: readonly KnownContext[], fault: AnswerFault | undefined): GraphBatch {
  const out = new PartBuilder();
  for (const { id, uuid, name, createdAt } of contexts) {
    out.nodes.push({
      id,
      kind: "resource",
      type: "circleci.context",
      name,
      parent: crawl.scope.id,
      properties: properties({ context_id: uuid, created_at: createdAt }),
    });
    out.edge("contains", crawl.scope.id, id);
  }
  crawl.count("contexts", contexts.length);
  return crawl.closeAfter(LIST_CONTEXTS, fault, out);
}

async function* readRestrictions(crawl: RestCrawl, known: Known): AsyncGenerator<GraphBatch> {
  const reader = crawl.reader(RESTRICTIONS);
  if (known.fault !== undefined) reader.note(known.fault);
  const found = new Map<string, Listing>();
  const call = await listOfRestrictions(crawl, known.contexts);
  const hasGroups = call === LIST_RESTRICTIONS;
  const parts = reader.each(known.contexts, "contexts asked for restrictions", async ({ id, uuid }) => {
    const page = await reader.answer(call, id, () => crawl.one(call, { context_id: uuid }));
    if (typeof page === "string") return;
    const restrictions = listOf(page[call.list ?? ""]).flatMap(hasGroups ? toRestriction : toRestrictionV2);
    found.set(id, { restrictions, hasGroups });
  });
  for await (const _ of parts) crawl.context.signal.throwIfAborted();
  const out = new PartBuilder();
  const listsEveryone = [...found.values()].some(({ restrictions }) =>
    restrictions.some((one) => one.kind === "group" && isEveryone(one, known.organization) === true),
  );
  for (const [id, listing] of found) {
    const kinds = [...new Set(listing.restrictions.map(({ kind }) => kind))].sort();
    const open = isOpen(listing, known.organization, listsEveryone);
    out.supplements.push({
      node: id,
      properties: properties({
        restriction_kinds: kinds,
        open_to_members: open,
        for_all_members: isForAllMembers(listing, known.organization, listsEveryone),
        projects: projectsOf(listing),
        expressions: expressionsOf(listing),
      }),
    });
    if (open === undefined) {
      reader.gap(id, "its restrictions do not say whether all members may use it: groups are not listed, or not named");
    }
  }
  const { coverage, gaps } = reader.outcome();
  addAll(out.gaps, gaps);
  yield crawl.close(call, coverage, out);
}

/** The newer list of restrictions where there is one; CircleCI server and old bundles have the older one only. */
async function listOfRestrictions(crawl: RestCrawl, [first]: readonly KnownContext[]): Promise<RestCall> {
  if (first === undefined) return LIST_RESTRICTIONS;
  const answer = await crawl.one(LIST_RESTRICTIONS, { context_id: first.uuid });
  const isMissing = answer instanceof AnswerFault && (answer.status === 404 || answer.kind === "unrecorded");
  return isMissing && (await crawl.has(LIST_RESTRICTIONS_V2, { context_id: first.uuid }))
    ? LIST_RESTRICTIONS_V2
    : LIST_RESTRICTIONS;
}

async function* readVariables(crawl: RestCrawl, known: Known): AsyncGenerator<GraphBatch> {
  const reader = crawl.reader(VARIABLES);
  if (known.fault !== undefined) reader.note(known.fault);
  const rowOf = secretNamesOf(crawl.context.ciTables);
  const isKnown = (name: string): boolean => rowOf(name, (row) => row.static) !== undefined;
  const parts = reader.each(known.contexts, "contexts asked for variables", async (context, out) => {
    const page = await reader.answer(LIST_VARIABLES, context.id, () =>
      crawl.one(LIST_VARIABLES, { context_id: context.uuid }),
    );
    if (typeof page === "string") return;
    addVariables(context, listOf(page["items"]).map(fieldsOf), isKnown, out);
  });
  for await (const part of parts) yield crawl.batch(LIST_VARIABLES, part);
  const { coverage, gaps } = reader.outcome();
  yield crawl.close(LIST_VARIABLES, coverage, { gaps });
}

function addVariables(
  context: KnownContext,
  variables: readonly Fields[],
  isKnown: (name: string) => boolean,
  out: PartBuilder,
): void {
  const dates: string[] = [];
  let count = 0;
  for (const variable of variables) {
    const name = textOf(variable["variable"]);
    if (name === undefined) continue;
    count += 1;
    const [createdAt, updatedAt] = [toIso(variable["created_at"]), toIso(variable["updated_at"])];
    const isSecret = announcesSecret(name) || isKnown(name);
    if (!isSecret) continue;
    const changedAt = updatedAt ?? createdAt;
    if (changedAt !== undefined) dates.push(changedAt);
    out.nodes.push({
      id: `${context.id}/variable/${name}`,
      kind: "credential",
      type: "circleci.context-variable",
      name,
      parent: context.id,
      properties: properties({
        status: "active",
        static: true,
        store: "circleci",
        level: "context",
        variable: name,
        looks_secret: announcesSecret(name),
        created_at: createdAt,
        updated_at: updatedAt,
      }),
    });
  }
  out.supplements.push({
    node: context.id,
    properties: properties({ variable_count: count, oldest_secret_at: dates.sort()[0] }),
  });
}
