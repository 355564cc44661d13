// Where output goes, and what happens when it cannot: full disks, read-only folders, closed pipes, devices, databases.
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome, SMALL } from "./nhi.js";

/** What root may not do either is tested as somebody else. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534 } : {};
const SCAN = ["scan", "--bundle", SMALL, "--fail-on", "none"];
const hasFull = existsSync("/dev/full");

const expectMessage = ({ code, stderr }: Outcome, says: RegExp): void => {
  expect(stderr).toMatch(says);
  expect(code).toBe(2);
  expect(stderr).not.toMatch(/\n\s+at |internal error/);
};

describe("stdout has the report and nothing else", () => {
  it.each(["pretty", "json", "jsonl", "sarif", "csv", "html", "markdown", "junit", "gitlab", "ocsf", "mermaid"])(
    "%s",
    async (format) => {
      const { stdout, stderr, code } = await nhi([...SCAN, "--format", format, "--verbose"], freshFolder());
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(300);
      expect(stdout).not.toMatch(/^nhi: /m);
      if (format === "json" || format === "sarif" || format === "gitlab") JSON.parse(stdout);
      expect(stderr).not.toMatch(/\u001b|"schema"|<testsuite|CRITICAL/);
    },
  );

  it("is empty when files are written; a line on stderr says what was found", async () => {
    const folder = freshFolder();
    const outcome = await nhi([...SCAN, "--output", "out/nhi.sarif", "--output", "csv=out/findings"], folder);
    expect(outcome).toMatchObject({ code: 0, stdout: "" });
    expect(outcome.stderr).toMatch(/\d+ identities · \d+ credentials \(\d+ static\) · \d+ scopes?/);
    expect(readdirSync(join(folder, "out")).sort()).toEqual(["findings", "nhi.sarif"]);
  });

  it("- is stdout, and a folder gets a SARIF log for each account", async () => {
    const folder = freshFolder();
    const outcome = await nhi([...SCAN, "--output", "json=-", "--output", "sarif=logs/"], folder);
    expect(JSON.parse(outcome.stdout).schema).toBe("nhi-report/1");
    expect(readdirSync(join(folder, "logs"))).toContain("nhi-aws-111122223333.sarif");
  });

  it("names commands that read the database that was asked for, and not the bundle into it once more", async () => {
    const folder = freshFolder();
    const hints = async (...more: string[]) =>
      [...(await nhi([...SCAN, ...more], folder)).stdout.matchAll(/nhi explain \S+ (.*)$/gm)].map(([, flags]) => flags);
    expect(new Set(await hints("--db", "nhi.db"))).toEqual(new Set(["--db nhi.db"]));
    expect((await hints()).every((flags) => flags?.startsWith("--bundle "))).toBe(true);
  });

  it("one file takes one report, however it is named; a folder and a device take several", async () => {
    const folder = freshFolder();
    for (const [a, b] of [
      ["csv=a.out", "json=./a.out"],
      ["json=-", "csv=-"],
      ["b.json", "b.json"],
    ] as const) {
      expectMessage(await nhi([...SCAN, "--output", a, "--output", b], folder), /another report goes there already/);
    }
    expect(readdirSync(folder)).toEqual([]);
    const several = ["--output", "sarif=logs/", "--output", "csv=logs/", "--output", "json=/dev/null"];
    expect((await nhi([...SCAN, ...several, "--output", "csv=/dev/null"], folder)).code).toBe(0);
  });

  it("no report is written over a database", async () => {
    const folder = freshFolder();
    await nhi([...SCAN, "--db", "nhi.db"], folder);
    symlinkSync("nhi.db", join(folder, "link.json"));
    const says = /cannot be written: a database is there; name another file/;
    for (const command of [
      ["check", "--fail-on", "none", "--output", "json=nhi.db"],
      ["check", "--fail-on", "none", "--output", "link.json"],
      ["export", "ndjson", "--out", "nhi.db"],
      ["baseline", "create", "--out", "nhi.db"],
    ]) {
      expectMessage(await nhi([...command, "--db", "nhi.db"], folder), says);
    }
    expect((await nhi(["check", "--fail-on", "none", "--db", "nhi.db"], folder)).code).toBe(0);
  });

  it("colour only where it is asked for", async () => {
    const plain = await nhi([...SCAN], freshFolder());
    expect(plain.stdout).not.toContain("\u001b");
    expect((await nhi([...SCAN], freshFolder(), { FORCE_COLOR: "1" })).stdout).toContain("\u001b[");
    expect((await nhi([...SCAN], freshFolder(), { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).toContain("\u001b[");
    expect((await nhi([...SCAN, "--color", "never"], freshFolder(), { FORCE_COLOR: "1" })).stdout).toBe(plain.stdout);
    expect((await nhi([...SCAN, "--color", "always"], freshFolder(), { NO_COLOR: "1" })).stdout).toContain("\u001b[");
  });

  it("the same estate and clock give the same bytes", async () => {
    const formats = ["json", "sarif", "csv"];
    const [one, two] = [freshFolder(), freshFolder()];
    for (const folder of [one, two]) {
      await nhi([...SCAN, ...formats.flatMap((format) => ["--output", `${format}=out.${format}`])], folder);
    }
    for (const format of formats) {
      const [first, second] = [one, two].map((folder) => readFileSync(join(folder, `out.${format}`), "utf8"));
      expect(first === second, format).toBe(true);
      expect(first?.length).toBeGreaterThan(300);
    }
  });
});

describe("an output that cannot be written", () => {
  it.runIf(hasFull)("full disk: said, the others written, the device untouched", async () => {
    const folder = freshFolder();
    const outcome = await nhi([...SCAN, "--output", "sarif=/dev/full", "--output", "json=nhi.json"], folder);
    expectMessage(outcome, /nhi: \/dev\/full: cannot be written: the disk is full; free some space/);
    expect(JSON.parse(readFileSync(join(folder, "nhi.json"), "utf8")).schema).toBe("nhi-report/1");
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it.runIf(hasFull).each([
    ["a report", SCAN, /could not be written to stdout: the disk is full/],
    ["the help", ["--help"], /^nhi: stdout cannot be written: ENOSPC/],
    ["the version", ["--version"], /^nhi: stdout cannot be written: ENOSPC/],
  ])("full stdout for %s", async (_, args, says) => {
    const full = openSync("/dev/full", "w");
    expectMessage(await nhi(args, freshFolder(), {}, { stdout: full }), says);
    closeSync(full);
  });

  it.runIf(hasFull)("full disk for a baseline", async () => {
    const args = ["baseline", "create", "--bundle", SMALL, "--out", "/dev/full"];
    expectMessage(await nhi(args), /\/dev\/full: cannot be written: the disk is full/);
  });

  it("read-only folder", async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "sealed"), { mode: 0o555 });
    const outcome = await nhi([...SCAN, "--output", "sealed/nhi.sarif"], folder, {}, NOBODY);
    expectMessage(outcome, /sealed\/nhi\.sarif: cannot be written: no permission to write there/);
  });

  it.each<[what: string, file: string, says: RegExp]>([
    ["a folder", "baseline-folder", /baseline-folder: cannot be written: it is a folder/],
    ["below a file", "file.txt/nhi.jsonl", /file\.txt\/nhi\.jsonl: cannot be written: part of the path is a file/],
    ["a name that is too long", `${"x".repeat(300)}.jsonl`, /cannot be written: the name is too long/],
  ])("%s", async (_, file, says) => {
    const folder = freshFolder();
    mkdirSync(join(folder, "baseline-folder"));
    writeFileSync(join(folder, "file.txt"), "");
    expectMessage(await nhi(["baseline", "create", "--bundle", SMALL, "--out", file], folder), says);
  });

  it("a link is followed, not replaced", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "real.json"), "old");
    symlinkSync("real.json", join(folder, "link.json"));
    await nhi([...SCAN, "--output", "link.json"], folder);
    expect(JSON.parse(readFileSync(join(folder, "real.json"), "utf8")).schema).toBe("nhi-report/1");
  });

  it("a link to what is not there yet is written through, over several links; one in a circle is refused", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "linked"));
    symlinkSync("../new/real.json", join(folder, "linked/second"));
    symlinkSync("linked/second", join(folder, "link.json"));
    symlinkSync("circle.json", join(folder, "circle.json"));
    await nhi([...SCAN, "--output", "link.json"], folder);
    expect(JSON.parse(readFileSync(join(folder, "new/real.json"), "utf8")).schema).toBe("nhi-report/1");
    for (const link of ["link.json", "linked/second"])
      expect(lstatSync(join(folder, link)).isSymbolicLink(), link).toBe(true);
    const circle = await nhi([...SCAN, "--output", "circle.json"], folder);
    expectMessage(circle, /circle\.json: cannot be used: the links in it lead to each other/);
  });

  it("a reader that goes away changes nothing: the exit code is the true one", async () => {
    const outcome = await nhi(
      ["scan", "--bundle", SMALL, "--verbose", "--format", "json"],
      freshFolder(),
      {},
      {
        started: (child) => void child.stdout?.once("data", () => child.stdout?.destroy()),
      },
    );
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^nhi: exit 1: \d+ findings at or over high/m);
    expect(outcome.stderr).not.toMatch(/EPIPE|\n\s+at /);
  });
});

describe("a database that cannot be used", () => {
  const database = (folder: string): string => join(folder, "nhi.db");
  const scanInto = (folder: string, more: object = {}) => nhi([...SCAN, "--db", "nhi.db"], folder, {}, more);

  it("not a database", async () => {
    const folder = freshFolder();
    writeFileSync(database(folder), "plain text that is no database at all, and long enough\n".repeat(50));
    for (const args of [
      [...SCAN, "--db", "nhi.db"],
      ["check", "--db", "nhi.db"],
      ["inventory", "--db", "nhi.db"],
    ]) {
      expectMessage(await nhi(args, folder), /nhi\.db: not an nhi database\. Check the path, or name another file/);
    }
    expect(readFileSync(database(folder), "utf8")).toMatch(/^plain text/);
  });

  it("somebody else's database is left alone", async () => {
    const folder = freshFolder();
    const other = new Database(database(folder));
    other.exec("CREATE TABLE theirs (x)");
    other.close();
    expectMessage(await scanInto(folder), /nhi\.db: an SQLite database, but not one of nhi/);
  });

  it("of a newer nhi", async () => {
    const folder = freshFolder();
    await scanInto(folder);
    const db = new Database(database(folder));
    db.pragma("user_version = 999");
    db.close();
    expectMessage(await scanInto(folder), /nhi\.db: written by a newer nhi \(schema 999.*Update nhi/);
  });

  it("locked by another one", async () => {
    const folder = freshFolder();
    await scanInto(folder);
    const lock = new Database(`${database(folder)}-lock`);
    lock.exec("BEGIN EXCLUSIVE");
    expectMessage(await scanInto(folder), /nhi\.db: another nhi is writing to this database\. Wait until it ends/);
    // Reading goes on meanwhile.
    expect((await nhi(["inventory", "--db", "nhi.db"], folder)).code).toBe(0);
    lock.close();
  });

  it("a folder", async () => {
    const folder = freshFolder();
    mkdirSync(database(folder));
    expectMessage(await scanInto(folder), /nhi\.db: this is a folder, not a file/);
  });

  it("in a read-only folder", async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o555);
    expectMessage(await scanInto(folder, NOBODY), /nhi\.db: .*(?:no permission|read-only)/);
    chmodSync(folder, 0o755);
  });

  it("readable, not writable: what only reads still answers", async () => {
    const folder = freshFolder();
    await scanInto(folder);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    const outcome = await nhi(["inventory", "--db", "nhi.db"], folder, {}, NOBODY);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/tomas\.reyes/);
    chmodSync(folder, 0o755);
  });

  it("into which nothing was ever read", async () => {
    const folder = freshFolder();
    await nhi(["scan", "aws", "--db", "nhi.db"], folder, {
      AWS_CONFIG_FILE: "none",
      AWS_SHARED_CREDENTIALS_FILE: "none",
    });
    for (const command of ["check", "inventory"]) {
      expectMessage(
        await nhi([command, "--db", "nhi.db"], folder),
        /nhi\.db: nothing has been read into this database yet/,
      );
    }
  });
});

it("a new report is for its owner alone, a baseline for whoever may read the folder; what is there keeps its mode", async () => {
  const folder = freshFolder();
  const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;
  writeFileSync(join(folder, "plain"), "");
  const baseline = ["baseline", "create", "--bundle", SMALL, "--out", "baseline.jsonl"];
  await nhi([...SCAN, "--output", "nhi.json"], folder);
  await nhi(baseline, folder);
  expect(modeOf("nhi.json")).toBe(0o600);
  expect(modeOf("baseline.jsonl")).toBe(modeOf("plain"));
  for (const name of ["nhi.json", "baseline.jsonl"]) chmodSync(join(folder, name), 0o664);
  await nhi([...SCAN, "--output", "nhi.json"], folder);
  await nhi(baseline, folder);
  expect([modeOf("nhi.json"), modeOf("baseline.jsonl")]).toEqual([0o664, 0o664]);
});
