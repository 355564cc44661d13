// Parts of a recording that cannot be read, or lie elsewhere: each is named, none is left out without a word.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome } from "./nhi.js";
import { type User, writeAccount } from "./small-account.js";

/** What root may read all the same is tested as somebody else. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534 } : {};
const ACCOUNT = "bundle/aws/111122223333";
const DETAILS = `${ACCOUNT}/iam/get-account-authorization-details.json`;
const legacy: User = {
  name: "ci-legacy",
  id: "AIDACKCEVSQ6C2LEGACY1",
  keys: [{ id: "AKIAIOSFODNN7LEGACY1", created: "2025-01-01T00:00:00+00:00", lastUsed: "2026-10-30T00:00:00+00:00" }],
};

let folder = "";
const at = (path: string) => join(folder, path);
const scan = (): Promise<Outcome> =>
  nhi(["scan", "--bundle", "bundle", "--fail-on", "none", "--format", "json"], folder, {}, NOBODY);
const rulesOf = ({ stdout }: Outcome) => JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
const gapsOf = ({ stdout }: Outcome): { dataSet: string; message: string }[] => JSON.parse(stdout).gaps;

beforeEach(() => {
  folder = freshFolder();
  chmodSync(folder, 0o755);
  writeAccount(at("bundle"), [legacy]);
  mkdirSync(at("bundle/agents/desk/home/ana"), { recursive: true });
  writeFileSync(
    at("bundle/agents/desk/home/ana/.claude.json"),
    JSON.stringify({ mcpServers: { files: { command: "npx", args: ["-y", "@acme/files"] } } }),
  );
});

afterEach(() => {
  execFileSync("chmod", ["-R", "u+rwX", folder]);
});

it("whole: both are read", async () => {
  const outcome = await scan();
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(rulesOf(outcome)).toContain("AWS-001");
  expect(JSON.parse(outcome.stdout).scopes.map(({ id }: { id: string }) => id)).toContain("agents:desk");
});

describe("without permission", () => {
  it("a file is a gap of what it answers, and the rest is judged", async () => {
    chmodSync(at(DETAILS), 0);
    const outcome = await scan();
    // It is the one that most rules ask for, so that little was read.
    expect(outcome.code, outcome.stderr).toBe(3);
    expect(outcome.stderr).toMatch(/little was read of aws:111122223333/);
    expect(rulesOf(outcome)).toContain("AWS-001");
    expect(gapsOf(outcome)).toContainEqual(
      expect.objectContaining({
        dataSet: "aws/iam:account-authorization-details",
        message: expect.stringMatching(/get-account-authorization-details\.json: cannot be read \(EACCES\)/),
      }),
    );
  });

  it.each(["bundle/aws", ACCOUNT, `${ACCOUNT}/iam`])(
    "the folder %s is incomplete, and other providers are read",
    async (path) => {
      chmodSync(at(path), 0);
      const outcome = await scan();
      expect(outcome.stderr).toContain(`${path}: cannot be read (EACCES), and what is in it is not known`);
      expect(outcome.code).toBe(3);
      expect(
        gapsOf(outcome)
          .map(({ message }) => message)
          .join("\n"),
      ).toContain(`${path}: cannot be read (EACCES)`);
      expect(JSON.parse(outcome.stdout).scopes.map(({ id }: { id: string }) => id)).toContain("agents:desk");
    },
  );

  it("a configuration of an agent is a gap of that machine", async () => {
    chmodSync(at("bundle/agents/desk/home/ana/.claude.json"), 0);
    const outcome = await scan();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(gapsOf(outcome)).toContainEqual(
      expect.objectContaining({
        dataSet: "agents/files:configs",
        message: expect.stringMatching(/\.claude\.json: cannot be read \(EACCES\)/),
      }),
    );
  });
});

describe("links", () => {
  it("to an account elsewhere in the bundle: read as if it lay there", async () => {
    renameSync(at(ACCOUNT), at("bundle/elsewhere"));
    symlinkSync("../elsewhere", at(ACCOUNT));
    const outcome = await scan();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(rulesOf(outcome)).toContain("AWS-001");
  });

  it.each<[what: string, target: string]>([
    ["out of the bundle", "../../else"],
    ["to nothing", "../nowhere"],
  ])("%s: the account is known, and nothing of it is", async (_, target) => {
    mkdirSync(at("else"));
    rmSync(at(ACCOUNT), { recursive: true });
    symlinkSync(target, at(ACCOUNT));
    const outcome = await scan();
    const gaps = gapsOf(outcome).map(({ dataSet }) => dataSet);
    expect(gaps).toContain("aws/iam:account-authorization-details");
    expect(outcome.stderr).not.toMatch(/internal error/);
  });

  it("to folders of a machine are named and not followed: they may have no end", async () => {
    for (const name of ["up", "back"]) symlinkSync("..", at(`bundle/agents/desk/home/${name}`));
    const outcome = await scan();
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(gapsOf(outcome).map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/home\/up: a link to a folder; it was not followed/)]),
    );
  });
});

it("a bundle.json that is a pipe is refused, not waited for", async () => {
  rmSync(at("bundle/bundle.json"), { force: true });
  execFileSync("sh", ["-c", 'mkfifo "$0"', at("bundle/bundle.json")]);
  const outcome = await scan();
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr).toMatch(/bundle\.json: cannot be read \(not a file\); repair or remove it/);
});

it("a folder whose name is not encoded is named", async () => {
  mkdirSync(at("bundle/aws/%zz/iam"), { recursive: true });
  expect((await scan()).stderr).toContain("bundle/aws/%zz: not read: its name is not percent-encoded");
});

it("logs that cannot be found: what is wrong, and no defect", async () => {
  symlinkSync("loop", at("loop"));
  const outcome = await nhi(["scan", "--bundle", "bundle", "--logs", "loop"], folder);
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/loop: cannot be used: the links in it lead to each other/);
  expect(outcome.stderr).not.toMatch(/internal error/);
});
