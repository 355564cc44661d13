// Remote agents of Gemini CLI: called at an address, with a sign-in or without, and used by whoever uses the client.
import { describe, expect, it } from "vitest";
import { MARKER, TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

const PAGE = ".gemini/agents/orders.md";
const page = (...lines: readonly string[]): string => ["---", ...lines, "---", "", "kind: remote"].join("\n");
const remote = [
  "kind: remote",
  "name: orders",
  "agent_card_url: https://agents.example.com/.well-known/agent-card.json",
];
const agentOf = async (...lines: readonly string[]) =>
  (await readConfigurations({ [PAGE]: page(...remote, ...lines) })).nodes.find(
    ({ type }) => type === "a2a.remote-agent",
  )?.properties;

it("are told what to do by the client, and never become it", async () => {
  const { nodes, edges, gaps } = await readConfigurations({ [PAGE]: page(...remote) });
  expect(gaps).toEqual([]);
  expect(nodes.map(({ type, name }) => [type, name])).toEqual([
    ["agent.client", `Gemini CLI (${PAGE})`],
    ["a2a.remote-agent", "orders"],
  ]);
  expect(nodes[1]?.properties).toMatchObject({
    transport: "remote",
    scheme: "https",
    host: "agents.example.com",
    plain_http: false,
    is_agent: true,
  });
  expect(nodes[1]?.properties).not.toHaveProperty("sign_in");
  expect(edges).toEqual([
    expect.objectContaining({ kind: "supplies_code_to" }),
    expect.objectContaining({
      kind: "steers",
      from: nodes[0]?.id,
      to: nodes[1]?.id,
      capability: "use",
      state: "needs-actor",
    }),
  ]);
});

it("on Cloud Run lead to the service, and others nowhere", async () => {
  const { edges } = await readConfigurations({
    [PAGE]: page("kind: remote", "name: run", "agent_card_url: https://orders-x1.a.run.app/.well-known/agent.json"),
  });
  expect(edges.filter(({ kind }) => kind === "steers").map(({ to, capability }) => [to, capability])).toEqual([
    [expect.stringMatching(/#run$/), "use"],
    [{ by: "gcp-host", value: "orders-x1.a.run.app" }, "use"],
  ]);
});

describe("how the client signs in", () => {
  it.each([
    ["a key written out", ["auth:", "  type: apiKey", `  key: ${TOKEN}`], "static", 1],
    ["a token written out", ["auth:", "  type: http", "  scheme: Bearer", `  token: "${TOKEN}"`], "static", 1],
    [
      "a secret of its application",
      ["auth:", "  type: oauth", "  client_id: x", `  client_secret: ${TOKEN}`],
      "static",
      1,
    ],
    ["a variable", ["auth:", "  type: apiKey", "  key: $ORDERS_KEY"], "reference", 0],
    ["a command", ["auth:", "  type: http", "  scheme: Bearer", '  token: "!print-the-orders-token"'], "reference", 0],
    ["the account of Google", ["auth:", "  type: google-credentials"], "google", 0],
    ["a browser", ["auth:", "  type: oauth", "  client_id: x"], "oauth", 0],
  ])("with %s", async (_, lines, signIn, count) => {
    expect(await agentOf(...lines)).toMatchObject({ sign_in: signIn, secret_count: count });
    const { nodes, edges } = await readConfigurations({ [PAGE]: page(...remote, ...lines) });
    expect(nodes.filter(({ kind }) => kind === "credential")).toHaveLength(count);
    expect(JSON.stringify([nodes, edges])).not.toMatch(MARKER);
  });
});

describe("a card in the page", () => {
  const card = (more: object) =>
    page(
      "kind: remote",
      "name: orders",
      `agent_card_json: '${JSON.stringify({ name: "x", url: "http://agents.example.com/", skills: [{ id: "a" }], ...more })}'`,
    );

  it("says where it is called, and that nobody signs in", async () => {
    const { nodes } = await readConfigurations({ [PAGE]: card({}) });
    expect(nodes[1]?.properties).toMatchObject({
      host: "agents.example.com",
      plain_http: true,
      sign_in: "none",
      skill_count: 1,
      open_skill_count: 1,
    });
  });

  it("has its secrets found at the page, and what is wrong with it named", async () => {
    const { nodes } = await readConfigurations({
      [PAGE]: card({ authentication: { schemes: ["Bearer"], credentials: TOKEN } }),
    });
    expect(nodes.filter(({ kind }) => kind === "credential").map(({ properties }) => properties["line"])).toEqual([4]);
    expect(JSON.stringify(nodes)).not.toMatch(MARKER);
    const { gaps } = await readConfigurations({ [PAGE]: page("kind: remote", "name: x", "agent_card_json: '{ oh'") });
    expect(gaps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^\.gemini\/agents\/orders\.md:4:\d+: is not JSON/),
    ]);
  });
});

it("are several in one page, each by its name, one name twice told apart", async () => {
  const text = page(
    ...["a", "b", "a"].flatMap((name) => [
      "- kind: remote",
      `  name: ${name}`,
      `  agent_card_url: https://${name}.example.com/`,
    ]),
  );
  const { nodes } = await readConfigurations({ [PAGE]: text });
  expect(nodes.slice(1).map(({ id }) => id.split("#")[1])).toEqual(["a", "b", "a~2"]);
});

it("are none of a local agent's page, nor of another client's", async () => {
  const files = { [PAGE]: page("name: orders", "description: x"), ".claude/agents/orders.md": page(...remote) };
  expect(await readConfigurations(files)).toMatchObject({ nodes: [], edges: [], gaps: [] });
});
