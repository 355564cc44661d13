// Configurations in YAML: places, comments, and texts that are meant to exhaust the reader.
import { describe, expect, it } from "vitest";
import { readYaml, withoutYamlComments } from "../../../src/collect/shared/agents/yaml.js";
import { TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

describe("what would exhaust a reader", () => {
  it.each([
    ["lists in one line", "- ".repeat(30_000)],
    ["brackets", "[".repeat(60_000)],
    ["tables", "{a: ".repeat(15_000)],
    ["lines that go ever further in", Array.from({ length: 1_200 }, (_, at) => `${" ".repeat(at)}a:`).join("\n")],
    ["a text that is too large", `a: ${"b".repeat(2_000_000)}`],
  ])("%s: a fault, before it is parsed", (_, text) => {
    const { root, faults } = readYaml(text);
    expect(root).toBeUndefined();
    expect(faults).toEqual([{ offset: expect.any(Number), message: expect.stringMatching(/^is .*; not read$/) }]);
  });

  it.each([".continue/config.yaml", ".github/agents/review.md"])("%s is a gap with its line", async (path) => {
    const deep = `name: x\nb: ${"[".repeat(60_000)}\n`;
    const { gaps, nodes } = await readConfigurations({ [path]: path.endsWith(".md") ? `---\n${deep}---\n` : deep });
    const line = path.endsWith(".md") ? 3 : 2;
    expect(gaps.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${path}:${line}:1: is nested deeper than`),
    ]);
    expect(nodes).toEqual([]);
  });

  it("what people write is read", () => {
    const { root, faults } = readYaml("a:\n  - b: [c, {d: e}]\n");
    expect([root?.entries?.map(({ key }) => key), faults]).toEqual([["a"], []]);
  });
});

it("comments go, and what only looks like one stays", () => {
  const text = "# a\nb: c # d\ne: 'f # g'\nh: |\n  # text\n  i # j\nk: l#m\n";
  const kept = "\nb: c \ne: 'f # g'\nh: |\n  # text\n  i # j\nk: l#m\n";
  expect(withoutYamlComments(text)).toBe(kept);
});

describe("servers in lists", () => {
  const names = async (text: string) =>
    (await readConfigurations({ ".continue/config.yaml": text })).nodes
      .filter(({ type }) => type === "mcp.server")
      .map(({ name }) => name);

  it("have the names in them, or their places", async () => {
    expect(await names("mcpServers:\n  - name: a\n    command: npx\n  - url: https://a.example/mcp\n")).toEqual([
      "a",
      "1",
    ]);
  });

  it("that are set up elsewhere are none", async () => {
    expect(await names("mcpServers:\n  - uses: acme/tool\n  - name: b\n")).toEqual([]);
  });
});

describe("secrets beside servers", () => {
  const secrets = async (path: string, text: string) =>
    (await readConfigurations({ [path]: text })).nodes
      .filter(({ type }) => type === "agent.config-secret")
      .map(({ name }) => name);

  it.each([
    ["a key of a model", ".continue/config.yaml", `models:\n  - name: x\n    apiKey: ${TOKEN}\n`, 1],
    ["a reference to one", ".continue/config.yaml", "models:\n  - name: x\n    apiKey: ${{ secrets.OPENAI }}\n", 0],
    ["what goose keeps without a keyring", ".config/goose/secrets.yaml", `OPENAI_API_KEY: ${TOKEN}\n`, 1],
    ["settings of goose", ".config/goose/config.yaml", "GOOSE_PROVIDER: anthropic\nGOOSE_MODEL: claude-sonnet-4\n", 0],
    ["an endpoint of LibreChat", "librechat.yaml", `endpoints:\n  custom:\n    - name: x\n      apiKey: ${TOKEN}\n`, 1],
    ["one of a variable", "librechat.yaml", 'endpoints:\n  custom:\n    - name: x\n      apiKey: "${KEY}"\n', 0],
    ["a provider of Crush", "crush.json", `{"providers": {"x": {"api_key": "${TOKEN}"}}}`, 1],
    ["one that asks a variable", "crush.json", '{"providers": {"x": {"api_key": "$X_API_KEY"}}}', 0],
  ])("%s", async (_, path, text, count) => {
    expect(await secrets(path, text)).toHaveLength(count);
  });
});
