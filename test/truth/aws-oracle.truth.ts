// Requests drawn at random, answered by the built nhi and by an independent evaluator, class by class.
// NHI_ORACLE_REQUESTS: how many for each class (default 1000).
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "./figure.js";

const COMPARE = fileURLToPath(new URL("../../../shared/oracle/compare.mjs", import.meta.url));
const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const CLASSES = ["identity", "boundary", "condition", "trust", "resource", "scp"];
const execute = promisify(execFile);

export async function run(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const kind of CLASSES) figures.push(await compare(kind));
  return figures;
}

async function compare(kind: string): Promise<Figure> {
  const name = `requests of class ${kind} answered like the independent evaluator`;
  if (!existsSync(COMPARE)) return { name, got: 0, of: 0, problems: [`${COMPARE} is absent`] };
  const requests = process.env["NHI_ORACLE_REQUESTS"] ?? "1000";
  const args = [COMPARE, "--class", kind, "--requests", requests, "--nhi", `${process.execPath} ${NHI}`];
  const { stdout } = await execute(process.execPath, args, { maxBuffer: 1 << 28 }).catch(
    (error: { stdout?: string }) => {
      return { stdout: error.stdout ?? "" };
    },
  );
  const [, got = "0", of = "0"] = /^agree (\d+) of (\d+)$/m.exec(stdout) ?? [];
  const problems = stdout.split("\n").filter((line) => line.startsWith("DISAGREE"));
  return { name, got: Number(got), of: Number(of), problems };
}
