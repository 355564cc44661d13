// Which collectors a command runs: of the sources named, the bundles given, or what this machine can reach.
import type { Collector } from "../model/collector.js";
import { UsageError } from "../model/errors.js";
import type { Tables } from "../model/tables.js";
import { VERSION } from "../model/version.js";
import { terminalText } from "../report/escape.js";
import { buildOf } from "./build.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

const MOST_NAMED = 8;

export interface Sources {
  readonly collectors: readonly Collector[];
  /** Newest clock of the bundles, when they have one: the default for --now. */
  readonly recordedAt: Date | undefined;
}

export interface SourceOptions {
  /** Folder to write a recording to. */
  readonly record: string | undefined;
  /** Checkouts are none of git, on purpose. */
  readonly withoutGit?: boolean;
}

/** Opens bundles and names collectors. Nothing is called yet. */
export async function openSources(
  settings: Settings,
  { record, withoutGit }: SourceOptions,
  terminal: Terminal,
): Promise<Sources> {
  const { collectorFor, collectorForBundle } = await import("../collect/index.js");
  const named = settings.sources.length > 0 || settings.bundles.length > 0 ? settings.sources : await detect(terminal);
  const options = {
    ...settings.aws,
    ...settings.github,
    ...settings.gitlab,
    ...settings.azure,
    ...settings.kubernetes,
    since: settings.since,
    withoutGit,
    record,
    tool: `nhi ${VERSION}`,
  };
  const live = await Promise.all([...new Set(named)].map((source) => collectorFor(source, options)));
  const bundles = await Promise.all([...new Set(settings.bundles)].map((path) => collectorForBundle(path)));
  const clocks = bundles.flatMap(({ recordedAt }) => (recordedAt === undefined ? [] : [recordedAt]));
  return {
    collectors: [...bundles, ...live],
    recordedAt: clocks.length === 0 ? undefined : new Date(Math.max(...clocks.map((clock) => clock.getTime()))),
  };
}

// The chunk from which collectors are loaded, so a build that collects otherwise has another one.
export const COLLECTING_BUILD = buildOf(import.meta.url);

/**
 * What identifies the recorded answers that the collectors will read and what this build makes of them. Undefined when
 * one of them is live, or nothing can be told.
 */
export async function answersDigest(
  collectors: readonly Collector[],
  { joinKey, tables }: { readonly joinKey: Buffer; readonly tables: Tables },
  build: string | undefined = COLLECTING_BUILD,
): Promise<string | undefined> {
  if (build === undefined) return undefined;
  const parts: string[] = [];
  for (const collector of collectors) {
    const digest = await collector.digest?.();
    if (digest === undefined) return undefined;
    parts.push(collector.source, digest);
  }
  const { createHmac } = await import("node:crypto");
  return createHmac("sha256", joinKey)
    .update(JSON.stringify([build, tables, ...parts]))
    .digest("hex");
}

async function detect(terminal: Terminal): Promise<readonly string[]> {
  const { detectSources } = await import("./detect.js");
  const { sources, others } = detectSources(process.env);
  const named = others.map(({ source }) => terminalText(source));
  if (sources.length === 0) {
    const there = named.length === 0 ? "" : `     Profiles that are there: ${shortened(named)}\n`;
    throw new UsageError(
      "no source given, none in nhi.yaml and none found on this machine that needs no name.\n" +
        there +
        "     Name one (nhi scan aws:profile), read a recording (nhi scan --bundle FILE), or look around first: nhi demo",
    );
  }
  for (const { source, because } of sources) terminal.say(`nhi: found ${terminalText(source)} (${because})`);
  if (named.length > 0) terminal.detail(`not asked for, and so not read: ${shortened(named)}`);
  return sources.map(({ source }) => source);
}

function shortened(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
