// nhi diff of two database files: what changed between them is what changed between two scans of one; equal estates are
// equal whatever their join keys; what one of the two cannot tell is named and never counted as new or gone.
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { writeEarlier } from "../../src/app/earlier-demo.js";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { compareText } from "../../src/model/compare.js";
import { change } from "../../src/model/views/change.js";
import { type Account, byService, github, writeRecording } from "../drift/account.js";
import { buildOldDatabase } from "../store/old-database.js";
import { begin, TOKEN, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";
import { wholeAcme } from "./whole-acme.js";

const folder = freshFolder();
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];

interface Finding {
  readonly rule: string;
  readonly scope: string;
  readonly message: string;
}

interface Document {
  readonly changes: readonly { readonly change: string; readonly id: string; readonly scope: string }[];
  readonly findings: { readonly [list in "new" | "resolved" | "undecided"]: readonly Finding[] };
  readonly not_compared: readonly { readonly scope: string | null; readonly reason: string }[];
}

/** Scans into a database in a folder of its own, and so with a join key of its own. Returns its path. */
async function scan(name: string, ...args: string[]): Promise<string> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  const made = await nhi(["scan", ...args, "--db", join(own, "nhi.db"), "--fail-on", "none", "--quiet"], folder);
  expect([0, 3], made.stderr).toContain(made.code);
  return join(name, "nhi.db");
}

async function scanAccount(name: string, account: Account, day: string): Promise<string> {
  const recording = join(folder, `${name}-recording`);
  writeRecording(recording, account, `${day}T00:00:00Z`);
  return scan(name, "--bundle", recording);
}

async function compare(
  ...args: string[]
): Promise<Document & { readonly code: number | null; readonly stderr: string }> {
  const { code, stdout, stderr } = await nhi(["diff", ...args, "--format", "json"], folder);
  expect(stdout, stderr).not.toBe("");
  return { ...(JSON.parse(stdout) as Document), code, stderr };
}

const account = (policy: object[], more: Account = {}): Account => ({
  ...more,
  roles: { deploy: { trust: [byService("ec2")], policies: { own: policy } }, ...more.roles },
});

let reading: string;
let raised: string;
beforeAll(async () => {
  reading = await scanAccount("reading", account(READ), "2026-11-01");
  raised = await scanAccount("raised", account(ADMIN), "2026-11-08");
});

describe("the small company", () => {
  it("between two databases has changed what has changed between two scans in one", async () => {
    const [acme, before] = [wholeAcme(), join(folder, "earlier-acme")];
    writeEarlier(acme, before);
    const [a, b] = [await scan("acme-a", "--bundle", before), await scan("acme-b", "--bundle", acme)];
    // The join key lies beside the database and goes with it.
    cpSync(join(folder, "acme-a"), join(folder, "acme-one"), { recursive: true });
    const one = await scan("acme-one", "--bundle", acme);
    const [two, within] = [await compare(a, b), await compare("--db", one)];
    expect(within.changes.length).toBeGreaterThan(10);
    expect(two.changes).toEqual(within.changes);
    expect(two.not_compared).toEqual(within.not_compared);
    expect([two.code, within.findings]).toEqual([0, null]);
    // Nothing was unread at either time.
    expect(two.findings.undecided).toEqual([]);
    expect(two.findings.new.length).toBeGreaterThan(0);
    // Rules about change flag what they flag in the database that both scans are in.
    // On the day of the scan: later than 30 days after it a change is none any more.
    const day = ["--now", "2026-11-01T00:00:00Z"];
    const checked = await nhi(["check", "--db", one, "--format", "json", "--fail-on", "none", ...day], folder);
    const { findings } = JSON.parse(checked.stdout) as { findings: Finding[] };
    const { rules } = await loadCatalog();
    const ofChange = new Set(rules.flatMap(({ id, from }) => (from === change.name ? [id] : [])));
    const textsOf = (all: readonly Finding[]) =>
      all.flatMap(({ rule, message }) => (ofChange.has(rule) ? [`${rule} ${message}`] : [])).sort(compareText);
    expect(textsOf(two.findings.new)).toEqual(textsOf(findings));
    expect(textsOf(findings).length).toBeGreaterThan(5);
    const again = await scan("acme-again", "--bundle", acme);
    expect(await compare(b, again)).toMatchObject({
      code: 0,
      changes: [],
      findings: { new: [], resolved: [], undecided: [] },
      not_compared: [],
    });
  });
});

