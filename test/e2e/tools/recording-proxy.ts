// A loopback proxy before the server: notes every AWS call that passes, mends what the server writes in another form than
// AWS's models say, answers what is scripted itself, and can refuse a call or hold the crawl at a chosen one.
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { modelOf } from "./aws-model.js";
import { readCall } from "./call-name.js";
import { mendAnswer } from "./mend.js";
import type { ModelServer } from "./model-server.js";
import { type Message, toFaultMessage } from "./write-answer.js";

export interface PassedCall {
  /** `iam:GetAccountAuthorizationDetails`. */
  readonly call: string;
  /** Access key id that signed it. */
  readonly key: string;
  /** Region that it was signed for. */
  readonly region: string;
  /** Form or JSON fields of the request. */
  readonly body: string;
  status: number;
}

export interface Fault {
  readonly status: number;
  readonly code: string;
}

export type Matches = (call: PassedCall) => boolean;

export interface RecordingProxy {
  readonly url: string;
  readonly calls: readonly PassedCall[];
  /** Calls that the server answered well at least once; forget() keeps them. */
  readonly answered: Set<string>;
  /** Most calls that were under way at a time. */
  readonly most: number;
  forget(): void;
  /** Calls `held` instead of answering the first call that matches; later calls wait as well. Undefined lets all pass. */
  hold(matches: Matches | undefined, held?: () => void): void;
  /**
   * moto answers 500 to what it does not implement, and clients retry that for seconds. By default it is passed on as
   * 501, which is what it means; `raw` leaves it, and what else moto writes in a form of its own, as it is;
   * only its regions are two in any case.
   */
  raw: boolean;
  /** Answers the calls that match with AccessDenied instead of passing them on. */
  refuse(matches: Matches): void;
  /** Answers calls with a fault of their own. */
  fail(fault: (call: PassedCall) => Fault | undefined): void;
  /** Answers by AWS's own models what it has a script for, before the server is asked. */
  script: ModelServer | undefined;
  stop(): Promise<void>;
}

interface Exchange {
  readonly target: string;
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly answer: ServerResponse;
  readonly call: PassedCall;
}

const REGIONS: ReadonlySet<string> = new Set(["us-east-1", "eu-west-1"]);
const DENIED: Fault = { status: 403, code: "AccessDenied" };

/** Starts it on a free port before `target`. */
export async function startProxy(target: string): Promise<RecordingProxy> {
  const calls: PassedCall[] = [];
  let matches: Matches | undefined;
  let held: (() => void) | undefined;
  let holding = false;
  let fault: (call: PassedCall) => Fault | undefined = () => undefined;
  const settings = { raw: false, answered: new Set<string>(), script: undefined as ModelServer | undefined, most: 0 };
  let underWay = 0;

  const pass = async (exchange: Exchange) => {
    const { call, answer } = exchange;
    if (holding) return;
    if (matches?.(call) === true) {
      holding = true;
      held?.();
      return;
    }
    calls.push(call);
    const failing = fault(call);
    if (failing !== undefined) return send(answer, call, await faultOf(call, failing));
    const scripted = await settings.script?.answer(call, exchange.incoming, exchange.body.toString());
    if (scripted !== undefined) return send(answer, call, scripted);
    await forward(exchange, settings);
  };
  const server = createServer((incoming, answer) => {
    underWay += 1;
    settings.most = Math.max(settings.most, underWay);
    answer.once("close", () => {
      underWay -= 1;
    });
    readBody(incoming)
      .then(async (body) => pass({ target, incoming, body, answer, call: await readCall(incoming, body.toString()) }))
      .catch((error: Error) => answer.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(settings, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    forget: () => calls.splice(0),
    hold: (when: Matches | undefined, then?: () => void) => {
      matches = when;
      held = then;
      holding = false;
    },
    refuse: (when: Matches) => {
      fault = (call) => (when(call) ? DENIED : undefined);
    },
    fail: (given: (call: PassedCall) => Fault | undefined) => {
      fault = given;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function faultOf({ call }: PassedCall, { status, code }: Fault): Promise<Message> {
  const { protocol } = await modelOf(call.slice(0, call.indexOf(":")));
  return toFaultMessage(protocol, status, code, "refused by the test");
}

function send(answer: ServerResponse, call: PassedCall, { status, headers, body }: Message): void {
  call.status = status;
  answer.writeHead(status, headers).end(body);
}

/** Headers pass unchanged, Host included, because the signature covers them. */
async function forward(
  { target, incoming, body, answer, call }: Exchange,
  { raw, answered }: { readonly raw: boolean; readonly answered: Set<string> },
): Promise<void> {
  const path = raw ? (incoming.url ?? "/") : toPath(incoming.url ?? "/");
  const upstream = request(target + path, { method: incoming.method, headers: incoming.headers });
  const responded = once(upstream, "response") as Promise<[IncomingMessage]>;
  upstream.end(body);
  const [response] = await responded;
  const status = response.statusCode ?? 0;
  call.status = status === 500 && !raw ? 501 : status;
  const isAnswer = status >= 200 && status < 300;
  if (isAnswer) answered.add(call.call);
  const text = await readBody(response);
  const { "content-length": _, "transfer-encoding": __, ...headers } = response.headers;
  answer.writeHead(call.status, headers).end(isAnswer ? await mend(call, text, raw) : text);
}

/** This one path moto only knows as older clients wrote it. */
function toPath(url: string): string {
  return url.replace(/\/event-source-mappings(?=$|\?)/, "$&/");
}

async function mend({ call }: PassedCall, answer: Buffer, raw: boolean): Promise<Buffer | string> {
  // An account with two regions: moto enables every one, and each costs a hundred calls. Raw as well: calls that keep
  // failing in two dozen regions take minutes.
  if (call === "ec2:DescribeRegions") return withoutRegions(answer.toString(), REGIONS);
  if (raw) return answer;
  const [service = "", name = ""] = call.split(":");
  const model = await modelOf(service).catch(() => undefined);
  const operation = model?.operations.get(name);
  if (model === undefined || operation === undefined) return answer;
  return mendAnswer(model, operation, answer.toString());
}

/** The answer of ec2:DescribeRegions without the regions that are not wanted. */
function withoutRegions(answer: string, wanted: ReadonlySet<string>): string {
  return answer.replaceAll(/<item>[\s\S]*?<\/item>/g, (region) => {
    const name = /<regionName>([^<]+)</.exec(region)?.[1];
    return name === undefined || wanted.has(name) ? region : "";
  });
}
