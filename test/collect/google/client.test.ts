// The client of Google's APIs against a server on loopback: limits are waited out, refusals are not, tokens go nowhere else.
import { OAuth2Client } from "google-auth-library";
import { expect, test } from "vitest";
import { wholeOf } from "../../../src/collect/answers.js";
import { AnswerFault } from "../../../src/collect/fault.js";
import { addressesOf } from "../../../src/collect/shared/google/addresses.js";
import type { GoogleCall } from "../../../src/collect/shared/google/call.js";
import { openClient } from "../../../src/collect/shared/google/client.js";
import { MovedClock, type RestReply, type RestServer, serveRest } from "../rest-server.js";

const LIST: GoogleCall = {
  method: "directory.users.list",
  api: "admin",
  version: "directory/v1",
  path: "users",
  dataSet: "x/y:z",
  count: "1",
  list: "users",
  query: { customer: "my_customer" },
  page: { name: "maxResults", size: 500 },
  permission: "p",
};
const PATH = "/admin/admin/directory/v1/users?customer=my_customer&maxResults=500";

/** As the older APIs of Google write it. */
function refusal(status: number, reason: string, message = "Quota exceeded"): RestReply {
  return { status, body: { error: { code: status, message, errors: [{ domain: "usageLimits", reason, message }] } } };
}

function ask(server: RestServer, clock = new MovedClock(), calls: readonly GoogleCall[] = [LIST]) {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: "t" });
  const client = openClient({
    auth,
    addresses: addressesOf({ NHI_GOOGLE_API_URL: server.url }),
    calls,
    signal: new AbortController().signal,
    clock,
    onCall: () => undefined,
  });
  return wholeOf(client.pages(LIST, {})).catch((fault: unknown) => fault);
}

test("pages are put together, and the token goes with each", async () => {
  const server = await serveRest({
    [PATH]: { users: [{ id: "1" }], nextPageToken: "n" },
    [`${PATH}&pageToken=n`]: { users: [{ id: "2" }] },
  });
  expect(await ask(server)).toEqual({ users: [{ id: "1" }, { id: "2" }] });
  expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer t", "Bearer t"]);
});

test.each([
  ["403 with the reason of a limit", refusal(403, "userRateLimitExceeded"), 2],
  ["403 of the project's limit", refusal(403, "rateLimitExceeded"), 2],
  ["429", { status: 429, headers: { "retry-after": "30" }, body: {} }, 2],
  ["503", { status: 503, body: "<html>" }, 2],
  ["403 that is a refusal", refusal(403, "forbidden", "Not Authorized to access this resource/api"), 1],
  ["404", refusal(404, "notFound"), 1],
  ["400", refusal(400, "invalid"), 1],
] as const)("%s", async (_, first, asked) => {
  const server = await serveRest({ [PATH]: { users: [] } });
  server.script = () => (server.asked.length === 1 ? first : undefined);
  const answer = await ask(server);
  expect(server.asked.length).toBe(asked);
  expect(answer instanceof AnswerFault).toBe(asked === 1);
});

test("as long as the answer says is waited", async () => {
  const server = await serveRest({ [PATH]: { users: [] } });
  server.script = () =>
    server.asked.length === 1 ? { status: 429, headers: { "retry-after": "30" }, body: {} } : undefined;
  const clock = new MovedClock();
  await ask(server, clock);
  expect(clock.slept).toBe(30_000);
});

test("a limit that never ends is a failure and no refusal: it names no permission", async () => {
  const server = await serveRest({});
  server.script = () => refusal(403, "rateLimitExceeded");
  const clock = new MovedClock();
  const fault = await ask(server, clock);
  expect(fault).toMatchObject({ kind: "failed", code: "rateLimitExceeded", permission: undefined });
  expect(server.asked.length).toBe(8);
  expect(clock.slept).toBeGreaterThan(60_000);
});

test("what the token was not made for is told from what the account may not", async () => {
  const server = await serveRest({});
  server.script = () => ({
    status: 403,
    body: {
      error: {
        code: 403,
        status: "PERMISSION_DENIED",
        message: "Request had insufficient authentication scopes.",
        details: [{ reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }],
      },
    },
  });
  expect(await ask(server)).toMatchObject({ kind: "denied", code: "ACCESS_TOKEN_SCOPE_INSUFFICIENT", permission: "p" });
});

test.each([
  ["a page that comes again", { users: [], nextPageToken: "n" }, "RepeatedPage"],
  ["a page of a proxy", "<html>sign in</html>", "HTTP 200"],
  ["a list that is none", { users: {} }, "HTTP 200"],
])("%s is a fault", async (_, body, code) => {
  const server = await serveRest({});
  server.script = () => ({ status: 200, body });
  expect(await ask(server)).toMatchObject({ code });
});

test("a redirect is not followed", async () => {
  const other = await serveRest({});
  const server = await serveRest({});
  server.script = () => ({ status: 302, headers: { location: `${other.url}/` }, body: {} });
  expect(await ask(server)).toBeInstanceOf(AnswerFault);
  expect(other.asked).toEqual([]);
});

test("a call that is not listed is not made", async () => {
  const server = await serveRest({ [PATH]: { users: [] } });
  expect(await ask(server, new MovedClock(), [])).toMatchObject({
    message: expect.stringContaining("not on the list"),
  });
  expect(server.asked).toEqual([]);
});

test.each(["http://google.example", "https://user:secret@google.example", "not an address at all :"])(
  "%s is no address to send a token to",
  (url) => {
    expect(() => addressesOf({ NHI_GOOGLE_API_URL: url })).toThrow(/NHI_GOOGLE_API_URL/);
  },
);