describe("a role that became administrator", () => {
  it("is told, with the findings that came with it, and fails where new findings should", async () => {
    const found = await compare(reading, raised);
    expect(found.code, found.stderr).toBe(0);
    expect(found.changes.map(({ change }) => change)).toEqual(["admin-gained"]);
    expect(found.findings.new.length).toBeGreaterThan(0);
    expect(found.findings.new.every(({ message }) => message.includes("deploy"))).toBe(true);
    expect(found.findings.resolved).toEqual([]);
    const failing = await nhi(["diff", reading, raised, "--fail-on", "low"], folder);
    expect([failing.code, failing.stderr]).toEqual([
      1,
      expect.stringMatching(/exit 1: \d+ new findings? at or over low/),
    ]);
    expect(failing.stdout).toContain(`2026-11-01 00:00 (${reading}) → 2026-11-08 00:00 (${raised})`);
    expect(failing.stdout).toMatch(/\nNew findings {2}\d+\n/);
  });

  it("that is none any more: its findings are resolved, and nothing fails", async () => {
    const back = await scanAccount("back", account(READ), "2026-11-15");
    const found = await compare(raised, back, "--fail-on", "low");
    expect([found.code, found.changes.map(({ change }) => change)]).toEqual([0, ["admin-lost"]]);
    expect([found.findings.new, found.findings.resolved.length > 0]).toEqual([[], true]);
  });

  it("the second database left out is the one in use; every format says it", async () => {
    const of = (format: string) => nhi(["diff", reading, "--db", raised, "--format", format], folder);
    const lines = (await of("jsonl")).stdout.trim().split("\n");
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(["diff", "change", "finding-new"]));
    expect((await of("csv")).stdout).toContain('"finding-new","aws:111122223333"');
    expect((await of("markdown")).stdout).toMatch(/### New findings \(\d+\)/);
  });
});

describe("a trust that lets in more", () => {
  const trusting = (subject: string): Account => ({
    roles: { deploy: { trust: [github(subject)], policies: { own: READ } } },
  });
  const recording = (name: string, subject: string, day: string): string => {
    writeRecording(join(folder, name), trusting(subject), `${day}T00:00:00Z`);
    return name;
  };

  it("fails for a finding of the rule about it, of recordings as of databases, and not the other way round", async () => {
    const narrow = recording("narrow", "repo:acme/site:ref:refs/heads/main", "2026-11-01");
    const wide = recording("wide", "repo:acme/site:ref:refs/heads/*", "2026-11-08");
    const narrowAgain = recording("narrow-again", "repo:acme/site:ref:refs/heads/main", "2026-11-15");
    const databases = [await scan("of-narrow", "--bundle", narrow), await scan("of-wide", "--bundle", wide)];
    for (const both of [[narrow, wide], databases]) {
      const found = await compare(...both, "--fail-on", "high");
      expect([found.code, found.changes.map(({ change }) => change)]).toEqual([1, ["trust-widened"]]);
      expect(found.findings.new.map(({ rule }) => rule)).toContain("AWS-029");
      expect([found.findings.resolved, found.findings.undecided]).toEqual([[], []]);
    }
    const back = await compare(wide, narrowAgain, "--fail-on", "low");
    expect([back.code, back.changes.map(({ change }) => change)]).toEqual([0, ["trust-narrowed"]]);
    expect(back.findings.new).toEqual([]);
  });
});

describe("what one of the two did not read", () => {
  it("is neither gone nor new, and its findings are neither resolved nor new", async () => {
    const refused = ["get-account-authorization-details"];
    const hidden = await scanAccount("hidden", account(ADMIN, { refused }), "2026-11-15");
    const lost = await compare(raised, hidden);
    expect([lost.code, lost.changes, lost.findings.new, lost.findings.resolved]).toEqual([3, [], [], []]);
    expect(JSON.stringify(lost.not_compared)).toContain("read whole before, denied now");
    const seen = await scanAccount("seen", account(ADMIN), "2026-11-22");
    const found = await compare(hidden, seen, "--fail-on", "low");
    expect([found.code, found.changes, found.findings.new]).toEqual([3, [], []]);
    expect(found.findings.undecided.length).toBeGreaterThan(0);
    expect(JSON.stringify(found.not_compared)).toContain("denied before, read whole now");
  });

  it("stays known where it was read before, and is not compared", async () => {
    const worse = await scan("worse", "--bundle", join(folder, "raised-recording"));
    await scanAccount("worse", account(READ, { refused: ["get-account-authorization-details"] }), "2026-11-15");
    const lost = await compare(raised, worse);
    expect([lost.code, lost.changes, lost.findings.new, lost.findings.resolved]).toEqual([3, [], [], []]);
    expect(JSON.stringify(lost.not_compared)).toContain("read whole before, denied now");
  });

  it("of an older nhi is brought up to date, and compared over what it had", async () => {
    const old = join(folder, "old.db");
    buildOldDatabase(old, 1);
    const found = await compare("old.db", reading);
    expect(found.changes.map(({ change, id }) => `${change} ${id.split(":").at(-1)}`)).toEqual(
      expect.arrayContaining(["identity-new role/deploy", "identity-gone user/ci"]),
    );
  });

  it("a scope in one of them only says so by name", async () => {
    const checkout = join(folder, "site");
    write(checkout, { ".env": `GITHUB_TOKEN=${TOKEN}\n` });
    begin(checkout);
    const more = await scan("more", "--bundle", join(folder, "raised-recording"));
    await scan("more", `repo:${checkout}`, "--now", "2026-11-08T00:00:00Z");
    const found = await compare(raised, more);
    expect([found.changes, found.findings.new]).toEqual([[], []]);
    expect(found.not_compared).toContainEqual(
      expect.objectContaining({ scope: "repo:acme/site", reason: "read for the first time" }),
    );
  });
});

