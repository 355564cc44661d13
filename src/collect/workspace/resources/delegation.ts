// workspace/admin:delegation: clients that may act for every user of the domain. No API lists them. The list that an
// administrator gives is whole; without one the log of what administrators did tells of those of the last half year.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { GraphBatch } from "../../../model/batch.js";
import { UsageError } from "../../../model/errors.js";
import { decodeUtf } from "../../../model/utf.js";
import { type Question, toCoverage } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { toIso } from "../../time.js";
import { reports, type WorkspaceCall } from "../call.js";
import { type DelegatedClient, parseDelegation } from "../delegation-file.js";
import type { DomainCrawl } from "../domain-crawl.js";
import { delegationId } from "../ids.js";
import type { WorkspaceResource } from "../resource.js";

const DATA_SET = "workspace/admin:delegation";
/** How it is called in a bundle, and what says where it is for a live crawl. */
const FILES = ["delegation.csv", "delegation.json"] as const;
const VARIABLE = "NHI_WORKSPACE_DELEGATION";
/** A list of clients is small. */
const LONGEST_FILE = 16 << 20;

const eventsOf = (event: string): WorkspaceCall =>
  reports({
    method: `reports.activities.list (admin, ${event})`,
    path: "activity/users/all/applications/admin",
    dataSet: DATA_SET,
    count: "1 per 1,000 changes of half a year",
    list: "items",
    query: { eventName: event, fields: "nextPageToken,items(id(time),events(name,parameters))" },
    param: "eventName",
    page: { name: "maxResults", size: 1000 },
  });
const AUTHORIZED = eventsOf("AUTHORIZE_API_CLIENT_ACCESS");
const REMOVED = eventsOf("REMOVE_API_CLIENT_ACCESS");

export const delegation: WorkspaceResource = {
  dataSet: DATA_SET,
  calls: [AUTHORIZED, REMOVED],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const given = await fileOf(crawl);
    if (given !== undefined) yield* ofFile(given, crawl);
    else yield* ofLog(crawl);
  },
};

interface Given {
  readonly question: Question;
  readonly live: () => Promise<Uint8Array>;
  readonly name: string;
}

/** The list of an administrator, live or in the bundle; undefined when there is none. Throws UsageError. */
async function fileOf(crawl: DomainCrawl): Promise<Given | undefined> {
  const toGiven = (name: string, live: Given["live"]): Given => ({
    name,
    live,
    question: { path: ["workspace", crawl.domain, name], call: "list of domain-wide delegation" },
  });
  const { delegation: path } = crawl;
  if (path !== undefined) {
    const name = /\.json$/i.test(path) ? "delegation.json" : "delegation.csv";
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new UsageError(`${VARIABLE}: ${path} cannot be read`, { cause });
    });
    if (bytes.length > LONGEST_FILE)
      throw new UsageError(`${VARIABLE}: ${path} is larger than a list of clients can be`);
    await parseDelegation(decodeUtf(bytes), basename(path)).catch((fault: unknown) => {
      if (fault instanceof AnswerFault) throw new UsageError(`${VARIABLE}: ${fault.message}`, { cause: fault });
      throw fault;
    });
    return toGiven(name, async () => bytes);
  }
  if (crawl.answers.isLive) return undefined;
  const there = await crawl.answers.files(["workspace", crawl.domain]);
  const name = FILES.find((one) => there.includes(one));
  return name === undefined ? undefined : toGiven(name, () => Promise.reject(new Error("no live answer")));
}

async function* ofFile({ question, live, name }: Given, crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
  try {
    const bytes = await crawl.answers.bytes(question, live);
    const clients = await parseDelegation(decodeUtf(bytes), name);
    const out = new PartBuilder();
    for (const client of clients) addDelegation(client, { source: "list" }, crawl, out);
    const file = crawl.answers.file(question);
    const evidence = { call: question.call, ...(file === undefined ? {} : { file }) };
    yield { ...crawl.close(AUTHORIZED, {}, out), evidence };
  } catch (fault) {
    yield crawl.closeAfter(AUTHORIZED, fault);
  }
}

/** What is granted by the log: of each client the last thing that was done. */
async function* ofLog(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
  const [authorized, removed] = [await crawl.one(AUTHORIZED, {}), await crawl.one(REMOVED, {})];
  if (authorized instanceof AnswerFault) {
    yield crawl.closeAfter(AUTHORIZED, authorized);
    return;
  }
  const gone = removed instanceof AnswerFault ? [] : elementsOf(REMOVED, removed).flatMap(toChanges);
  const last = new Map<string, Change>();
  for (const change of [...elementsOf(AUTHORIZED, authorized).flatMap(toChanges), ...gone]) {
    const before = last.get(change.client);
    if (before === undefined || isLater(change, before)) last.set(change.client, change);
  }
  const out = new PartBuilder();
  for (const { client, scopes, at } of [...last.values()].sort((a, b) => (a.client < b.client ? -1 : 1))) {
    if (scopes === undefined) continue;
    addDelegation({ client, name: undefined, scopes }, { source: "log", at }, crawl, out);
  }
  const message = `no list was given (${VARIABLE}): the log of administrators tells of the last half year only`;
  const part =
    removed instanceof AnswerFault
      ? { ...toCoverage(DATA_SET, removed, true), message: `${message}; ${removed.message}` }
      : { state: "partial" as const, message };
  yield crawl.close(AUTHORIZED, part, out, {});
}

interface Change {
  readonly client: string;
  /** Undefined when access was taken away. */
  readonly scopes: readonly string[] | undefined;
  readonly at: string;
}

/** Of two changes at the same moment the grant is the later: scopes are replaced by removal and grant. */
function isLater(a: Change, b: Change): boolean {
  return a.at === b.at ? a.scopes !== undefined && b.scopes === undefined : a.at > b.at;
}

function toChanges(raw: unknown): readonly Change[] {
  const activity = fieldsOf(raw);
  const at = toIso(fieldsOf(activity["id"])["time"]) ?? "";
  return listOf(activity["events"]).flatMap((one): Change[] => {
    const event = fieldsOf(one);
    const isGrant = event["name"] === "AUTHORIZE_API_CLIENT_ACCESS";
    if (!isGrant && event["name"] !== "REMOVE_API_CLIENT_ACCESS") return [];
    const parameters = new Map(listOf(event["parameters"]).map((two) => toParameter(fieldsOf(two))));
    const [client] = parameters.get("API_CLIENT_NAME") ?? [];
    if (client === undefined) return [];
    const scopes = (parameters.get("API_SCOPES") ?? []).flatMap((text) => text.split(/[\s,]+/)).filter(Boolean);
    return [{ client, at, scopes: isGrant ? [...new Set(scopes)].sort() : undefined }];
  });
}

function toParameter(raw: Fields): readonly [string, readonly string[]] {
  const single = textOf(raw["value"]);
  const many = listOf(raw["multiValue"]).filter((one) => typeof one === "string");
  return [textOf(raw["name"]) ?? "", single === undefined ? many : [single]];
}

interface Told {
  readonly source: "list" | "log";
  readonly at?: string;
}

function addDelegation(
  { client, name, scopes }: DelegatedClient,
  { source, at }: Told,
  crawl: DomainCrawl,
  out: PartBuilder,
): void {
  out.nodes.push({
    id: delegationId(crawl.id, client),
    kind: "grant",
    type: "workspace.delegation",
    name: `${name ?? client} for every user`,
    aliases: [`delegation/${client}`],
    properties: properties({
      client_id: client,
      client_name: name,
      scopes: [...scopes],
      told_by: source,
      created_at: at === "" ? undefined : at,
    }),
  });
}
