// Secrets in the commands that clients run by themselves: each beside the same command that only refers to its secret.
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/model/words.js";
import { TOKEN } from "./configurations.js";
import { readConfigurations } from "./read.js";

// Drawn; they open nothing. In parts, so that no scanner of sources takes them for secrets.
const DRAWN = `9f8e7d6c${"5b4a39281706ffee"}`;

const textOf = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const secretsIn = async (path: string, value: unknown): Promise<string[]> => {
  const { nodes, gaps } = await readConfigurations({
    [path]: typeof value === "string" ? value : JSON.stringify(value, null, 2),
  });
  expect(gaps).toEqual([]);
  expect(JSON.stringify(nodes)).not.toContain(DRAWN);
  return nodes
    .filter(({ type }) => type === "agent.config-secret")
    .map(({ properties }) => {
      const [client, place, variable, line] = ["client", "place", "variable", "line"].map((name) =>
        textOf(properties[name] ?? null),
      );
      return `${client} ${place}/${variable} line ${line}`;
    });
};

const claude = (command: string) => ({
  hooks: { PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command, timeout: 5 }] }] },
});

describe("a command of Claude Code", () => {
  it.each<[what: string, command: (secret: string) => string, found: string]>([
    ["a header", (secret) => `curl -s -H "Authorization: Bearer ${secret}" https://a.example/log`, "Authorization"],
    ["a header in single quotes", (secret) => `curl -H 'X-Api-Key: ${secret}' https://a.example`, "X-Api-Key"],
    ["an assignment before the command", (secret) => `API_TOKEN=${secret} ./notify.sh`, "API_TOKEN"],
    ["an assignment in quotes", (secret) => `export API_TOKEN="${secret}"; ./notify.sh`, "API_TOKEN"],
    ["an option", (secret) => `./notify.sh --api-key ${secret} && true`, "api-key"],
    ["a script within", (secret) => `bash -c "curl -H 'X-Api-Key: ${secret}' https://a.example"`, "X-Api-Key"],
    ["a sign-in of curl", (secret) => `curl -u ci:${secret} https://a.example`, "user"],
  ])("%s", async (_, command, found) => {
    const path = ".claude/settings.json";
    expect(await secretsIn(path, claude(command(DRAWN)))).toEqual([`claude-code arguments/${found} line 9`]);
    for (const reference of ["$SECRET", "${SECRET}", "$(pass show log)"]) {
      expect(await secretsIn(path, claude(command(reference)))).toEqual([]);
    }
  });

  it("a token of a known format stands anywhere", async () => {
    expect(await secretsIn(".claude/settings.json", claude(`git push https://x.example ${TOKEN}`))).toHaveLength(1);
  });

  it("what is no secret is none: groups, paths, sessions, a matcher, a prompt", async () => {
    const quiet = [
      `docker run -u appusers:appgroups img`,
      `"$CLAUDE_PROJECT_DIR"/.claude/hooks/check-style.sh --token-file /run/secrets/token`,
      `jq -r '.tool_input.command' >> ~/.claude/bash-command-log.txt`,
    ];
    for (const command of quiet) expect(await secretsIn(".claude/settings.json", claude(command))).toEqual([]);
    const prompt = { type: "prompt", prompt: `never print the token ${"x".repeat(12)}` };
    const hooks = { Stop: [{ matcher: "password=.*", hooks: [prompt] }] };
    expect(await secretsIn(".claude/settings.json", { hooks })).toEqual([]);
  });

  it("an address that is told, with its headers", async () => {
    const hook = (secret: string) => ({
      hooks: {
        Stop: [{ hooks: [{ type: "http", url: "https://a.example", headers: { Authorization: `Bearer ${secret}` } }] }],
      },
    });
    expect(await secretsIn(".claude/settings.json", hook(DRAWN))).toEqual(["claude-code header/Authorization line 10"]);
    expect(await secretsIn(".claude/settings.json", hook("$MY_TOKEN"))).toEqual([]);
  });

  it("helpers that print a key, and the line of the status", async () => {
    const settings = (secret: string) => ({
      apiKeyHelper: `get-key --client-secret=${secret}`,
      statusLine: { type: "command", command: `TOKEN=${secret} status` },
    });
    expect(await secretsIn(".claude/settings.local.json", settings(DRAWN))).toEqual([
      "claude-code arguments/client-secret line 2",
      "claude-code arguments/TOKEN line 5",
    ]);
    expect(await secretsIn(".claude/settings.local.json", settings("$KEY"))).toEqual([]);
  });
});

describe("hooks of other clients", () => {
  type Case = readonly [path: string, config: (secret: string) => unknown, found: readonly string[]];
  const CASES: readonly Case[] = [
    [
      ".cursor/hooks.json",
      (secret) => ({ version: 1, hooks: { afterFileEdit: [{ command: `./log.sh --token ${secret}` }] } }),
      ["cursor arguments/token line 6"],
    ],
    [
      ".github/hooks/audit.json",
      (secret) => ({
        version: 1,
        hooks: {
          sessionStart: [{ type: "command", bash: `KEY_SECRET=${secret} ./a.sh`, env: { AUDIT_TOKEN: `${secret}0` } }],
        },
      }),
      ["copilot-cli arguments/KEY_SECRET line 7", "copilot-cli environment/AUDIT_TOKEN line 9"],
    ],
    // Of plugins and extensions: in their own repositories, and where they are installed.
    ...["plugins/audit/hooks/hooks.json", ".claude/plugins/cache/acme/audit/1.0.0/hooks/hooks.json"].map(
      (path): Case => [path, (secret) => claude(`./log.sh --token ${secret}`), ["claude-code arguments/token line 9"]],
    ),
    [
      ".claude-plugin/plugin.json",
      (secret) => ({ name: "audit", ...claude(`./log.sh --token ${secret}`) }),
      ["claude-code arguments/token line 10"],
    ],
    [
      ".gemini/extensions/audit/hooks/hooks.json",
      (secret) => ({ hooks: { AfterTool: [{ hooks: [{ command: `./log.sh --token=${secret}` }] }] } }),
      ["gemini-cli arguments/token line 7"],
    ],
    ...[".copilot/hooks/audit.json", ".copilot/settings.json", ".github/hooks/hooks.json"].map(
      (path): Case => [
        path,
        (secret) => ({
          version: 1,
          hooks: { sessionStart: [{ type: "command", bash: `KEY_SECRET=${secret} ./a.sh` }] },
        }),
        ["copilot-cli arguments/KEY_SECRET line 7"],
      ],
    ),
    [
      ".windsurf/hooks.json",
      (secret) => ({ hooks: { pre_read_code: [{ powershell: `a.ps1 --password "${secret}"` }] } }),
      ["windsurf arguments/password line 5"],
    ],
    [
      ".gemini/settings.json",
      (secret) => ({ hooks: { BeforeTool: [{ hooks: [{ command: `a --token=${secret}` }] }] } }),
      ["gemini-cli arguments/token line 7"],
    ],
    [
      ".codex/config.toml",
      (secret) => `notify = ["notify-send", "--api-key", "${secret}"]\n`,
      ["codex arguments/api-key line 1"],
    ],
  ];
  it.each(CASES)("%s", async (path, config, found) => {
    expect(await secretsIn(path, config(DRAWN))).toEqual(found);
    expect(await secretsIn(path, config("$TOKEN"))).toEqual([]);
  });

  it("a file of another kind that is called like a plugin's hooks is nobody's", async () => {
    const value = { hooks: { useToken: { file: "use-token.ts", token: DRAWN } } };
    expect(await secretsIn("src/hooks/hooks.json", value)).toEqual([]);
  });
});
