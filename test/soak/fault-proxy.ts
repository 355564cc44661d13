// A proxy that does to requests what networks and vendors do: storms of 429, 500s, resets, half answers, HTML, slow bytes, pages
// without end. What happens to a request follows from the seed and the request alone, so that a seed repeats a run.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Asked, emptied, type GoOn, keyOf, pageOf, tokenOf, type Upstream } from "./paging.js";

/** What passes by itself when the request is made again. */
export const PASSING = ["429", "500", "502", "503", "reset", "slow"] as const;
/** What may stay. */
export const LASTING = [...PASSING, "half", "html", "circle"] as const;
/** The last one is of a list whose pages are new ones for ever: thousands are asked for before a client gives up. */
export type Fault = (typeof LASTING)[number] | "endless";

export interface Plan {
  readonly seed: number;
  /** Share of requests that meet a fault. */
  readonly share: number;
  readonly kinds: readonly Fault[];
  /** Whether some faults never end. */
  readonly lasts: boolean;
  /** Key of the list that has no end: the only fault of its plan. */
  readonly endless?: string;
}

export interface FaultProxy {
  readonly url: string;
  /** Requests that came in since the plan was made. */
  readonly asked: number;
  /** How often each fault was met. */
  readonly met: ReadonlyMap<Fault, number>;
  /** Keys of the lists whose last page was sent since the plan was made. */
  readonly lists: ReadonlySet<string>;
  /** Pages that the longest list without end was asked for. */
  readonly longest: number;
  /** Undefined lets everything pass; `onAsked` hears of every request. */
  plan(plan: Plan | undefined, onAsked?: () => void): void;
  stop(): Promise<void>;
}

/** A request meets its fault so often before it passes. */
const MOST_TIMES = 2;
/** So many pages of a list without end hold what its last one does; the thousands after them are empty, as those of vendors are. */
const FULL_PAGES = 20;
/** Pages of a list that leads back to where it was. */
const PAGES_OF_CIRCLE = 3;

/** What is sent after the last page of a list: made from that one, so that thousands cost the server nothing. */
interface Tail {
  readonly last: Upstream;
  readonly empty: Upstream;
  longest: number;
}

