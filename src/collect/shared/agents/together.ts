// What the files of a client say together: servers and settings are often in files of their own.
import { compareText } from "../../../model/compare.js";
import { isTakenBack, refusalsIn } from "./allowed-servers.js";
import { type Match, projectOf } from "./client-of.js";
import type { AgentFile, AgentOwner } from "./frame.js";
import { booleanAt, type LocatedText, textsAt } from "./located.js";
import { blocksIn, type toolBypassesIn } from "./settings.js";
import { telemetryIn, telemetryOver } from "./telemetry.js";

/** A file as it was read, and whose it is. */
export interface Config {
  readonly file: AgentFile;
  readonly match: Match;
  readonly read: LocatedText;
}

/**
 * Settings by which a client does something without asking, wherever they stand: servers and settings are often in files of
 * their own. Those of a home count for that home; those of a project or the machine for everyone.
 */
export function unaskedIn(
  configs: readonly Config[],
  bypasses: typeof toolBypassesIn,
): (file: AgentFile, match: Match) => readonly string[] {
  const settings = configs.flatMap(({ file: { home }, match, read }) =>
    bypasses(match.client.id, read.root).map((name) => ({ client: match.client.id, home, name })),
  );
  const blocked = new Set(
    configs.flatMap(({ match: { client, place }, read }) =>
      place.level === "managed" ? blocksIn(client.id, read.root).map((name) => `${client.id} ${name}`) : [],
    ),
  );
  const refused = configs.flatMap(({ file: { home }, match, read }) =>
    refusalsIn(match.client.id, read.root).map((name) => ({ client: match.client.id, home, name })),
  );
  return ({ home }, { client }) => {
    const counts = (one: { readonly client: string; readonly home: string | undefined }): boolean =>
      one.client === client.id && (one.home === home || one.home === undefined || home === undefined);
    const taken = new Set(refused.filter(counts).map(({ name }) => name));
    const counting = settings.filter(
      (one) => counts(one) && !isTakenBack(one.name, taken) && !blocked.has(`${one.client} ${one.name}`),
    );
    return [...new Set(counting.map(({ name }) => name))].sort(compareText);
  };
}

/** What the files together say of the record that each client keeps. A checkout has no settings of a person. */
export function recordsOf(owner: AgentOwner, configs: readonly Config[]): ReturnType<typeof telemetryOver> {
  const said = configs.flatMap(({ file: { home }, match: { client, place }, read }) => {
    const says = telemetryIn(client.id, read.root);
    return says === undefined ? [] : [{ client: client.id, home, isManaged: place.level === "managed", says }];
  });
  return telemetryOver(said, owner.repository === undefined && owner.suppliedBy === undefined);
}

/** Where Claude Desktop keeps what a person set in an extension, by the path of its manifest. */
const MANIFEST = /(^|\/)Claude Extensions\/([^/]+)\/manifest\.json$/;

/** Where clients keep names of servers that they leave out, or the only ones that they take, whatever file brings them. */
const LEFT_OUT: { readonly [client: string]: { readonly out?: readonly string[]; readonly only?: readonly string[] } } =
  {
    // of those that a project brings: https://code.claude.com/docs/en/settings
    "claude-code": { out: ["disabledMcpjsonServers"] },
    // https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md
    "gemini-cli": { out: ["mcp", "excluded"], only: ["mcp", "allowed"] },
  };
const OF_PROJECT = /(^|\/)\.mcp\.json$/;

/**
 * Whether a server was switched off in another place: extensions of Claude Desktop are, and servers by their names. Settings of a
 * project count for that project, those of a home for the home.
 */
export function switchedOffIn(configs: readonly Config[]): (file: AgentFile, match: Match, server: string) => boolean {
  const off = new Set(
    configs.flatMap(({ file, read }) => (booleanAt(read.root, "isEnabled") === false ? [file.path] : [])),
  );
  const lists = configs.flatMap(({ file, match, read }) => {
    const { out, only } = LEFT_OUT[match.client.id] ?? {};
    const left = out && textsAt(read.root, ...out);
    const taken = only && textsAt(read.root, ...only);
    if (left === undefined && taken === undefined) return [];
    return [{ client: match.client.id, home: file.home, project: projectOf(file.path, match), left, taken }];
  });
  return (file, match, server) => {
    if (MANIFEST.test(file.path) && off.has(file.path.replace(MANIFEST, "$1Claude Extensions Settings/$2.json")))
      return true;
    if (match.client.id === "claude-code" && !OF_PROJECT.test(file.path)) return false;
    return lists.some(
      ({ client, home, project, left, taken }) =>
        client === match.client.id &&
        home === file.home &&
        project === projectOf(file.path, match) &&
        (left?.includes(server) === true || isAmongNone(taken, server)),
    );
  };
}

/** Whether a list that takes some leaves a server out; an empty one takes what there is. */
function isAmongNone(taken: readonly string[] | undefined, server: string): boolean {
  return taken !== undefined && taken.length > 0 && !taken.includes(server);
}