describe("join keys", () => {
  it("that differ make no new credential, and it is said that values were not compared; with one key nothing is said", async () => {
    const checkout = join(folder, "keys");
    // The same secret in two places: that they are equal is known in each database by its own key.
    write(checkout, { ".env": `GITHUB_TOKEN=${TOKEN}\n`, "deploy/.env": `GITHUB_TOKEN=${TOKEN}\n` });
    begin(checkout);
    const at = ["--now", "2026-11-01T00:00:00Z"];
    const [a, b] = [await scan("key-a", `repo:${checkout}`, ...at), await scan("key-b", `repo:${checkout}`, ...at)];
    const found = await compare(a, b);
    expect([found.code, found.changes, found.findings]).toEqual([0, [], { new: [], resolved: [], undecided: [] }]);
    expect(found.not_compared).toEqual([
      expect.objectContaining({ scope: null, reason: expect.stringContaining("different join keys") }),
    ]);
    mkdirSync(join(folder, "key-c"));
    copyFileSync(join(folder, "key-a", "join.key"), join(folder, "key-c", "join.key"));
    expect((await compare(a, await scan("key-c", `repo:${checkout}`, ...at))).not_compared).toEqual([]);
  });
});

describe("says what is wrong", () => {
  beforeAll(async () => {
    await scan("twice", "--bundle", join(folder, "reading-recording"));
    await scan("twice", "--bundle", join(folder, "raised-recording"));
    copyFileSync(join(folder, reading), join(folder, "copy.db"));
    writeFileSync(join(folder, "notes.txt"), "no database");
    const other = new Database(join(folder, "other.db"));
    other.exec("CREATE TABLE t (x)");
    other.close();
    const newer = join(folder, "newer.db");
    copyFileSync(join(folder, reading), newer);
    const db = new Database(newer);
    db.pragma("user_version = 9999");
    db.close();
  });

  it.each([
    [["reading/nhi.db", "./reading/../reading/nhi.db"], /are the same database; its own scans: nhi diff --db/],
    [["raised/nhi.db", "reading/nhi.db"], /is later than .*: name the earlier one first/],
    [["reading/nhi.db", "notes.txt"], /is a database, and is compared with one: notes.txt is none/],
    [["reading/nhi.db", "gone.db"], /gone.db is not there/],
    [["gone.db", "also-gone.db"], /gone.db: no such database or recording/],
    [["reading/nhi.db", "reading-recording"], /is a database, and is compared with one: reading-recording is none/],
    [["reading-recording", "reading/nhi.db"], /is a database: reading-recording is none; name two/],
    [["reading/nhi.db", "other.db"], /other.db: an SQLite database, but not one of nhi/],
    [["reading/nhi.db", "newer.db"], /newer.db: written by a newer nhi/],
    [["reading/nhi.db"], /is a database: name another one to compare it with/],
    [["reading/nhi.db", "raised/nhi.db", "--db", "copy.db"], /two databases are named: leave --db out/],
    [["--db", "twice/nhi.db", "--fail-on", "low"], /--fail-on is for two databases or two recordings/],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await nhi(["diff", ...args], folder);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });

  it("a copy of a database has changed in nothing", async () => {
    expect(await compare("reading/nhi.db", "copy.db")).toMatchObject({ code: 0, changes: [], not_compared: [] });
  });
});
