// Code of others in a job: checkouts of their change and their text in scripts, each beside the form that is safe.
import { describe, expect, it } from "vitest";
import { job, picked } from "./read.js";

const HEAD = "${{ github.event.pull_request.head.sha }}";

function checkout(on: string, step: string, after = "run: make"): unknown {
  const facts = job(on, `runs-on: ubuntu-latest\nsteps:\n  - ${step}\n  - ${after}`);
  return picked(facts["untrusted_checkout"], "how", "guarded", "by")[0];
}

const AT = (version: string, more = "") => `uses: actions/checkout@${version}\n    with: { ref: "${HEAD}"${more} }`;

describe("checkout of a change from outside", () => {
  it.each([
    ["old version", "pull_request_target", AT("v3"), "checkout false anyone"],
    ["a major version that moved to the guard", "pull_request_target", AT("v4"), "checkout true anyone"],
    ["the release before it", "pull_request_target", AT("v4.3.1"), "checkout false anyone"],
    ["the release with it", "pull_request_target", AT("v4.4.0"), "checkout true anyone"],
    ["version 7", "pull_request_target", AT("v7"), "checkout true anyone"],
    [
      "version 7, guard off",
      "pull_request_target",
      AT("v7", ", allow-unsafe-pr-checkout: true"),
      "checkout false anyone",
    ],
    ["a comment on an issue, which the guard leaves alone", "issue_comment", AT("v7"), "checkout false anyone"],
    [
      "a commit of unknown version",
      "pull_request_target",
      AT("3d3c42e5aac5ba805825da76410c181273ba90b1"),
      "checkout - anyone",
    ],
    [
      "a commit noted as version 6.1",
      "pull_request_target",
      `uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v6.1.0\n    with: { ref: "${HEAD}" }`,
      "checkout true anyone",
    ],
    [
      "the merge ref",
      "pull_request_target",
      'uses: actions/checkout@v3\n    with: { ref: "refs/pull/${{ github.event.number }}/merge" }',
      "checkout false anyone",
    ],
    [
      "the repository of the fork",
      "pull_request_target",
      'uses: actions/checkout@v3\n    with: { repository: "${{ github.event.pull_request.head.repo.full_name }}" }',
      "checkout false anyone",
    ],
    [
      "the commit that was pushed to it",
      "pull_request_target",
      'uses: actions/checkout@v3\n    with: { ref: "${{ github.event.after }}" }',
      "checkout false anyone",
    ],
    [
      "its files by the API",
      "pull_request_target",
      `run: gh api "repos/acme/site/tarball/${HEAD}" > x.tgz`,
      "script false anyone",
    ],
    [
      "a package from its repository",
      "pull_request_target",
      `run: npm install "\${{ github.event.pull_request.head.repo.full_name }}#${HEAD}"`,
      "script false anyone",
    ],
    ["gh pr checkout", "pull_request_target", "run: gh pr checkout $N", "script false anyone"],
    [
      "git fetch of the pull request",
      "pull_request_target",
      "run: git fetch origin pull/$N/head",
      "script false anyone",
    ],
    [
      "the head of the run before",
      "workflow_run",
      'uses: actions/checkout@v3\n    with: { ref: "${{ github.event.workflow_run.head_sha }}" }',
      "checkout false relayed",
    ],
    [
      "an artifact of the run before",
      "workflow_run",
      'uses: actions/download-artifact@v4\n    with: { run-id: "${{ github.event.workflow_run.id }}" }',
      "artifact false relayed",
    ],
    [
      "an artifact of the run before, by the API",
      "workflow_run",
      'run: gh api "repos/acme/site/actions/artifacts/$RUN/zip" > a.zip && unzip a.zip\n    env: { RUN: "${{ github.event.workflow_run.id }}" }',
      "artifact false relayed",
    ],
    [
      "an artifact of the run before, by a script",
      "workflow_run",
      'run: gh run download "$RUN"\n    env: { RUN: "${{ github.event.workflow_run.id }}" }',
      "artifact false relayed",
    ],
  ])("%s", (_, on, step, expected) => {
    expect(checkout(on, step)).toBe(expected);
  });

  it.each([
    ["put into a script of an action", "${{ steps.read.outputs.number }}", "artifact"],
    ["given to one by a variable", "process.env.NUMBER", undefined],
    ["a module of one", "require('./out/x.js')", "artifact"],
    ["a module that every runner has", "require('fs').readFileSync('n', 'utf8')", undefined],
  ])("of an artifact that is read counts what is %s", (_what, text, expected) => {
    const step = 'uses: actions/download-artifact@v4\n    with: { run-id: "${{ github.event.workflow_run.id }}" }';
    const after = `run: cat number.txt\n  - uses: actions/github-script@v7\n    with: { script: "core.info(${text})" }`;
    const found = checkout("workflow_run", step, after);
    expect(typeof found === "string" ? found.split(" ")[0] : found).toBe(expected);
  });

  it.each([
    ["pull_request runs without secrets", "pull_request", AT("v3"), "run: make"],
    ["a push is a writer's", "push", AT("v3"), "run: make"],
    ["the base is checked out", "pull_request_target", "uses: actions/checkout@v3", "run: make"],
    ["nothing runs afterwards", "pull_request_target", AT("v3"), "uses: actions/upload-artifact@v4"],
    [
      "an artifact is only read",
      "workflow_run",
      'uses: actions/download-artifact@v4\n    with: { run-id: "${{ github.event.workflow_run.id }}" }',
      "run: cat number.txt",
    ],
    ["a number is given to npm", "pull_request_target", `run: npm version 0.0.0-${HEAD}`, "run: cat x"],
    [
      "an artifact is only read, by the API",
      "workflow_run",
      'run: gh api "repos/acme/site/actions/artifacts/$RUN/zip" > a.zip && unzip a.zip\n    env: { RUN: "${{ github.event.workflow_run.id }}" }',
      "run: cat number.txt",
    ],
    [
      "the artifact is one of its own",
      "workflow_run",
      'run: gh run download "$RUN"\n    env: { RUN: "${{ github.run_id }}" }',
      "run: make",
    ],
    [
      "the condition is for another event",
      "[push, pull_request_target]",
      `${AT("v3")}\nif: github.event_name == 'push'`,
      "run: make",
    ],
  ])("is none when %s", (_, on, step, after) => {
    const [first = "", condition = ""] = step.split("\nif: ");
    const body = `runs-on: ubuntu-latest\n${condition === "" ? "" : `if: ${condition}\n`}steps:\n  - ${first}\n  - ${after}`;
    expect(job(on, body)["untrusted_checkout"]).toBeUndefined();
  });
});