/** Starts it on loopback before `target`; addresses of the target in its answers become the proxy's own. */
export async function startFaultProxy(target: string, goOn: GoOn): Promise<FaultProxy> {
  let plan: Plan | undefined;
  let asked = 0;
  let heard: (() => void) | undefined;
  const met = new Map<Fault, number>();
  const times = new Map<string, number>();
  const lists = new Set<string>();
  const tails = new Map<string, Tail>();
  const server = createServer((incoming, answer) => {
    serve(incoming, answer).catch(() => answer.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    asked += 1;
    heard?.();
    const question = toAsked(incoming, url, body);
    const key = keyOf(question);
    const fault = faultOf(key);
    if (fault === "endless" || fault === "circle") return sendPage(fault, key, question, incoming, answer, body);
    if (fault !== undefined) note(fault);
    if (fault === "reset") return void incoming.socket.resetAndDestroy();
    if (fault === "429") return send(answer, limit());
    if (fault === "html") return send(answer, { status: 200, headers: HTML, body: "<html>please sign in</html>" });
    if (fault === "500" || fault === "502" || fault === "503")
      return send(answer, {
        status: Number(fault),
        headers: { ...HTML, "retry-after": "0" },
        body: "<html>sorry</html>",
      });
    const said = await upstream(incoming, body);
    if (fault === "half") return sendHalf(incoming, answer, said);
    if (fault === "slow") return sendSlowly(answer, said);
    if (goOn(said, question, "") !== undefined) lists.add(key);
    return send(answer, said);
  }

  const note = (fault: Fault): void => void met.set(fault, (met.get(fault) ?? 0) + 1);

  /** The list's own pages as they are, the last of them with one more, and those after it. */
  async function sendPage(
    fault: "endless" | "circle",
    key: string,
    question: Asked,
    incoming: IncomingMessage,
    answer: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    const page = pageOf(question) ?? 0;
    const next = tokenOf(fault === "circle" ? (page % PAGES_OF_CIRCLE) + 1 : page + 1);
    const said = page === 0 ? await upstream(incoming, body) : undefined;
    const tail = tails.get(key) ?? { last: said ?? EMPTY, empty: emptied(said ?? EMPTY), longest: 0 };
    const made = goOn(said ?? (page < FULL_PAGES ? tail.last : tail.empty), question, next);
    if (made !== undefined) {
      note(fault);
      tails.set(key, tail);
      if (fault === "endless") tail.longest = Math.max(tail.longest, page + 1);
    }
    return send(answer, made ?? said ?? EMPTY);
  }

  /** The fault of a request, if it meets one this time. */
  function faultOf(key: string): Fault | undefined {
    if (plan === undefined) return undefined;
    if (plan.endless !== undefined) return plan.endless === key ? "endless" : undefined;
    const digest = createHash("sha256").update(`${plan.seed} ${key}`).digest();
    if (digest.readUInt32BE(0) / 2 ** 32 >= plan.share) return undefined;
    const kind = plan.kinds[digest.readUInt32BE(4) % plan.kinds.length] as Fault;
    const isForEver = kind === "circle" || (plan.lasts && (digest[8] ?? 0) < 100);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    return isForEver || before <= (digest[9] ?? 0) % MOST_TIMES ? kind : undefined;
  }

  async function upstream(incoming: IncomingMessage, body: Buffer): Promise<Upstream> {
    const { "accept-encoding": _, "if-none-match": __, ...headers } = incoming.headers;
    const sent = request(target + (incoming.url ?? "/"), { method: incoming.method, headers });
    const responded = once(sent, "response") as Promise<[IncomingMessage]>;
    sent.end(body);
    const [response] = await responded;
    const said = (await readAll(response)).toString();
    const { "content-length": ___, "transfer-encoding": ____, connection: _____, ...kept } = response.headers;
    const own = Object.entries(kept).map(([name, value]) => [name, String(value).replaceAll(target, url)]);
    return {
      status: response.statusCode ?? 502,
      headers: Object.fromEntries(own) as { [name: string]: string },
      body: said.replaceAll(target, url),
    };
  }

  return {
    url,
    get asked() {
      return asked;
    },
    met,
    lists,
    get longest() {
      return Math.max(0, ...[...tails.values()].map(({ longest }) => longest));
    },
    plan(next, onAsked) {
      plan = next;
      heard = onAsked;
      asked = 0;
      times.clear();
      lists.clear();
      tails.clear();
      met.clear();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const HTML = { "content-type": "text/html" };
const EMPTY: Upstream = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };

/** A limit, as every vendor says it: what it says to wait for is nothing, so that a run of thousands stays short. */
function limit(): Upstream {
  const body = JSON.stringify({
    message: "API rate limit exceeded",
    error: { code: 429, status: "RESOURCE_EXHAUSTED" },
  });
  return { status: 429, headers: { "content-type": "application/json", "retry-after": "0" }, body };
}

function toAsked(incoming: IncomingMessage, url: string, body: Buffer): Asked {
  const { method = "", headers } = incoming;
  const target = headers["x-amz-target"];
  return {
    method,
    at: new URL(incoming.url ?? "/", url),
    body: body.toString(),
    target: typeof target === "string" ? target : undefined,
  };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(answer: ServerResponse, { status, headers, body }: Upstream): void {
  answer.writeHead(status, headers).end(body);
}

function sendHalf(incoming: IncomingMessage, answer: ServerResponse, { status, headers, body }: Upstream): void {
  answer.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  answer.write(body.slice(0, body.length / 2), () => incoming.socket.resetAndDestroy());
}

async function sendSlowly(answer: ServerResponse, { status, headers, body }: Upstream): Promise<void> {
  answer.writeHead(status, headers);
  const bytes = Buffer.from(body);
  const step = Math.max(1, Math.ceil(bytes.length / 20));
  for (let from = 0; from < bytes.length; from += step) {
    answer.write(bytes.subarray(from, from + step));
    await sleep(5);
  }
  answer.end();
}
