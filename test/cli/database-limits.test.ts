// A disk that is full and two scans at once, as a person meets them: real processes, a real file system that is too small.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { builtNhi } from "./built.js";
import { ACME, freshFolder, nhi, type Outcome, SMALL } from "./nhi.js";

const SCAN = ["scan", "--bundle", SMALL, "--fail-on", "none"];

/** Why a small file system cannot be mounted here; undefined where it can. */
function whyNoSmallDisk(): string | undefined {
  const tried = spawnSync("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]);
  return tried.status === 0
    ? undefined
    : `no small file system: ${tried.error?.message ?? String(tried.stderr).trim()}`;
}

const skipped = whyNoSmallDisk();
if (skipped !== undefined) console.log(`skipped, a full disk under a scan: ${skipped}`);

/** Commands of nhi, one after the other, in a folder whose `small` holds so many KB and no more; each with `--db small/nhi.db`. */
async function onSmallDisk(kilobytes: number, ...commands: readonly (readonly string[])[]): Promise<Outcome[]> {
  const folder = freshFolder();
  mkdirSync(join(folder, "small"));
  writeFileSync(
    join(folder, "run.sh"),
    [
      `mount -t tmpfs -o size=${kilobytes}k none small || exit 99`,
      ...commands.map((args, at) => {
        const words = args.map((word) => `'${word}'`).join(" ");
        return `'${process.execPath}' '${builtNhi()}' ${words} --db small/nhi.db >${at}.out 2>${at}.err; echo $? >${at}.code`;
      }),
    ].join("\n"),
  );
  const child = spawn("unshare", ["--map-root-user", "--mount", "sh", "run.sh"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder },
    stdio: "ignore",
  });
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`the small disk was not mounted: ${String(code)}`);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return commands.map((_, at) => ({
    code: Number(read(`${at}.code`)),
    stdout: read(`${at}.out`),
    stderr: read(`${at}.err`),
  }));
}

describe.skipIf(skipped !== undefined)("a disk that is full", () => {
  it("ends a scan with a sentence; what was there before can be read, and a smaller scan goes on", async () => {
    const acme = ["scan", "--bundle", ACME, "--fail-on", "none"];
    const list = ["query", "select id from identity", "--format", "json"];
    const [before, first, full, second, again] = await onSmallDisk(1_500, SCAN, list, acme, list, SCAN);
    expect(before?.code, before?.stderr).toBe(0);
    expect(full?.code).toBe(2);
    expect(full?.stderr).toMatch(
      /small\/nhi\.db: the disk is full\. Free some space and run again: what was written before is kept\./,
    );
    expect(full?.stderr).not.toMatch(/internal error|^ +at /m);
    expect(second?.code, second?.stderr).toBe(0);
    // The crawl that ran into the end has kept what it finished; what was there is still among it.
    const ids = (outcome: Outcome | undefined) =>
      (JSON.parse(outcome?.stdout ?? "") as { id: string }[]).map(({ id }) => id);
    expect(ids(second)).toEqual(expect.arrayContaining(ids(first)));
    expect([0, 2]).toContain(again?.code);
    expect(again?.stderr).not.toMatch(/internal error/);
  });

  it("from the first byte: no database, and a sentence", async () => {
    const [none] = await onSmallDisk(8, SCAN);
    expect(none?.code).toBe(2);
    expect(none?.stderr).toMatch(/the disk is full/);
    expect(none?.stderr).not.toMatch(/internal error|^ +at /m);
  });
});

describe("two scans at once", () => {
  it("into one database: one writes, the others say so, and the database is whole", async () => {
    const folder = freshFolder();
    const scans = await Promise.all([1, 2, 3].map(() => nhi([...SCAN, "--db", "nhi.db", "--format", "json"], folder)));
    expect(scans.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    for (const { stderr } of scans.filter(({ code }) => code !== 0)) {
      expect(stderr).toMatch(/nhi\.db: another nhi is writing to this database\. Wait until it ends/);
    }
    const reports = scans.filter(({ code }) => code === 0).map(({ stdout }) => JSON.parse(stdout).findings.length);
    expect(new Set(reports).size).toBe(1);
    const db = new Database(join(folder, "nhi.db"), { readonly: true });
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
    expect(readdirSync(folder)).toContain("nhi.db");
  });

  it("into two databases of one folder: both write, with one join key", async () => {
    const folder = freshFolder();
    const scans = await Promise.all(["a", "b"].map((name) => nhi([...SCAN, "--db", `${name}.db`], folder)));
    expect(scans.map(({ code }) => code)).toEqual([0, 0]);
    expect(scans[0]?.stdout.replaceAll("a.db", "")).toBe(scans[1]?.stdout.replaceAll("b.db", ""));
  });
});