describe("what runs of a checkout", () => {
  const IN = (path: string) => `uses: actions/checkout@v3\n    with: { ref: "${HEAD}", path: ${path} }`;
  const found = (...steps: readonly string[]): boolean =>
    job("pull_request_target", `runs-on: x\nsteps:\n${steps.map((one) => `  - ${one}`).join("\n")}`)[
      "untrusted_checkout"
    ] !== undefined;
  const BASE = "uses: actions/checkout@v3";
  const ELSEWHERE = "\n    working-directory: base";

  it.each<[what: string, found: boolean, expected: boolean]>([
    ["a script that only reads runs nothing", found(AT("v3"), "run: cat VERSION"), false],
    ["nor does git, which tells what is there", found(AT("v3"), "run: git log --oneline $(git rev-parse HEAD)"), false],
    ["git with settings of its own does", found(AT("v3"), "run: git -c core.pager=./x log"), true],
    ["a tool that is put in place", found(AT("v3"), "uses: actions/setup-node@v4"), false],
    [
      "one that asks a package manager",
      found(AT("v3"), "uses: actions/setup-node@v4\n    with: { cache: yarn }"),
      true,
    ],
    ["signing in", found(AT("v3"), "uses: aws-actions/configure-aws-credentials@v4"), false],
    ["a script beside the folder that it went to", found(BASE, IN("pr"), `run: npm ci${ELSEWHERE}`), false],
    ["an action beside it", found(BASE, IN("pr"), "uses: ./.github/actions/x"), false],
    ["an action in it", found(BASE, IN("pr"), "uses: ./pr/.github/actions/x"), true],
    ["a script in it", found(BASE, IN("./pr/"), "run: npm ci\n    working-directory: pr"), true],
    ["a script that goes there", found(BASE, IN("pr"), "run: cd pr && npm ci"), true],
    ["one that goes there by a variable", found(BASE, IN("pr"), 'run: make -C "$D"\n    env: { D: pr }'), true],
    ["one that reads there", found(BASE, IN("pr"), "run: cat pr/VERSION"), false],
    ["one that takes all that is below", found(BASE, IN("pr"), "run: npx eslint ."), true],
    ["an action of others, which may look anywhere", found(BASE, IN("pr"), "uses: acme/lint@v1"), true],
    ["a script beside a folder that only a run knows", found(BASE, IN('"${{ github.run_id }}"'), "run: npm ci"), true],
  ])("%s", (_, isFound, expected) => {
    expect(isFound).toBe(expected);
  });

  it("scripts that are all in its folder", () => {
    const body = (folder: string) =>
      `runs-on: x\ndefaults: { run: { working-directory: ${folder} } }\nsteps:\n  - ${BASE}\n  - ${IN("pr")}\n  - run: make`;
    expect(job("pull_request_target", body("pr"))["untrusted_checkout"]).toBeDefined();
    expect(job("pull_request_target", body("base"))["untrusted_checkout"]).toBeUndefined();
  });
});

