// What every SDK client passes through: only listed calls, plain http only on loopback, each call counted, no page for an answer.
import { Readable } from "node:stream";
import { ProviderError } from "../../model/errors.js";
import { bounded, saysTooLong, TooLong } from "../bounded.js";
import { isLoopback } from "../loopback.js";

/** A middleware as the SDK takes it; its own types ask for a service's input and output, which a guard does not know. */
type Handler = (args: { request?: unknown }) => Promise<unknown>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;
interface Stack {
  add(middleware: Middleware, options: { step: string; name: string; priority?: string; override: boolean }): void;
}

export interface GuardOptions {
  /** Service of the client: `iam`. */
  readonly service: string;
  /** Calls that are allowed: `iam:ListUsers`. */
  readonly allowed: ReadonlySet<string>;
  onCall(call: string): void;
}

/** A plugin for the middleware stack of a client. */
export function guard(options: GuardOptions): { applyToStack(stack: Stack): void } {
  return {
    applyToStack: (stack) => {
      stack.add((next, context) => checkCall(next, context, options), {
        step: "initialize",
        name: "nhiAllowedCalls",
        // The SDK applies the plugins of a session each time it renews it.
        override: true,
        priority: "high",
      });
      stack.add((next) => checkEndpoint(next), {
        step: "finalizeRequest",
        name: "nhiEndpoint",
        priority: "low",
        override: true,
      });
      // Nearer to the network than what reads the answer.
      stack.add((next) => checkAnswer(next), {
        step: "deserialize",
        name: "nhiAnswer",
        priority: "low",
        override: true,
      });
    },
  };
}

function checkCall(next: Handler, context: { commandName?: string }, options: GuardOptions): Handler {
  return async (args) => {
    const call = `${options.service}:${(context.commandName ?? "").replace(/Command$/, "")}`;
    if (!options.allowed.has(call)) throw new ProviderError(`${call} is not on the list of calls that nhi makes`);
    options.onCall(call);
    return next(args);
  };
}

function checkEndpoint(next: Handler): Handler {
  return async (args) => {
    const { request } = args;
    if (typeof request === "object" && request !== null && "protocol" in request && "hostname" in request) {
      const protocol = String(request.protocol);
      const hostname = String(request.hostname);
      if (protocol !== "https:" && !isLoopback(hostname)) {
        throw new ProviderError(
          `refused to send credentials to ${protocol}//${hostname}: use https, or a loopback address`,
        );
      }
    }
    return next(args);
  };
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  body: AsyncIterable<Uint8Array> | Uint8Array;
}

/**
 * The page of a proxy or a sign-in comes with status 200, and the SDK reads an empty list, or "there is none", out of it: such
 * a page is no answer. Refusals are left to the SDK, which tries again.
 */
function checkAnswer(next: Handler): Handler {
  return async (args) => {
    const output = await next(args);
    const { response } = output as { response?: HttpResponse };
    if (response !== undefined) bound(response);
    const type = response?.headers?.["content-type"] ?? "";
    if (response === undefined || response.statusCode >= 300 || !/^text\/html\b/i.test(type)) return output;
    // Servers that stand in for AWS send their XML under this type, too.
    response.body = await readWhole(response.body);
    if (/^\s*<(?:!doctype\s+)?html\b/i.test(Buffer.from(response.body.subarray(0, 200)).toString("latin1"))) {
      const $metadata = { httpStatusCode: response.statusCode };
      throw Object.assign(new Error("the answer is not the API's"), { $metadata });
    }
    return output;
  };
}

/** A body without a length is cut where it is too long; one that says so is not read. */
function bound(response: HttpResponse): void {
  const { body, headers } = response;
  const length = headers?.["content-length"];
  if (!(body instanceof Readable)) return;
  if (saysTooLong(length)) {
    body.destroy();
    throw new TooLong();
  }
  if (length === undefined) response.body = Readable.from(bounded(body), { objectMode: false });
}

async function readWhole(body: HttpResponse["body"]): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
