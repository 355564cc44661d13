// A proxy that does to requests what networks and vendors do: storms of 429, 500s, resets, half answers, HTML, slow bytes, pages
// without end. What happens to a request follows from the seed and the request alone, so that a seed repeats a run.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What passes by itself when the request is made again. */
export const PASSING = ["429", "500", "502", "503", "reset", "slow"] as const;
/** What may stay. */
export const LASTING = [...PASSING, "half", "html", "circle"] as const;
/** A list whose pages are new ones for ever: thousands are asked for before a client gives up. */
export const ENDLESS = ["endless"] as const;
export type Fault = (typeof LASTING | typeof ENDLESS)[number];

export interface Plan {
  readonly seed: number;
  /** Share of requests that meet a fault. */
  readonly share: number;
  readonly kinds: readonly Fault[];
  /** Whether some faults never end. */
  readonly lasts: boolean;
}

/** Writes a page that another one follows: the answer, and the address or token of the next. */
export type MakeEndless = (answer: Upstream, url: URL, page: number) => Upstream;

export interface Upstream {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export interface FaultProxy {
  readonly url: string;
  /** Requests that came in since the plan was made. */
  readonly asked: number;
  /** How often each fault was met. */
  readonly met: ReadonlyMap<Fault, number>;
  /** Pages that the longest list without end was asked for. */
  readonly longest: number;
  /** Undefined lets everything pass; `onAsked` hears of every request. */
  plan(plan: Plan | undefined, onAsked?: () => void): void;
  stop(): Promise<void>;
}

/** A request meets its fault so often before it passes. */
const MOST_TIMES = 2;
/** Parameters that tell the pages of one list apart. */
const PAGE = /^(?:page|pageToken|\$?skiptoken|continue|Marker|NextToken)$/i;

/** Starts it on loopback before `target`; addresses of the target in its answers become the proxy's own. */
export async function startFaultProxy(target: string, makeEndless: MakeEndless): Promise<FaultProxy> {
  let plan: Plan | undefined;
  let asked = 0;
  let heard: (() => void) | undefined;
  const met = new Map<Fault, number>();
  const times = new Map<string, number>();
  // Of a list without end only the first page is really asked for: a client gives up after thousands.
  const lists = new Map<string, { readonly said: Upstream; page: number }>();
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
    const at = new URL(incoming.url ?? "/", url);
    const fault = faultOf(incoming.method ?? "", at, body.toString());
    if (fault !== undefined) met.set(fault, (met.get(fault) ?? 0) + 1);
    if (fault === "reset") return void incoming.socket.resetAndDestroy();
    if (fault === "429") return send(answer, limit());
    if (fault === "html") return send(answer, { status: 200, headers: HTML, body: "<html>please sign in</html>" });
    if (fault === "500" || fault === "502" || fault === "503")
      return send(answer, {
        status: Number(fault),
        headers: { ...HTML, "retry-after": "0" },
        body: "<html>sorry</html>",
      });
    if (fault === "endless" || fault === "circle") {
      const key = keyOf(incoming.method ?? "", at, body.toString());
      const list = lists.get(key) ?? { said: await upstream(incoming, body), page: 0 };
      lists.set(key, list);
      list.page += 1;
      return send(answer, makeEndless(list.said, at, fault === "circle" ? list.page % 3 : list.page));
    }
    const said = await upstream(incoming, body);
    if (fault === "half") return sendHalf(incoming, answer, said);
    if (fault === "slow") return sendSlowly(answer, said);
    return send(answer, said);
  }

  /** The fault of a request, if it meets one this time. */
  function faultOf(method: string, at: URL, body: string): Fault | undefined {
    if (plan === undefined) return undefined;
    const key = keyOf(method, at, body);
    const digest = createHash("sha256").update(`${plan.seed} ${key}`).digest();
    if (digest.readUInt32BE(0) / 2 ** 32 >= plan.share) return undefined;
    const kind = plan.kinds[digest.readUInt32BE(4) % plan.kinds.length] as Fault;
    const isForEver = kind === "endless" || kind === "circle" || (plan.lasts && (digest[8] ?? 0) < 100);
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
    get longest() {
      return Math.max(0, ...[...lists.values()].map(({ page }) => page));
    },
    plan(next, onAsked) {
      plan = next;
      heard = onAsked;
      asked = 0;
      times.clear();
      lists.clear();
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

/** A limit, as every vendor says it: what it says to wait for is nothing, so that a run of thousands stays short. */
function limit(): Upstream {
  const body = JSON.stringify({
    message: "API rate limit exceeded",
    error: { code: 429, status: "RESOURCE_EXHAUSTED" },
  });
  return { status: 429, headers: { "content-type": "application/json", "retry-after": "0" }, body };
}

/** What a request is, whichever page of a list it asks for. */
function keyOf(method: string, at: URL, body: string): string {
  const query = [...at.searchParams].filter(([name]) => !PAGE.test(name)).map((pair) => pair.join("="));
  return `${method} ${at.pathname} ${query.sort().join("&")} ${body}`;
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
