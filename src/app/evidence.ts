// nhi export evidence: CSV, SARIF and JSON for auditors, with a manifest that says what was looked at and the SHA-256 of each.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { UsageError } from "../model/errors.js";
import type { ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { Json } from "../model/words.js";
import { indentedJson } from "../report/escape.js";
import { loadInventoryReporter, loadReporter } from "../report/index.js";
import { sarifFiles } from "../report/sarif.js";
import { baselineInUse } from "./acceptance.js";
import { exportCode } from "./export-code.js";
import { openJudgedEstate } from "./judged-estate.js";
import { judgedSource } from "./judged-source.js";
import { writeFile } from "./output.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { checkFolder, makeFolder, writeText } from "./write-file.js";

const MANIFEST = "manifest.json";
const SUMS = "SHA256SUMS";

interface FileSum {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes the pack into a folder; exit code 0, or 3 when something could not be read that nobody accepted. */
export async function exportEvidence(settings: Settings, folder: string, terminal: Terminal): Promise<number> {
  const baseline = baselineInUse(settings);
  checkFolder(folder);
  clearFolder(folder);
  const estate = await openJudgedEstate(settings, terminal);
  try {
    const source = judgedSource(estate, { command: "export evidence", baseline }, settings, terminal);
    const files = await writePack(source, folder);
    const manifest = toManifest(
      source,
      files.map((file) => toSum(folder, file)),
    );
    await writeText(join(folder, MANIFEST), `${indentedJson(manifest)}\n`);
    const sums = [...files, MANIFEST].map((file) => toSum(folder, file));
    await writeText(join(folder, SUMS), sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(""));
    terminal.say(`nhi: ${folder}: ${files.length} files, ${MANIFEST} and ${SUMS} (check with sha256sum -c ${SUMS})`);
    return exportCode(source, terminal);
  } finally {
    estate.store.close();
  }
}

/** Takes an earlier pack away, so that no file of it is taken for one of this. Throws UsageError for any other folder. */
function clearFolder(folder: string): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there === undefined) return;
  const names = readdirSync(folder);
  if (names.length === 0) return;
  if (!names.includes(SUMS)) throw new UsageError(`${folder}: holds other files; name a new folder with --output`);
  const listed = readFileSync(join(folder, SUMS), "utf8")
    .split("\n")
    .flatMap((line) => line.slice(66) || []);
  for (const name of [...listed, SUMS]) if (name === basename(name)) rmSync(join(folder, name), { force: true });
}

async function writePack(source: ReportSource, folder: string): Promise<string[]> {
  makeFolder(folder);
  const files: string[] = [];
  for (const [file, reporter] of [
    ["findings.csv", loadReporter("csv")],
    ["inventory.csv", loadInventoryReporter("csv")],
    ["report.json", loadReporter("json")],
  ] as const) {
    await writeFile(join(folder, file), await reporter, source);
    files.push(file);
  }
  for (const part of sarifFiles(source)) {
    await writeFile(join(folder, part.name), (_source, out) => part.write(out), source);
    files.push(part.name);
  }
  return files.sort();
}

function toSum(folder: string, file: string): FileSum {
  const bytes = readFileSync(join(folder, file));
  return { file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function toManifest(source: ReportSource, files: readonly FileSum[]) {
  const states = ["finding", "waived", "baselined"] as const;
  return {
    schema: "nhi-evidence/1",
    tool: source.tool,
    clock: source.now,
    rules: source.rules.map(toRuleRow),
    scopes: source.scopes.map(({ id, type, name, readAt, identities, coverage, gaps }) => ({
      id,
      type,
      name,
      readAt: readAt ?? null,
      identities,
      coverage,
      gaps: gaps.length,
    })),
    findings: Object.fromEntries(states.map((state) => [state, countOf(source, state)])),
    notEvaluated: {
      open: source.notEvaluated.filter((row) => row.accepted === undefined).length,
      accepted: source.notEvaluated.filter((row) => row.accepted !== undefined).length,
    },
    files,
  };
}

function countOf(source: ReportSource, state: string): number {
  return source.findings.filter((finding) => finding.state === state).length;
}

/** A rule with the thresholds that were in force. */
function toRuleRow({ id, title, severity, source, params }: Rule) {
  const values = Object.entries(params).map(([name, param]): [string, Json] => [
    name,
    param.kind === "duration" ? param.text : param.value,
  ]);
  return { id, title, severity, source, params: Object.fromEntries(values) };
}
