// MCP servers of a configuration in one form, whatever each client calls its fields.
import { allAt, at, booleanAt, type Located, type LocatedEntry, textAt, textsAt } from "./located.js";

/** A text with its place. */
export interface Word {
  readonly text: string;
  readonly offset: number;
}

/** A text under a name. */
export interface NamedWord extends Word {
  readonly name: string;
}

export interface Server {
  /** Name in the file, below the project where the file has several. */
  readonly name: string;
  readonly offset: number;
  /** The command and its arguments; empty for a server elsewhere. */
  readonly command: readonly Word[];
  readonly environment: readonly NamedWord[];
  readonly url: Word | undefined;
  readonly headers: readonly NamedWord[];
  /** Names of variables that headers are taken from. */
  readonly headersFromVariables: readonly string[];
  /** Other texts whose names may announce a secret: what a sign-in is set up with. */
  readonly others: readonly NamedWord[];
  /** Undefined when the file does not say. */
  readonly signIn: "oauth" | "none" | "google" | undefined;
  readonly isOff: boolean;
  /** Tools that are called without asking; `*` is all. */
  readonly autoApproved: readonly string[];
  /** Service account that it is called as. */
  readonly serviceAccount: string | undefined;
}

const COMMANDS = ["command", "cmd"];
const URLS = ["url", "serverUrl", "server_url", "httpUrl", "http_url", "uri", "endpoint"];
/** Texts that are looked at elsewhere, or hold no secret whatever they are called. */
const OF_NO_SECRET: ReadonlySet<string> = new Set([
  ...COMMANDS,
  ...URLS,
  "name",
  "description",
  "type",
  "cwd",
  "envFile",
  "bearer_token_env_var",
]);
const HEADERS = ["headers", "http_headers", "requestHeaders", "request_headers", "requestInit", "requestOptions"];
const ENVIRONMENTS = ["env", "environment", "envs"];
const APPROVALS = ["autoApprove", "alwaysAllow", "auto_approve", "always_allow", "autoApproveTools"];
/** Tables of a server that set up a sign-in. */
const SIGN_INS = ["oauth", "auth", "authorization", "authentication"];

/** What the manifest of an extension calls how its one server is started; the server has the name of the extension. */
const OF_EXTENSION = "mcp_config";

/** Servers at the given key paths of a configuration, in the order of the text. */
export function serversIn(root: Located | undefined, paths: readonly (readonly string[])[]): readonly Server[] {
  const extension = textAt(root, "name");
  return tablesIn(root, paths).map((server) =>
    server.name === OF_EXTENSION && extension !== undefined ? { ...server, name: extension } : server,
  );
}

function tablesIn(root: Located | undefined, paths: readonly (readonly string[])[]): readonly Server[] {
  return paths.flatMap((path) => {
    const project = path.indexOf("*");
    if (project < 0) return [...allAt(root, path)].flatMap((table) => membersOf(table, ""));
    // Tables of several projects in one file: their servers are told apart by the project.
    const tables = [...allAt(root, path.slice(0, project))].flatMap(({ entries = [] }) => entries);
    return tables.flatMap(({ key, value }) =>
      [...allAt(value, path.slice(project + 1))].flatMap((table) => membersOf(table, `${key}#`)),
    );
  });
}

/**
 * Servers of a table; a list has servers with their names in them, or tables of one each, beside names of servers that are set up
 * elsewhere.
 */
function membersOf({ entries = [], items = [] }: Located, prefix: string): readonly Server[] {
  const listed = items.flatMap((item, index) =>
    isServer(item)
      ? [{ key: textAt(item, "name") ?? String(index), offset: item.offset, value: item }]
      : (item.entries ?? []),
  );
  return [...entries, ...listed].filter(({ value }) => isServer(value)).map((entry) => toServer(entry, prefix));
}

function isServer(value: Located): boolean {
  return [...COMMANDS, ...URLS].some((key) => at(value, key) !== undefined);
}

function toServer({ key, offset, value }: LocatedEntry, prefix: string): Server {
  const command = COMMANDS.map((name) => at(value, name)).find((one) => one !== undefined);
  const environments = [...ENVIRONMENTS.map((name) => at(value, name)), at(command, "env")];
  return {
    name: `${prefix}${key}`,
    offset,
    command: commandOf(command, at(value, "args")),
    environment: environments.flatMap(namedIn),
    url: URLS.map((name) => wordOf(at(value, name))).find((word) => word !== undefined),
    headers: HEADERS.flatMap((name) => [...namedIn(at(value, name)), ...namedIn(at(value, name, "headers"))]),
    headersFromVariables: [
      ...namedIn(at(value, "env_http_headers")).map(({ text }) => text),
      ...[textAt(value, "bearer_token_env_var")].filter((name) => name !== undefined),
    ],
    others: [
      ...namedIn(value).filter(({ name }) => !OF_NO_SECRET.has(name)),
      ...SIGN_INS.flatMap((name) => namedIn(at(value, name))),
      ...namedIn(at(value, "settings")),
    ],
    signIn: signInOf(value),
    isOff: booleanAt(value, "disabled") === true || booleanAt(value, "enabled") === false,
    autoApproved: [
      ...APPROVALS.flatMap((name) => listed(at(value, name))),
      ...(booleanAt(value, "trust") === true ? ["*"] : []),
    ],
    serviceAccount: textAt(value, "targetServiceAccount"),
  };
}

/** One text, a list, or a table of path and arguments. */
function commandOf(command: Located | undefined, args: Located | undefined): readonly Word[] {
  const first =
    command?.entries === undefined
      ? [command, ...(command?.items ?? [])]
      : [at(command, "path"), at(command, "command")];
  const more = [...(at(command, "args")?.items ?? []), ...(args?.items ?? [])];
  return [...first, ...more].map(wordOf).filter((word) => word !== undefined);
}

/** A text that is not empty. */
export function wordOf(value: Located | undefined): Word | undefined {
  return typeof value?.scalar === "string" && value.scalar !== ""
    ? { text: value.scalar, offset: value.offset }
    : undefined;
}

/** Texts of a table under their names. */
export function namedIn(value: Located | undefined): readonly NamedWord[] {
  return (value?.entries ?? []).flatMap(({ key, value: member }) => {
    const word = wordOf(member);
    return word === undefined ? [] : [{ name: key, ...word }];
  });
}

function listed(value: Located | undefined): readonly string[] {
  return value?.scalar === true ? ["*"] : (textsAt(value) ?? []);
}

function signInOf(value: Located): Server["signIn"] {
  const provider = textAt(value, "authProviderType");
  if (provider === "google_credentials" || provider === "service_account_impersonation") return "google";
  const found = SIGN_INS.map((name) => at(value, name)).find((one) => one !== undefined);
  if (found?.scalar === false) return "none";
  return found === undefined || found.scalar === null ? undefined : "oauth";
}
