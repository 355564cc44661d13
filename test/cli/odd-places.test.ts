// Where nhi is run: as a user that the system has no name and no home for, in a folder that is gone, on a database that is
// kept from being written.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildOldDatabase } from "../store/old-database.js";
import { builtNhi } from "./built.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, reportOf, SMALL } from "./nhi.js";

const isRoot = process.getuid?.() === 0;
const bundle = ["--bundle", SMALL, "--fail-on", "none"];

/** A folder that every user may write to. */
function openFolder(): string {
  const folder = freshFolder();
  chmodSync(folder, 0o777);
  return folder;
}

describe.skipIf(!isRoot)("a user whom the system does not know, without HOME", () => {
  const NUMBER = 54_321;

  it("scans a recording, and keeps a database that is named", async () => {
    const folder = openFolder();
    const env = { HOME: undefined };
    const scanned = await nhi(["scan", ...bundle, "--db", "nhi.db", "--format", "json"], folder, env, { uid: NUMBER });
    expect(scanned.code, scanned.stderr).toBe(0);
    expect(reportOf(scanned).findings.length).toBeGreaterThan(0);
    expect((await nhi(["inventory", "--db", "nhi.db"], folder, env, { uid: NUMBER })).code).toBe(0);
  });

  it.each([undefined, ""])("HOME is %j: is told which database there is none of", async (HOME) => {
    const { code, stderr } = await nhi(["inventory"], openFolder(), { HOME }, { uid: NUMBER });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^nhi: \/\.local\/share\/nhi\/nhi\.db: no such database\. Run nhi scan first/);
  });
});

it("an empty HOME is none: nothing is kept in the folder one is in", async () => {
  const folder = freshFolder();
  const { stderr } = await nhi(["inventory"], folder, { HOME: "" });
  // none where the home that the system knows has a database
  const databases = stderr.match(/\S*nhi\.db/g) ?? [];
  expect(databases.filter((path) => !path.startsWith("/"))).toEqual([]);
  expect(existsSync(join(folder, ".local"))).toBe(false);
});

it.each([["scan", ...bundle], ["inventory"], ["demo"]])("a folder that is gone: %s says so", async (...args) => {
  const gone = freshFolder();
  const run = 'rmdir "$1" && shift && exec "$@"';
  const { status, stdout, stderr } = spawnSync("sh", ["-c", run, "sh", gone, process.execPath, builtNhi(), ...args], {
    cwd: gone,
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe("nhi: the folder that nhi was started in is gone, or may not be read: change into another one\n");
});

describe("a database that is kept from being written", () => {
  it.each([
    ["inventory", 0],
    ["query", "SELECT count(*) FROM credential", 0],
    ["paths", "--to", "admin", 1],
    ["check", 1],
  ] as const)("%s again and again: read, never written", async (...given) => {
    const folder = openFolder();
    const user = isRoot ? { uid: 65_534 } : {};
    expect((await nhi(["scan", ...bundle, "--db", "nhi.db"], folder, {}, user)).code).toBe(0);
    chmodSync(join(folder, "nhi.db"), 0o444);
    const args = given.slice(0, -1).map(String);
    // The first leaves an index of the write-ahead log that the second may not write to, as SQLite gives it the same mode.
    for (const _ of [1, 2, 3]) {
      const { code, stderr } = await nhi([...args, "--db", "nhi.db"], folder, {}, user);
      expect(code, stderr).toBe(given.at(-1));
    }
  });

  const KEPT = ["check", "--format", "json", "--now", "2026-02-03T00:00:00Z"];
  const SAYS = /^nhi: nhi\.db may not be written: worked out in memory, and none of it is kept$/m;

  it.each([
    ["the file", (folder: string) => chmodSync(join(folder, "nhi.db"), 0o444)],
    ["its folder", (folder: string) => chmodSync(folder, 0o555)],
  ])("%s: judged by the day of the run as one that may be written, and it stays as it is", async (_what, protect) => {
    const folder = openFolder();
    const user = isRoot ? { uid: 65_534 } : {};
    const run = (...args: string[]) => nhi([...args, "--db", "nhi.db"], folder, {}, user);
    expect((await run("scan", ...bundle)).code).toBe(0);
    for (const name of readdirSync(folder)) if (name.startsWith("nhi.db-")) rmSync(join(folder, name));
    copyFileSync(join(folder, "nhi.db"), join(folder, "free.db"));
    chmodSync(join(folder, "free.db"), 0o666);
    const free = await nhi([...KEPT, "--db", "free.db"], folder, {}, user);
    const bytes = readFileSync(join(folder, "nhi.db"));
    protect(folder);
    try {
      const judged = await run(...KEPT);
      expect(judged.stderr).toMatch(SAYS);
      expect({ code: judged.code, ...reportOf(judged) }).toEqual({ code: free.code, ...reportOf(free) });
      expect(reportOf(judged).findings.length).toBeGreaterThan(0);
      for (const args of [
        ["explain", "user/tomas.reyes"],
        ["export", "opengraph"],
        ["export", "cyclonedx"],
      ]) {
        const { code, stdout, stderr } = await run(...args);
        expect(code, stderr).toBe(0);
        expect(stdout.length).toBeGreaterThan(100);
      }
      // A crawl would be lost: it is refused, and nothing is asked of anybody.
      const scanned = await run("scan", ...bundle);
      expect(scanned).toMatchObject({ code: 2, stdout: "" });
      expect(scanned.stderr).toMatch(/no permission to use this path|read-only/);
      expect(readFileSync(join(folder, "nhi.db")).equals(bytes)).toBe(true);
    } finally {
      chmodSync(folder, 0o777);
    }
  });

  it("written by an older nhi: brought up to date in memory", async () => {
    const folder = openFolder();
    const user = isRoot ? { uid: 65_534 } : {};
    const path = join(folder, "nhi.db");
    buildOldDatabase(path, 2);
    const bytes = readFileSync(path);
    chmodSync(path, 0o444);
    const judged = await nhi(["check", "--db", "nhi.db", "--format", "json"], folder, {}, user);
    expect(judged.stderr).toMatch(SAYS);
    expect(JSON.parse(judged.stdout).summary.identities).toBe(1);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});
