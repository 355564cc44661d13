// Prints the closing line of .ci/run, `N passed, N failed`, from what the runners themselves reported.
// usage: node .ci/count.mjs VITEST.json E2E.log [failed section…]
import { existsSync, readFileSync } from "node:fs";

const [vitestFile, e2eFile, ...failedSections] = process.argv.slice(2);

/** Tests of vitest; a file that could not even load counts as one failure. */
function fromVitest(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}

/** Tests of node's runner, from the closing lines of each of its runs. */
function fromNode(file) {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lines = (word) => [...text.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))];
  const sum = (word) => lines(word).reduce((total, [, count]) => total + Number(count), 0);
  return { passed: sum("pass"), failed: sum("fail") + sum("cancelled") };
}

const counts = [fromVitest(vitestFile), fromNode(e2eFile)];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
// A section that failed without a failing test (lint, a crash, a time limit) must not read as "0 failed".
console.log(`${passed} passed, ${Math.max(failed, failedSections.length)} failed`);
