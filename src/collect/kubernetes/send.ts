// Sends a request with the certificates of a cluster, which the fetch of Node takes none of.
import { type IncomingMessage, request as requestInTheClear } from "node:http";
import { request } from "node:https";

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
      const answer = (message: IncomingMessage): void => {
        const parts: Buffer[] = [];
        message.on("data", (part: Buffer) => parts.push(part));
        message.on("error", reject);
        message.on("end", () => resolve(toResponse(message, Buffer.concat(parts))));
      };
      (isPlain ? requestInTheClear : request)(url, options, answer).on("error", reject).end();
    });
}

function toResponse({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Response {
  const texts = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
  // a Response takes no body with these, and none of 1xx
  const isEmpty = [204, 205, 304].includes(statusCode);
  return new Response(isEmpty ? null : new Uint8Array(body), { status: Math.max(200, statusCode), headers: texts });
}
