// A loopback proxy before the server: notes every AWS call that passes, and can hold the crawl at a chosen one.
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { restOperation } from "./operations.js";

export interface PassedCall {
  /** `iam:GetAccountAuthorizationDetails`. */
  readonly call: string;
  /** Access key id that signed it. */
  readonly key: string;
  /** Form or JSON fields of the request. */
  readonly body: string;
  status: number;
}

export interface RecordingProxy {
  readonly url: string;
  readonly calls: readonly PassedCall[];
  /** Calls that the server answered well at least once; forget() keeps them. */
  readonly answered: ReadonlySet<string>;
  forget(): void;
  /** Calls `held` instead of answering the first call that matches; later calls wait as well. Undefined lets all pass. */
  hold(matches: ((call: PassedCall) => boolean) | undefined, held?: () => void): void;
  /**
   * moto answers 500 to what it does not implement, and clients retry that for seconds. By default it is passed on as
   * 501, which is what it means; `raw` leaves it as it is.
   */
  raw: boolean;
  /** Answers the calls that match with AccessDenied instead of passing them on. */
  refuse(matches: (call: PassedCall) => boolean): void;
  stop(): Promise<void>;
}

const REGIONS: ReadonlySet<string> = new Set(["us-east-1", "eu-west-1"]);

const DENIED =
  "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>refused by the test</Message></Error>" +
  "<RequestId>e2e</RequestId></ErrorResponse>";

/** Starts it on a free port before `target`. */
export async function startProxy(target: string): Promise<RecordingProxy> {
  const calls: PassedCall[] = [];
  const answered = new Set<string>();
  let matches: ((call: PassedCall) => boolean) | undefined;
  let held: (() => void) | undefined;
  let holding = false;
  let refuses: (call: PassedCall) => boolean = () => false;

  const settings = { raw: false, answered };
  const pass = (call: PassedCall, incoming: IncomingMessage, body: Buffer, answer: ServerResponse) => {
    if (holding) return;
    if (matches?.(call) === true) {
      holding = true;
      held?.();
      return;
    }
    calls.push(call);
    if (refuses(call)) {
      call.status = 403;
      answer.writeHead(403, { "content-type": "text/xml" }).end(DENIED);
      return;
    }
    forward(target, incoming, body, answer, call, settings);
  };
  const server = createServer((incoming, answer) => {
    readBody(incoming).then(
      (body) => pass(toCall(incoming, body.toString()), incoming, body, answer),
      (error: Error) => answer.destroy(error),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(settings, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    forget: () => calls.splice(0),
    hold: (when: ((call: PassedCall) => boolean) | undefined, then?: () => void) => {
      matches = when;
      held = then;
      holding = false;
    },
    refuse: (when: (call: PassedCall) => boolean) => {
      refuses = when;
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

/** Headers pass unchanged, Host included, because the signature covers them. */
function forward(
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  answer: ServerResponse,
  call: PassedCall,
  { raw, answered }: { readonly raw: boolean; readonly answered: Set<string> },
): void {
  const upstream = request(target + (incoming.url ?? "/"), { method: incoming.method, headers: incoming.headers });
  upstream.on("response", (response) => {
    const status = response.statusCode ?? 0;
    call.status = status === 500 && !raw ? 501 : status;
    if (status === 200) answered.add(call.call);
    if (call.call === "ec2:DescribeRegions") {
      passRegions(response, answer, call.status);
      return;
    }
    answer.writeHead(call.status, response.headers);
    response.pipe(answer);
  });
  upstream.on("error", (error) => answer.destroy(error));
  upstream.end(body);
}

/** An account with two regions: moto enables every one, and each costs two dozen calls. */
function passRegions(response: IncomingMessage, answer: ServerResponse, status: number): void {
  readBody(response).then(
    (body) => {
      const { "content-length": _, ...headers } = response.headers;
      answer.writeHead(status, headers).end(withoutRegions(body.toString(), REGIONS));
    },
    (error: Error) => answer.destroy(error),
  );
}

function toCall(incoming: IncomingMessage, body: string): PassedCall {
  const credential = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(incoming.headers.authorization ?? "");
  const service = credential?.[2] ?? "?";
  return { call: `${service}:${operationOf(incoming, service, body)}`, key: credential?.[1] ?? "?", body, status: 0 };
}

function operationOf({ headers, method = "GET", url = "/" }: IncomingMessage, service: string, body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? "?";
  return new URLSearchParams(body).get("Action") ?? restOperation(service, method, url) ?? `${method} ${url}`;
}

/** The answer of ec2:DescribeRegions without the regions that are not wanted. */
function withoutRegions(answer: string, wanted: ReadonlySet<string>): string {
  return answer.replaceAll(/<item>[\s\S]*?<\/item>/g, (region) => {
    const name = /<regionName>([^<]+)</.exec(region)?.[1];
    return name === undefined || wanted.has(name) ? region : "";
  });
}
