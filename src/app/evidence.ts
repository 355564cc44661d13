// nhi export evidence: CSV, SARIF and JSON for auditors, with a manifest that has the SHA-256 of each.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReportSource } from "../model/report.js";
import { loadReporter } from "../report/index.js";
import { sarifFiles } from "../report/sarif.js";
import { applyAcceptance, baselineInUse } from "./acceptance.js";
import { openJudgedEstate } from "./judged-estate.js";
import { writeFile } from "./output.js";
import { toReportSource } from "./report-source.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { makeFolder, writeText } from "./write-file.js";

/** Writes the pack into a folder; exit code 0, or 3 when anything was not evaluated. */
export async function exportEvidence(settings: Settings, folder: string, terminal: Terminal): Promise<number> {
  const baseline = baselineInUse(settings);
  const { store, rules, now, evaluation } = await openJudgedEstate(settings, terminal);
  try {
    const accepted = applyAcceptance({ evaluation, scopes: store.scopes(), baseline, now }, settings, terminal);
    const source = toReportSource(store, {
      command: "export evidence",
      now,
      threshold: settings.failOn,
      rules,
      evaluation: accepted.evaluation,
      scopes: accepted.scopes,
      calls: [],
      severity: "low",
      dataFlags: "",
      closing: [],
    });
    const files = await writePack(source, folder);
    const manifest = toManifest(source, folder, files);
    await writeText(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    terminal.say(`nhi: ${folder}: ${files.length} files and manifest.json`);
    return source.notEvaluated.length > 0 ? 3 : 0;
  } finally {
    store.close();
  }
}

async function writePack(source: ReportSource, folder: string): Promise<string[]> {
  makeFolder(folder);
  const files: string[] = [];
  for (const [file, format] of [
    ["findings.csv", "csv"],
    ["inventory.csv", "inventory-csv"],
    ["report.json", "json"],
  ] as const) {
    await writeFile(join(folder, file), await loadReporter(format), source);
    files.push(file);
  }
  for (const part of sarifFiles(source)) {
    await writeFile(join(folder, part.name), (_source, out) => part.write(out), source);
    files.push(part.name);
  }
  return files.sort();
}

function toManifest(source: ReportSource, folder: string, files: readonly string[]) {
  return {
    schema: "nhi-evidence/1",
    tool: source.tool,
    clock: source.now,
    rules: source.rules.map(({ id }) => id),
    scopes: source.scopes.map(({ id, type, name, readAt, coverage }) => ({
      id,
      type,
      name,
      readAt: readAt ?? null,
      coverage,
    })),
    findings: source.findings.length,
    notEvaluated: source.notEvaluated.length,
    files: files.map((file) => {
      const bytes = readFileSync(join(folder, file));
      return { file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    }),
  };
}
