// Where --output writes: whole or not at all, and what is in the way of it said before the work. Commands that write a file anyway
// take it for that file.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder, type Outcome } from "./nhi.js";

const DB = join(freshFolder(), "acme.db");
/** What root may not do either is tested as somebody else. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534 } : {};
const acme = ["--db", DB, "--now", "2026-11-01T00:00:00Z"];

beforeAll(async () => {
  await acmeDatabase(DB);
});

const entries = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith("."));

describe("whole or not at all", () => {
  const expectRefused = ({ code, stdout, stderr }: Outcome, says: RegExp): void => {
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(says)]);
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
  };

  it("a run that fails leaves the file of an earlier one and nothing beside it", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "a.json"), "of yesterday\n");
    expectRefused(await nhi(["query", "select * frm identity", ...acme, "--output", "a.json"], folder), /syntax/);
    // rows are read while they are written
    const late = "select case when rowid < 100 then 1 else abs(-9223372036854775808) end from identity";
    expect((await nhi(["query", late, ...acme, "--output", "a.json"], folder)).code).toBe(2);
    expect(readFileSync(join(folder, "a.json"), "utf8")).toBe("of yesterday\n");
    expect(readdirSync(folder).filter((name) => name !== ".local")).toEqual(["a.json"]);
  });

  it.runIf(existsSync("/dev/full"))("a full disk", async () => {
    const outcome = await nhi(["inventory", ...acme, "--output", "json=/dev/full"], freshFolder());
    expectRefused(outcome, /\/dev\/full: cannot be written: the disk is full/);
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });

  it.each<[what: string, file: string, says: RegExp]>([
    ["a folder", "folder", /folder: cannot be written: it is a folder/],
    ["below a file", "file.txt/a.json", /file\.txt\/a\.json: cannot be written: part of the path is a file/],
    ["a database", "json=other.db", /other\.db: cannot be written: a database is there/],
    ["links in a circle", "circle.json", /circle\.json: cannot be used: the links in it lead to each other/],
    ["a name that is too long", `${"x".repeat(300)}.json`, /cannot be written: the name is too long/],
  ])("%s is said before the work", async (_, file, says) => {
    const folder = freshFolder();
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file.txt"), "");
    await acmeDatabase(join(folder, "other.db"));
    symlinkSync("circle.json", join(folder, "circle.json"));
    // of a database that is not there the work would say so
    for (const command of [["inventory"], ["check"]]) {
      if (command[0] === "check" && file === "folder") continue;
      expectRefused(await nhi([...command, "--db", "none.db", "--output", file], folder), says);
    }
  });

  it("a folder that nothing may be written into is said before the work, of reports, exports and baselines alike", async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "sealed"), { mode: 0o555 });
    for (const command of [
      ["inventory", "--output", "sealed/a.json"],
      ["scan", "--bundle", "none", "--output", "sealed/new/a.sarif"],
      ["scan", "--bundle", "none", "--output", "sarif=sealed/logs/"],
      ["export", "ndjson", "--output", "sealed/a.ndjson"],
      ["export", "evidence", "--output", "sealed/pack"],
      ["baseline", "create", "--output", "sealed/a.jsonl"],
      ["plan", "--out", "sealed/plan"],
    ]) {
      const outcome = await nhi([...command, "--db", "none.db"], folder, {}, NOBODY);
      expectRefused(outcome, /sealed\/.*: cannot be written: no permission to write there/);
    }
  });

  it("every report of a scan is looked at before it, and none is written", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "file"), "");
    const outputs = ["a.json", "file/b.json", "c.sarif", "csv=file/"].flatMap((file) => ["--output", file]);
    const outcome = await nhi(["scan", "--bundle", "none", ...outputs], folder);
    expectRefused(outcome, /file\/b\.json: .* part of the path is a file\n +file\/: is a file; name a folder/);
    expect(entries(folder)).toEqual(["file"]);
  });

  it("a link is followed, a file that is there keeps its mode, a new one is for its owner", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "real.json"), "");
    chmodSync(join(folder, "real.json"), 0o664);
    symlinkSync("real.json", join(folder, "link.json"));
    for (const file of ["link.json", "new.json"]) await nhi(["rules", "list", "--output", file], folder);
    expect(readFileSync(join(folder, "real.json"), "utf8")).toBe(readFileSync(join(folder, "new.json"), "utf8"));
    expect(["real.json", "new.json"].map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o664, 0o600]);
  });
});

describe("commands that write a file anyway take --output for it", () => {
  it.each([
    ["export", ["export", "cyclonedx", ...acme], "keys.txt"],
    ["baseline", ["baseline", "create", ...acme], "known.jsonl"],
  ])("%s: as --out, which goes on", async (_, args, name) => {
    const folder = freshFolder();
    for (const option of ["--out", "--output"]) {
      expect((await nhi([...args, option, `${option}-${name}`.slice(2)], folder)).stdout).toBe("");
    }
    const [one, two] = [`out-${name}`, `output-${name}`].map((file) => readFileSync(join(folder, file), "utf8"));
    expect(one === two).toBe(true);
    expect(one?.length).toBeGreaterThan(300);
    const both = await nhi([...args, "--out", "a", "--output", "b"], folder);
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/--output.* and --.* name the file alike/)]);
    expect((await nhi([...args, "--out", `out-${name}`, "--output", `out-${name}`], folder)).stdout).toBe("");
  });

  it("export evidence: the folder", async () => {
    const folder = freshFolder();
    await nhi(["export", "evidence", ...acme, "--output", "pack"], folder);
    expect(readdirSync(join(folder, "pack"))).toContain("SHA256SUMS");
  });

  it("init: the configuration, which replaces nothing unasked", async () => {
    const folder = freshFolder();
    const { stdout } = await nhi(["init", "--print"], folder);
    expect((await nhi(["init", "--output", "-"], folder)).stdout).toBe(stdout);
    const written = await nhi(["init", "--output", "team/nhi.yaml"], folder);
    expect([written.code, written.stderr]).toEqual([0, expect.stringMatching(/^nhi: wrote team\/nhi\.yaml: /)]);
    expect(readFileSync(join(folder, "team/nhi.yaml"), "utf8")).toBe(stdout);
    expect((await nhi(["init", "--output", "other.yaml"], folder)).stderr).toMatch(/only where --config names it/);
    const again = await nhi(["init", "--output", "other.yaml"], folder);
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/^nhi: other\.yaml is there already/)]);
    expect((await nhi(["init", "--output", "other.yaml", "--force"], folder)).code).toBe(0);
    expect((await nhi(["init", "--output", "a.yaml", "--print"], folder)).code).toBe(2);
    expect(entries(folder).sort()).toEqual(["other.yaml", "team"]);
  });
});
