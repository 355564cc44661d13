// The recipes of docs/ci.md as they stand there: their commands run on a bundle in a folder of its own, the reports they
// promise are written, and what they set is something that nhi or the action knows.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { runStep } from "../action/step.js";
import { builtNhi } from "../cli/built.js";
import { ACME, freshFolder } from "../cli/nhi.js";

const PAGE = readFileSync("docs/ci.md", "utf8");
const BUNDLE = join(ACME, "../scenes/two-old-keys");
const AUDITED = "2026-11-01T00:00:00Z";

/** Blocks of the page by language, in order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, "gms"))].map(
    ([, indent = "", text = ""]) =>
      text
        .split("\n")
        .map((line) => line.slice(indent.length))
        .join("\n"),
  );
}

function block(language: string, first: string): string {
  const found = blocks(language).find((text) => text.startsWith(first));
  if (found === undefined) throw new Error(`docs/ci.md has no ${first}`);
  return found;
}

/** What each `uses` names: the action, its commit, and the version that the comment says. */
function pins(text: string): { action: string; commit: string; version: string }[] {
  return [...text.matchAll(/uses: ([\w./-]+)@(\S+)(?: # (\S+))?$/gm)].map(
    ([, action = "", commit = "", version = ""]) => ({ action, commit, version }),
  );
}

/** A folder with an `nhi` that reads the bundle wherever the recipe says `aws`; and a `git` that only takes notes. */
function workplace(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, "bin"));
  const nhi = `#!/usr/bin/env bash
arguments=()
for argument in "$@"; do
  if [[ $argument == aws && $1 != permissions ]]; then arguments+=("--bundle=${BUNDLE}" \${NHI_DB:+--db "$NHI_DB"}); else arguments+=("$argument"); fi
done
exec "${process.execPath}" "${builtNhi()}" "\${arguments[@]}"
`;
  writeFileSync(join(folder, "bin/nhi"), nhi);
  writeFileSync(join(folder, "bin/git"), '#!/bin/sh\necho "$@" >> git-calls\n');
  for (const name of ["nhi", "git"]) chmodSync(join(folder, "bin", name), 0o755);
  return folder;
}

interface Ran {
  readonly code: number | null;
  readonly log: string;
}

function shell(script: string, folder: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: folder,
    env: {
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      HOME: folder,
      CI: "true",
      AWS_EC2_METADATA_DISABLED: "true",
      NHI_NOW: AUDITED,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, log }));
  });
}

/** A folder in which the baseline was made as the page says; `empty` knows nothing, so that every finding is new. */
async function withBaseline(empty = false): Promise<string> {
  const folder = workplace();
  const made = await shell(block("sh", "export NHI_DB=nhi.db\nnhi collect aws\nnhi baseline create"), folder);
  expect(made.code, made.log).toBe(0);
  const file = join(folder, "nhi-baseline.jsonl");
  if (empty) {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    writeFileSync(file, `${lines.filter((line) => !line.includes('"fingerprint"')).join("\n")}\n`);
  }
  return folder;
}

describe("plain commands", () => {
  test("each block of them runs through, in the order of the page", async () => {
    const folder = workplace();
    for (const text of blocks("sh")) {
      const { code, log } = await shell(text, folder);
      expect(code, `${text}\n${log}`).toBe(0);
    }
    expect(JSON.parse(readFileSync(join(folder, "nhi-policy.json"), "utf8")).Statement.length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, "git-calls"), "utf8")).toBe("add nhi-baseline.jsonl\n");
    expect(existsSync(join(folder, "evidence/SHA256SUMS"))).toBe(true);
  });
});

describe("GitHub Actions", () => {
  const step = z.looseObject({
    uses: z.string().optional(),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  });
  const workflow = z
    .object({
      jobs: z.object({ scan: z.looseObject({ permissions: z.record(z.string(), z.string()), steps: z.array(step) }) }),
    })
    .parse(parse(block("yaml", "# .github/workflows/nhi.yml")));
  const { permissions, steps } = workflow.jobs.scan;
  const inputs = steps.find(({ uses }) => uses?.startsWith("nhi-scanner/nhi@"))?.with ?? {};
  const known = z
    .looseObject({ inputs: z.record(z.string(), z.unknown()) })
    .parse(parse(readFileSync("action.yml", "utf8"))).inputs;

  test("has the permissions that role and upload need, and no input that the action does not know", () => {
    expect(permissions).toEqual({ contents: "read", "id-token": "write", "security-events": "write" });
    expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(inputs)));
  });

  test("pins actions of others to commits, the ones that this repository runs itself, with the version beside them", () => {
    const ours = [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml"].flatMap((file) =>
      pins(readFileSync(file, "utf8")),
    );
    const shown = pins(block("yaml", "# .github/workflows/nhi.yml")).filter(
      ({ action }) => action !== "nhi-scanner/nhi",
    );
    expect(shown.map(({ action }) => action)).toContain("actions/checkout");
    for (const pin of shown) {
      expect(pin, pin.action).toMatchObject({
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        version: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
      });
      const same = ours.filter(({ action }) => action === pin.action);
      for (const our of same) expect(pin).toEqual(our);
    }
  });

  test.each([
    [false, "0", "0"],
    [true, "1", "3"],
  ])("its inputs run: baseline empty %s gives exit code %s and %s new findings", async (empty, exit, fresh) => {
    const folder = await withBaseline(empty);
    const { sources, db, ...rest } = inputs;
    expect([sources, db]).toEqual(["aws", "nhi.db"]);
    const env = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [
        `NHI_INPUT_${name.toUpperCase().replaceAll("-", "_")}`,
        String(value),
      ]),
    );
    const { outputs, log } = await runStep("scan.sh", folder, {
      ...env,
      NHI_INPUT_BUNDLE: BUNDLE,
      NHI_INPUT_DB: "nhi.db",
      NHI_NOW: AUDITED,
    });
    expect(outputs, log).toMatchObject({ "exit-code": exit, "new-findings": fresh, findings: "3" });
  });
});