describe("the changes of a pull request as a text", () => {
  const found = (script: string, env = ""): unknown => {
    const run = `run: |\n${script
      .split("\n")
      .map((line) => `      ${line}`)
      .join("\n")}${env === "" ? "" : `\n    env: { ${env} }`}`;
    return picked(
      job("pull_request_target", `runs-on: x\nsteps:\n  - uses: actions/checkout@v4\n  - ${run}`)["untrusted_checkout"],
      "how",
    )[0];
  };
  const PATCH = "${{ github.event.pull_request.patch_url }}";
  const FORK = 'U: "${{ github.event.pull_request.head.repo.clone_url }}"';

  it.each([
    ["made by git, and built", 'gh pr diff "$N" | git apply\nmake', "", "script"],
    ["made and not built", 'gh pr diff "$N" | git apply', "", undefined],
    ["read", 'gh pr diff "$N" > d.txt\ngrep TODO d.txt', "", undefined],
    ["from its address", `curl -sL ${PATCH} | git am\nmake`, "", "script"],
    ["from its address in a variable", 'curl -sL "$P" | patch -p1\nmake', `P: "${PATCH}"`, "script"],
    ["from its address, read", `curl -sL ${PATCH} -o p.txt\nwc -l p.txt`, "", undefined],
    ["a patch of another place", "curl -sL https://example.com/fix.patch | git apply\nmake", "", undefined],
    [
      "a remote that is the fork",
      'git remote add fork "$U"\ngit fetch fork\ngit merge fork/topic\nmake',
      FORK,
      "script",
    ],
    [
      "a remote that is another repository",
      "git remote add up https://github.com/acme/base\ngit fetch up\nmake",
      FORK,
      undefined,
    ],
  ])("%s", (_, script, env, expected) => {
    expect(found(script, env)).toBe(expected);
  });
});

