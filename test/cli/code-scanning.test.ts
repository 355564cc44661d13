// Uploads to code scanning, played through: what was not looked at is never closed, what is fixed is.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "sarif";
import { beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/index.js";
import { type Alert, CodeScanning, type Upload } from "../report/code-scanning.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder, type Outcome } from "./nhi.js";
import { writeAccount } from "./small-account.js";
import { wholeAcme } from "./whole-acme.js";

const PROD = "aws/111122223333";
const DEV = "aws/444455556666";
const SANDBOX = "aws/777788889999";
const DETAILS = "iam/get-account-authorization-details.json";
const REFUSED = JSON.stringify({ status: 403, code: "AccessDenied", message: "not authorized" });
/** Findings that rest on the credential report of the account that loses it, as fixtures/acme/expected.json has them. */
const OF_THE_REPORT = ["AWS-001", "AWS-002", "AWS-003", "AWS-004", "AWS-023", "AWS-026"];

const logIn = (folder: string, name: string): Log => JSON.parse(readFileSync(join(folder, name), "utf8"));
const rulesOf = (alerts: readonly Alert[]) => alerts.map(({ rule }) => rule).sort();
const inAccount = (alerts: readonly Alert[], account: string) =>
  alerts.filter(({ category }) => category === `nhi/${account}`);

function refuse(bundle: string, account: string, command: string): void {
  writeFileSync(join(bundle, account, `iam/${command}.error.json`), REFUSED);
}

/** Takes roles out of the account: what is wrong with them is really gone. */
function removeRoles(bundle: string, account: string, ...names: string[]): void {
  const file = join(bundle, account, DETAILS);
  const details: { RoleDetailList: { RoleName: string }[] } = JSON.parse(readFileSync(file, "utf8"));
  const kept = details.RoleDetailList.filter(({ RoleName }) => !names.includes(RoleName));
  expect(kept).toHaveLength(details.RoleDetailList.length - names.length);
  writeFileSync(file, JSON.stringify({ ...details, RoleDetailList: kept }));
}

describe("a company of several accounts, scanned whole and then in part", () => {
  const folder = freshFolder();
  const bundle = join(folder, "answers");
  const scanning = new CodeScanning();
  let first: Upload;
  let second: Upload;
  let partial: Log;

  const upload = async (name: string, code = 0): Promise<Upload> => {
    const args = ["scan", "--bundle", "answers", "--db", "nhi.db", "--fail-on", "none", "--output", name];
    const outcome = await nhi(args, folder);
    expect(outcome.code, outcome.stderr).toBe(code);
    const uploaded = scanning.upload(logIn(folder, name));
    expect(uploaded.refused).toEqual([]);
    return uploaded;
  };

  beforeAll(async () => {
    cpSync(ACME, bundle, { recursive: true });
    first = await upload("full.sarif");
    // The scanner loses the credential report of one account and the whole of another; two roles are really removed.
    rmSync(join(bundle, PROD, "iam/credential-report.csv"));
    refuse(bundle, PROD, "get-credential-report");
    rmSync(join(bundle, SANDBOX), { recursive: true });
    removeRoles(bundle, PROD, "legacy-reporting");
    removeRoles(bundle, DEV, "scratch-share");
    second = await upload("partial.sarif");
    partial = logIn(folder, "partial.sarif");
  });

  it("the first upload opens an alert for each finding, in a category for each account", () => {
    const { rules } = JSON.parse(readFileSync(join(ACME, "expected.json"), "utf8"));
    const firing = Object.values(rules as { [rule: string]: { fires?: unknown } }).flatMap(({ fires }) => fires ?? []);
    expect(first.opened).toHaveLength(firing.length);
    expect(inAccount(first.opened, PROD).length).toBeGreaterThan(0);
    expect(rulesOf(inAccount(first.opened, SANDBOX))).toEqual(["AWS-015"]);
    expect(rulesOf(inAccount(first.opened, PROD))).toEqual(expect.arrayContaining(OF_THE_REPORT));
  });

  it("the second closes what is fixed, and only that", () => {
    expect(second.closed.map(({ rule, category }) => `${category} ${rule}`).sort()).toEqual([
      `nhi/${PROD} AWS-007`,
      `nhi/${DEV} AWS-018`,
    ]);
    expect({ opened: second.opened, reopened: second.reopened }).toEqual({ opened: [], reopened: [] });
  });

  it("what was not looked at stays open: of the refused report, and of the account that is gone", () => {
    expect(rulesOf(inAccount(scanning.open, PROD))).toEqual(expect.arrayContaining(OF_THE_REPORT));
    expect(rulesOf(inAccount(scanning.open, SANDBOX))).toEqual(["AWS-015"]);
  });

  it("is marked as carried forward, in the result and in a notification of its run; what was looked at is not", () => {
    const marked = partial.runs
      .filter(({ automationDetails }) => automationDetails?.id?.startsWith("nhi/aws/"))
      .map((run) => ({
        category: run.automationDetails?.id,
        carried: (run.results ?? [])
          .filter(({ properties }) => properties?.["carriedForward"] === true)
          .map(({ ruleId }) => ruleId ?? ""),
        said: run.invocations?.[0]?.toolExecutionNotifications?.some(
          ({ descriptor }) => descriptor?.id === "NHI-CARRIED",
        ),
      }));
    expect(marked.map(({ carried, ...run }) => ({ ...run, carried: carried.toSorted() }))).toEqual([
      { category: `nhi/${PROD}/`, said: true, carried: OF_THE_REPORT },
      { category: `nhi/${DEV}/`, said: false, carried: [] },
      { category: `nhi/${SANDBOX}/`, said: true, carried: ["AWS-015"] },
      { category: "nhi/aws/o-acme1a2b3c/", said: false, carried: [] },
    ]);
  });

  it("says which permission is missing, beside the results", () => {
    const texts = partial.runs[0]?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
    expect(texts?.join("\n")).toMatch(/credential-report: was refused .*needs iam:GetCredentialReport/);
  });

  it("without what is carried forward the same upload would have closed it: the check sees the difference", () => {
    const naive = new CodeScanning();
    naive.upload(logIn(folder, "full.sarif"));
    const stripped: Log = {
      ...partial,
      runs: partial.runs.map((run) => ({
        ...run,
        results: (run.results ?? []).filter(({ properties }) => properties?.["carriedForward"] !== true),
      })),
    };
    expect(rulesOf(naive.upload(stripped).closed)).toEqual([...OF_THE_REPORT, "AWS-007", "AWS-015", "AWS-018"].sort());
  });

  it("the same in part once more changes nothing", async () => {
    const { opened, closed, reopened } = await upload("again.sarif");
    expect({ opened, closed, reopened }).toEqual({ opened: [], closed: [], reopened: [] });
  });

  it("an account of which every call is refused closes nothing either", async () => {
    const held = join(folder, "held");
    cpSync(join(bundle, DEV), held, { recursive: true });
    rmSync(join(bundle, DEV), { recursive: true });
    mkdirSync(join(bundle, DEV, "iam"), { recursive: true });
    for (const command of ["get-account-authorization-details", "get-credential-report", "get-account-summary"]) {
      refuse(bundle, DEV, command);
    }
    // Incomplete, and uploaded all the same.
    expect((await upload("refused.sarif", 3)).closed).toEqual([]);
    rmSync(join(bundle, DEV), { recursive: true });
    cpSync(held, join(bundle, DEV), { recursive: true });
  });

  it("a waiver closes its alert, and its end opens it again", async () => {
    const config = (expires: string) =>
      `waivers: [{rule: AWS-013, reason: a demo, owner: me@acme.example, expires: ${expires}}]\n`;
    writeFileSync(join(folder, "nhi.yaml"), config("2026-12-31"));
    expect(rulesOf((await upload("waived.sarif")).closed)).toEqual(["AWS-013"]);
    // The day before the clock of the recording.
    writeFileSync(join(folder, "nhi.yaml"), config("2026-10-31"));
    expect(rulesOf((await upload("ended.sarif")).reopened)).toEqual(["AWS-013"]);
    rmSync(join(folder, "nhi.yaml"));
  });

  it("once all of it is read again, what is fixed meanwhile closes and the rest stays", async () => {
    rmSync(bundle, { recursive: true });
    cpSync(ACME, bundle, { recursive: true });
    removeRoles(bundle, SANDBOX, "terraform-plan");
    const { closed, reopened } = await upload("whole.sarif");
    expect(rulesOf(closed)).toEqual(["AWS-015"]);
    expect(rulesOf(reopened)).toEqual(["AWS-007", "AWS-018"]);
    expect(logIn(folder, "whole.sarif").runs.flatMap(({ results }) => results ?? [])).toSatisfy(
      (results: { properties?: { carriedForward?: boolean } }[]) =>
        results.every(({ properties }) => properties?.carriedForward === false),
    );
  });
});

describe("more accounts than a file may have runs", () => {
  const folder = freshFolder();
  const accounts = Array.from({ length: 23 }, (_, at) => String(100000000000 + at));
  const key = (at: number): string => `AKIAIOSFODNN7MANY${String(at).padStart(3, "0")}`;
  const scan = (some: readonly string[], ...more: string[]): Promise<Outcome> =>
    nhi(["scan", ...some.flatMap((account) => ["--bundle", account]), "--fail-on", "none", ...more], folder);
  const writeOne = (at: number, ...named: string[]): void => {
    const users = named.map((name) => ({
      name,
      id: `AIDACKCEVSQ6C2MANY${String(at).padStart(3, "0")}`,
      keys: [{ id: key(at), created: "2025-01-01T00:00:00+00:00", lastUsed: "2026-10-30T00:00:00+00:00" }],
    }));
    writeAccount(join(folder, accounts[at] ?? ""), users, false, accounts[at]);
  };
  const uploadAll = (scanning: CodeScanning, logs: string): Upload[] =>
    readdirSync(join(folder, logs)).map((name) => scanning.upload(logIn(folder, join(logs, name))));

  beforeAll(() => {
    for (const at of accounts.keys()) writeOne(at, "deployer");
  });

  it("one file has them all in a shared run, which is said before anything is read and beside the report", async () => {
    const scanning = new CodeScanning();
    const outcome = await scan(accounts, "--output", "all.sarif", "--output", "all.json");
    expect(outcome.code, outcome.stderr).toBe(0);
    const [ahead = "", ...rest] = outcome.stderr.split("\n").filter((line) => line.startsWith("nhi: sarif: "));
    expect(ahead).toMatch(/23 sources may be more than the 20 runs/);
    expect(rest.join("\n")).toMatch(/23 accounts.* share 1 run of the file \(nhi\/merged\/aws\/\)/);
    expect(outcome.stderr).toContain("--output sarif=DIR/");
    const log = logIn(folder, "all.sarif");
    const { refused, opened } = scanning.upload(log);
    expect(refused).toEqual([]);
    const { findings } = JSON.parse(readFileSync(join(folder, "all.json"), "utf8"));
    expect(findings.length).toBeGreaterThan(20);
    expect(opened).toHaveLength(findings.length);
    expect(readdirSync(folder)).not.toContain("all-sarif");
    // What is scanned alone later has a category of its own, and closes nothing of the others.
    await scan(accounts.slice(0, 4), "--output", "four.sarif");
    expect(scanning.upload(logIn(folder, "four.sarif")).closed).toEqual([]);
  });

  it("every other format takes them, too", async () => {
    const outputs = Object.keys(FORMATS).flatMap((format) => ["--output", `${format}=many/report.${format}`]);
    const outcome = await scan(accounts, ...outputs);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(readdirSync(join(folder, "many"))).toHaveLength(Object.keys(FORMATS).length);
  });

  it("so does stdout", async () => {
    const outcome = await scan(accounts, "--format", "sarif");
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout).runs).toHaveLength(1);
  });

  it("a check says it before it judges; of three accounts and of other formats nothing is said", async () => {
    await scan(accounts, "--db", "merged.db");
    const checked = await nhi(["check", "--db", "merged.db", "--fail-on", "none", "--output", "check.sarif"], folder);
    expect(checked.code, checked.stderr).toBe(0);
    expect(checked.stderr).toMatch(/^nhi: sarif: 23 accounts, tenants or organisations are more than the 20 runs/);
    expect(logIn(folder, "check.sarif").runs).toHaveLength(1);
    const three = await scan(accounts.slice(0, 3), "--output", "three.sarif");
    expect(logIn(folder, "three.sarif").runs).toHaveLength(3);
    expect(three.stderr).not.toContain("GitHub takes");
    for (const output of ["all.csv", "sarif=logs-only/"]) {
      expect((await scan(accounts, "--output", output)).stderr).not.toContain("GitHub takes");
    }
  });

  it("a folder has a file for each, which are taken one by one, and a scan of some closes nothing of the others", async () => {
    const scanning = new CodeScanning();
    const whole = await scan(accounts, "--db", "nhi.db", "--output", "sarif=logs/");
    expect(whole.code, whole.stderr).toBe(0);
    expect(readdirSync(join(folder, "logs"))).toEqual(accounts.map((account) => `nhi-aws-${account}.sarif`));
    for (const { refused, opened } of uploadAll(scanning, "logs")) {
      expect(refused).toEqual([]);
      expect(opened.length).toBeGreaterThan(0);
    }
    const before = scanning.open.length;
    // The user of one account is gone, and of all the others only three are read.
    writeOne(0);
    const some = await scan(accounts.slice(0, 4), "--db", "nhi.db", "--output", "sarif=later/");
    expect(some.code, some.stderr).toBe(0);
    const closed = uploadAll(scanning, "later").flatMap((upload) => upload.closed);
    expect(new Set(closed.map(({ category }) => category))).toEqual(new Set([`nhi/aws/${accounts[0]}`]));
    expect(scanning.open).toHaveLength(before - closed.length);
  });
});

describe("a partial scan without an earlier run to carry forward from", () => {
  const SCENE = join(ACME, "../scenes/denied-credential-report");
  const scan = (...more: string[]) => nhi(["scan", "--bundle", SCENE, "--fail-on", "none", ...more], freshFolder());

  it("says what its upload would close, and how to prevent it", async () => {
    const { stderr } = await scan("--output", "nhi.sarif");
    expect(stderr).toMatch(/sarif: \d+ rules not evaluated, and no earlier run .*closes alerts.*\n.*--db FILE/);
    expect((await scan("--db", "kept.db", "--output", "nhi.sarif")).stderr).toMatch(/keep kept\.db between runs/);
  });

  it("says nothing of it in other formats, nor when all was evaluated", async () => {
    expect((await scan("--output", "nhi.json")).stderr).not.toMatch(/closes alerts/);
    const whole = await nhi(
      ["scan", "--bundle", wholeAcme(), "--fail-on", "none", "--output", "nhi.sarif"],
      freshFolder(),
    );
    expect(whole.stderr).not.toMatch(/closes alerts/);
  });
});
