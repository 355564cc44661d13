// The package as users get it: packed, installed into an empty folder under later Nodes, without any install script.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, scratch } from "../tools/nhi.js";
import { type Outcome, run } from "../tools/run.js";
import { installTools } from "../tools/tools.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const MODULES = fileURLToPath(new URL("../node_modules/", import.meta.url));
const VERSION = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;
/** The npms that install it: those that people have now, one of each major version that the Nodes below can run. */
const NPMS = { "npm 11": "11.19.1", "npm 12": "12.2.2" };

/** A role that everyone may assume. */
const OPEN_ROLE = `resource "aws_iam_role" "open" {
  name = "open"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }]
  })
}
`;

describe("the packed package", { timeout: 900_000 }, () => {
  const folder = scratch("package");
  const tarball = join(folder, `nhi-${VERSION}.tgz`);
  before(async () => {
    await installTools();
    const packed = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: ROOT });
    assert.equal(packed.status, 0, packed.stderr);
    for (const [npm, version] of Object.entries(NPMS)) {
      const prefix = join(folder, npm);
      mkdirSync(prefix);
      const args = ["install", `npm@${version}`, "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund"];
      const installed = await run("npm", [...args, "--loglevel=error"], { cwd: prefix });
      assert.equal(installed.status, 0, installed.stderr);
    }
  });

  for (const name of ["n22", "n24"]) {
    describe(name, () => {
      const home = join(folder, name);
      const node = join(MODULES, name, "bin/node");
      const env = () => cleanEnvironment(home, { PATH: `${dirname(node)}:${process.env["PATH"]}` });
      const nhi = (...args: string[]): Promise<Outcome> =>
        run(node, [join(home, "node_modules/nhi/dist/nhi.js"), ...args], { env: env(), cwd: home });

      for (const [npm, version] of Object.entries(NPMS)) {
        it(`${npm} installs it with one dependency and no install script`, async () => {
          // What runs below is what the last of them installed.
          rmSync(join(home, "node_modules"), { recursive: true, force: true });
          rmSync(join(home, "package-lock.json"), { force: true });
          const program = join(folder, npm, "node_modules/npm/bin/npm-cli.js");
          const asked = await run(node, [program, "--version"], { env: env() });
          assert.equal(asked.stdout.trim(), version, asked.stderr);
          const install = ["install", tarball, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
          const outcome = await run(node, [program, ...install], { env: { ...process.env, ...env() }, cwd: home });
          assert.equal(outcome.status, 0, outcome.stderr);
          const direct = readdirSync(join(home, "node_modules")).filter((entry) => !entry.startsWith("."));
          assert.ok(direct.includes("better-sqlite3"));
          assert.ok(direct.length <= 4, `it brought ${direct.join(", ")}`);
        });
      }

      it("says its version and lists its rules", async () => {
        assert.equal((await nhi("--version")).stdout.trim(), VERSION);
        const rules = await nhi("rules", "list");
        assert.equal(rules.status, 0, rules.stderr);
        assert.match(rules.stdout, /AWS-001/);
      });

      it("runs the demo, the database included", async () => {
        const outcome = await nhi("demo", "--format", "json");
        assert.equal(outcome.status, 0, outcome.stderr);
        const { findings } = JSON.parse(outcome.stdout) as { findings: unknown[] };
        assert.ok(findings.length > 10);
      });

      it("runs the demo of a breach, recorded or a checkout", async () => {
        for (const [breach, rule] of [
          ["unc6426", "X-001"],
          ["postmark-mcp", "AGT-005"],
        ] as const) {
          const outcome = await nhi("demo", "--breach", breach, "--format", "json");
          assert.equal(outcome.status, 0, outcome.stderr);
          const { findings } = JSON.parse(outcome.stdout) as { findings: { rule: string }[] };
          assert.ok(findings.some((one) => one.rule === rule));
        }
      });

      it("reads Terraform with the parser that it brings", async () => {
        const checkout = join(home, "checkout");
        mkdirSync(checkout, { recursive: true });
        writeFileSync(join(checkout, "main.tf"), OPEN_ROLE);
        const outcome = await nhi("scan", "repo:checkout", "--db", ":memory:", "--format", "json");
        assert.equal(outcome.status, 1, outcome.stderr);
        const { findings } = JSON.parse(outcome.stdout) as { findings: { rule: string; location?: unknown }[] };
        const open = findings.find(({ rule }) => rule === "AWS-018");
        assert.deepEqual(open?.location, { file: "main.tf", line: 5, column: 18 });
      });

      it("refuses a usage error with 2", async () => {
        assert.equal((await nhi("scan", "--no-such-flag")).status, 2);
      });
    });
  }
});
