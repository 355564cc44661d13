// Google's discovery documents judge the crawl of Workspace: what it asks has no parameter that Google does not know, and the answers
// that the tests of the crawl stand on have no field that Google does not publish and none of another type.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { CALLS as GOOGLE_CLOUD } from "../../../src/collect/gcp/calls.js";
import { BESIDE_LISTS } from "../../../src/collect/shared/google/call.js";
import { CALLS } from "../../../src/collect/workspace/calls.js";
import { RestServer } from "../../collect/rest-server.js";
import { noting } from "../../collect/support.js";
import { domain } from "../../collect/workspace/domain.js";
import { callFor } from "../../collect/workspace/named-call.js";
import { answering, askedFor, crawlLive } from "../../collect/workspace/support.js";
import { checkAnswered } from "../tools/answered.js";
import { methodOf, schemaOf, unknownParameters } from "./discovery.js";
import { acmeDomain } from "./recorded.js";
import { whySkipped } from "./scene.js";

type Call = (typeof CALLS)[number];

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

function faultsOf(call: Call, body: unknown): readonly string[] {
  const schema = schemaOf(call);
  if (schema === undefined) return [];
  const isSound = ajv.compile(schema);
  if (isSound(body)) return [];
  return (isSound.errors ?? []).map(
    ({ instancePath, message, params }) => `${call.method}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** What Google's documents do not allow in a table of answers. */
function faultsIn(answers: { readonly [key: string]: unknown }): readonly string[] {
  return Object.entries(answers).flatMap(([key, body]) => {
    const call = callFor(key);
    return call === undefined ? [`${key}: no call asks for it`] : faultsOf(call, body);
  });
}

describe("Workspace, held against Google's discovery documents", { skip: whySkipped(), timeout: 120_000 }, () => {
  it("every answer of the tests is one that Google could give, but for the markers of secrets in it", () => {
    const faults = faultsIn(domain());
    // what is planted to see that it is not kept
    assert.deepEqual(
      faults.filter((fault) => !/"additionalProperty":"(?:token|password|phoneNumber)"/.test(fault)),
      [],
    );
  });

  it("every answer of acme's domain is one that Google could give, and with any field under another name it is none", () => {
    const answers = acmeDomain();
    assert.ok(Object.keys(answers).length > 20);
    assert.deepEqual(faultsIn(answers), []);
    for (const [key, body] of Object.entries(answers)) {
      for (const broken of misnamed(body)) {
        const call = callFor(key);
        assert.ok(call !== undefined && faultsOf(call, broken).length > 0, `${key}: ${JSON.stringify(broken)}`);
      }
    }
  });

  it("every call is made, and no request has a parameter that Google does not know", async () => {
    const server = answering(new RestServer({}), domain());
    const noted = noting();
    await server.start();
    try {
      await crawlLive(server, { noted });
    } finally {
      await server.stop();
    }
    const unknown = server.asked.flatMap((asked) => {
      const { key, query } = askedFor(asked);
      const call = callFor(key);
      return call === undefined ? [`${key}: no call`] : unknownParameters(call, query);
    });
    assert.deepEqual(unknown, []);
    const under = new Set(CALLS.filter((call) => methodOf(call) !== undefined).map(({ method }) => method));
    assert.deepEqual([...new Set(noted.calls)].sort(), [...new Set(CALLS.map(({ method }) => method))].sort());
    checkAnswered(new URL("answered-workspace.json", import.meta.url), noted.calls, (method) => under.has(method));
    console.log(`${under.size} of ${CALLS.length} calls under Google's schema`);
  });

  it("what stands beside lists is what Google says", () => {
    const found = [...CALLS, ...GOOGLE_CLOUD].flatMap((call) => {
      const { properties } = schemaOf(call) ?? {};
      if (call.list === undefined || properties === undefined) return [];
      assert.ok(Object.hasOwn(properties as object, call.list), call.method);
      return Object.keys(properties as object).filter((name) => name !== call.list);
    });
    assert.deepEqual([...new Set(found)].sort(), [...BESIDE_LISTS].sort());
  });

  it("the other way round: a field that Google does not have and a text for a number are found", () => {
    const [users] = CALLS.filter(({ method }) => method === "directory.users.list");
    assert.ok(users);
    assert.equal(faultsOf(users, { users: [{ id: "1", primaryEmail: "a@b.example" }] }).length, 0);
    assert.match(faultsOf(users, { users: [{ primaryEmial: "x" }] }).join(), /primaryEmial/);
    assert.match(faultsOf(users, { users: [{ isAdmin: "yes" }] }).join(), /must be boolean/);
    assert.deepEqual(unknownParameters(users, new URLSearchParams("maxResult=5")), ["directory.users.list: maxResult"]);
  });
});

/** Copies of an answer, in each of which one field, of it or of the first element of its list, has another name. */
function misnamed(body: unknown): readonly object[] {
  const answer = body as { readonly [name: string]: unknown };
  return Object.entries(answer).flatMap(([name, value]) => {
    const [first, ...others] = Array.isArray(value) ? (value as object[]) : [];
    const inner = first === undefined ? [] : misnamed(first).map((one) => ({ ...answer, [name]: [one, ...others] }));
    const { [name]: _, ...more } = answer;
    return [{ ...more, [`${name}x`]: value }, ...inner];
  });
}
