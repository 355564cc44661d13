// Files in which clients keep the tokens of the person who signed in: to the client itself, and to servers. What a token may do and
// how long it lasts leaves, never the token. What is kept in a keychain is in no file.
import type { GraphNode } from "../../../model/batch.js";
import { properties } from "../../fields.js";
import { placeAt } from "../../place.js";
import { scrubText, toSecretMark } from "../../secrets.js";
import { addressOf } from "./address.js";
import type { Located } from "./located.js";

export interface TokenStore {
  readonly client: string;
  readonly name: string;
  /** End of the path, below a home; `*` is any run without a slash. */
  readonly path: string;
  readonly source: string;
}

export const TOKEN_STORES: readonly TokenStore[] = [
  {
    client: "claude-code",
    name: "Claude Code",
    path: ".claude/.credentials.json",
    source: "https://docs.claude.com/en/docs/claude-code/iam#credential-management (Linux and Windows)",
  },
  {
    client: "codex",
    name: "Codex",
    path: ".codex/auth.json",
    source: "https://developers.openai.com/codex/auth/",
  },
  {
    client: "gemini-cli",
    name: "Gemini CLI",
    path: ".gemini/oauth_creds.json",
    source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/get-started/authentication.md",
  },
  {
    client: "gemini-cli",
    name: "Gemini CLI",
    path: ".gemini/mcp-oauth-tokens.json",
    source: "https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md",
  },
  {
    client: "mcp-remote",
    name: "mcp-remote",
    path: ".mcp-auth/*/*_tokens.json",
    source: "https://github.com/geelen/mcp-remote#readme",
  },
  {
    client: "opencode",
    name: "opencode",
    path: ".local/share/opencode/auth.json",
    source: "https://opencode.ai/docs/providers/",
  },
  {
    client: "opencode",
    name: "opencode",
    path: ".local/share/opencode/mcp-auth.json",
    source: "https://opencode.ai/docs/mcp-servers/#oauth",
  },
  {
    client: "copilot",
    name: "GitHub Copilot",
    path: ".config/github-copilot/apps.json",
    source: "https://docs.github.com/en/copilot/how-tos/configure-personal-settings/authenticate",
  },
  {
    client: "copilot",
    name: "GitHub Copilot",
    path: ".config/github-copilot/hosts.json",
    source: "https://docs.github.com/en/copilot/how-tos/configure-personal-settings/authenticate",
  },
];

const PATTERNS = TOKEN_STORES.map((store) => ({
  store,
  pattern: new RegExp(`(?:^|/)${store.path.replace(/[.+?^$()|[\]{}\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`),
}));

/** The store that a file is, told by the end of its path (with slashes). */
export function tokenStoreOf(path: string): (TokenStore & { readonly home: string }) | undefined {
  const found = PATTERNS.find(({ pattern }) => pattern.test(path));
  return found && { ...found.store, home: path.replace(found.pattern, "") };
}

const REFRESH = /^(?:refresh_?token|refresh)$/i;
const ACCESS = /^(?:access_?token|access|oauth_?token|id_?token)$/i;
const ENDS = /^(?:expires_?at|expiry_?date|expires)$/i;
const SCOPES = /^scopes?$/i;
const ADDRESS = /^(?:server|mcp_?server|resource)_?url$/i;
const NAME = /^(?:server_?name|name)$/i;

interface Frame {
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly store: TokenStore;
  readonly common: { readonly [key: string]: string | boolean | undefined };
  readonly joinKey: Buffer;
}

/** One node for each token that the file holds, with its refresh token where it has one. */
export function storedTokens(root: Located | undefined, frame: Frame): GraphNode[] {
  const nodes: GraphNode[] = [];
  const visit = (value: Located, keys: readonly string[], outer: Located | undefined): void => {
    const token = tokenIn(value);
    if (token !== undefined) nodes.push(toNode(value, outer, keys, token, frame));
    for (const { key, value: member } of value.entries ?? []) visit(member, [...keys, key], value);
    for (const [at, member] of (value.items ?? []).entries()) visit(member, [...keys, String(at)], value);
  };
  if (root !== undefined) visit(root, [], undefined);
  return nodes;
}

interface Token {
  readonly access: string | undefined;
  readonly refresh: string | undefined;
}

function tokenIn({ entries = [] }: Located): Token | undefined {
  const textOf = (pattern: RegExp): string | undefined =>
    entries.flatMap(({ key, value: { scalar } }) =>
      pattern.test(key) && typeof scalar === "string" && scalar.length >= 8 ? [scalar] : [],
    )[0];
  const [access, refresh] = [textOf(ACCESS), textOf(REFRESH)];
  return access === undefined && refresh === undefined ? undefined : { access, refresh };
}

function toNode(
  value: Located,
  outer: Located | undefined,
  keys: readonly string[],
  token: Token,
  frame: Frame,
): GraphNode {
  const field = (pattern: RegExp): Located["scalar"] =>
    [value, ...(outer === undefined ? [] : [outer])]
      .flatMap(({ entries = [] }) => entries.filter(({ key }) => pattern.test(key)))
      .map(({ value: { scalar } }) => scalar)
      .find((scalar) => scalar !== undefined && scalar !== null);
  const address = field(ADDRESS);
  const host = typeof address === "string" ? addressOf(address)?.host : undefined;
  const named = field(NAME);
  const name = scrubText(typeof named === "string" ? named : keys.filter((key) => !/^\d+$/.test(key)).join("/"));
  const key = keys.length === 0 ? "token" : scrubText(keys.join("/"));
  const end = isoOf(field(ENDS));
  const scopes = scopesIn(value);
  const mark = toSecretMark(token.refresh ?? token.access ?? "", frame.joinKey);
  const { line, column } = placeAt(frame.path, frame.text, value.offset);
  return {
    id: `${frame.id}/token/${key}`,
    kind: "credential",
    type: "agent.stored-token",
    name: name === "" ? frame.store.name : name,
    properties: properties({
      ...frame.common,
      file: frame.path,
      line,
      column,
      client: frame.store.client,
      client_name: frame.store.name,
      what: token.refresh === undefined ? "access token of a person" : "refresh token of a person",
      has_refresh: token.refresh !== undefined,
      host,
      status: "active",
      static: token.refresh !== undefined || end === undefined,
      ...(token.refresh === undefined && { expires_at: end }),
      ...(scopes.length > 0 && { scopes }),
      length: mark.length,
      join: mark.join,
    }),
  };
}

function scopesIn({ entries = [] }: Located): string[] {
  const found = entries.find(({ key }) => SCOPES.test(key))?.value;
  const texts = [found?.scalar, ...(found?.items ?? []).map(({ scalar }) => scalar)];
  return texts
    .flatMap((text) => (typeof text === "string" ? text.split(/[\s,]+/) : []))
    .filter((text) => text !== "")
    .sort();
}

/** Milliseconds, seconds or ISO. */
function isoOf(value: Located["scalar"]): string | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  const time = typeof number === "number" ? new Date(number > 1e11 ? number : number * 1000) : new Date(String(number));
  return value === undefined || value === null || value === 0 || Number.isNaN(time.getTime())
    ? undefined
    : time.toISOString();
}
