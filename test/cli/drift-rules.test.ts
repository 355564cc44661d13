// Drift rules over a database of several scans: what a first scan says, what a change becomes, for how long, and what of
// what could not be read. Times are those of the recordings.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { type Account, allow, arnOf, byService, github, type Role, writeRecording } from "../drift/account.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

// are about services and what is in them, which these recordings do not hold.
const DRIFT = [
  "AGT-011",
  "AWS-028",
  "AWS-029",
  "AZ-024",
  "X-011",
  "X-012",
  "X-014",
  "X-015",
  "X-016",
  "X-018",
  "X-020",
];
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];
const ASSUME = [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: arnOf("role/deploy") }];
const BY_DEV = [allow({ AWS: arnOf("user/dev") })];

/** `deploy` becomes administrator, and so `dev` may; `site` lets in more; `reader` and `other` are the twins that do not. */
const account = (deploy: readonly object[], subject: string): Account => ({
  roles: {
    deploy: role(BY_DEV, deploy),
    reader: role([byService("ec2")], READ),
    site: role([github(subject)], READ),
    other: role([github("repo:acme/other:ref:refs/heads/main")], READ),
  },
  users: { dev: { policies: { own: ASSUME } } },
});
const BEFORE = account(READ, "repo:acme/site:ref:refs/heads/main");
const AFTER = account(ADMIN, "repo:acme/*");
const DENIED: Account = { ...AFTER, refused: ["get-account-authorization-details"] };

function role(trust: readonly object[], own: readonly object[]): Role {
  return { trust, policies: { own } };
}

interface Report {
  readonly drift: { readonly since: string | null; readonly nothingEarlier: readonly object[] };
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly fingerprint: string;
    readonly firstSeen: string;
    readonly carried: boolean;
    readonly subject: { readonly name: string; readonly parent?: string };
    readonly path?: object;
  }[];
  readonly notEvaluated: readonly { readonly rule: string; readonly dataSet?: string; readonly reason: string }[];
}

/** Scans an account on a day of 2026, into the database of the folder; the report, cut to drift rules. */
async function scan(folder: string, day: string, state: Account, ...args: string[]) {
  writeRecording(join(folder, "recording"), state, `${day}T00:00:00Z`);
  const flags = ["--bundle", "recording", "--db", "nhi.db", "--fail-on", "none", "--format", "json", ...args];
  const { code, stdout, stderr } = await nhi(["scan", ...flags], folder);
  expect(stdout, stderr).not.toBe("");
  const report = JSON.parse(stdout) as Report;
  const findings = report.findings.filter(({ rule }) => DRIFT.includes(rule));
  return {
    code,
    drift: report.drift,
    findings,
    found: findings.map(({ rule, subject }) => `${rule} ${subject.name.replace(/ trusts .*/, "")}`).sort(),
    notEvaluated: report.notEvaluated.filter(({ rule }) => DRIFT.includes(rule)),
  };
}

const FOUND = ["AWS-028 deploy", "AWS-029 site", "X-011 dev"];

it("a first scan has nothing to compare with: that is neither clean nor a gap", async () => {
  const folder = freshFolder();
  const first = await scan(folder, "2026-05-01", AFTER);
  expect(first).toMatchObject({ found: [], notEvaluated: [], drift: { since: null, nothingEarlier: [] } });
  const { stdout } = await nhi(["scan", "--bundle", "recording", "--fail-on", "none"], folder);
  expect(stdout).toContain("drift: no earlier scan to compare with; its rules say nothing yet");
});

it("a change is found once, with its way, stays 30 days, and ends when it is undone", async () => {
  const folder = freshFolder();
  await scan(folder, "2026-05-01", BEFORE);
  expect(await scan(folder, "2026-05-02", BEFORE)).toMatchObject({ found: [], notEvaluated: [] });

  const seen = await scan(folder, "2026-05-10", AFTER);
  expect(seen).toMatchObject({ found: FOUND, notEvaluated: [], drift: { since: "2026-05-01T00:00:00.000Z" } });
  expect(seen.findings.find(({ rule }) => rule === "X-011")).toMatchObject({ severity: "critical" });
  expect(seen.findings.find(({ rule }) => rule === "X-011")?.path).toBeDefined();

  const again = await scan(folder, "2026-05-11", AFTER);
  expect(again.found).toEqual(FOUND);
  expect(again.findings.map(({ fingerprint, firstSeen }) => [fingerprint, firstSeen])).toEqual(
    seen.findings.map(({ fingerprint }) => [fingerprint, "2026-05-10T00:00:00.000Z"]),
  );
  expect((await scan(folder, "2026-06-08", AFTER)).found).toEqual(FOUND);
  expect(await scan(folder, "2026-06-10", AFTER)).toMatchObject({ found: [], notEvaluated: [] });
});

it("nhi.yaml says for how many days a change is told", async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "nhi.yaml"), "drift_days: 7\n");
  await scan(folder, "2026-05-01", BEFORE);
  expect((await scan(folder, "2026-05-10", AFTER)).found).toEqual(FOUND);
  expect((await scan(folder, "2026-05-16", AFTER)).found).toEqual(FOUND);
  expect((await scan(folder, "2026-05-18", AFTER)).found).toEqual([]);
});

it("what is undone is no drift any more, at once; the auditors' pack has what a scan has, at both times", async () => {
  const folder = freshFolder();
  await scan(folder, "2026-05-01", BEFORE);
  const changed = await scan(folder, "2026-05-10", AFTER);
  expect(changed.found).toEqual(FOUND);
  expect(await packed(folder, "2026-05-10")).toEqual({
    since: "2026-05-01T00:00:00.000Z",
    json: changed.findings.map(({ fingerprint }) => fingerprint).sort(),
    csv: changed.findings.map(({ fingerprint }) => fingerprint).sort(),
    rules: DRIFT.filter((rule) => FOUND.some((one) => one.startsWith(rule))),
  });
  expect((await scan(folder, "2026-05-11", BEFORE)).found).toEqual([]);
  expect(await packed(folder, "2026-05-11")).toEqual({
    since: "2026-05-01T00:00:00.000Z",
    json: [],
    csv: [],
    rules: [],
  });
});

