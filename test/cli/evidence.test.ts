// The auditors' pack: every file is named in the manifest with a sum that fits, and says what was not looked at.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { compareText } from "../../src/model/compare.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder, type Outcome } from "./nhi.js";

const DENIED = join(ACME, "../scenes/denied-credential-report");
const EMPTY = join(ACME, "../scenes/empty-account");
const folder = freshFolder();
const pack = join(folder, "pack");
const read = (name: string): string => readFileSync(join(pack, name), "utf8");
let outcome: Outcome;

beforeAll(async () => {
  outcome = await nhi(["export", "evidence", "--bundle", DENIED, "--bundle", EMPTY, "--out", "pack"], folder);
});

describe("the pack", () => {
  it("is written, quietly but for one line, and 3 says that something was not evaluated", () => {
    expect(outcome.code, outcome.stderr).toBe(3);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr).toMatch(/^nhi: pack: \d+ files, manifest\.json and SHA256SUMS/m);
  });

  it("has a sum for each of its files, and no file without", () => {
    const { files } = JSON.parse(read("manifest.json"));
    const named = files.map(({ file }: { file: string }) => file);
    expect([...named, "SHA256SUMS", "manifest.json"].toSorted(compareText)).toEqual(readdirSync(pack).sort());
    expect(named).toEqual(expect.arrayContaining(["findings.csv", "inventory.csv", "report.json"]));
    expect(named.filter((name: string) => name.endsWith(".sarif"))).not.toHaveLength(0);
    for (const { file, bytes, sha256 } of files) {
      const content = readFileSync(join(pack, file));
      expect({ file, bytes, sha256 }).toEqual({
        file,
        bytes: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
      });
    }
  });

  it("can be checked with what every system has", () => {
    const check = spawnSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: pack, encoding: "utf8" });
    if (check.error === undefined) expect(check.status, check.stdout + check.stderr).toBe(0);
  });

  it("says when, with what, under which thresholds, and what was not seen", () => {
    const manifest = JSON.parse(read("manifest.json"));
    expect(manifest).toMatchObject({
      schema: "nhi-evidence/1",
      tool: { name: "nhi" },
      clock: "2026-11-01T00:00:00.000Z",
      findings: { waived: 0, baselined: 0 },
    });
    expect(manifest.rules).toContainEqual(
      expect.objectContaining({ id: "AWS-001", params: expect.objectContaining({ max_age: "90d" }) }),
    );
    expect(manifest.notEvaluated.open).toBeGreaterThan(0);
    const coverage = manifest.scopes.flatMap((scope: { coverage: { state: string }[] }) => scope.coverage);
    expect(coverage.some(({ state }: { state: string }) => state === "denied")).toBe(true);
  });

  it("agrees with itself: the same findings in CSV, JSON and SARIF", () => {
    const { findings } = JSON.parse(read("report.json"));
    const ids = findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint).sort();
    const rows: { status: string; fingerprint: string }[] = parse(read("findings.csv"), { columns: true, bom: true });
    expect(
      rows
        .filter(({ status }) => status === "finding")
        .map((row) => row.fingerprint)
        .sort(),
    ).toEqual(ids);
    const logs = readdirSync(pack)
      .filter((name) => name.endsWith(".sarif"))
      .map((name) => JSON.parse(read(name)));
    const results = logs
      .flatMap(({ runs }) => runs)
      .flatMap((run: { results: { partialFingerprints: object }[] }) => run.results);
    expect(
      results
        .map((result) => Object.values(result.partialFingerprints)[1])
        .map(String)
        .sort(),
    ).toEqual(ids);
    expect(JSON.parse(read("manifest.json")).findings.finding).toBe(ids.length);
    const inventory: unknown[] = parse(read("inventory.csv"), { columns: true, bom: true });
    expect(inventory.length).toBe(JSON.parse(read("report.json")).summary.identities);
  });
});

describe("the folder", () => {
  it("of an earlier pack is written anew, without its leftovers; a file of somebody's stays", async () => {
    writeFileSync(join(pack, "notes.txt"), "mine");
    const again = await nhi(["export", "evidence", "--bundle", ACME, "--out", "pack"], folder);
    // exit 3, for the one call that the company refuses
    expect(again.code, again.stderr).toBe(3);
    const { files } = JSON.parse(read("manifest.json"));
    const named = files.map(({ file }: { file: string }) => file);
    expect(readdirSync(pack).sort()).toEqual(
      [...named, "SHA256SUMS", "manifest.json", "notes.txt"].toSorted(compareText),
    );
  });

  it("that holds other files is left alone", async () => {
    mkdirSync(join(folder, "papers"));
    writeFileSync(join(folder, "papers/thesis.txt"), "mine");
    const refused = await nhi(["export", "evidence", "--bundle", ACME, "--out", "papers"], folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/papers: holds other files; name a new folder with --out/);
    expect(readdirSync(join(folder, "papers"))).toEqual(["thesis.txt"]);
  });

  it("is the same twice, byte for byte", async () => {
    const sums = async (out: string): Promise<string> => {
      await nhi(["export", "evidence", "--bundle", ACME, "--out", out], folder);
      return readFileSync(join(folder, out, "SHA256SUMS"), "utf8");
    };
    expect(await sums("one")).toBe(await sums("two"));
  });
});
