// Configurations as they are recorded: no secret is in them, and they tell the same as the file does.
import { describe, expect, test } from "vitest";
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { withoutForged, withoutSecrets } from "../../../src/collect/shared/agents/recordable.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES } from "../support.js";
import { CONFIGURATIONS, MARKER, TOKEN } from "./configurations.js";

const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
const owner = { id: "github:repo/1", repository: "a/b", suppliedBy: "github:repo/1", dataSet: "d" };

const SHAPES: { readonly [shape: string]: string } = {
  token: TOKEN,
  plain: TOKEN.replace("ghp_", "x"),
  address: `https://svc:${TOKEN.slice(4)}@db.example.com/x?key=${TOKEN.slice(4)}`,
  phrase: `key=${TOKEN.slice(4)} # of the build`,
};

const given = Object.entries(SHAPES).flatMap(([shape, secret]) =>
  CONFIGURATIONS.map(({ client, path, text }) => ({ shape, client, path, text: text.replaceAll(TOKEN, secret) })),
);

/** Nodes without the column: what stands in for a secret is longer than it is. */
async function read(path: string, text: string) {
  const { nodes = [], edges = [], gaps = [] } = await agentsPart(owner, [{ path, text, isTracked: true }], reader);
  return {
    nodes: nodes.map(({ properties, ...node }) => ({ ...node, properties: { ...properties, column: 0 } })),
    edges,
    gaps,
  };
}

describe.each(given)("$client with a secret as $shape", ({ path, text }) => {
  test("is kept without it, and tells the same", async () => {
    expect(text).toMatch(MARKER);
    const kept = await withoutSecrets({ path, text }, reader);
    if ("why" in kept) throw new Error(kept.why);
    expect(kept.file.text).not.toMatch(MARKER);
    expect(await read(path, kept.file.text)).toEqual(await read(path, text));
    // Seen again, from a recording, it stays what it was.
    expect(await withoutSecrets(kept.file, reader)).toEqual(kept);
  });
});

async function kept(path: string, text: string): Promise<string> {
  const recordable = await withoutSecrets({ path, text }, reader);
  if ("why" in recordable) throw new Error(recordable.why);
  return recordable.file.text;
}

const server = (env: object): string =>
  JSON.stringify({ mcpServers: { x: { command: "npx", args: ["x-mcp@1.0.0"], env } } });

test("a header within a text within a text is found and replaced behind its escapes", async () => {
  const text = server({
    OPENAPI_MCP_HEADERS: JSON.stringify({ Authorization: `Bearer ${TOKEN}`, "Notion-Version": "2022-06-28" }),
  });
  const after = await kept(".mcp.json", text);
  expect(after).not.toMatch(MARKER);
  expect((await read(".mcp.json", after)).nodes).toEqual((await read(".mcp.json", text)).nodes);
});

test("comments, and what a page says below its settings, are not kept", async () => {
  expect(await kept(".mcp.json", `{ // ${TOKEN.slice(4)}\n "mcpServers": {} /* ${TOKEN} */ }`)).not.toMatch(MARKER);
  expect(await kept(".codex/config.toml", `# ${TOKEN.slice(4)}\nmodel = "x" # ${TOKEN.slice(4)}\n`)).not.toMatch(
    MARKER,
  );
  const page = `---\nname: x\n# ${TOKEN.slice(4)}\n---\nUse ${TOKEN.slice(4)}.\n`;
  expect(await kept(".claude/agents/x.md", page)).toBe("---\nname: x\n\n---");
  expect(await kept(".claude/agents/y.md", `Use ${TOKEN.slice(4)}.\n`)).toBe("");
});

test("what might be a secret goes, what is none stays", async () => {
  const drawn = TOKEN.slice(4);
  const text = JSON.stringify({
    mcpServers: {
      x: { command: "npx", args: ["x-mcp@1.0.0", "--note", `say ${drawn} to them`], url: "https://example.com/a" },
    },
    permissions: { allow: [`Bash(curl -H 'X: ${drawn}')`, "Read(src/**)"] },
  });
  const after = await kept(".claude/settings.json", text);
  expect(after).not.toMatch(MARKER);
  for (const plain of ["x-mcp@1.0.0", "--note", "https://example.com/a", "Read(src/**)"])
    expect(after).toContain(plain);
});

test("references stay as they are", async () => {
  const text = server({ API_TOKEN: "${API_TOKEN}", KEY: "op://vault/item/key", PGPASSWORD: "${input:password}" });
  expect(await kept(".mcp.json", text)).toBe(text);
});

test("a text that does not parse, or hides a secret behind escapes, is not kept and says why", async () => {
  const broken = { path: "a/.mcp.json", text: `{"mcpServers": {"x": {"env": {"T": "${TOKEN}"` };
  expect(await withoutSecrets(broken, reader)).toEqual({
    why: expect.stringMatching(/^a\/\.mcp\.json:1:\d+: is not JSON: .*; nothing of it was read$/),
  });
  const escaped = { path: ".mcp.json", text: server({ API_TOKEN: TOKEN.slice(4) }).replace("Zk3v", "\\u005ak3v") };
  expect(await withoutSecrets(escaped, reader)).toEqual({
    why: ".mcp.json: not read, since a secret in it is written with escapes",
  });
});

test("a repository cannot write what stands in for a secret, and what only looks like it is none", async () => {
  const [standIn = ""] = (await kept(".mcp.json", server({ API_TOKEN: TOKEN }))).match(/nhi-secret-[0-9a-f]+/) ?? [];
  expect(standIn.length).toBeGreaterThan(100);
  expect(withoutForged(server({ NOTE: standIn }))).not.toContain("nhi-secret-");
  const secrets = async (note: string) =>
    (await read(".mcp.json", server({ NOTE: note }))).nodes.filter(({ type }) => type === "agent.config-secret");
  expect(await secrets(standIn)).toHaveLength(1);
  expect(await secrets(`nhi-secret-${Buffer.from('{"detector":1}'.padEnd(60)).toString("hex")}`)).toEqual([]);
  expect(await secrets(`nhi-secret-${"00".repeat(60)}`)).toEqual([]);
});

test("a pointer to Git LFS is no configuration without settings: it is a gap, and is not kept", async () => {
  const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a".repeat(16)}\nsize 12345\n`;
  for (const path of [".claude/agents/x.md", ".mcp.json", ".codex/config.toml"]) {
    expect((await read(path, text)).gaps.map(({ message }) => message)).toEqual([`${path}:1:1: is kept in Git LFS`]);
    expect(await withoutSecrets({ path, text }, reader)).toEqual({
      why: `${path}:1:1: is kept in Git LFS; nothing of it was read`,
    });
  }
  // A page about pointers is a page.
  expect((await read(".claude/agents/y.md", `---\nname: y\n---\n${text}`)).gaps).toEqual([]);
});

test.each([
  `curl -s -H "Authorization: Bearer ${TOKEN}" https://a.example`,
  `curl -u ci:${TOKEN.slice(4)} https://a.example`,
  `bash -c "TOKEN='${TOKEN.slice(4)}' ./notify.sh --api-key ${TOKEN}"`,
])("the command of a hook is kept without its secrets, and tells the same: %#", async (command) => {
  const text = JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: "command", command }] }] } });
  const path = ".claude/settings.json";
  const after = await kept(path, text);
  expect(after).not.toMatch(MARKER);
  const [told, was] = [await read(path, after), await read(path, text)];
  expect(told).toEqual(was);
  expect(told.nodes.filter(({ type }) => type === "agent.config-secret")).not.toEqual([]);
});
