// Sends one request to an API of Microsoft's with the token of the sign-in, and nothing more: no redirects, and no retries but
// of connections that broke. Limits are waited out by the client, where an interruption ends it.
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpClient,
  proxyPolicy,
  systemErrorRetryPolicy,
} from "@azure/core-rest-pipeline";
import { readBounded } from "../../bounded.js";
import type { Said } from "./said.js";
import type { GetToken } from "./sign-in.js";

export interface SenderOptions {
  readonly token: GetToken;
  readonly signal: AbortSignal;
}

export interface OneRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly body?: object | undefined;
}

const TIMEOUT_MS = 120_000;

/** Opens what sends requests. What it returns throws when no answer came. */
export function openSender({ token, signal }: SenderOptions): (request: OneRequest) => Promise<Said> {
  const http = boundedClient();
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(decompressResponsePolicy());
  pipeline.addPolicy(systemErrorRetryPolicy({ maxRetries: 3, retryDelayInMs: 500 }));
  return async ({ method, url, body }) => {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        accept: "application/json",
        authorization: `Bearer ${await token(signal)}`,
        "user-agent": "nhi",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      abortSignal: signal,
      allowInsecureConnection: url.startsWith("http:"),
      timeout: TIMEOUT_MS,
    });
    const response = await pipeline.sendRequest(http, request);
    return { status: response.status, headers: response.headers.toJSON(), body: parse(response.bodyAsText) };
  };
}

/** The client of the library, which reads a body whole, with bodies read here: no further than an answer may be long. */
function boundedClient(): HttpClient {
  const client = createDefaultHttpClient();
  return {
    sendRequest: async (request) => {
      request.streamResponseStatusCodes = new Set([Number.POSITIVE_INFINITY]);
      const { readableStreamBody: body, ...response } = await client.sendRequest(request);
      const read = await readBounded((body as AsyncIterable<Uint8Array> | undefined) ?? null);
      return { ...response, bodyAsText: read.toString("utf8") };
    },
  };
}

/** Whether an error says that there is no token: nothing was asked then, which is no fault of one call. */
export function isSignInError(error: unknown): boolean {
  return error instanceof Error && /^(?:Credential|Authentication|AggregateAuth)/.test(error.name);
}

function parse(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    return undefined;
  }
}
