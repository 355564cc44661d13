// Texts of an event that a script of actions/github-script gives to a shell, each beside the form in which they stay data.
import { expect, it } from "vitest";
import { job, picked } from "./read.js";

function injectionsOf(script: string, { env = "", on = "issues" } = {}): unknown[] {
  const lines = script.split("\n").map((line) => `        ${line}`);
  const head = `runs-on: x\nsteps:\n  - uses: actions/github-script@v7${env === "" ? "" : `\n    env: { ${env} }`}`;
  return picked(job(on, `${head}\n    with:\n      script: |\n${lines.join("\n")}`)["injections"], "expression");
}

const CHILD = "const { exec, execSync, execFileSync, spawnSync } = require('child_process');\n";
const TITLE = "context.payload.issue.title";
const RUN = ["github.event.issue.title"];
const HEAD = ["github.event.pull_request.head.ref"];

it.each<[string, string, string[]]>([
  ["a line for a shell", `${CHILD}execSync(\`echo \${${TITLE}}\`);`, RUN],
  ["put together", `${CHILD}execSync('echo ' + ${TITLE}, { stdio: 'inherit' });`, RUN],
  ["a list without a shell", `${CHILD}execFileSync('echo', [${TITLE}]);`, []],
  ["a list for a shell", `${CHILD}spawnSync('bash', ['-c', \`echo \${${TITLE}}\`]);`, RUN],
  ["a list of arguments of a shell's script", `${CHILD}spawnSync('bash', ['run.sh', ${TITLE}]);`, []],
  ["a number", `${CHILD}execSync(\`gh issue view \${context.payload.issue.number}\`);`, []],
  ["made a number", `${CHILD}execSync(\`echo \${Number(${TITLE})}\`);`, []],
  ["made a number by a name", `${CHILD}const n = parseInt(${TITLE}, 10);\nexecSync(\`echo \${n}\`);`, []],
  ["by a name", `${CHILD}const t = ${TITLE};\nexec(\`echo \${t}\`);`, RUN],
  ["by names of names", `${CHILD}const i = context.payload.issue;\nconst t = i.title;\nexec('echo ' + t);`, RUN],
  ["taken apart", `${CHILD}const { title: t, number } = ${TITLE.slice(0, -6)};\nexec('echo ' + t);`, RUN],
  [
    "taken apart, the number",
    `${CHILD}const { title: t, number } = ${TITLE.slice(0, -6)};\nexec('echo ' + number);`,
    [],
  ],
  ["another name", `${CHILD}const t = ${TITLE};\nconst u = 'x';\nexec(\`echo \${u}\`);`, []],
  ["in place", `require('child_process').execSync('echo ' + ${TITLE});`, RUN],
  ["as a promise", `const exec = util.promisify(require('child_process').exec);\nawait exec('echo ' + ${TITLE});`, RUN],
  ["the toolkit, a shell", `await exec.exec('bash', ['-c', \`echo \${${TITLE}}\`]);`, RUN],
  ["the toolkit, a list", `await exec.exec('echo', [${TITLE}]);`, []],
  ["a pattern", `const found = /x/.exec(${TITLE});`, []],
  ["a pattern by a name", `${CHILD}const found = pattern.exec(${TITLE});\nexecSync('ls');`, []],
  ["code", `eval(${TITLE});`, RUN],
  ["a function", `new Function(${TITLE})();`, RUN],
  ["told", `${CHILD}core.info(${TITLE});\nexecSync('ls');`, []],
])("%s", (_what, script, expected) => {
  expect(injectionsOf(script)).toEqual(expected);
});

it("names of branches, of the head and not of the base", () => {
  const script = (part: string) => `${CHILD}execSync(\`git log \${context.payload.pull_request.${part}.ref}\`);`;
  expect(injectionsOf(script("head"), { on: "pull_request_target" })).toEqual(HEAD);
  expect(injectionsOf(script("base"), { on: "pull_request_target" })).toEqual([]);
  expect(injectionsOf(script("head"), { on: "push" })).toEqual([]);
});

it("variables of the step", () => {
  const env = 'T: "${{ github.event.issue.title }}", N: "${{ github.event.issue.number }}"';
  expect(injectionsOf(`${CHILD}execSync('echo ' + process.env.T);`, { env })).toEqual(RUN);
  expect(injectionsOf(`${CHILD}execSync('echo ' + process.env.N);`, { env })).toEqual([]);
  expect(injectionsOf("core.info(process.env.T);", { env })).toEqual([]);
});
