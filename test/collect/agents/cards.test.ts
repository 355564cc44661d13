// Agent cards of A2A: where they are called, what they ask for, and nothing of a value, in the spellings of versions 0 and 1.
import { describe, expect, it } from "vitest";
import { isCard, readCard } from "../../../src/collect/shared/agents/cards.js";
import { readJsonc } from "../../../src/collect/shared/agents/jsonc.js";
import { MARKER, TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

const CARD = "agents/orders/.well-known/agent-card.json";
const skills = [
  { id: "track", name: "Track", tags: ["orders"] },
  { id: "refund", name: "Refund", tags: ["orders"] },
];
const base = { name: "orders", url: "https://agents.example.com/a2a/v1", version: "1.0.0", skills };
const bearer = { http: { type: "http", scheme: "Bearer" } };
/** As version 1 writes it. */
const one = {
  name: "orders",
  supportedInterfaces: [{ url: "https://agents.example.com/a2a", protocolBinding: "JSONRPC", protocolVersion: "1.0" }],
  securitySchemes: {
    mtls: { mtlsSecurityScheme: {} },
    oidc: { openIdConnectSecurityScheme: { openIdConnectUrl: "https://id.example.com" } },
  },
  skills,
};
const read = (card: unknown) => readCard(readJsonc(JSON.stringify(card)).root, true);
const nodeOf = async (card: unknown) =>
  (await readConfigurations({ [CARD]: JSON.stringify(card) })).nodes[0]?.properties;

it("lie at the well-known places and under names that say so", () => {
  const paths = [
    "agent-card.json",
    "a/.well-known/agent.json",
    "a/orders.agent-card.json",
    "a/agent.json",
    "my-agent-card.json",
  ];
  expect(paths.filter(isCard)).toEqual(paths.slice(0, 3));
});

describe("whether a sign-in is asked for", () => {
  it.each([
    ["nothing declared", base, "none", 2],
    ["an empty list", { ...base, security: [] }, "none", 2],
    ["declared, not required", { ...base, securitySchemes: bearer }, "optional", 2],
    ["required", { ...base, securitySchemes: bearer, security: [{ http: [] }] }, "required", 0],
    ["required or nothing", { ...base, securitySchemes: bearer, security: [{ http: [] }, {}] }, "optional", 2],
    [
      "by one skill",
      { ...base, securitySchemes: bearer, skills: [skills[0], { ...skills[1], security: [{ http: [] }] }] },
      "optional",
      1,
    ],
    [
      "by every skill",
      { ...base, securitySchemes: bearer, skills: [{ ...skills[1], security: [{ http: [] }] }] },
      "required",
      0,
    ],
    ["version 1, not required", one, "optional", 2],
    ["version 1, required", { ...one, securityRequirements: [{ schemes: { mtls: { list: [] } } }] }, "required", 0],
    ["version 1, an empty one", { ...one, securityRequirements: [{ schemes: {} }] }, "optional", 2],
    ["version 0.1", { ...base, authentication: { schemes: ["Bearer"] } }, "required", 0],
    ["version 0.1, none", { ...base, authentication: { schemes: ["none"] } }, "none", 2],
    ["a list that is none", { ...base, securitySchemes: bearer, security: { http: [] } }, undefined, undefined],
    ["a scheme that is not declared", { ...base, security: [{ http: [] }] }, undefined, undefined],
    ["schemes that are no table", { ...base, securitySchemes: ["http"] }, undefined, undefined],
    ["skills that are no list", { ...base, skills: "all" }, undefined, undefined],
  ])("%s", (_, card, signIn, open) => {
    expect(read(card)).toMatchObject({ signIn, openSkillCount: open });
  });

  it("is open in a text that breaks off, and in a card of which nothing says it", async () => {
    const text = JSON.stringify({ ...base, security: [] });
    const { nodes, gaps } = await readConfigurations({ [CARD]: text.slice(0, -16) });
    expect(nodes[0]?.properties).toMatchObject({ host: "agents.example.com" });
    expect(nodes[0]?.properties).not.toHaveProperty("sign_in");
    expect(nodes[0]?.properties).not.toHaveProperty("skill_count");
    expect(gaps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^agents\/orders\/.well-known\/agent-card\.json:1:\d+: is not JSON/),
    ]);
  });

  it("that cannot be understood is a gap with its place", async () => {
    const { gaps } = await readConfigurations({ [CARD]: JSON.stringify({ ...base, security: "http" }) });
    expect(gaps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/sign-in is not clear: what is required is no list$/),
    ]);
  });
});