describe("the changes of a pull request, kept in a file", () => {
  const found = (...scripts: readonly string[]): unknown => {
    const env = '    env: { N: "${{ github.event.number }}", U: "${{ github.event.pull_request.diff_url }}" }';
    const steps = scripts.map((script) => `  - run: |\n      ${script.replaceAll("\n", "\n      ")}\n${env}`);
    const all = `runs-on: x\nsteps:\n  - uses: actions/checkout@v4\n${steps.join("\n")}`;
    return picked(job("pull_request_target", all)["untrusted_checkout"], "how", "line").at(0);
  };
  it.each([
    ["made by another step, and built", ['gh pr diff "$N" > c.patch', "git apply c.patch", "make"], "script 10"],
    [
      "made and built by another step",
      ['curl -sL "$U" -o /tmp/c.diff', "git apply /tmp/c.diff\nnpm test"],
      "script 10",
    ],
    ["by patch", ['wget -O pr.patch "$U"', "patch -p1 < pr.patch && make"], "script 10"],
    ["made and not built", ['gh pr diff "$N" > c.patch', "git apply c.patch", "git status"], undefined],
    ["read", ['gh pr diff "$N" > c.patch', "grep TODO c.patch", "make"], undefined],
    ["another patch is made", ['gh pr diff "$N" > c.patch', "git apply fixes/a.patch", "make"], undefined],
    [
      "changes of another place",
      ["curl -sL https://example.com/x.diff -o c.diff", "git apply c.diff", "make"],
      undefined,
    ],
    ["written out, another being made", ['curl -sL "$U" -o - | wc -l', "patch -p1 < own.patch && make"], undefined],
    ["written out by wget", ['wget -q -O - "$U" | wc -l', "patch -p1 < own.patch && make"], undefined],
    ["read without complaints", ['gh pr diff "$N" 2>/dev/null', "git apply a.patch 2>/dev/null\nmake"], undefined],
    ["shown", ['gh pr diff "$N" | tee /dev/stderr', "git apply a.patch 2>/dev/stderr\nmake"], undefined],
    ["shown by number", ['gh pr diff "$N" | tee /dev/fd/1', "patch -p1 < own.patch && make"], undefined],
    [
      "kept without complaints",
      ['curl -sL "$U" -o - 2>/dev/null > c.patch', "git apply c.patch 2>/dev/null\nmake"],
      "script 10",
    ],
    ["kept in memory", ['gh pr diff "$N" > /dev/shm/c.patch', "git apply /dev/shm/c.patch", "make"], "script 10"],
    ["kept by tee", ['gh pr diff "$N" | tee --append c.patch', "git apply c.patch", "make"], "script 10"],
    [
      "kept by tee in the second of two",
      ['gh pr diff "$N" | tee -a one two.patch', "git am two.patch\nmake"],
      "script 10",
    ],
    [
      "one that tee was told to go on with",
      ['gh pr diff "$N" | tee -i c.patch', "git apply i.patch", "make"],
      undefined,
    ],
    ["options in one word", ['wget -qO c.patch "$U"', "git apply c.patch", "make"], "script 10"],
    ["options and file in one word", ['wget -qOc.patch "$U"', "git apply c.patch", "make"], "script 10"],
    ["options of curl in one word", ['curl -fsSLo c.patch "$U"', "git apply c.patch", "make"], "script 10"],
    ["a header before the file", ['curl -sLH "A: o.patch" -oc.patch "$U"', "git apply c.patch", "make"], "script 10"],
    ["a header is no file", ['curl -sLH o.patch -oc.patch "$U"', "git apply o.patch", "make"], undefined],
    ["the log of wget is no file", ['wget -o log.patch -O c.patch "$U"', "git apply log.patch", "make"], undefined],
    ["named by the address", ["curl -LO https://github.com/o/r/pull/7.diff", "git apply 7.diff", "make"], "script 10"],
    [
      "named by the address, another",
      ["curl -LO https://github.com/o/r/pull/7.diff", "git apply https.diff", "make"],
      undefined,
    ],
    ["named by an address that is not known", ['curl -LO "$U"', "git apply *.diff", "make"], "script 10"],
    [
      "named by an address, in a folder that is another",
      ['curl -LO "$U"', "git apply fixes/*.diff", "make"],
      undefined,
    ],
    ["named by an address, of another kind", ['curl -LO "$U"', "git apply *.patch", "make"], undefined],
    ["wget names by the address itself", ['wget -q "$U"', 'git apply "$N.diff"', "make"], "script 10"],
    ["curl does not", ['curl -s "$U" | wc -l', "git apply *.diff", "make"], undefined],
    ["a name that ends so", ['gh pr diff "$N" > c.patch', "git apply abc.patch", "make"], undefined],
    ["a name that begins so", ['gh pr diff "$N" > c', "git apply ours.c.patch", "make"], undefined],
    ["given to patch by an option", ['gh pr diff "$N" > c.patch', "patch -p1 --input=c.patch\nmake"], "script 10"],
    ["in a variable of the shell", ['gh pr diff "$N" > "$F"', 'git apply "$F"', "make"], "script 10"],
    ["in another variable", ['gh pr diff "$N" > "$F"', 'git apply "$G"', "make"], undefined],
    ["in parts that are not known", ['gh pr diff "$N" > a-b-c', "git apply $A-b-$C", "make"], "script 10"],
    ["in parts that overlap", ['gh pr diff "$N" > a-b', "git apply $A-b-b", "make"], undefined],
    [
      "in many parts that are not known",
      [`gh pr diff "$N" > ${"-".repeat(200)}y`, `git apply ${"$A-".repeat(40)}x`, "make"],
      undefined,
    ],
    [
      "in many parts, one after the other",
      [`gh pr diff "$N" > ${"-".repeat(200)}y-x`, `git apply ${"$A-".repeat(40)}z-$B`, "make"],
      undefined,
    ],
    [
      "another command of the line",
      ['gh pr diff "$N" > c.patch; echo x > own.patch', "git apply own.patch", "make"],
      undefined,
    ],
    ["complaints kept", ['gh pr diff "$N" 2> c.patch | wc -l', "git apply c.patch", "make"], undefined],
    [
      "a remark",
      ['# gh pr diff "$N" > c.patch\ncurl -s https://example.com > x', "git apply c.patch", "make"],
      undefined,
    ],
    ["made before they are there", ["git apply c.patch", 'gh pr diff "$N" > c.patch', "make"], undefined],
  ])("%s", (_, scripts, expected) => {
    expect(found(...scripts)).toBe(expected);
  });
});

