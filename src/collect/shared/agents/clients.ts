// Clients that start MCP servers, and where each keeps its configuration. Reviewed; each client with the page that says so.
// A place is the end of a path: below a home, a project or the root of a machine alike, so that the same table serves
// checkouts, homes and images of disks.

/** Who the file speaks for: one person, everyone who works on a project, everyone on a machine. */
export type Level = "user" | "project" | "managed";

/** Where in a file servers are: keys; `*` is any one. The root itself (`[]`) counts where its members look like servers. */
type KeyPath = readonly string[];

export interface Place {
  readonly level: Level;
  /** End of the path, with slashes; `*` is any run without a slash. */
  readonly path: string;
  readonly servers: readonly KeyPath[];
}

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly places: readonly Place[];
  /** Tables outside of the servers whose texts may hold a secret: what it hands to commands, keys of models. */
  readonly values?: readonly KeyPath[];
  readonly source: string;
}

const USUAL: readonly KeyPath[] = [["mcpServers"]];

function places(level: Level, paths: readonly string[], servers: readonly KeyPath[] = USUAL): readonly Place[] {
  return paths.map((path) => ({ level, path, servers }));
}

/** Folders of VS Code and of what is built from it. */
const EDITORS = ["Code", "Code - Insiders", "VSCodium", "Code - OSS", "Cursor", "Windsurf"];
const inStorage = (path: string): readonly string[] => [
  ...EDITORS.map((editor) => `${editor}/User/globalStorage/${path}`),
  `.vscode-server/data/User/globalStorage/${path}`,
];

