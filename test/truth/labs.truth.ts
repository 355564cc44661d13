// Every published lab account, and every harmless twin, is scanned as `nhi scan` does it: no crash, every principal seen,
// nothing left unjudged because of an error of ours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { scanBundle } from "../fixtures/scan-bundle.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const LABS = join(GROUND_TRUTH, "aws/labs");
const NOW = "2026-01-15T00:00:00Z";

const labReport = z.looseObject({
  executionSuccessful: z.boolean(),
  scopes: z.array(z.looseObject({ id: z.string(), identities: z.number() })),
  notEvaluated: z.array(z.looseObject({ rule: z.string(), reason: z.string() })),
});
type LabReport = z.infer<typeof labReport>;

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
  const bundles = folders.filter(existsSync);
  const results: string[][] = [];
  for (const bundle of bundles) results.push(await faultsOf(bundle));
  const problems = results.flat();
  return { name, got: results.filter((faults) => faults.length === 0).length, of: bundles.length, problems };
}

/** What is wrong with the scan of one bundle, one line each. */
async function faultsOf(bundle: string): Promise<string[]> {
  const lab = bundle.slice(LABS.length + 1);
  try {
    const { report } = await scanBundle(bundle, NOW);
    return faultsIn(labReport.parse(report), bundle).map((fault) => `${lab}: ${fault}`);
  } catch (error) {
    return [`${lab}: ${(error as Error).message.trim().split("\n").slice(0, 3).join(" | ")}`];
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
