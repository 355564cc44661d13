// Both sides of a crawl held against the vendor's own client: the addresses and parameters that are asked for, and the answers. The
// server does what an API server does with them: it selects by field, hands out pages, and leaves data out where metadata is asked for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/kubernetes/calls.js";
import { type RestAsked, type RestReply, type RestServer, serveRest } from "../rest-server.js";
import { joined } from "../support.js";
import answered from "./answered.json" with { type: "json" };
import { clusterAnswers } from "./cluster.js";
import { crawlLive } from "./live.js";
import { operationAt, problemsOf } from "./vendor.js";

const METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const SCENES = "fixtures/scenes";

type Item = { readonly [field: string]: unknown };
interface List extends Item {
  readonly items: readonly Item[];
}

/** What is wrong with requests and answers, and the routes that were answered as the client's models say. */
class Observer {
  readonly problems: string[] = [];
  readonly answered = new Set<string>();

  note(path: string, parameters: URLSearchParams, answer: Item): void {
    const operation =
      operationAt(path) ??
      operationAt(`${path}/`) ??
      operationAt(path.replace(/(?<=\/namespaces\/)[^/]+/, "{namespace}"));
    if (operation === undefined) return;
    for (const name of parameters.keys())
      if (!operation.parameters.includes(name)) this.problems.push(`${path}: no parameter ${name}`);
    // the client takes what says who issues tokens as text: there is no model to hold it against
    if (operation.answer === "string") return;
    this.problems.push(...problemsOfAnswer(answer, operation.answer).map((problem) => `${path}${problem}`));
    this.answered.add(`GET ${path}`);
  }
}

function problemsOfAnswer(answer: Item, model: string): string[] {
  if (answer["kind"] !== "PartialObjectMetadataList") return problemsOf(answer, model, true);
  const { items, metadata, ...rest } = answer as List & { readonly metadata: unknown };
  return [
    ...problemsOf(metadata, "V1ListMeta", true, ".metadata"),
    ...items.flatMap((item, at) => problemsOf(item["metadata"], "V1ObjectMeta", true, `.items[${at}].metadata`)),
    ...items.flatMap((item) => Object.keys(item).filter((name) => name !== "metadata")),
    ...Object.keys(rest).filter((name) => name !== "kind" && name !== "apiVersion"),
  ];
}

/** An API server of these answers; no page has more than `most` elements. */
function apiServer(answers: { readonly [path: string]: Item }, observer: Observer, most = Number.POSITIVE_INFINITY) {
  return ({ path: whole, headers }: RestAsked): RestReply => {
    const { pathname, searchParams } = new URL(whole, "http://cluster.invalid");
    const answer = answers[pathname];
    if (answer === undefined) return { status: 404, body: status(404, "NotFound") };
    const body = isList(answer) ? page(answer, searchParams, headers["accept"], most) : answer;
    observer.note(pathname, searchParams, body);
    return { status: 200, body };
  };
}

function isList(answer: Item): answer is List {
  return Array.isArray(answer["items"]);
}

function page({ items, ...list }: List, asked: URLSearchParams, accept: string | undefined, most: number): Item {
  const [field, value] = (asked.get("fieldSelector") ?? "").split("=");
  const selected = items.filter(
    (item) => field === undefined || field === "" || (field === "type" ? item[field] : nameOf(item)) === value,
  );
  const start = Number(asked.get("continue") ?? 0);
  const end = start + Math.min(Number(asked.get("limit") ?? most), most);
  const metadata = { resourceVersion: "42", ...(end < selected.length ? { continue: String(end) } : {}) };
  const shown = selected.slice(start, end);
  if (accept !== METADATA) return { ...list, metadata, items: shown };
  const partial = { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" };
  return { ...partial, metadata, items: shown.map((item) => ({ metadata: item["metadata"] })) };
}

function nameOf({ metadata }: Item): unknown {
  return (metadata as Item)["name"];
}

function status(code: number, reason: string): Item {
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: "", reason, code };
  expect(problemsOf(body, "V1Status", true)).toEqual([]);
  return body;
}

async function serve(observer: Observer, most?: number): Promise<RestServer> {
  const server = await serveRest({}, CALLS);
  server.script = apiServer(clusterAnswers(), observer, most);
  return server;
}

test("no request and no answer is against the vendor's client, and nearly every call of nhi is answered so", async () => {
  const observer = new Observer();
  const graph = await crawlLive(await serve(observer));
  expect(observer.problems).toEqual([]);
  expect(graph.coverage.filter(({ state }) => state !== "complete")).toEqual([]);
  expect(graph.ofType("kubernetes.service-account-token")).toHaveLength(2);
  // docs/coverage.md reads it
  expect([...observer.answered].sort()).toEqual(answered.calls);
});

test("a parameter, a field and a type that the client does not know are seen, and a field that must be there", () => {
  const observer = new Observer();
  const container = { image: "x", env: [{ name: "A", value: 1 }], privileged: true };
  observer.note("/api/v1/pods", new URLSearchParams("limit=1&page=2"), {
    items: [{ spec: { containers: [container] } }],
  });
  const at = "/api/v1/pods.items[0].spec.containers[0]";
  expect(observer.problems).toEqual([
    "/api/v1/pods: no parameter page",
    `${at}.name: missing of V1Container`,
    `${at}.env[0].value: no string`,
    `${at}.privileged: V1Container has no such field`,
  ]);
});

test("pages of one element each give the same", async () => {
  const observer = new Observer();
  const whole = await crawlLive(await serve(observer));
  const paged = await crawlLive(await serve(observer, 1));
  expect(observer.problems).toEqual([]);
  expect(joined(paged.batches)).toEqual(joined(whole.batches));
});

test("recordings have no field that the vendor's client does not know", () => {
  const problems = readdirSync(SCENES).flatMap((scene) => {
    const folder = join(SCENES, scene, "kubernetes");
    return filesOf(folder).flatMap((file) => {
      const operation = operationAt(file.replace(/^[^/]+/, "").replace(/\.json$/, ""));
      if (operation === undefined || operation.answer === "string") return [];
      const answer = JSON.parse(readFileSync(join(folder, file), "utf8"));
      return problemsOf(answer, operation.answer, false).map((problem) => `${scene}/${file}${problem}`);
    });
  });
  expect(problems).toEqual([]);
});

/** Paths below a folder: of answers, not of refusals. */
function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /(?<!\.error)\.json$/.test(file),
    );
  } catch {
    return [];
  }
}