describe("text of others in a script", () => {
  const run = (on: string, expression: string): unknown[] =>
    picked(job(on, `runs-on: x\nsteps:\n  - run: echo "\${{ ${expression} }}"`)["injections"], "by");

  it.each([
    ["title of an issue", "issues", "github.event.issue.title", ["anyone"]],
    ["title of an issue, in a push", "push", "github.event.issue.title", []],
    ["number of an issue", "issue_comment", "github.event.issue.number", []],
    ["a hash", "pull_request_target", "github.event.pull_request.head.sha", []],
    ["a branch name", "pull_request_target", "github.head_ref", ["anyone"]],
    ["a branch name without secrets", "pull_request", "github.head_ref", ["writer"]],
    ["a branch name of the run before", "workflow_run", "github.event.workflow_run.head_branch", ["relayed"]],
    ["only a decision", "issue_comment", "contains(github.event.comment.body, '/go')", []],
    ["one of two texts", "issue_comment", "github.event.comment.body || 'x'", ["anyone"]],
    ["chosen by it", "issue_comment", "github.event.comment.body && 'x'", []],
    ["inside format", "issue_comment", "format('{0}', github.event.comment.body)", ["anyone"]],
    ["brackets instead of dots", "issue_comment", "github.event['comment']['body']", ["anyone"]],
    ["the whole event", "issue_comment", "toJSON(github.event)", ["anyone"]],
    ["message of any commit", "push", "github.event.commits[0].message", ["writer"]],
  ])("%s", (_, on, expression, expected) => {
    expect(run(on, expression)).toEqual(expected);
  });

  it("through a variable of the runner is safe, through one of the workflow is not", () => {
    const body = (use: string) =>
      `runs-on: x\nsteps:\n  - run: echo ${use}\n    env: { T: "\${{ github.event.issue.title }}" }`;
    expect(job("issues", body('"$T"'))["injections"]).toEqual([]);
    expect(picked(job("issues", body('"${{ env.T }}"'))["injections"], "expression")).toEqual([
      "github.event.issue.title",
    ]);
  });

  it("counts in inputs that are code only", () => {
    const body = (input: string) =>
      `runs-on: x\nsteps:\n  - uses: actions/github-script@v7\n    with: { ${input}: "\${{ github.event.issue.title }}" }`;
    expect(picked(job("issues", body("script"))["injections"], "line")).toEqual([7]);
    expect(job("issues", body("result-encoding"))["injections"]).toEqual([]);
  });
});

