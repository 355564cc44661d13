// nhi demo: a scan of the built-in company with its fixed clock.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";
import type { OutputOptions } from "./output.js";
import { scan } from "./scan.js";
import { resolveSettings, type SettingFlags } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** Scans fixtures/acme; `--fail-on` is none unless it is asked for. The config of the folder one is in does not count. */
export async function demo(
  flags: SettingFlags & { readonly format?: string | undefined; readonly output?: OutputOptions["outputs"] },
  terminal: Terminal,
): Promise<number> {
  const bundle = demoBundle();
  const folder = dirname(bundle);
  const settings = await resolveSettings({ failOn: "none", ...flags, bundle: [bundle] }, [], {}, folder);
  const options = {
    kind: "demo" as const,
    record: undefined,
    dryRun: false,
    format: flags.format,
    outputs: flags.output ?? [],
  };
  return scan(settings, options, terminal);
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
