// Regenerates every generated page: npm run docs. Tests fail when one of them is stale.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Each is a program of its own, so that one can be run alone. */
const GENERATORS = [
  "scripts/docs/data-model.ts",
  "scripts/docs/rules.ts",
  "scripts/docs/coverage.ts",
  "scripts/build-schema.ts",
  "scripts/docs/configuration.ts",
  "scripts/docs/commands.ts",
  "scripts/docs/topics.ts",
  "scripts/docs/exit-codes.ts",
  "scripts/docs/readme.ts",
  // Runs dist/nhi.js.
  "scripts/docs/ten-minutes.ts",
];

const root = fileURLToPath(new URL("../..", import.meta.url));
for (const script of GENERATORS) {
  const { status } = spawnSync(process.execPath, ["--import", "tsx", script], { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${script}`);
  if (status !== 0) process.exitCode = 1;
}
