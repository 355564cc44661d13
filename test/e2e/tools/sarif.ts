// Judges SARIF files: Microsoft's multitool with its Sarif and Ghas rules, and what GitHub refuses but multitool lets pass.
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Log, Result } from "sarif";
import { run } from "./run.js";
import { FOLDER, installTools } from "./tools.js";

const PACKAGE = join(FOLDER, "node_modules/@microsoft/sarif-multitool-linux");
const MULTITOOL = join(PACKAGE, "Sarif.Multitool");
const SCHEMA = join(PACKAGE, "sarif-2.1.0.json");

/** It asks for each help page whether it is there, and waits for a network that may not be: nobody listens on this port. */
const OFFLINE = { http_proxy: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9" };

/** Installs the multitool and makes it executable. */
export async function installMultitool(): Promise<void> {
  await installTools();
  // The package leaves setting the bit to a wrapper that we do not call.
  chmodSync(MULTITOOL, 0o755);
}

/**
 * Errors the multitool finds in the files, as it prints them: each begins with the path of its file. Empty when it accepts all.
 * It takes longer to start than to read a file: ask of many at once.
 */
export async function multitoolErrors(...files: readonly string[]): Promise<string[]> {
  // The binary is called itself: the npm wrapper hands `;` to a shell.
  // Without a size it passes over files of 10 MB, and says that there was none.
  const args = ["validate", ...files, "--rule-kind", "Sarif;Ghas", "--max-file-size-in-kb", "102400"];
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1", ...OFFLINE };
  const { status, stdout, stderr } = await run(MULTITOOL, args, { env });
  const errors = stdout.split("\n").filter((line) => /: error\b/.test(line));
  const isWhole = stdout.includes(`Done. ${files.length} files scanned.`);
  if ((status !== 0 || !isWhole) && errors.length === 0) {
    errors.push(`multitool ended with ${status}: ${stderr || stdout}`.trim());
  }
  return errors;
}

let validate: ValidateFunction | undefined;

function published(): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
}

/** Places where the file breaks the published schema; the multitool does not check enumerations. */
export function schemaErrors(file: string): string[] {
  validate ??= published();
  if (validate(JSON.parse(readFileSync(file, "utf8")))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Results that GitHub code scanning would refuse the whole file for. */
export function locationErrors(file: string): string[] {
  const log = JSON.parse(readFileSync(file, "utf8")) as Log;
  const results = log.runs.flatMap((run) => run.results ?? []);
  return results.flatMap((result, index) => locationError(result).map((problem) => `result ${index}: ${problem}`));
}

function locationError(result: Result): string[] {
  const problems: string[] = [];
  const location = result.locations?.[0]?.physicalLocation;
  const uri = location?.artifactLocation?.uri;
  if (uri === undefined || uri === "") problems.push("no physicalLocation.artifactLocation.uri");
  else if (/^[a-z][a-z0-9+.-]*:|^\//i.test(uri)) problems.push(`uri is not relative: ${uri}`);
  if ((location?.region?.startLine ?? 0) < 1) problems.push("no region.startLine");
  if (!result.partialFingerprints?.["primaryLocationLineHash"]) problems.push("no primaryLocationLineHash");
  if (!result.message.text) problems.push("no message text");
  return problems;
}
