// Lists by which a client calls tools of servers without asking, or never: which servers they name as a whole.
import { type Located, textsAt } from "./located.js";

/** Name of a bypass for the tools of every server. */
export const ALLOWS_EVERY = "allows every tool";
/** Begins the names of bypasses for those of one. */
const OF_SERVER = "allows every tool of ";

type List = "allow" | "deny" | "ask";

/** How a client names tools of servers in its lists. */
interface Grammar {
  readonly lists: { readonly [list in List]?: readonly (readonly string[])[] };
  /** Server all of whose tools a rule names; `*` for every server, undefined for less than a whole one. */
  serverOf(rule: string, list: List): string | undefined;
}

/**
 * Claude Code writes every tool of one server `mcp__server` and `mcp__server__*`; `mcp__server__tool` is one tool. A name of a server
 * that has two underscores in it needs the star (since 2.1.299). Without a server's name a star allows nothing: `mcp__*` and `*` are
 * skipped in `allow`. In `deny` and `ask` they count, for all servers. https://code.claude.com/docs/en/permissions
 */
const CLAUDE_CODE: Grammar = {
  lists: { allow: [["permissions", "allow"]], deny: [["permissions", "deny"]], ask: [["permissions", "ask"]] },
  serverOf(rule, list) {
    if (list !== "allow" && /^(?:\*|mcp__\*)$/.test(rule)) return "*";
    const [, name, star] = /^mcp__([A-Za-z0-9_-]+?)(__\*)?$/.exec(rule) ?? [];
    return name === undefined || (star === undefined && name.includes("__")) ? undefined : name;
  },
};

/**
 * Cursor writes `server:tool` in its editor's list and `Mcp(server:tool)` in those of its command line; either part may be a star.
 * https://cursor.com/docs/reference/permissions https://cursor.com/docs/cli/reference/permissions
 */
const CURSOR: Grammar = {
  lists: { allow: [["mcpAllowlist"], ["permissions", "allow"]], deny: [["permissions", "deny"]] },
  serverOf: (rule) => /^(?:Mcp\(\s*)?([^:()]+?)\s*:\s*\*\s*\)?$/.exec(rule)?.[1],
};

const GRAMMARS: { readonly [client: string]: Grammar } = { "claude-code": CLAUDE_CODE, cursor: CURSOR };

function serversIn(client: string, root: Located | undefined, list: List): readonly string[] {
  const grammar = GRAMMARS[client];
  return (grammar?.lists[list] ?? []).flatMap((path) =>
    (textsAt(root, ...path) ?? []).flatMap((rule) => grammar?.serverOf(rule, list) ?? []),
  );
}

/** Servers all of whose tools a list names, as names of bypasses. One tool of a server is not all of them. */
export function wholeServers(client: string, root: Located | undefined, list: List): readonly string[] {
  return serversIn(client, root, list).flatMap((name) => (name === "*" ? [] : [OF_SERVER + written(name)]));
}

/** Whether the settings allow the tools of every server. */
export function isEveryAllowed(client: string, root: Located | undefined): boolean {
  return serversIn(client, root, "allow").includes("*");
}

/** Names of bypasses of servers that the settings take back: what is refused or asked about is not allowed. */
export function refusalsIn(client: string, root: Located | undefined): readonly string[] {
  return (["deny", "ask"] as const).flatMap((list) => [
    ...wholeServers(client, root, list),
    ...(serversIn(client, root, list).includes("*") ? [OF_SERVER] : []),
  ]);
}

/** Whether refusals take a bypass back: the one of its server, or that of every server. */
export function isTakenBack(name: string, refusals: ReadonlySet<string>): boolean {
  return refusals.has(name) || (name.startsWith(OF_SERVER) && refusals.has(OF_SERVER));
}

/** Of the names of bypasses those that are about a server: of all servers, or of this one. */
export function bypassesOf(server: string, names: readonly string[]): readonly string[] {
  const own = OF_SERVER + written(server);
  return names.filter((name) => !name.startsWith(OF_SERVER) || name === own);
}

/** Names of servers are written with the letters that names of tools may have. */
export function written(server: string): string {
  return server.replace(/[^A-Za-z0-9_-]/g, "_");
}
