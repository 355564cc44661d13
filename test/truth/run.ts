// Compares nhi with what others published, one figure a line; fails when one is under its floor.
// usage: npm run truth [-- part-of-a-module-name …] [-- --write, which keeps the list of techniques that they are found by]
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Figure, hasGroundTruth, shortfall, type TruthRun, toLine } from "./figure.js";
import { compareList } from "./seen-techniques.js";

const folder = fileURLToPath(new URL(".", import.meta.url));
const isWriting = process.argv.includes("--write");
const wanted = process.argv.slice(2).filter((word) => word !== "--write");

/** Runs one module; whatever it throws is a figure that failed. */
async function figuresOf(module: string): Promise<readonly Figure[]> {
  try {
    const { run } = (await import(`./${module}`)) as { readonly run: TruthRun };
    return await run();
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ name: `${module} ran`, got: 0, of: 1, problems: [problem] }];
  }
}

/** Prints the figure and what is wrong with it; returns whether it is good enough. */
function print(figure: Figure): boolean {
  const missing = shortfall(figure);
  console.log(
    `${missing === undefined ? "ok  " : "FAIL"} ${toLine(figure)}${missing === undefined ? "" : ` (${missing})`}`,
  );
  if (missing !== undefined)
    for (const problem of (figure.problems ?? []).slice(0, 20)) console.log(`       ${problem}`);
  return missing === undefined;
}

async function main(): Promise<number> {
  if (!hasGroundTruth()) {
    console.log("truth: ../shared/groundtruth is absent, so nothing was compared");
    return 0;
  }
  const modules = readdirSync(folder)
    .filter((name) => name.endsWith(".truth.ts"))
    .sort();
  const chosen = modules.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  let failures = 0;
  for (const module of chosen) {
    const before = process.cpuUsage();
    for (const figure of await figuresOf(module)) if (!print(figure)) failures++;
    const { user, system } = process.cpuUsage(before);
    console.log(`       ${module}: ${((user + system) / 1e6).toFixed(1)} CPU s`);
  }
  // only all modules together see every technique
  if (wanted.length === 0 && !print(compareList(isWriting))) failures++;
  console.log(`truth: ${chosen.length} modules, ${failures} figures under their floor`);
  return failures === 0 && chosen.length > 0 ? 0 : 1;
}

process.exitCode = await main();
