// What counts as a secret that is written out, and what does not: each with a neighbour.
import { describe, expect, it } from "vitest";
import { readConfigurations, secretsOfServer } from "./read.js";

// Drawn; they open nothing. In parts, so that no scanner of sources takes them for secrets.
const DRAWN = `9f8e7d6c${"5b4a39281706ffee"}`;
const KEY_ID = `AKIA${"ZQ3D7XW4JLM2N5PR"}`;
const AWS_SECRET = `k3J9sLqP7vX2mN8bR4tY${"6wZ1cD5fG0hA9eU3iOpS"}`;

describe("a secret is", () => {
  it.each([
    [
      "a variable whose name says so",
      { command: "x", env: { CRM_API_KEY: DRAWN } },
      ["environment/CRM_API_KEY assignment"],
    ],
    [
      "a header, with its scheme or without",
      { url: "https://a.example", headers: { Authorization: `Bearer ${DRAWN}`, "X-Api-Key": DRAWN } },
      ["header/Authorization assignment", "header/X-Api-Key assignment"],
    ],
    [
      "headers as JSON in a variable",
      { command: "x", env: { OPENAPI_MCP_HEADERS: `{"Authorization": "Bearer ${DRAWN}"}` } },
      ["environment/OPENAPI_MCP_HEADERS assignment"],
    ],
    ["after an option", { command: "x", args: ["--api-key", DRAWN] }, ["arguments/api-key assignment"]],
    ["in an option", { command: "x", args: [`--access-token=${DRAWN}`] }, ["arguments/access-token assignment"]],
    [
      "a variable for a container",
      { command: "docker", args: ["run", "-e", `DB_PASSWORD=${DRAWN}`, "img"] },
      ["arguments/DB_PASSWORD assignment"],
    ],
    [
      "a header for a bridge",
      { command: "npx", args: ["mcp-remote", "https://a.example/mcp", "--header", `Authorization: Bearer ${DRAWN}`] },
      ["arguments/Authorization assignment"],
    ],
    [
      "a password in an address",
      { command: "x", args: [`postgresql://app:${DRAWN}@db.example:5432/crm`] },
      ["address/argument 1 url-password"],
    ],
    ["a parameter of an address", { url: `https://a.example/mcp?api_key=${DRAWN}` }, ["address/url assignment"]],
    [
      "a drawn part of an address",
      { url: `https://a.example/s/Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV/mcp` },
      ["address/url assignment"],
    ],
    [
      "the default of a reference",
      { command: "x", env: { CRM_TOKEN: `\${CRM_TOKEN:-${DRAWN}}` } },
      ["environment/CRM_TOKEN assignment"],
    ],
    [
      "a variable for a container, as one word with its option: what follows is none, whatever that word says",
      { command: "docker", args: ["run", `--env=CRM_TOKEN=${DRAWN}`, `acme/crm@sha256:${"c3".repeat(32)}`] },
      ["arguments/CRM_TOKEN assignment"],
    ],
    [
      "behind a word that has its value already: the name is no place for that value",
      { command: "x", args: [`-p${DRAWN.toUpperCase()}9`, `https://app:${DRAWN}@crm.example/`] },
      ["address/argument 2 url-password"],
    ],
    ["a text that ends in ==", { command: "x", args: ["--api-key", `${DRAWN}==`] }, ["arguments/api-key assignment"]],
    [
      "an assignment and an option in a script",
      { command: "bash", args: ["-c", `CRM_TOKEN=${DRAWN} exec crm --password '${DRAWN}x'`] },
      ["arguments/CRM_TOKEN assignment", "arguments/password assignment"],
    ],
    [
      "an option in a command that is one text",
      { command: `npx -y crm-mcp@1.0.0 --api-key ${DRAWN}` },
      ["arguments/api-key assignment"],
    ],
    [
      "a client's secret",
      { url: "https://a.example", oauth: { clientId: "abc", clientSecret: DRAWN } },
      ["settings/clientSecret assignment"],
    ],
  ])("%s", async (_, server, expected) => {
    expect(await secretsOfServer(server)).toEqual(expected);
  });
});

describe("a secret is not", () => {
  it.each([
    ["a reference in a script", { command: "bash", args: ["-c", "CRM_TOKEN=$(pass crm) exec crm --password $CRM_PW"] }],
    [
      "a program below a folder with a space",
      { command: "C:\\Program Files\\nodejs\\token-server.cmd", args: ["--stdio"] },
    ],
    ["a reference of a shell", { command: "x", env: { CRM_TOKEN: "$CRM_TOKEN" } }],
    ["a reference in braces, with an empty default", { command: "x", env: { CRM_TOKEN: "${CRM_TOKEN:-}" } }],
    ["a reference of an editor", { command: "x", env: { CRM_TOKEN: "${env:CRM_TOKEN}" } }],
    ["an input", { url: "https://a.example", headers: { Authorization: "Bearer ${input:token}" } }],
    ["a reference of opencode", { type: "local", command: ["x"], environment: { CRM_TOKEN: "{env:CRM_TOKEN}" } }],
    ["a reference of Windows", { command: "x", env: { CRM_TOKEN: "%CRM_TOKEN%" } }],
    ["a reference to a vault", { command: "x", env: { CRM_TOKEN: "op://dev/crm/token" } }],
    [
      "a placeholder",
      {
        command: "x",
        env: {
          A_TOKEN: "<your token>",
          B_TOKEN: "YOUR_TOKEN_HERE",
          C_TOKEN: "your-api-key",
          D_TOKEN: "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        },
      },
    ],
    [
      "where one lies",
      {
        command: "x",
        env: {
          TOKEN_FILE: "/run/secrets/token",
          TOKEN: "~/.config/token",
          SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x",
        },
      },
    ],
    ["a setting", { command: "x", env: { LOG_LEVEL: "debug", TOKEN_TTL: "360000000", MAX_TOKENS: "4096" } }],
    [
      "an address without a password",
      { command: "x", env: { DATABASE_URL: "postgresql://db.example/crm" }, args: ["https://a.example/docs?page=3"] },
    ],
    ["a long name in an address", { url: "https://a.example/a-very-long-name-of-a-page-that-is-not-drawn/mcp" }],
    ["the id of an access key alone", { command: "x", env: { AWS_ACCESS_KEY_ID: KEY_ID } }],
    ["an invented one", { command: "x", env: { GITHUB_TOKEN: "ghp_EXAMPLE00000000000000000000000000000" } }],
    ["an argument", { command: "x", args: ["--root", "/home/ana/site", "--mode", "read-only-everything"] }],
  ])("%s", async (_, server) => {
    expect(await secretsOfServer(server)).toEqual([]);
  });
});

it("the secret of an AWS key names its key, which is what an account calls it", async () => {
  const env = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: AWS_SECRET };
  const { nodes, edges } = await readConfigurations({
    ".mcp.json": JSON.stringify({ mcpServers: { aws: { command: "x", env } } }),
  });
  const id = "repo:a/b/agent/.mcp.json#aws/environment/AWS_SECRET_ACCESS_KEY";
  const [secret] = nodes.filter((node) => node.id === id);
  expect(secret?.properties).toMatchObject({ provider: "aws", public_part: KEY_ID, what: "AWS secret access key" });
  expect(edges).toContainEqual({ kind: "holds", from: "repo:a/b/agent/.mcp.json#aws", to: id });
  expect(edges).toContainEqual({ kind: "stores", from: id, to: KEY_ID, confidence: 0.95 });
  expect(JSON.stringify(nodes)).not.toContain(AWS_SECRET.slice(0, 8));
});
