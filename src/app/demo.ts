// nhi demo: a scan of the built-in company with its fixed clock; with --drift after a scan of it as it was before.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";
import type { OutputOptions } from "./output.js";
import { scan } from "./scan.js";
import { resolveSettings, type SettingFlags } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface DemoFlags extends SettingFlags {
  readonly format?: string | undefined;
  readonly output?: OutputOptions["outputs"];
  /** Scans the company as it was before, too, so that rules about drift have something to compare. */
  readonly drift?: boolean | undefined;
}

/** Scans fixtures/acme; `--fail-on` is none unless it is asked for. The config of the folder one is in does not count. */
export async function demo({ drift = false, ...flags }: DemoFlags, terminal: Terminal): Promise<number> {
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

async function scanDemo(bundle: string, flags: DemoFlags, terminal: Terminal): Promise<number> {
  const settings = await resolveSettings({ failOn: "none", ...flags, bundle: [bundle] }, [], {}, dirname(bundle));
  const options = {
    kind: "demo" as const,
    record: undefined,
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
  const { signal, stoppable, stopCode } = terminal;
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
    stopCode,
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
