// What the files of a client say together: servers and settings are often in files of their own.
import { compareText } from "../../../model/compare.js";
import type { Match } from "./client-of.js";
import type { AgentFile, AgentOwner } from "./frame.js";
import { booleanAt, type LocatedText } from "./located.js";
import { blocksIn, isTakenBack, refusalsIn, type toolBypassesIn } from "./settings.js";
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

/** Whether the servers of a file were switched off in another one: extensions of Claude Desktop are. */
export function switchedOffIn(configs: readonly Config[]): (path: string) => boolean {
  const off = new Set(
    configs.flatMap(({ file, read }) => (booleanAt(read.root, "isEnabled") === false ? [file.path] : [])),
  );
  return (path) => MANIFEST.test(path) && off.has(path.replace(MANIFEST, "$1Claude Extensions Settings/$2.json"));
}
