// nhi export: packs for others; now the auditors' evidence pack.
import { Argument, type Command } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, addTo, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

interface ExportFlags extends CommonFlags {
  readonly out: string;
}

const EXAMPLES = `Examples:
  nhi export evidence --out evidence-2026-11
  (cd evidence-2026-11 && sha256sum -c SHA256SUMS)`;

export function registerExport(program: Command, setExit: SetExit): void {
  const command = program
    .command("export")
    .addArgument(
      new Argument("<format>", "evidence: CSV, SARIF, JSON and a manifest with checksums").choices(["evidence"]),
    )
    .summary("write the auditors' evidence pack")
    .description("Writes findings, inventory, coverage and a manifest with SHA-256 of each file into a folder.")
    .option("--out <dir>", "folder to write to", "nhi-evidence")
    .option("--rules <dir>", "folder with further rules", addTo, []);
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (_format: string, flags: ExportFlags) => {
    const { exportEvidence } = await import("../../app/evidence.js");
    const { resolveSettings } = await import("../../app/settings.js");
    setExit(await exportEvidence(await resolveSettings(flags), flags.out, createTerminal(flags)));
  });
}