/** Findings about drift in the files of `nhi export evidence`, and since when it says that it compared. */
async function packed(folder: string, day: string) {
  const pack = join(folder, "pack");
  const args = ["--db", "nhi.db", "--out", "pack", "--now", `${day}T00:00:00Z`];
  const { code, stderr } = await nhi(["export", "evidence", ...args], folder);
  expect([0, 3], stderr).toContain(code);
  const { drift, findings } = JSON.parse(readFileSync(join(pack, "report.json"), "utf8")) as Report;
  const rows: { rule: string; fingerprint: string; status: string }[] = parse(
    readFileSync(join(pack, "findings.csv"), "utf8"),
    { columns: true, bom: true },
  );
  const sarif = readdirSync(pack)
    .filter((name) => name.endsWith(".sarif"))
    .flatMap((name) => JSON.parse(readFileSync(join(pack, name), "utf8")).runs)
    .flatMap((run: { results: { ruleId: string }[] }) => run.results.map(({ ruleId }) => ruleId));
  const isDrift = ({ rule }: { readonly rule: string }): boolean => DRIFT.includes(rule);
  return {
    since: drift.since,
    json: findings
      .filter(isDrift)
      .map(({ fingerprint }) => fingerprint)
      .sort(),
    csv: rows
      .filter((row) => isDrift(row) && row.status === "finding")
      .map(({ fingerprint }) => fingerprint)
      .sort(),
    rules: DRIFT.filter((rule) => sarif.includes(rule)),
  };
}

it("what was refused is not evaluated by its name, and what comes into view is not drift", async () => {
  const folder = freshFolder();
  await scan(folder, "2026-05-01", { ...BEFORE, refused: ["get-account-authorization-details"] });
  const seen = await scan(folder, "2026-05-10", AFTER);
  expect(seen.found).toEqual([]);
  expect(seen.notEvaluated.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["AWS-028", "AWS-029", "X-011"]));
  for (const { reason } of seen.notEvaluated) expect(reason).toContain("aws/iam:account-authorization-details");

  // From then on it is compared with the first scan that saw it.
  const later = await scan(folder, "2026-05-12", account(ADMIN, "repo:acme/site:*"));
  expect(later).toMatchObject({ found: [], notEvaluated: [] });
  const wider = await scan(folder, "2026-05-14", account(ADMIN, "repo:*"));
  expect(wider).toMatchObject({ found: ["AWS-029 site"], notEvaluated: [] });
  expect((await scan(folder, "2026-05-15", account(ADMIN, "repo:*"))).found).toEqual(["AWS-029 site"]);
});

it("a new user with a key is found, worse where it is administrator, and none of a first scan", async () => {
  const folder = freshFolder();
  const keyed: Account = {
    ...BEFORE,
    users: {
      ...BEFORE.users,
      eve: { keys: { AKIAEXAMPLEEVE1: true }, policies: { own: ADMIN } },
      ben: { keys: { AKIAEXAMPLEBEN1: true } },
      cara: {},
    },
  };
  expect((await scan(folder, "2026-05-01", keyed)).found).toEqual([]);
  const other = freshFolder();
  await scan(other, "2026-05-01", BEFORE);
  const { findings } = await scan(other, "2026-05-10", keyed);
  expect(findings.map(({ rule, severity, subject }) => `${rule} ${severity} ${subject.name}`).sort()).toEqual([
    "AWS-028 high eve",
    "X-020 high eve",
    "X-020 medium ben",
  ]);
});

it("what refuses the scanner every time hides nothing else; what refused and does no more, does", async () => {
  const refused = ["list-access-keys/dev"];
  const folder = freshFolder();
  await scan(folder, "2026-05-01", { ...BEFORE, refused });
  expect((await scan(folder, "2026-05-10", { ...AFTER, refused })).found).toEqual(FOUND);
  const opened = freshFolder();
  await scan(opened, "2026-05-01", { ...BEFORE, refused });
  const seen = await scan(opened, "2026-05-10", AFTER);
  expect(seen.found).toEqual(["AWS-029 site"]);
  expect(seen.notEvaluated.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["AWS-028", "X-011"]));
});

it("a finding stays while the data set behind it cannot be read", async () => {
  const folder = freshFolder();
  await scan(folder, "2026-05-01", BEFORE);
  await scan(folder, "2026-05-10", AFTER);
  const refused = await scan(folder, "2026-05-12", DENIED);
  expect(refused.found).toEqual(FOUND);
  expect(refused.findings.every(({ carried }) => carried)).toBe(true);
  expect(refused.notEvaluated.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["AWS-028", "AWS-029", "X-011"]));
});

it("another configuration hides who reaches what for one comparison: nothing passes, nothing closes, no gap", async () => {
  const folder = freshFolder();
  await scan(folder, "2026-05-01", BEFORE);
  expect((await scan(folder, "2026-05-10", AFTER)).found).toEqual(FOUND);
  writeFileSync(join(folder, "nhi.yaml"), "owner_tags: [squad]\n");
  const other = await scan(folder, "2026-05-12", AFTER);
  expect(other).toMatchObject({ found: FOUND, notEvaluated: [] });
  expect(JSON.stringify(other.drift.nothingEarlier)).toContain("nhi.yaml changed");
});
