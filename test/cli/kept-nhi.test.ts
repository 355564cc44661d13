// That a run in a process that was used before is what a run in a process of its own is, of every command that tests ask so:
// after other commands, other folders, other environments and mistakes.
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "./acme-database.js";
import { nhi as again } from "./kept-nhi.js";
import { freshFolder, nhi, SMALL } from "./nhi.js";

const USER = "user/tomas.reyes";
const AT = ["--now", "2026-11-01T00:00:00Z"];
const SCAN = ["scan", "--bundle", SMALL, ...AT, "--db", "nhi.db"];
/** Of the runs below, those that end with 2. */
const MISTAKES = new Set(["no such option", "no such command", "a query that is none"]);
let database = "";

beforeAll(async () => {
  database = await databaseOf(SMALL);
});

/** A folder in which there are a database, its join key, and nothing else. */
function folderWithDatabase(): string {
  const folder = freshFolder();
  copyFileSync(database, join(folder, "nhi.db"));
  copyFileSync(join(database, "../join.key"), join(folder, "join.key"));
  return folder;
}

describe("a run in a process that was used before is one in a process of its own", () => {
  it.each<[what: string, args: string[], env?: NodeJS.ProcessEnv]>([
    ["a scan that finds", [...SCAN, "--format", "json"]],
    ["one that fails on nothing, in colour", [...SCAN, "--fail-on", "none"], { FORCE_COLOR: "1" }],
    ["without that environment", [...SCAN, "--fail-on", "none"]],
    ["reports in files", [...SCAN, "--output", "sarif=out/a.sarif", "--output", "html=out/a.html", "--quiet"]],
    ["no such option", ["scan", "--no-such-option"]],
    ["no such command", ["scna"]],
    ["nothing", []],
    ["--version", ["--version"]],
    ["help", ["help", "exit-codes"]],
    ["check", ["check", "--db", "nhi.db", ...AT, "--format", "csv"]],
    ["inventory", ["inventory", "--db", "nhi.db", ...AT, "--format", "json"]],
    ["explain", ["explain", USER, "--db", "nhi.db", ...AT]],
    ["paths", ["paths", "--from", USER, "--to", "admin", "--db", "nhi.db", ...AT]],
    ["paths, of a recording", ["paths", "--from", USER, "--to", "admin", "--bundle", SMALL, ...AT]],
    ["can", ["can", USER, "s3:GetObject", "arn:aws:s3:::site/a", "--db", "nhi.db"]],
    ["who-can", ["who-can", "iam:PassRole", "--db", "nhi.db"]],
    ["boundary", ["boundary", USER, "--db", "nhi.db", ...AT]],
    ["plan", ["plan", "--db", "nhi.db", ...AT]],
    ["query", ["query", "SELECT count(*) AS n FROM credential", "--db", "nhi.db"]],
    ["a query that is none", ["query", "SELEKT", "--db", "nhi.db"]],
    ["export", ["export", "ocsf", "--db", "nhi.db", ...AT]],
    ["export of a graph", ["export", "opengraph", "--db", "nhi.db"]],
    ["diff", ["diff", SMALL, SMALL]],
    ["rules", ["rules", "list"]],
    ["baseline", ["baseline", "create", "--db", "nhi.db", ...AT]],
    ["init", ["init"]],
    ["permissions", ["permissions", "aws"]],
    ["completion", ["completion", "bash"]],
    ["what completes", ["complete", "--", "expl"]],
  ])("%s", async (what, args, env) => {
    const [one, other] = [folderWithDatabase(), folderWithDatabase()];
    const [alone, kept] = [await nhi(args, one, env), await again(args, other, env)];
    const inOne = (text: string): string => text.replaceAll(other, one);
    expect(alone.code === 2, alone.stderr).toBe(MISTAKES.has(what));
    expect({ ...kept, stdout: inOne(kept.stdout), stderr: inOne(kept.stderr) }).toEqual(alone);
    expect(filesOf(other)).toEqual(filesOf(one));
  });

  it("each in its folder, however many are asked at a time", async () => {
    const folders = [folderWithDatabase(), freshFolder(), folderWithDatabase()];
    const args = ["query", "SELECT 1 AS one", "--db", "nhi.db", "--format", "csv"];
    const outcomes = await Promise.all(folders.map((folder) => again(args, folder)));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 2, 0]);
    const elsewhere = join(freshFolder(), "home");
    mkdirSync(elsewhere);
    expect((await again(args, elsewhere, {}, { cwd: folders[0] ?? "" })).code).toBe(0);
  });
});

const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
