// nhi demo: a scan of the built-in company, or of what was there before a breach, with a fixed clock; with --drift after a scan of
// the company as it was before.
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";
import { wrap } from "../report/text.js";
import { type Breach, readBreach } from "./breaches.js";
import type { OutputOptions } from "./output.js";
import { scan } from "./scan.js";
import { resolveSettings, type SettingFlags } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface DemoFlags extends SettingFlags {
  readonly format?: string | undefined;
  readonly output?: OutputOptions["outputs"];
  /** Scans the company as it was before, too, so that rules about drift have something to compare. */
  readonly drift?: boolean | undefined;
  /** Name of the breach that is scanned instead of the company. */
  readonly breach?: string | undefined;
  readonly quiet?: boolean | undefined;
}

/** Clock of every breach: the day its facts are of. */
const BREACH_DAY = new Date("2026-01-15T00:00:00Z");

/** Scans fixtures/acme; `--fail-on` is none unless it is asked for. The config of the folder one is in does not count. */
export async function demo({ drift = false, breach, ...flags }: DemoFlags, terminal: Terminal): Promise<number> {
  if (breach !== undefined) return demoBreach(readBreach(breach), flags, terminal);
  const bundle = demoBundle();
  if (!drift) return scanDemo(bundle, flags, terminal);
  const folder = mkdtempSync(join(tmpdir(), "nhi-demo-"));
  try {
    const { writeEarlier } = await import("./earlier-demo.js");
    const [earlier, db] = [join(folder, "acme"), join(folder, "nhi.db")];
    writeEarlier(bundle, earlier);
    await scanDemo(earlier, { db, format: "json" }, silent(terminal));
    return await scanDemo(bundle, { ...flags, db }, terminal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Scans what was there before a breach, after a word on stderr about what happened. */
async function demoBreach(breach: Breach, flags: DemoFlags, terminal: Terminal): Promise<number> {
  if (flags.quiet !== true) for (const line of storyLines(breach)) terminal.say(line);
  if (breach.kind === "bundle") return scanDemo(breach.folder, { ...flags, now: BREACH_DAY }, terminal);
  // Where nhi is installed may be a checkout of its own, whose git knows nothing of these files.
  const folder = mkdtempSync(join(tmpdir(), "nhi-demo-"));
  try {
    const checkout = join(folder, basename(breach.folder));
    cpSync(breach.folder, checkout, { recursive: true, filter: (path) => basename(path) !== "breach.json" });
    return await scanDemo(undefined, { ...flags, now: BREACH_DAY }, terminal, [`repo:${checkout}`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What happened, what was there beforehand, and where that can be read. */
function storyLines({ title, year, happened, precondition, sources }: Breach): string[] {
  const told = [`${title} (${year}): ${happened}`, `There beforehand: ${precondition}`];
  return [...told.flatMap((text) => wrap(text, 80)), ...sources.map((source) => `  ${source}`), ""];
}

async function scanDemo(
  bundle: string | undefined,
  flags: DemoFlags,
  terminal: Terminal,
  sources: readonly string[] = [],
): Promise<number> {
  const bundles = bundle === undefined ? {} : { bundle: [bundle] };
  const kept = { failOn: "none" as const, db: ":memory:", ...flags, ...bundles };
  const settings = await resolveSettings(kept, sources, {}, dirname(bundle ?? tmpdir()));
  const options = {
    kind: "demo" as const,
    record: undefined,
    // nothing that is scanned here is a repository
    withoutGit: true,
    dryRun: false,
    format: flags.format,
    outputs: flags.output ?? [],
  };
  // The database of a comparison goes with it: nothing may name it.
  return scan({ ...settings, asked: { ...settings.asked, db: false } }, options, terminal);
}

/** Takes what is said of the earlier scan; what ends the command still ends it. */
function silent(terminal: Terminal): Terminal {
  const nothing = (): void => {};
  const { signal, stoppable, telling } = terminal;
  return {
    out: nothing,
    say: nothing,
    detail: nothing,
    progress: nothing,
    settle: nothing,
    color: false,
    columns: undefined,
    signal,
    stoppable,
    telling,
    // known once it is stopped
    get stopCode() {
      return terminal.stopCode;
    },
  };
}

/** The fixtures lie beside the bundle in the package, and two folders up in the source tree. */
function demoBundle(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (const up of ["fixtures/acme", "../fixtures/acme", "../../fixtures/acme"]) {
    const path = join(here, up);
    if (existsSync(join(path, "bundle.json"))) return path;
  }
  throw new NhiError("demo", "the built-in company is missing from this installation; install nhi again");
}
