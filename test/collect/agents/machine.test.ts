// Agents on a machine: this one by its home, another by a copy of its disk. Only the places of clients are looked at.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { textOf } from "../../../src/collect/fields.js";
import { collectorFor } from "../../../src/collect/index.js";
import { batchesOf, type Gathered, gather } from "../support.js";
import { CONFIGURATIONS, MARKER } from "./configurations.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

function folderWith(files: { readonly [path: string]: string }): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-agents-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function scan(source: string): Promise<Gathered> {
  return gather(await batchesOf(await collectorFor(source)));
}

/** This machine, with another home. */
async function scanHome(home: string): Promise<Gathered> {
  vi.stubEnv("HOME", home);
  vi.stubEnv("USERPROFILE", home);
  for (const name of ["XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "APPDATA"]) vi.stubEnv(name, "");
  expect(homedir()).toBe(home);
  return scan("agents");
}

const SERVER = JSON.stringify({ mcpServers: { crm: { command: "npx", args: ["-y", "crm-mcp@1.2.3"] } } });
const files = (found: Gathered) =>
  found
    .ofType("agent.client")
    .map(({ properties }) => ["client", "file", "level"].map((name) => textOf(properties[name])).join(" "))
    .sort();

describe("this machine", () => {
  describe("extensions of Claude Desktop", () => {
    const FOLDER = "Library/Application Support/Claude/";
    const manifest = (command: object) =>
      JSON.stringify({ name: "crm", version: "1.0.0", server: { type: "node", ...command } });
    const started = {
      mcp_config: { command: "node", args: ["${__dirname}/x.js"], env: { CRM_KEY: "${user_config.key}" } },
    };
    const inHome = (settings: object) => ({
      [`${FOLDER}Claude Extensions/acme.crm/manifest.json`]: manifest(started),
      [`${FOLDER}Claude Extensions Settings/acme.crm.json`]: JSON.stringify(settings),
    });
    const servers = (found: Gathered) =>
      found
        .ofType("mcp.server")
        .map(({ name, id }) => [name, found.edges.some(({ kind, to }) => kind === "runs_code_in" && to === id)]);

    it.each([
      ["switched on", { isEnabled: true, userConfig: {} }, [["crm", true]]],
      ["of which nothing is said", { userConfig: {} }, [["crm", true]]],
      ["switched off", { isEnabled: false, userConfig: {} }, [["crm", false]]],
    ])("%s: its server is called as it is, and started only where it is on", async (_what, settings, expected) => {
      expect(servers(await scanHome(folderWith(inHome(settings))))).toEqual(expected);
    });

    it("a secret that stands in what a person set is one; what the system's store has sealed is none, nor a reference", async () => {
      const key = "q8Zk2vT7mW4xR9bN5cL1pH6d";
      const open = await scanHome(folderWith(inHome({ isEnabled: true, userConfig: { api_key: key } })));
      expect(open.ofType("agent.config-secret").map(({ id }) => id.split("/").at(-1))).toEqual(["api_key"]);
      expect(JSON.stringify(open)).not.toContain(key);
      for (const sealed of [`djEw${key}==`, `__encrypted__:djEx${key}`]) {
        const found = await scanHome(folderWith(inHome({ isEnabled: true, userConfig: { api_key: sealed } })));
        expect(found.ofType("agent.config-secret")).toEqual([]);
      }
    });
  });

  it("is the home of whoever runs nhi, with what is one's own named so", async () => {
    const home = folderWith({
      ".cursor/mcp.json": SERVER,
      ".claude.json": SERVER,
      ".config/Claude/claude_desktop_config.json": SERVER,
      ".config/Code/User/mcp.json": JSON.stringify({ servers: { a: { command: "x" } } }),
      ".config/Code/User/profiles/work/mcp.json": JSON.stringify({ servers: { a: { command: "x" } } }),
      "Library/Application Support/Cursor/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json":
        SERVER,
      ".claude/plugins/cache/market/plugin/1.0.0/.mcp.json": SERVER,
      ".claude/plugins/cache/market/inline/1.0.0/.claude-plugin/plugin.json": SERVER,
      ".gemini/extensions/crm/gemini-extension.json": SERVER,
      // No place of any client: projects are scanned as checkouts.
      "work/site/.cursor/mcp.json": SERVER,
      "notes.json": SERVER,
    });
    const found = await scanHome(home);
    expect(files(found)).toEqual([
      "claude-code ~/.claude.json user",
      "claude-code ~/.claude/plugins/cache/market/inline/1.0.0/.claude-plugin/plugin.json user",
      "claude-code ~/.claude/plugins/cache/market/plugin/1.0.0/.mcp.json user",
      "claude-desktop ~/.config/Claude/claude_desktop_config.json user",
      "cline ~/Library/Application Support/Cursor/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json user",
      "cursor ~/.cursor/mcp.json user",
      "gemini-cli ~/.gemini/extensions/crm/gemini-extension.json user",
      "vscode ~/.config/Code/User/mcp.json user",
      "vscode ~/.config/Code/User/profiles/work/mcp.json user",
    ]);
    expect(found.ofType("agent.client").map(({ parent }) => parent)).toEqual(Array(9).fill(`agents:${hostname()}`));
    expect(found.coverage).toEqual([{ dataSet: "agents/files:configs", state: "complete" }]);
    expect(found.gaps).toEqual([]);
  });

  it("says which secrets others on it may read: the file and every folder above must let them", async () => {
    const secret = (place: string) =>
      JSON.stringify({ mcpServers: { a: { command: "x", env: { API_TOKEN: place } } } });
    const home = folderWith({
      ".cursor/mcp.json": secret("q8Zr4TvN2xLm7KwP"),
      ".roo/mcp.json": secret("w3Yb9HcD5sQj6FgU"),
      ".windsurf/mcp.json": secret("n7Vk2MtX8pRz4LhA"),
    });
    chmodSync(home, 0o755);
    chmodSync(join(home, ".cursor/mcp.json"), 0o644);
    chmodSync(join(home, ".roo/mcp.json"), 0o600);
    chmodSync(join(home, ".windsurf/mcp.json"), 0o644);
    chmodSync(join(home, ".windsurf"), 0o700);
    const found = await scanHome(home);
    const readable = found
      .ofType("agent.config-secret")
      .map(({ properties: { file, readable_by_others } }) => [file, readable_by_others]);
    expect(readable).toEqual([
      ["~/.cursor/mcp.json", true],
      ["~/.roo/mcp.json", false],
      ["~/.windsurf/mcp.json", false],
    ]);
  });

  it("has links to configurations that are kept elsewhere followed, and what cannot be read named", async () => {
    const home = folderWith({ "dotfiles/cursor.json": SERVER, ".roo/mcp.json": "{", ".kiro/settings/mcp.json/x": "" });
    mkdirSync(join(home, ".cursor"));
    symlinkSync(join(home, "dotfiles/cursor.json"), join(home, ".cursor/mcp.json"));
    mkdirSync(join(home, ".windsurf"));
    symlinkSync("mcp.json", join(home, ".windsurf/mcp.json"));
    const found = await scanHome(home);
    expect(files(found)).toEqual(["cursor ~/.cursor/mcp.json user"]);
    expect(found.gaps.map(({ message }) => message).sort()).toEqual([
      "~/.kiro/settings/mcp.json: not a file; it was not read",
      expect.stringMatching(/^~\/\.roo\/mcp\.json:1:\d+: is not JSON: /),
      "~/.windsurf/mcp.json: a link that leads to itself",
    ]);
  });
});

describe("a folder", () => {
  it("is a disk with homes and settings of the machine, a home, or a project", async () => {
    const disk = folderWith({
      "home/ana/.cursor/mcp.json": SERVER,
      "home/bo/.config/zed/settings.json": JSON.stringify({ context_servers: { a: { command: "x" } } }),
      "Users/cy/AppData/Roaming/Claude/claude_desktop_config.json": SERVER,
      "root/.codex/config.toml": '[mcp_servers.a]\ncommand = "x"\n',
      "etc/claude-code/managed-mcp.json": SERVER,
      ".mcp.json": SERVER,
    });
    const found = await scan(`agents:${disk}`);
    expect(files(found)).toEqual([
      "claude-code .mcp.json project",
      "claude-code etc/claude-code/managed-mcp.json managed",
      "claude-desktop Users/cy/AppData/Roaming/Claude/claude_desktop_config.json user",
      "codex root/.codex/config.toml user",
      "cursor home/ana/.cursor/mcp.json user",
      "zed home/bo/.config/zed/settings.json user",
    ]);
    expect(found.ofType("agent.client").map(({ parent }) => parent)).toEqual(Array(6).fill(`agents:${basename(disk)}`));
  });

  it("may be the copy of another machine: links out of it are not followed, but named", async () => {
    const elsewhere = folderWith({ "mcp.json": SERVER });
    const disk = folderWith({ "home/ana/.cursor/x": "" });
    symlinkSync(join(elsewhere, "mcp.json"), join(disk, "home/ana/.cursor/mcp.json"));
    const found = await scan(`agents:${disk}`);
    expect(files(found)).toEqual([]);
    expect(found.gaps.map(({ message }) => message)).toEqual([
      "home/ana/.cursor/mcp.json: a link that leads out of the folder; it was not followed",
    ]);
  });

  it("has every client, with no secret in what is found", async () => {
    for (const { client, path, text } of CONFIGURATIONS) {
      const found = await scan(`agents:${folderWith({ [path.replace(/^(~|\/)\//, "")]: text })}`);
      expect(
        found.ofType("agent.client").map(({ properties }) => properties["client"]),
        path,
      ).toEqual([client]);
      expect(JSON.stringify([found.nodes, found.edges, found.gaps]), path).not.toMatch(MARKER);
    }
  });

  it.each([
    ["that is not there", "agents:/nowhere/at/all", "no such folder"],
    ["that is a file", `agents:${import.meta.filename}`, "not a folder; name a home, a project or the root of a disk"],
  ])("%s is said", async (_, source, message) => {
    await expect(scan(source)).rejects.toThrow(message);
  });
});