export const CLIENTS: readonly Client[] = [
  {
    id: "claude-desktop",
    name: "Claude Desktop",
    places: [
      ...places("user", ["Claude/claude_desktop_config.json"]),
      // An extension is one server (https://github.com/anthropics/mcpb/blob/main/MANIFEST.md); what a person set in it is apart.
      ...places("user", ["Claude/Claude Extensions/*/manifest.json"], [["server"]]),
      ...places("user", ["Claude/Claude Extensions Settings/*.json"], []),
    ],
    values: [["userConfig"]],
    source: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
  },
  {
    id: "claude-code",
    name: "Claude Code",
    places: [
      ...places("user", [".claude.json"], [["mcpServers"], ["projects", "*", "mcpServers"]]),
      ...places("project", [".mcp.json"], [["mcpServers"], []]),
      // Settings of a project that are not shared lie beside those that are; in a home the same path is the person's own.
      ...places("project", [".claude/settings.json", ".claude/settings.local.json"]),
      // Sub-agents: what they may do, whoever calls them can make them do. https://code.claude.com/docs/en/sub-agents
      ...places("project", [".claude/agents/*.md"]),
      // What a plugin brings, in its own repository and where it was installed. https://code.claude.com/docs/en/plugins-reference
      ...places("project", [".claude-plugin/plugin.json"]),
      ...places("project", ["hooks/hooks.json"], []),
      ...places("managed", [
        "claude-code/managed-mcp.json",
        "ClaudeCode/managed-mcp.json",
        "claude-code/managed-settings.json",
        "ClaudeCode/managed-settings.json",
      ]),
    ],
    values: [["env"]],
    source: "https://docs.claude.com/en/docs/claude-code/settings",
  },
  {
    id: "cursor",
    name: "Cursor",
    places: [
      ...places("project", [".cursor/mcp.json"]),
      // https://cursor.com/docs/agent/hooks
      ...places("project", [".cursor/hooks.json"], []),
      ...places("managed", ["etc/cursor/hooks.json", "Cursor/hooks.json"], []),
      // What runs without asking. https://cursor.com/docs/reference/permissions https://cursor.com/docs/cli/reference/configuration
      ...places("project", [".cursor/permissions.json", ".cursor/cli.json"], []),
      ...places("user", [".cursor/cli-config.json"], []),
    ],
    source: "https://docs.cursor.com/context/model-context-protocol",
  },
  {
    id: "vscode",
    name: "VS Code",
    places: [
      ...places("project", [".vscode/mcp.json"], [["servers"], ["mcpServers"]]),
      ...places("project", [".vscode/settings.json"], [["mcp", "servers"], ["mcp.servers"]]),
      ...places(
        "project",
        [".devcontainer/devcontainer.json", ".devcontainer.json", ".devcontainer/*/devcontainer.json"],
        [
          ["customizations", "vscode", "mcp", "servers"],
          ["customizations", "vscode", "settings", "mcp", "servers"],
        ],
      ),
      ...EDITORS.slice(0, 4).flatMap((editor) => [
        ...places(
          "user",
          [`${editor}/User/mcp.json`, `${editor}/User/profiles/*/mcp.json`],
          [["servers"], ["mcpServers"]],
        ),
        ...places("user", [`${editor}/User/settings.json`], [["mcp", "servers"], ["mcp.servers"]]),
      ]),
    ],
    source: "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration",
  },
  {
    id: "copilot-cli",
    name: "Copilot CLI",
    places: [
      ...places("user", [".copilot/mcp-config.json"]),
      // https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers
      ...places("project", [".github/mcp.json"]),
      // https://docs.github.com/en/copilot/reference/hooks-reference
      ...places("project", [".github/hooks/*.json"], []),
      // https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-config-dir-reference
      ...places("user", [".copilot/hooks/*.json", ".copilot/settings.json"], []),
    ],
    source: "https://docs.github.com/en/copilot/how-tos/use-copilot-agents/use-copilot-cli",
  },
  {
    id: "copilot-agent",
    name: "Copilot custom agent",
    places: [
      ...places("project", [".github/agents/*.md"], [["mcp-servers"]]),
      ...places("user", [".copilot/agents/*.md"], [["mcp-servers"]]),
    ],
    source: "https://docs.github.com/en/copilot/reference/custom-agents-configuration",
  },
  {
    id: "windsurf",
    name: "Windsurf",
    places: [
      ...places("user", [
        ".codeium/windsurf/mcp_config.json",
        ".codeium/windsurf-next/mcp_config.json",
        ".codeium/mcp_config.json",
      ]),
      ...places("project", [".windsurf/mcp.json"]),
      // https://docs.windsurf.com/windsurf/cascade/hooks
      ...places("user", [".codeium/windsurf/hooks.json"], []),
      ...places("project", [".windsurf/hooks.json"], []),
      ...places("managed", ["etc/windsurf/hooks.json", "Windsurf/hooks.json"], []),
    ],
    source: "https://docs.windsurf.com/windsurf/cascade/mcp",
  },
  {
    id: "codex",
    name: "Codex",
    places: [
      ...places("project", [".codex/config.toml"], [["mcp_servers"]]),
      ...places("user", [".codex/*.config.toml"], [["mcp_servers"]]),
      ...places(
        "managed",
        ["etc/codex/config.toml", "etc/codex/managed_config.toml", "OpenAI/Codex/config.toml"],
        [["mcp_servers"]],
      ),
    ],
    values: [
      ["shell_environment_policy", "set"],
      ["model_providers", "*"],
      ["model_providers", "*", "http_headers"],
    ],
    source: "https://developers.openai.com/codex/config-reference/",
  },
  {
    id: "gemini-cli",
    name: "Gemini CLI",
    places: [
      ...places("project", [".gemini/settings.json"]),
      // Sub-agents, of which those elsewhere are called at an address: docs/core/remote-agents.md there.
      ...places("project", [".gemini/agents/*.md"]),
      // https://geminicli.com/docs/extensions/reference
      ...places("project", ["gemini-extension.json"]),
      ...places("user", [".gemini/extensions/*/gemini-extension.json"]),
      ...places("user", [".gemini/extensions/*/hooks/hooks.json"], []),
      ...places("managed", [
        "gemini-cli/settings.json",
        "gemini-cli/system-defaults.json",
        "GeminiCli/settings.json",
        "GeminiCli/system-defaults.json",
      ]),
    ],
    source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",
  },
  {
    id: "zed",
    name: "Zed",
    places: [
      ...places("user", ["zed/settings.json", "Zed/settings.json"], [["context_servers"]]),
      ...places("project", [".zed/settings.json"], [["context_servers"]]),
    ],
    source: "https://zed.dev/docs/ai/mcp",
  },
  {
    id: "opencode",
    name: "opencode",
    places: [
      ...places(
        "managed",
        ["etc/opencode/opencode.json", "etc/opencode/opencode.jsonc"],
        [["mcp"], ["mcp", "servers"]],
      ),
      ...places(
        "user",
        [".config/opencode/opencode.json", ".config/opencode/opencode.jsonc"],
        [["mcp"], ["mcp", "servers"]],
      ),
      ...places(
        "project",
        ["opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc"],
        [["mcp"], ["mcp", "servers"]],
      ),
      ...places("user", [".config/opencode/config.json"], [["mcp"], ["mcp", "servers"]]),
    ],
    values: [
      ["provider", "*", "options"],
      ["provider", "*", "options", "headers"],
    ],
    source: "https://opencode.ai/docs/mcp-servers",
  },
  {
    id: "kiro",
    name: "Kiro",
    places: places("project", [".kiro/settings/mcp.json", ".kiro/agents/*.json"]),
    source: "https://kiro.dev/docs/mcp/configuration/",
  },
  {
    id: "antigravity",
    name: "Antigravity",
    places: places("user", [".gemini/antigravity/mcp_config.json"]),
    source: "https://antigravity.google/docs/mcp",
  },
  {
    id: "roo-code",
    name: "Roo Code",
    places: [
      ...places("project", [".roo/mcp.json"]),
      ...places("user", inStorage("rooveterinaryinc.roo-cline/settings/mcp_settings.json")),
    ],
    source: "https://docs.roocode.com/features/mcp/using-mcp-in-roo",
  },
  {
    id: "cline",
    name: "Cline",
    places: places("user", [
      ...inStorage("saoudrizwan.claude-dev/settings/cline_mcp_settings.json"),
      ".cline/data/settings/cline_mcp_settings.json",
      "cline_mcp_settings.json",
    ]),
    source: "https://docs.cline.bot/mcp/configuring-mcp-servers",
  },
  {
    id: "amazon-q",
    name: "Amazon Q Developer",
    places: [
      ...places("user", [".aws/amazonq/mcp.json", ".aws/amazonq/agents/*.json", ".aws/amazonq/cli-agents/*.json"]),
      ...places("project", [".amazonq/mcp.json", ".amazonq/agents/*.json", ".amazonq/cli-agents/*.json"]),
    ],
    source: "https://docs.aws.amazon.com/amazonq/latest/qdeveloper-ug/qdev-mcp.html",
  },
  {
    id: "amp",
    name: "Amp",
    places: [
      ...places("user", [".config/amp/settings.json", ".config/amp/settings.jsonc"], [["amp.mcpServers"]]),
      ...places("project", [".amp/settings.json", ".amp/settings.jsonc"], [["amp.mcpServers"]]),
    ],
    source: "https://ampcode.com/manual#configuration",
  },
  {
    id: "continue",
    name: "Continue",
    places: places("project", [
      ".continue/config.yaml",
      ".continue/config.yml",
      ".continue/config.json",
      ".continue/mcpServers/*.yaml",
      ".continue/mcpServers/*.yml",
      ".continue/mcpServers/*.json",
    ]),
    values: [
      ["models", "*"],
      ["models", "*", "requestOptions", "headers"],
    ],
    source: "https://docs.continue.dev/customize/deep-dives/mcp",
  },
  {
    id: "crush",
    name: "Crush",
    places: [
      ...places("user", [".config/crush/crush.json"], [["mcp"]]),
      ...places("project", ["crush.json", ".crush.json"], [["mcp"]]),
    ],
    values: [
      ["providers", "*"],
      ["providers", "*", "extra_headers"],
    ],
    source: "https://github.com/charmbracelet/crush/blob/main/README.md",
  },
  {
    id: "factory",
    name: "Factory Droid",
    places: [...places("user", ["Factory Bridge/mcp.json"]), ...places("project", [".factory/mcp.json"])],
    source: "https://docs.factory.ai/cli/configuration/mcp",
  },
  {
    id: "goose",
    name: "goose",
    places: places(
      "user",
      // Its secrets stand beside its settings where no keyring is used.
      [".config/goose", "Block/goose/config"].flatMap((folder) => [`${folder}/config.yaml`, `${folder}/secrets.yaml`]),
      [["extensions"]],
    ),
    values: [[]],
    source: "https://block.github.io/goose/docs/guides/config-files",
  },
  {
    id: "junie",
    name: "Junie",
    places: places("project", [".junie/mcp/mcp.json"]),
    source: "https://www.jetbrains.com/help/junie/model-context-protocol-mcp.html",
  },
  {
    id: "kilo-code",
    name: "Kilo Code",
    places: [
      ...places("project", [".kilocode/mcp.json"]),
      ...places("user", inStorage("kilocode.kilo-code/settings/mcp_settings.json")),
    ],
    source: "https://kilo.ai/docs/automate/mcp/using-in-kilo-code",
  },
  {
    id: "librechat",
    name: "LibreChat",
    places: places("project", ["librechat.yaml", "librechat.yml"]),
    values: [
      ["endpoints", "custom", "*"],
      ["endpoints", "custom", "*", "headers"],
    ],
    source: "https://www.librechat.ai/docs/configuration/librechat_yaml/object_structure/mcp_servers",
  },
  {
    id: "lm-studio",
    name: "LM Studio",
    places: places("user", [".lmstudio/mcp.json"]),
    source: "https://lmstudio.ai/docs/app/mcp",
  },
  {
    id: "qwen-code",
    name: "Qwen Code",
    places: [
      ...places("project", [".qwen/settings.json"]),
      // https://qwenlm.github.io/qwen-code-docs/en/users/extension/introduction/
      ...places("project", ["qwen-extension.json"]),
      ...places("user", [".qwen/extensions/*/qwen-extension.json"]),
    ],
    source: "https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp/",
  },
  {
    id: "trae",
    name: "Trae",
    places: [...places("project", [".trae/mcp.json"]), ...places("user", ["Trae/User/mcp.json"])],
    source: "https://docs.trae.ai/ide/model-context-protocol",
  },
  {
    id: "visual-studio",
    name: "Visual Studio",
    places: places("project", [".vs/mcp.json"], [["servers"], ["mcpServers"]]),
    source: "https://learn.microsoft.com/en-us/visualstudio/ide/mcp-servers",
  },
];
