// Every published lab account, and every harmless twin, goes through the built nhi: no crash, every principal seen,
// nothing left unjudged because of an error of ours.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pLimit from "p-limit";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const LABS = join(GROUND_TRUTH, "aws/labs");
const execute = promisify(execFile);

interface LabReport {
  readonly executionSuccessful: boolean;
  readonly scopes: readonly { readonly id: string; readonly type: string; readonly identities: number }[];
  readonly notEvaluated: readonly { readonly rule: string; readonly reason: string }[];
}

export async function run(): Promise<readonly Figure[]> {
  const labs = readdirSync(LABS).sort();
  return [
    await scanAll(
      "lab accounts scanned whole",
      labs.map((lab) => join(LABS, lab, "bundle")),
    ),
    await scanAll(
      "harmless twins scanned whole",
      labs.map((lab) => join(LABS, lab, "twin-bundle")),
    ),
  ];
}

async function scanAll(name: string, folders: readonly string[]): Promise<Figure> {
  const limit = pLimit(2);
  const bundles = folders.filter(existsSync);
  const results = await Promise.all(bundles.map((bundle) => limit(() => faultsOf(bundle))));
  const problems = results.flat();
  return { name, got: results.filter((faults) => faults.length === 0).length, of: bundles.length, problems };
}

/** What is wrong with the scan of one bundle, one line each. */
async function faultsOf(bundle: string): Promise<string[]> {
  const lab = bundle.slice(LABS.length + 1);
  try {
    const args = [NHI, "scan", "--bundle", bundle, "--format", "json", "--fail-on", "none", "--quiet"];
    const { stdout } = await execute(process.execPath, args, { maxBuffer: 1 << 28, timeout: 120_000 });
    return faultsIn(JSON.parse(stdout) as LabReport, bundle).map((fault) => `${lab}: ${fault}`);
  } catch (error) {
    const { message, stderr } = error as Error & { readonly stderr?: string };
    return [`${lab}: ${(stderr ?? message).trim().split("\n").slice(0, 3).join(" | ")}`];
  }
}

function faultsIn(report: LabReport, bundle: string): string[] {
  const faults = report.notEvaluated
    .filter(({ reason }) => /internal|TypeError|is not a function|no such column/i.test(reason))
    .map(({ rule, reason }) => `${rule} ${reason}`);
  if (!report.executionSuccessful) faults.push("nhi says that it failed");
  for (const [account, count] of principals(bundle)) {
    const seen = report.scopes.find(({ id }) => id === `aws:${account}`)?.identities ?? 0;
    if (seen < count) faults.push(`account ${account}: ${seen} of ${count} principals`);
  }
  return faults;
}

/** Users, groups and roles by account, counted in the account dump itself. */
function principals(bundle: string): [account: string, count: number][] {
  const folder = join(bundle, "aws");
  return readdirSync(folder).flatMap((account) => {
    const file = join(folder, account, "iam/get-account-authorization-details.json");
    if (!existsSync(file)) return [];
    const dump = JSON.parse(readFileSync(file, "utf8")) as { readonly [list: string]: readonly unknown[] | undefined };
    const lists = ["UserDetailList", "RoleDetailList"].map((list) => dump[list]?.length ?? 0);
    return [[account, lists.reduce((sum, length) => sum + length, 0)] as [string, number]];
  });
}
