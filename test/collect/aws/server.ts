// A loopback server that speaks the protocols of IAM, STS (query, XML) and Organizations (JSON), answering from a table.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { textOf } from "../../../src/collect/fields.js";

export interface Call {
  readonly action: string;
  readonly params: { readonly [name: string]: string };
  /** Access key id that signed it. */
  readonly key: string;
}

/** What the server says: a result, or a refusal. */
export type Said =
  | { readonly [field: string]: unknown }
  | { readonly refuse: string; readonly status?: number; readonly message?: string }
  | { readonly html: string; readonly status: number };

export type Table = { readonly [action: string]: (call: Call, count: number) => Said };

export interface Running {
  readonly url: string;
  readonly calls: Call[];
  close(): Promise<void>;
}

/** Starts the server; `count` of a handler is how often its action was called before. */
export async function serve(table: Table): Promise<Running> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const call = toCall(request, body);
      const count = calls.filter(({ action }) => action === call.action).length;
      calls.push(call);
      const said = table[call.action]?.(call, count) ?? { refuse: "InvalidAction", status: 400 };
      const isJson = request.headers["x-amz-target"] !== undefined;
      const { status, text, type } = isJson ? toJson(said) : toXml(call.action, said);
      response.writeHead(status, { "content-type": type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, close: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function toCall(request: IncomingMessage, body: string): Call {
  const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    return { action: target.split(".")[1] ?? "", params: JSON.parse(body) as Call["params"], key };
  }
  const params = Object.fromEntries(new URLSearchParams(body));
  return { action: params["Action"] ?? "", params, key };
}

function toJson(said: Said): { status: number; text: string; type: string } {
  const type = "application/x-amz-json-1.1";
  if ("refuse" in said)
    return {
      status: Number(said.status ?? 403),
      text: JSON.stringify({ __type: said.refuse, message: said.message ?? "refused" }),
      type,
    };
  return { status: 200, text: JSON.stringify(said), type };
}

function toXml(action: string, said: Said): { status: number; text: string; type: string } {
  if ("html" in said) return { status: Number(said.status), text: String(said.html), type: "text/html" };
  const type = "text/xml";
  if ("refuse" in said) {
    const error = `<Error><Type>Sender</Type><Code>${String(said.refuse)}</Code><Message>${textOf(said["message"]) ?? "refused"}</Message></Error>`;
    return {
      status: Number(said.status ?? 403),
      text: `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`,
      type,
    };
  }
  const result = `<${action}Result>${fields(said)}</${action}Result>`;
  return {
    status: 200,
    text: `<${action}Response>${result}<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
    type,
  };
}

function fields(value: object): string {
  return Object.entries(value)
    .map(([name, member]) =>
      name === "SummaryMap" ? entries(member as object) : `<${name}>${inner(member)}</${name}>`,
    )
    .join("");
}

function entries(map: object): string {
  return `<SummaryMap>${Object.entries(map)
    .map(([key, value]) => `<entry><key>${key}</key><value>${String(value)}</value></entry>`)
    .join("")}</SummaryMap>`;
}

function inner(value: unknown): string {
  if (Array.isArray(value)) return value.map((element) => `<member>${inner(element)}</member>`).join("");
  if (typeof value === "object" && value !== null) return fields(value);
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
