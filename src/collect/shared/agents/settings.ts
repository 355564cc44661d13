// What a client may do without asking, as its settings say: one name for each way to leave a person out.
import { ALLOWS_EVERY, isEveryAllowed, wholeServers } from "./allowed-servers.js";
import { at, type Located } from "./located.js";

interface Bypass {
  readonly client: string;
  /** Name that is kept: the key as people know it. */
  readonly name: string;
  readonly path: readonly string[];
  isSet(value: Located): boolean;
  /** Of commands, or of files that bring servers: tools of servers are asked about all the same. */
  readonly isOfCommands?: boolean;
  /** Of servers, or of where commands run: about its own tools the client asks all the same. */
  readonly keepsOwnAsked?: boolean;
}

const is =
  (...values: readonly (string | boolean)[]) =>
  ({ scalar }: Located): boolean =>
    values.some((value) => value === scalar);
const lists =
  (pattern: RegExp) =>
  ({ items = [] }: Located): boolean =>
    items.some(({ scalar }) => typeof scalar === "string" && pattern.test(scalar));

/** Tools of a sub-agent: a list, or a text with commas; all of its caller's where it names none. */
function toolsOf(root: Located): readonly string[] | undefined {
  const value = at(root, "tools");
  if (value === undefined || value.scalar === null) return undefined;
  const words =
    typeof value.scalar === "string" ? value.scalar.split(",") : (value.items ?? []).map(({ scalar }) => scalar);
  return words.flatMap((word) => (typeof word === "string" ? [word.trim()] : []));
}

/** A sub-agent that asks nobody, and has such tools. */
const subAgentWith =
  (pattern: RegExp) =>
  (root: Located): boolean => {
    if (at(root, "permissionMode")?.scalar !== "bypassPermissions") return false;
    return toolsOf(root)?.some((tool) => pattern.test(tool)) !== false;
  };

const BYPASSES: readonly Bypass[] = [
  // of a sub-agent, whose settings stand above what it is told
  {
    client: "claude-code",
    name: "bypassPermissions",
    path: [],
    isSet: subAgentWith(/^(?:\*|mcp__.*)$/),
    keepsOwnAsked: true,
  },
  {
    client: "claude-code",
    name: "bypassPermissions",
    path: [],
    isSet: subAgentWith(/^(?:\*|(?:Bash|Edit|Write|NotebookEdit)(?:\(.*\))?)$/),
    isOfCommands: true,
  },
  {
    client: "claude-code",
    name: "bypassPermissions",
    path: ["permissions", "defaultMode"],
    isSet: is("bypassPermissions"),
  },
  {
    client: "claude-code",
    name: "enableAllProjectMcpServers",
    path: ["enableAllProjectMcpServers"],
    isSet: is(true),
    isOfCommands: true,
    keepsOwnAsked: true,
  },
  {
    client: "claude-code",
    name: "allows every command",
    path: ["permissions", "allow"],
    // a star in place of a tool's name is skipped there, see WHOLE_SERVER
    isSet: lists(/^Bash(?:\(\*\)|\(:\*\))?$/),
    isOfCommands: true,
  },
  { client: "codex", name: "approval_policy never", path: ["approval_policy"], isSet: is("never") },
  {
    client: "codex",
    name: "sandbox_mode danger-full-access",
    path: ["sandbox_mode"],
    isSet: is("danger-full-access"),
    isOfCommands: true,
    keepsOwnAsked: true,
  },
  { client: "gemini-cli", name: "approval mode yolo", path: ["general", "defaultApprovalMode"], isSet: is("yolo") },
  { client: "gemini-cli", name: "approval mode yolo", path: ["tools", "approvalMode"], isSet: is("yolo") },
  { client: "vscode", name: "chat.tools.autoApprove", path: ["chat.tools.autoApprove"], isSet: is(true) },
  { client: "vscode", name: "chat.tools.global.autoApprove", path: ["chat.tools.global.autoApprove"], isSet: is(true) },
  { client: "zed", name: "tool_permissions allow", path: ["agent", "tool_permissions", "default"], isSet: is("allow") },
  { client: "zed", name: "always_allow_tool_actions", path: ["agent", "always_allow_tool_actions"], isSet: is(true) },
  { client: "opencode", name: "permission allow", path: ["permission"], isSet: is("allow") },
  {
    client: "opencode",
    name: "permission.bash allow",
    path: ["permission", "bash"],
    isSet: is("allow"),
    isOfCommands: true,
  },
  { client: "amp", name: "amp.dangerouslyAllowAll", path: ["amp.dangerouslyAllowAll"], isSet: is(true) },
  { client: "goose", name: "GOOSE_MODE auto", path: ["GOOSE_MODE"], isSet: is("auto") },
  { client: "qwen-code", name: "approval mode yolo", path: ["tools", "approvalMode"], isSet: is("yolo") },
  {
    client: "cursor",
    name: ALLOWS_EVERY,
    path: [],
    isSet: (root) => isEveryAllowed("cursor", root),
    keepsOwnAsked: true,
  },
  { client: "amazon-q", name: ALLOWS_EVERY, path: ["allowedTools"], isSet: lists(/^\*$/) },
  { client: "kiro", name: ALLOWS_EVERY, path: ["allowedTools"], isSet: lists(/^\*$/) },
];

interface Block extends Pick<Bypass, "client" | "path" | "isSet"> {
  /** Bypass that it makes void. */
  readonly blocks: string;
}

/** Settings of the machine that take bypasses away from everybody on it. */
const BLOCKS: readonly Block[] = [
  {
    client: "claude-code",
    blocks: "bypassPermissions",
    path: ["permissions", "disableBypassPermissionsMode"],
    isSet: is("disable"),
  },
  { client: "gemini-cli", blocks: "approval mode yolo", path: ["security", "disableYoloMode"], isSet: is(true) },
];

/** Names of bypasses that the settings make void for everybody, if they are those of the machine. */
export function blocksIn(client: string, root: Located | undefined): readonly string[] {
  return BLOCKS.flatMap((row) => {
    const value = row.client === client ? at(root, ...row.path) : undefined;
    return value !== undefined && row.isSet(value) ? [row.blocks] : [];
  });
}

/** Names of the ways in which the settings leave a person out, sorted. */
export function bypassesIn(client: string, root: Located | undefined): readonly string[] {
  return namesOf(BYPASSES, client, root);
}

/** Those of them by which every tool of every server, or of one, is called without asking. */
export function toolBypassesIn(client: string, root: Located | undefined): readonly string[] {
  const ofAll = namesOf(
    BYPASSES.filter(({ isOfCommands }) => isOfCommands !== true),
    client,
    root,
  );
  return [...ofAll, ...new Set(wholeServers(client, root, "allow"))].sort();
}

/** Those of them by which the client uses its own tools, such as a shell, without asking. */
export function ownBypassesIn(client: string, root: Located | undefined): readonly string[] {
  return namesOf(
    BYPASSES.filter(({ keepsOwnAsked }) => keepsOwnAsked !== true),
    client,
    root,
  );
}

function namesOf(rows: readonly Bypass[], client: string, root: Located | undefined): readonly string[] {
  const found = rows.filter((row) => {
    const value = row.client === client ? at(root, ...row.path) : undefined;
    return value !== undefined && row.isSet(value);
  });
  return [...new Set(found.map(({ name }) => name))].sort();
}
