// One configuration of each client, in the spelling of its documentation, with a secret that is written out. The marker is
// searched for in everything that comes out.

/** Drawn once; it opens nothing. In two parts, so that no scanner of sources takes it for a token. */
export const TOKEN = `ghp_${"Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV"}`;
/** Parts of it that must appear nowhere. */
export const MARKER = /Zk3vQp9L|M5yHsD8f/;

export const CONFIGURATIONS: readonly { readonly client: string; readonly path: string; readonly text: string }[] = [
  {
    client: "claude-desktop",
    path: "Library/Application Support/Claude/claude_desktop_config.json",
    text: `{"mcpServers": {"tool": {"command": "npx", "args": ["-y", "x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "claude-code",
    path: ".claude.json",
    text: `{"numStartups": 3, "projects": {"/home/ana/site": {"mcpServers": {"tool": {"type": "stdio", "command": "npx", "args": ["x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}}}`,
  },
  {
    client: "cursor",
    path: ".cursor/mcp.json",
    text: `{ // everyone's\n  "mcpServers": {"tool": {"command": "npx", "args": ["-y", "x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}",},},},}`,
  },
  {
    client: "vscode",
    path: ".config/Code/User/mcp.json",
    text: `{"inputs": [{"type": "promptString", "id": "t", "password": true}], "servers": {"tool": {"type": "stdio", "command": "npx", "args": ["x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}", "OTHER_TOKEN": "\${input:t}"}}}}`,
  },
  {
    client: "copilot-cli",
    path: ".copilot/mcp-config.json",
    text: `{"mcpServers": {"tool": {"type": "local", "command": "npx", "args": ["x-mcp"], "tools": ["*"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "copilot-agent",
    path: ".github/agents/review.md",
    text: `---\ndescription: x\nmcp-servers:\n  tool:\n    type: local\n    command: npx\n    args: [x-mcp]\n    env:\n      GITHUB_TOKEN: ${TOKEN}\n---\nLook at it.\n`,
  },
  {
    client: "windsurf",
    path: ".codeium/windsurf/mcp_config.json",
    text: `{"mcpServers": {"tool": {"serverUrl": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}}}`,
  },
  {
    client: "codex",
    path: ".codex/config.toml",
    text: `approval_policy = "never"\n\n[mcp_servers.tool]\ncommand = "npx"\nargs = ["-y", "x-mcp"]\nenv = { GITHUB_TOKEN = "${TOKEN}" }\n`,
  },
  {
    client: "gemini-cli",
    path: ".gemini/settings.json",
    text: `{"mcpServers": {"tool": {"httpUrl": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}, "trust": true}}}`,
  },
  {
    client: "zed",
    path: ".config/zed/settings.json",
    text: `// Zed settings\n{"theme": "One", "context_servers": {"tool": {"command": {"path": "npx", "args": ["x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}}`,
  },
  {
    client: "opencode",
    path: ".config/opencode/opencode.jsonc",
    text: `{"mcp": {"tool": {"type": "local", "command": ["npx", "-y", "x-mcp"], "enabled": true, "environment": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "kiro",
    path: ".kiro/settings/mcp.json",
    text: `{"mcpServers": {"tool": {"command": "uvx", "args": ["x-mcp@latest"], "env": {"GITHUB_TOKEN": "${TOKEN}"}, "autoApprove": ["*"]}}}`,
  },
  {
    client: "antigravity",
    path: ".gemini/antigravity/mcp_config.json",
    text: `{"mcpServers": {"tool": {"serverUrl": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}}}`,
  },
  {
    client: "roo-code",
    path: ".roo/mcp.json",
    text: `{"mcpServers": {"tool": {"type": "streamable-http", "url": "https://mcp.example.com/mcp", "headers": {"X-API-Key": "${TOKEN}"}, "alwaysAllow": ["read"]}}}`,
  },
  {
    client: "cline",
    path: ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    text: `{"mcpServers": {"tool": {"command": "docker", "args": ["run", "-i", "--rm", "-e", "GITHUB_TOKEN=${TOKEN}", "example/x-mcp"], "disabled": false}}}`,
  },
  {
    client: "amazon-q",
    path: ".aws/amazonq/mcp.json",
    text: `{"mcpServers": {"tool": {"command": "uvx", "args": ["x-mcp", "--token", "${TOKEN}"]}}}`,
  },
  {
    client: "amp",
    path: ".config/amp/settings.json",
    text: `{"amp.notifications.enabled": true, "amp.mcpServers": {"tool": {"command": "npx", "args": ["-y", "x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "continue",
    path: ".continue/mcpServers/tool.yaml",
    text: `name: Tool\nversion: 0.0.1\nschema: v1\nmcpServers:\n  - name: tool # ours\n    command: npx\n    args: ["-y", "x-mcp"]\n    env:\n      GITHUB_TOKEN: "${TOKEN}"\n`,
  },
  {
    client: "crush",
    path: ".config/crush/crush.json",
    text: `{"$schema": "https://charm.land/crush.json", "mcp": {"tool": {"type": "stdio", "command": "npx", "args": ["x-mcp"], "disabled": false, "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "factory",
    path: ".factory/mcp.json",
    text: `{"mcpServers": {"tool": {"type": "http", "url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}, "disabled": false}}}`,
  },
  {
    client: "goose",
    path: ".config/goose/config.yaml",
    text: `GOOSE_PROVIDER: anthropic\nextensions:\n  developer:\n    bundled: true\n    enabled: true\n    name: developer\n    type: builtin\n  tool:\n    enabled: true\n    type: stdio\n    name: tool\n    cmd: uvx\n    args:\n      - x-mcp\n    env_keys: [OTHER_TOKEN]\n    envs:\n      GITHUB_TOKEN: "${TOKEN}"\n`,
  },
  {
    client: "junie",
    path: ".junie/mcp/mcp.json",
    text: `{"mcpServers": {"tool": {"command": "npx", "args": ["-y", "x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "kilo-code",
    path: ".kilocode/mcp.json",
    text: `{"mcpServers": {"tool": {"type": "streamable-http", "url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}, "alwaysAllow": []}}}`,
  },
  {
    client: "librechat",
    path: "librechat.yaml",
    text: `version: 1.2.8\nmcpServers:\n  tool:\n    type: streamable-http\n    url: https://mcp.example.com/mcp\n    headers:\n      X-User-ID: "{{LIBRECHAT_USER_ID}}"\n      Authorization: "Bearer ${TOKEN}"\n`,
  },
  {
    client: "lm-studio",
    path: ".lmstudio/mcp.json",
    text: `{"mcpServers": {"tool": {"url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}}}`,
  },
  {
    client: "qwen-code",
    path: ".qwen/settings.json",
    text: `{"mcpServers": {"tool": {"httpUrl": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}, "trust": false}}}`,
  },
  {
    client: "trae",
    path: ".trae/mcp.json",
    text: `{"mcpServers": {"tool": {"command": "npx", "args": ["-y", "x-mcp"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`,
  },
  {
    client: "visual-studio",
    path: ".vs/mcp.json",
    text: `{"inputs": [{"id": "t", "type": "promptString", "password": true}], "servers": {"tool": {"url": "https://mcp.example.com/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}}}`,
  },
];