describe("a variable of others that the shell takes for code", () => {
  const found = (script: string): number => {
    const lines = script.split("\n").map((line) => `      ${line}`);
    const body = `runs-on: x\nsteps:\n  - run: |\n${lines.join("\n")}\n    env: { T: "\${{ github.event.issue.title }}" }`;
    return picked(job("issues", body)["injections"], "by").length;
  };
  it.each<[what: string, script: string, expected: number]>([
    ["the shell of another machine", 'ssh deploy@host "notify $T"', 1],
    ["another machine is told nothing of it", 'ssh deploy@host "notify"\necho "$T"', 0],
    ["given to a shell", 'bash <<< "$T"', 1],
    ["given to what only prints", 'cat <<< "$T"', 0],
    ["taken in", 'source <(echo "$T")', 1],
    ["a command by itself", "cd x\n$T --dry-run", 1],
    ["a command after another", "cd x && ${T}", 1],
    ["an argument", './tool --title "$T" $T', 0],
    ["a line of a text", 'gh issue comment 1 -b "\n$T\n"', 0],
    ["a line of a document", "cat <<EOF\n$T\nEOF", 0],
    ["a line that goes on", "./tool \\\n  $T", 0],
    ["the folder of a command", "$T/bin/tool", 0],
  ])("%s", (_, script, expected) => {
    expect(found(script)).toBe(expected);
  });
});

describe("another repository that is checked out", () => {
  const found = (inputs: string, ...after: readonly string[]): unknown[] => {
    const steps = [`uses: actions/checkout@v4\n    with: { ${inputs} }`, ...after].map((one) => `  - ${one}`);
    return picked(job("push", `runs-on: x\nsteps:\n${steps.join("\n")}`)["runs_repositories"], "repository", "ref");
  };
  it.each<[string, unknown[], unknown[]]>([
    ["and run", found("repository: acme/app", "run: make"), ["acme/app -"]],
    ["at a branch", found("repository: acme/app, ref: next", "run: make"), ["acme/app next"]],
    ["and put away", found("repository: acme/app", "uses: actions/upload-artifact@v4"), []],
    ["in a folder that is run", found("repository: acme/app, path: app", "run: make -C app"), ["acme/app -"]],
    [
      "in a folder that a step is in",
      found("repository: acme/app, path: app", "run: make\n    working-directory: app"),
      ["acme/app -"],
    ],
    ["whose action is used", found("repository: acme/app, path: app", "uses: ./app/setup"), ["acme/app -"]],
    ["in a folder that nothing names", found("repository: acme/app, path: app", "run: make"), []],
    ["that is its own", found("fetch-depth: 0", "run: make"), []],
    ["that an input names", found('repository: "${{ inputs.repository }}"', "run: make"), []],
  ])("%s", (_, got, expected) => {
    expect(got).toEqual(expected);
  });
});
