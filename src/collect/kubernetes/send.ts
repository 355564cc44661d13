// Sends a request with the certificates of a cluster, which the fetch of Node takes none of.
import { type IncomingMessage, request as requestInTheClear } from "node:http";
import { request } from "node:https";
import { Readable } from "node:stream";

/** A `fetch` of GET requests; redirects are not followed. */
export function senderWith(tls: {
  readonly [option: string]: unknown;
}): (url: URL, init: RequestInit) => Promise<Response> {
  return (url, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const isPlain = url.protocol === "http:";
      const options = {
        method: "GET",
        headers: headers as { [name: string]: string },
        ...(signal ? { signal } : {}),
        // an agent for https takes no other address
        ...(isPlain ? {} : tls),
      };
      const answer = (message: IncomingMessage): void => resolve(toResponse(message));
      (isPlain ? requestInTheClear : request)(url, options, answer).on("error", reject).end();
    });
}

/** The answer; its body comes as it is read, and whoever leaves it off ends the connection. */
function toResponse(message: IncomingMessage): Response {
  const { statusCode = 0, headers } = message;
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
  // a Response takes no body with these, and none of 1xx
  const isEmpty = [204, 205, 304].includes(statusCode);
  if (isEmpty) message.resume();
  const body = isEmpty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>);
  return new Response(body, { status: Math.max(200, statusCode), headers: texts });
}
