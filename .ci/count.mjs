// Prints the closing lines of .ci/run, from what the runners themselves reported: the tests that failed, each with the
// first line of why, then `N passed, N failed`. Of a long log often only the end is kept, so the names are said there.
// usage: node .ci/count.mjs VITEST.json E2E.log [failed section…]
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

const [vitestFile, e2eFile, ...failedSections] = process.argv.slice(2);

/** Tests of vitest; a file that could not even load counts as one failure. */
function fromVitest(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0, names: [] };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = testResults.filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0);
  const failures = testResults.flatMap((suite) =>
    suite.assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => [`${inProject(suite.name)}: ${fullName}`, failureMessages[0]]),
  );
  const names = [...unloaded.map((suite) => [inProject(suite.name), suite.message]), ...failures].map(reason);
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, names };
}

/** A file's path in the project. */
const inProject = (file) => relative(process.cwd(), file);

/** A failed test in two lines: its name, and the first line of what it threw. */
const reason = ([name, message]) => `failed test: ${name}\n  ${(message ?? "").split("\n")[0].slice(0, 400)}`;

/** Tests of node's runner, from the closing lines of each of its runs. */
function fromNode(file) {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const lines = (word) => [...text.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))];
  const sum = (word) => lines(word).reduce((total, [, count]) => total + Number(count), 0);
  // As TAP where Node writes TAP; else Node names what failed once more, below a heading.
  const below = text.split(/^✖ failing tests:$/m).slice(1);
  const marked = [...(text.match(/^ *not ok .*$/gm) ?? []), ...below.flatMap((part) => part.match(/^✖ .*$/gm) ?? [])];
  const names = marked.map((line) => `failed test: ${line.replace(/^ *(?:not ok \d+ - |✖ )/, "")}`);
  return { passed: sum("pass"), failed: sum("fail") + sum("cancelled"), names };
}

const counts = [fromVitest(vitestFile), fromNode(e2eFile)];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
for (const name of counts.flatMap(({ names }) => names)) console.log(name);
// A section that failed without a failing test (lint, a crash, a time limit) must not read as "0 failed".
console.log(`${passed} passed, ${Math.max(failed, failedSections.length)} failed`);
