// What clients keep of the sign-ins of a person, in the form of each; the tokens themselves are nowhere.
import { expect, it } from "vitest";
import { agentsPart } from "../../../src/collect/shared/agents/graph.js";
import { TOKEN_STORES, tokenStoreOf } from "../../../src/collect/shared/agents/token-stores.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES } from "../support.js";

const MARK = "EXAMPLE-marker-of-a-token";

async function tokensIn(path: string, content: unknown) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const reader = { detectors: toDetectors(CI_TABLES.tokenFormats), joinKey: Buffer.alloc(32, 7) };
  const part = await agentsPart({ id: "agents:m", dataSet: "d" }, [{ path, text, home: "home/ana" }], reader);
  expect(JSON.stringify(part)).not.toContain(MARK);
  const told = (part.nodes ?? []).map(
    ({ id, name, properties: { has_refresh, expires_at, scopes, host, static: lasts } }) => ({
      id: id.replace(/^agents:m\/agent\/.*\/token\//, ""),
      name,
      has_refresh,
      expires_at,
      scopes,
      host,
      lasts,
    }),
  );
  return { told, gaps: part.gaps ?? [] };
}

const token = (name: string) => `${MARK}-${name}`;

it.each<[string, unknown, object[]]>([
  [
    "home/ana/.claude/.credentials.json",
    {
      claudeAiOauth: {
        accessToken: token("a"),
        refreshToken: token("r"),
        expiresAt: 1793491200000,
        scopes: ["user:profile"],
      },
      mcpOAuth: {
        "linear|1": {
          serverName: "linear",
          serverUrl: "https://mcp.linear.app/sse",
          accessToken: token("b"),
          expiresAt: 1793491200000,
        },
      },
    },
    [
      { id: "claudeAiOauth", name: "claudeAiOauth", has_refresh: true, scopes: ["user:profile"], lasts: true },
      {
        id: "mcpOAuth/linear|1",
        name: "linear",
        has_refresh: false,
        expires_at: "2026-11-01T00:00:00.000Z",
        host: "mcp.linear.app",
        lasts: false,
      },
    ],
  ],
  [
    "home/ana/.gemini/mcp-oauth-tokens.json",
    [
      {
        serverName: "crm",
        mcpServerUrl: "https://crm.example.com/mcp",
        token: { accessToken: token("a"), refreshToken: token("r"), scope: "read write" },
      },
    ],
    [
      {
        id: "0/token",
        name: "crm",
        has_refresh: true,
        scopes: ["read", "write"],
        host: "crm.example.com",
        lasts: true,
      },
    ],
  ],
  [
    "home/ana/.codex/auth.json",
    {
      OPENAI_API_KEY: null,
      tokens: { id_token: token("i"), access_token: token("a"), refresh_token: token("r"), account_id: "x" },
    },
    [{ id: "tokens", name: "tokens", has_refresh: true, lasts: true }],
  ],
  [
    "home/ana/.mcp-auth/mcp-remote-0.1.37/4f1c_tokens.json",
    { access_token: token("a"), token_type: "Bearer", expires_in: 3600 },
    [{ id: "token", name: "mcp-remote", has_refresh: false, lasts: true }],
  ],
  [
    "home/ana/.local/share/opencode/auth.json",
    { anthropic: { type: "oauth", refresh: token("r"), access: token("a"), expires: 1793491200000 } },
    [{ id: "anthropic", name: "anthropic", has_refresh: true, lasts: true }],
  ],
  [
    "home/ana/.config/github-copilot/apps.json",
    { "github.com:Iv1.b507a08c87ecfe98": { user: "ana", oauth_token: token("a") } },
    [
      {
        id: "github.com:Iv1.b507a08c87ecfe98",
        name: "github.com:Iv1.b507a08c87ecfe98",
        has_refresh: false,
        lasts: true,
      },
    ],
  ],
])("%s", async (path, content, expected) => {
  const { told, gaps } = await tokensIn(path, content);
  expect(gaps).toEqual([]);
  expect(told).toEqual(expected.map((one) => ({ expires_at: undefined, scopes: undefined, host: undefined, ...one })));
});

it("signed out is none, and a file that is cut off is a gap", async () => {
  expect(await tokensIn("home/ana/.codex/auth.json", { OPENAI_API_KEY: null, tokens: null })).toEqual({
    told: [],
    gaps: [],
  });
  const cut = await tokensIn("home/ana/.codex/auth.json", '{"tokens": ');
  expect(cut.gaps).toHaveLength(1);
});

it("is told by the end of the path, below a home", () => {
  expect(tokenStoreOf("home/ana/.codex/auth.json")).toMatchObject({ client: "codex", home: "home/ana" });
  expect(tokenStoreOf("home/ana/codex/auth.json")).toBeUndefined();
  expect(new Set(TOKEN_STORES.map(({ path }) => path)).size).toBe(TOKEN_STORES.length);
});
