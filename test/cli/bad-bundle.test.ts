// Broken recordings: what, where and what next on stderr, the right exit code, and everything else still done.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder, type Outcome, SMALL } from "./nhi.js";
import { type User, writeAccount } from "./small-account.js";

const folder = freshFolder();
const DETAILS = "aws/111122223333/iam/get-account-authorization-details.json";
const KEYS = "aws/111122223333/iam/list-access-keys/ci-legacy.json";
const legacy: User = {
  name: "ci-legacy",
  id: "AIDACKCEVSQ6C2LEGACY1",
  keys: [{ id: "AKIAIOSFODNN7LEGACY1", created: "2025-01-01T00:00:00+00:00", lastUsed: "2026-10-30T00:00:00+00:00" }],
};

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const acmeDetails = readFileSync(join(ACME, DETAILS), "utf8");
const report = ({ stdout }: Outcome) => JSON.parse(stdout);

function expectNoNoise({ stderr }: Outcome): void {
  expect(stderr).not.toMatch(/\n\s+at |internal error|undefined|\[object/);
}

describe("one file as the bundle", () => {
  beforeAll(() => {
    write("text.json", "hello");
    write("shape.json", '{"a": 1}');
    write("list.json", "[1, 2]");
    write("empty.json", "");
    write("empty/.keep", "");
    write("other/notes.txt", "nothing of ours");
    write("newer/bundle.json", '{"version": 99}');
    write("newer/aws/111122223333/iam/x.json", "{}");
    write("inner/bundle/aws/111122223333/iam/x.json", "{}");
    write("inner/other/aws/111122223333/iam/x.json", "{}");
    write("one/recorded/gcp/acme/x.json", "{}");
    write("one/notes/x.json", "{}");
    write("two/a/aws/111122223333/iam/x.json", "{}");
    write("two/b/aws/111122223333/iam/x.json", "{}");
    write("deep/out/acct/aws/111122223333/iam/x.json", "{}");
    write("deeper/one/two/three/aws/111122223333/iam/x.json", "{}");
    write("one-account/aws/111122223333/iam/x.json", "{}");
    write("called/github/README", "");
    write("called/aws/project/src/lib/x.json", "{}");
    write("bare/111122223333/iam/x.json", "{}");
    write("tenants/11111111-2222-3333-4444-555555555555/v1.0/x.json", "{}");
    write("saved/details.json", acmeDetails);
    write("saved/other.json", "{}");
    writeFileSync(join(folder, "answer.json.gz"), gzipSync("{}"));
    write("head/bundle.json", "{");
    write("head/aws/111122223333/iam/x.json", "{}");
  });

  it.each<[what: string, bundle: string, says: RegExp]>([
    [
      "not JSON",
      "text.json",
      /text\.json: not JSON \(line 1: .+\), and so not the output of a command that nhi knows \(aws iam get-account/,
    ],
    ["JSON of another shape", "shape.json", /shape\.json: not the output of a command that nhi knows/],
    ["a list", "list.json", /list\.json: not the output of a command that nhi knows/],
    [
      "an empty file",
      "empty.json",
      /empty\.json: not JSON \(line 1: unexpected end\), and so not the output of a command/,
    ],
    [
      "gzip",
      "answer.json.gz",
      /bundle answer\.json\.gz: is compressed; unpack it \(gunzip, tar, unzip\) and name what/,
    ],
    ["nothing there", "nowhere", /bundle nowhere: no such file or folder/],
    ["an empty folder", "empty", /bundle empty: holds nothing that nhi reads; expected a folder such as aws\//],
    ["a folder of something else", "other", /bundle other: holds nothing that nhi reads/],
    [
      "a folder around one called bundle",
      "inner",
      /holds nothing .*; there is a recording in --bundle inner\/bundle$/m,
    ],
    ["a folder around one recording", "one", /holds nothing .*; there is a recording in --bundle one\/recorded$/m],
    ["a folder around several", "two", /; there are recordings in --bundle two\/a --bundle two\/b$/m],
    ["a folder two above one", "deep", /; there is a recording in --bundle deep\/out\/acct$/m],
    ["a folder three above one", "deeper", /holds nothing .* such as aws\/<account>\/iam$/m],
    [
      "an account in a recording",
      "one-account/aws/111122223333",
      /; it is part of the recording in --bundle one-account$/m,
    ],
    [
      "a service of an account",
      "one-account/aws/111122223333/iam",
      /; it is part of the recording in --bundle one-account$/m,
    ],
    [
      "a folder that is only called as a provider, empty",
      "called/github",
      /holds nothing .* such as aws\/<account>\/iam$/m,
    ],
    [
      "a folder below one that is only called so",
      "called/aws/project/src",
      /holds nothing .* such as aws\/<account>\/iam$/m,
    ],
    [
      "an account alone",
      "bare/111122223333",
      /; its folders are those of an account of AWS: put them below aws\/<account>$/m,
    ],
    ["a folder of accounts", "bare", /; 111122223333 is the name of an account of AWS: put it below a folder aws$/m],
    ["a folder of tenants", "tenants", /; [0-9-]+ is the name of a tenant: put it below a folder entra$/m],
    ["a folder with the output of a command", "saved", /; there is what it reads in --bundle saved\/details\.json$/m],
    [
      "a folder within a recording",
      "inner/bundle/aws",
      /holds nothing .*; it is part of the recording in --bundle inner\/bundle$/m,
    ],
    ["a layout of the future", "newer", /newer: bundle layout 99 is newer than this nhi reads \(1\); update nhi/],
    ["a head that is not JSON", "head", /head\/bundle\.json: not JSON/],
  ])("%s", async (_, bundle, says) => {
    for (const command of ["scan", "inventory", "doctor"]) {
      const outcome = await nhi([command, "--bundle", bundle], folder);
      expect(outcome.stderr).toMatch(says);
      expect(outcome).toMatchObject({ code: 2, stdout: "" });
      expectNoNoise(outcome);
    }
  });

  it("truncated: what precedes the end is judged, the rest is not, and it is said where", async () => {
    const lines = acmeDetails.split("\n");
    write("cut.json", lines.slice(0, Math.floor(lines.length / 2)).join("\n"));
    const outcome = await nhi(["scan", "--bundle", "cut.json", "--format", "json"], folder);
    const line = Math.floor(lines.length / 2);
    expect(outcome.stderr).toMatch(new RegExp(`^nhi: cut\\.json: not JSON \\(line ${line}: unexpected end\\)`));
    expect(outcome.stderr).toMatch(/the rest was read; \d+ rules? not evaluated: AWS-/);
    const { summary, gaps, notEvaluated } = report(outcome);
    expect(summary.identities).toBeGreaterThan(0);
    expect(gaps).toContainEqual(
      expect.objectContaining({ state: "partial", message: expect.stringMatching(/not JSON/) }),
    );
    expect(notEvaluated.map(({ rule }: { rule: string }) => rule)).toContain("AWS-018");
    expectNoNoise(outcome);
  });

  it("truncated is incomplete under --strict", async () => {
    write("cut.json", acmeDetails.slice(0, 2000));
    expect((await nhi(["scan", "--bundle", "cut.json", "--strict", "--fail-on", "none"], folder)).code).toBe(3);
  });
});

describe("two bundles", () => {
  const other: User = { ...legacy, name: "other", id: "AIDACKCEVSQ6C2OTHER01", keys: [] };
  const scan = (...bundles: string[]) =>
    nhi(
      [
        "scan",
        ...bundles.flatMap((one) => ["--bundle", one]),
        "--db",
        ":memory:",
        "--format",
        "json",
        "--fail-on",
        "none",
      ],
      folder,
    );
  const names = (outcome: Outcome) => report(outcome).summary.identities;

  beforeAll(() => {
    writeAccount(join(folder, "first"), [legacy]);
    writeAccount(join(folder, "again"), [legacy, other]);
    writeAccount(join(folder, "elsewhere"), [other], false, "444455556666");
  });

  it("of one account: the first is believed, and it is said what is not read", async () => {
    const outcome = await scan("first", "again");
    expect(outcome.stderr).toContain(
      "nhi: aws:111122223333 is in bundle:first and in bundle:again: 3 data sets read from the first alone\n",
    );
    expect(outcome.stderr).not.toContain("no such call");
    expect(names(outcome)).toBe(names(await scan("first")));
    expectNoNoise(outcome);
  });

  it("of two accounts: both are read", async () => {
    const outcome = await scan("first", "elsewhere");
    expect(outcome.stderr).not.toContain("is in");
    expect(names(outcome)).toBe(names(await scan("first")) + names(await scan("elsewhere")));
  });

  it("one named twice is one", async () => {
    const outcome = await scan("first", "first");
    expect(outcome.stderr).not.toMatch(/is in|no such call/);
    expect(outcome.stdout).toBe((await scan("first")).stdout);
  });
});

describe("a bundle of several files", () => {
  beforeEach(() => writeAccount(join(folder, "bundle"), [legacy]));

  const scan = (...more: string[]) => nhi(["scan", "--bundle", "bundle", "--format", "json", ...more], folder);
  const rulesOf = (rows: { rule: string }[]) => new Set(rows.map(({ rule }) => rule));

  it("whole: no word about it", async () => {
    const outcome = await scan();
    expect(outcome.stderr).not.toMatch(/not JSON|wrong shape|not read/);
    expect(rulesOf(report(outcome).findings)).toContain("AWS-001");
  });

  it.each<[what: string, file: string, text: string | undefined, says: RegExp]>([
    ["not JSON", DETAILS, "hello", /get-account-authorization-details\.json: not JSON \(line 1: /],
    [
      "of the wrong shape",
      DETAILS,
      '{"Users": []}',
      /get-account-authorization-details\.json: wrong shape \(none of .*\)/,
    ],
    ["a list where an object belongs", DETAILS, "[]", /get-account-authorization-details\.json: wrong shape/],
    ["a text where a list belongs", DETAILS, '{"UserDetailList": "x"}', /wrong shape \(UserDetailList is not a list\)/],
    ["empty", DETAILS, "", /get-account-authorization-details\.json: not JSON/],
  ])("the main file is %s: the others are still read and judged", async (_, file, text, says) => {
    writeFileSync(join(folder, "bundle", file), text ?? "");
    const outcome = await scan();
    expect(outcome.stderr).toMatch(says);
    const { findings, notEvaluated } = report(outcome);
    // The credential report is whole: the key in it is judged all the same.
    expect(rulesOf(findings)).toContain("AWS-001");
    expect(rulesOf(notEvaluated)).toContain("AWS-018");
    expectNoNoise(outcome);
  });

  it("the main file is missing: a gap, not an empty account", async () => {
    rmSync(join(folder, "bundle", DETAILS));
    const outcome = await scan("--strict", "--fail-on", "none");
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/data sets? not in the bundle; \d+ rules? not evaluated/);
    expect(report(outcome).gaps).toContainEqual(
      expect.objectContaining({ dataSet: "aws/iam:account-authorization-details", state: "failed" }),
    );
  });

  it("a small file is broken: only its own rows are unknown", async () => {
    writeFileSync(join(folder, "bundle", KEYS), "{");
    const outcome = await scan();
    expect(outcome.stderr).toMatch(/list-access-keys\/ci-legacy\.json: not JSON/);
    expect(rulesOf(report(outcome).findings)).toContain("AWS-001");
    expectNoNoise(outcome);
  });

  it("in SARIF the broken file is a notification of the run", async () => {
    writeFileSync(join(folder, "bundle", DETAILS), "hello");
    const { stdout } = await nhi(["scan", "--bundle", "bundle", "--format", "sarif"], folder);
    const [run] = JSON.parse(stdout).runs;
    const texts = run.invocations[0].toolExecutionNotifications.map(
      (n: { message: { text: string } }) => n.message.text,
    );
    expect(texts.join("\n")).toMatch(/get-account-authorization-details\.json: not JSON/);
    expect(run.invocations[0].executionSuccessful).toBe(true);
  });

  it("one bundle of two that is not there stops before anything is read", async () => {
    const outcome = await nhi(["scan", "--bundle", "bundle", "--bundle", "nowhere"], folder);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/bundle nowhere: no such file/);
  });

  it("of which nothing was asked is incomplete, not clean", async () => {
    writeFileSync(join(folder, "bundle/bundle.json"), '{"version": 1, "asked": []}');
    const outcome = await nhi(["scan", "--bundle", "bundle"], folder);
    expect(outcome.stdout).toMatch(/Nothing was read, so nothing is known/);
    expect(outcome.code).toBe(3);
    writeFileSync(join(folder, "bundle/bundle.json"), '{"version": 1}');
    expect((await nhi(["scan", "--bundle", "bundle", "--fail-on", "none"], folder)).code).toBe(0);
  });

  it("of an account with nothing in it is incomplete, and says which; one whose lists are empty is done", async () => {
    const nothing = "nothing/aws/444455556666";
    write("nothing/bundle.json", '{"version": 1, "recordedAt": "2026-11-01T00:00:00Z"}');
    mkdirSync(join(folder, nothing), { recursive: true });
    const says = /^nhi: nothing could be read of aws:444455556666: /m;
    const none = ["--fail-on", "none"];
    const outcome = await nhi(["scan", "--bundle", "nothing", ...none], folder);
    expect(outcome.stdout).toMatch(/Nothing was read, so nothing is known/);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(says);
    expectNoNoise(outcome);
    // What was read of another account does not make up for it.
    expect((await nhi(["scan", "--bundle", "nothing", "--bundle", SMALL, ...none], folder)).code).toBe(3);
    const kept = ["--db", "nothing.db"];
    const collected = await nhi(["collect", "--bundle", "nothing", ...kept], folder);
    expect(collected.code).toBe(3);
    expect(collected.stderr).toMatch(says);
    const checked = await nhi(["check", ...kept, ...none], folder);
    expect(checked.code).toBe(3);
    expect(checked.stderr).toMatch(says);

    const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
    write(`${nothing}/iam/get-account-authorization-details.json`, JSON.stringify(details));
    const empty = await nhi(["scan", "--bundle", "nothing", ...none], folder);
    expect(empty.code).toBe(0);
    expect(empty.stderr).not.toMatch(says);
  });

  it("whose list of what was asked is none stops before anything is read", async () => {
    writeFileSync(join(folder, "bundle/bundle.json"), '{"version": 1, "asked": [["aws/iam:roles"]]}');
    const outcome = await nhi(["scan", "--bundle", "bundle"], folder);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/bundle\.json: asked is not a list of names of data sets/);
  });
});

describe("an account of AWS without its identities", () => {
  const bundle = join(folder, "misnamed");
  const scan = () => nhi(["scan", "--bundle", bundle, "--db", ":memory:", "--fail-on", "none"], folder);
  const misnamed = join(bundle, DETAILS.replace("authorization", "authorisation"));

  it("is incomplete, whatever else is there: exit 3, and what is missing is said", async () => {
    writeAccount(bundle, [legacy]);
    renameSync(join(bundle, DETAILS), misnamed);
    const outcome = await scan();
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain(
      `nhi: the identities of aws:111122223333 could not be read: iam:GetAccountAuthorizationDetails: not in the bundle (${DETAILS})`,
    );
    expect(outcome.stderr).toContain("get-account-authorisation-details.json: not read: no such call");
    expectNoNoise(outcome);
  });

  it("is incomplete with some pages of them", async () => {
    writeAccount(bundle, [legacy]);
    const file = join(bundle, DETAILS);
    const whole = readFileSync(file, "utf8");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(whole), IsTruncated: true, Marker: "m" }));
    const outcome = await scan();
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/^nhi: the identities of aws:111122223333 were read in part: .*not all pages/m);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(whole), IsTruncated: false }));
    expect(await scan()).toMatchObject({ code: 0 });
  });

  it("is complete with the report on its users alone", async () => {
    const report = [
      "user,arn,user_creation_time,password_enabled,mfa_active,access_key_1_active,access_key_2_active",
      "legacy,arn:aws:iam::111122223333:user/legacy,2026-01-01T00:00:00+00:00,false,false,true,false",
    ].join("\n");
    const answer = {
      Content: Buffer.from(report).toString("base64"),
      ReportFormat: "text/csv",
      GeneratedTime: "2026-11-01T00:00:00Z",
    };
    const file = "get-credential-report.json";
    write(file, JSON.stringify(answer));
    const outcome = await nhi(["scan", "--bundle", file, "--db", ":memory:", "--fail-on", "none"], folder);
    expect([outcome.code, outcome.stderr]).toEqual([0, expect.not.stringContaining("identities of")]);
  });

  it("is complete with them, and where nhi.yaml accepts the gap", async () => {
    writeAccount(bundle, [legacy]);
    const whole = await scan();
    expect([whole.code, whole.stderr]).toEqual([0, expect.not.stringContaining("identities of")]);
    renameSync(join(bundle, DETAILS), misnamed);
    const gap = 'scope: "aws:*", data_set: "aws/iam:account-authorization-details", reason: not ours, owner: nhi';
    write("nhi.yaml", `accepted_gaps:\n  - { ${gap} }\n`);
    expect(await scan()).toMatchObject({ code: 0 });
    rmSync(join(folder, "nhi.yaml"));
  });
});