describe("GitLab CI", () => {
  const { nhi: job } = z
    .object({
      nhi: z.looseObject({
        id_tokens: z.record(z.string(), z.unknown()),
        variables: z.record(z.string(), z.string()),
        script: z.array(z.string()),
        artifacts: z.object({
          when: z.literal("always"),
          paths: z.array(z.string()),
          reports: z.object({ codequality: z.string(), junit: z.string() }),
        }),
      }),
    })
    .parse(parse(block("yaml", "# .gitlab-ci.yml")));

  test.each([
    [false, 0],
    [true, 1],
  ])("its script runs: baseline empty %s gives exit code %i, and the reports are there", async (empty, code) => {
    const folder = await withBaseline(empty);
    const token = join(folder, "aws-id-token");
    const tokens = Object.fromEntries(Object.keys(job.id_tokens).map((name) => [name, "not.a.token"]));
    const env = { ...job.variables, ...tokens, AWS_WEB_IDENTITY_TOKEN_FILE: token };
    const ran = await shell(job.script.join("\n"), folder, env);
    expect(ran.code, ran.log).toBe(code);
    expect(readFileSync(token, "utf8")).toBe("not.a.token");
    const { reports, paths } = job.artifacts;
    for (const file of [reports.codequality, reports.junit, ...paths])
      expect(existsSync(join(folder, file)), file).toBe(true);
    const entries: { severity: string }[] = JSON.parse(readFileSync(join(folder, reports.codequality), "utf8"));
    expect(entries.filter(({ severity }) => severity !== "info")).toHaveLength(empty ? 3 : 0);
    const junit = readFileSync(join(folder, reports.junit), "utf8");
    expect([...junit.matchAll(/<failure /g)]).toHaveLength(empty ? 3 : 0);
  });
});

describe("Jenkins", () => {
  const file = block("groovy", "// Jenkinsfile");
  const [, script = ""] = /script: '''\n(.*?)'''/s.exec(file) ?? [];

  test.each([
    [false, 0],
    [true, 1],
  ])("its script runs: baseline empty %s gives exit code %i, and what is published is there", async (empty, code) => {
    const folder = await withBaseline(empty);
    // In ''' strings of Groovy a backslash at the end of a line joins the lines before the shell sees them.
    const ran = await shell(script.replaceAll("\\\n", ""), folder, { NHI_DB: join(folder, "nhi.db") });
    expect(ran.code, ran.log).toBe(code);
    const published = [...file.matchAll(/(?:testResults|pattern|artifacts): '([^']+)'/g)].map(([, name = ""]) => name);
    expect(published.sort()).toEqual(["nhi-junit.xml", "nhi.csv", "nhi.sarif"]);
    for (const name of published) expect(existsSync(join(folder, name)), name).toBe(true);
  });
});

describe("pre-commit", () => {
  const hooks = z
    .array(z.looseObject({ id: z.string(), entry: z.string(), language: z.string(), files: z.string() }))
    .parse(parse(readFileSync(".pre-commit-hooks.yaml", "utf8")));
  const config = z
    .object({
      repos: z.array(z.object({ repo: z.string(), rev: z.string(), hooks: z.array(z.object({ id: z.string() })) })),
    })
    .parse(parse(block("yaml", "# .pre-commit-config.yaml")));

  test("the page names a hook that there is", () => {
    expect(hooks.map(({ id }) => id)).toEqual(config.repos.flatMap((repo) => repo.hooks.map(({ id }) => id)));
  });

  test("the hook looks at files that say who may do what, and no others", () => {
    const files = new RegExp(hooks[0]?.files ?? "^$");
    for (const name of [".github/workflows/ci.yml", "infra/main.tf", ".mcp.json", "app/.env", "nhi.yaml"]) {
      expect(name).toMatch(files);
    }
    for (const name of ["src/index.ts", "README.md", "logo.png"]) expect(name).not.toMatch(files);
  });

  test("its entry passes a repository, and stops a commit with a key in it", async () => {
    const folder = workplace();
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    const workflow =
      "on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n";
    writeFileSync(join(folder, ".github/workflows/ci.yml"), workflow);
    const entry = hooks[0]?.entry ?? "false";
    const clean = await shell(entry, folder);
    expect(clean.code, clean.log).toBe(0);
    const token = `ghp_${"aB3".repeat(12)}`;
    writeFileSync(join(folder, "deploy.yml"), `token: ${token}\n`);
    const { code, log } = await shell(entry, folder);
    expect(code, log).toBe(1);
    expect(log).not.toContain(token);
  });
});