it("tells kinds of sign-in, provider, protocol, and whether it is signed", async () => {
  const signatures = [{ protected: `eyJ${"x".repeat(40)}`, signature: "Q9s8Zk2".repeat(6) }];
  expect(
    await nodeOf({ ...one, signatures, provider: { organization: "Octo Desk", url: "https://example.com" } }),
  ).toMatchObject({
    schemes: ["mutualTLS", "openIdConnect"],
    provider: "Octo Desk",
    protocol: "1.0",
    signed: true,
    skill_count: 2,
    secret_count: 0,
  });
  expect(await nodeOf({ ...base, supportsAuthenticatedExtendedCard: true })).toMatchObject({
    signed: false,
    extended_card: true,
  });
});

describe("where it is called", () => {
  it.each([
    ["https", { url: "https://a.example.com/x" }, { plain_http: false, loopback: false, host: "a.example.com" }],
    ["http", { url: "http://a.example.com:8080/x" }, { plain_http: true, loopback: false, host: "a.example.com:8080" }],
    ["http on the machine", { url: "http://localhost:10002/" }, { plain_http: false, loopback: true }],
    [
      "https, and http beside it",
      { url: "https://a.example.com", additionalInterfaces: [{ url: "http://b.example.com", transport: "GRPC" }] },
      { plain_http: true, loopback: false, host: "b.example.com" },
    ],
    [
      "http, and what only a template knows",
      { url: "http://b.example.com", additionalInterfaces: [{ url: "{{url}}" }] },
      { plain_http: true, loopback: false },
    ],
  ])("%s", async (_, fields, expected) => {
    expect(await nodeOf({ ...base, ...fields })).toMatchObject(expected);
  });

  it("is open where only a template knows", async () => {
    for (const url of ["{{base_url}}", "dummy-url"]) {
      const found = await nodeOf({ ...base, url });
      for (const name of ["plain_http", "loopback", "host"]) expect(found).not.toHaveProperty(name);
    }
  });
});

it("holds the secrets that stand in it, and keeps none of them", async () => {
  const text = JSON.stringify({
    ...base,
    url: `https://agents.example.com/a2a?api_key=${TOKEN}`,
    authentication: { schemes: ["ApiKey"], credentials: TOKEN },
    capabilities: {
      extensions: [{ uri: "https://example.com/ext", params: { headers: { Authorization: `Bearer ${TOKEN}` } } }],
    },
    skills: [{ ...skills[0], examples: [`Track with ${TOKEN}`] }],
  });
  const { nodes, edges, literals } = await readConfigurations({ [CARD]: text });
  const secrets = nodes.filter(({ type }) => type === "agent.config-secret");
  expect(secrets.map(({ id }) => id.split(`${CARD}/`)[1])).toEqual([
    "address/url",
    "settings/listed",
    "settings/credentials",
    "settings/Authorization",
  ]);
  expect(edges.map(({ kind }) => kind)).toEqual(["holds", "holds", "holds", "holds"]);
  expect(new Set(literals.get(CARD)?.map(({ join }) => join)).size).toBe(1);
  expect(JSON.stringify([nodes, edges])).not.toMatch(MARKER);
});

it("holds none where it only says how to sign in", async () => {
  const { nodes } = await readConfigurations({
    [CARD]: JSON.stringify({
      ...base,
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        oauth: {
          type: "oauth2",
          flows: {
            clientCredentials: {
              tokenUrl: "https://id.example.com/oauth/token",
              scopes: { "access_token:issue": "issues-tokens" },
            },
          },
        },
      },
      security: [{ apiKey: ["orders:read-everything"] }],
    }),
  });
  expect(nodes.map(({ type }) => type)).toEqual(["a2a.agent"]);
});

it("is none of what is not about an agent: a gap under its own name, silence under a name of others", async () => {
  for (const text of ["{}", "[]", '"x"', '{"name":"x"}', "null"]) {
    const { nodes, gaps } = await readConfigurations({ "agent-card.json": text, ".well-known/agent.json": text });
    expect(nodes).toEqual([]);
    expect(gaps.map(({ subject }) => subject.split(":")[0])).toEqual(["agent-card.json"]);
  }
  const { gaps } = await readConfigurations({ "agent-card.json": "[".repeat(200), ".well-known/agent.json": "{ oh" });
  expect(gaps).toHaveLength(2);
});
