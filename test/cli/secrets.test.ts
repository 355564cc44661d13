// A marker in every field that could hold a secret, and in fields that nobody expects: none may come out anywhere.
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { ACME, freshFolder, nhi, type Outcome } from "./nhi.js";

/** Fields in which vendors return secrets, or people paste them. */
const SECRET_FIELDS = [
  "SecretAccessKey",
  "ServicePassword",
  "ServiceCredentialSecret",
  "ServiceApiKeyValue",
  "Base32StringSeed",
  "QRCodePNG",
  "PrivateKey",
  "CertificateBody",
  "CertificateChain",
  "SSHPublicKeyBody",
  "Password",
  "SessionToken",
  "ClientSecret",
  "SomethingNew",
];
/** Maps whose keys are the vendor's facts or the owner's labels, and policies, kept as they are: a stray field is part of them. */
const CLOSED = new Set([
  "SummaryMap",
  "Document",
  "PolicyDocument",
  "AssumeRolePolicyDocument",
  "labels",
  "tags",
  "attributeMapping",
]);

let count = 0;
function planted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(planted);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).map(([key, member]) => [key, CLOSED.has(key) ? member : planted(member)] as const);
  const markers = SECRET_FIELDS.filter((field) => !Object.hasOwn(value, field)).map(
    (field) => [field, marker()] as const,
  );
  return Object.fromEntries([...kept, ...markers]);
}
const marker = (): string => `marker${(count++).toString(36)}secret${"x".repeat(20)}`;
const MARKER = /marker[0-9a-z]+secret/;

/**
 * Plants into every answer of a bundle, and a column into the credential report. Files of repositories are no answers: they
 * have secrets of their own, and tests of their own.
 */
function plant(bundle: string): void {
  for (const entry of readdirSync(bundle, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (file.includes("/raw/")) continue;
    if (entry.name.endsWith(".csv")) {
      const [head = "", ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
      writeFileSync(file, [`${head},secret`, ...rows.map((row) => `${row},${marker()}`)].join("\n"));
    } else if (/(?<!\.error|bundle|expected)\.json$/.test(entry.name)) {
      writeFileSync(file, JSON.stringify(planted(JSON.parse(readFileSync(file, "utf8")))));
    }
  }
}

const folder = freshFolder();
const FORMATS = ["pretty", "json", "jsonl", "sarif", "csv", "html", "markdown", "junit", "gitlab", "ocsf", "mermaid"];
const outcomes: Outcome[] = [];

describe("secrets in a bundle", () => {
  beforeAll(async () => {
    cpSync(ACME, join(folder, "bundle"), { recursive: true });
    plant(join(folder, "bundle"));
    const run = async (...args: string[]) => outcomes.push(await nhi(args, folder));
    const scan = ["scan", "--bundle", "bundle", "--db", "data/nhi.db", "--fail-on", "none", "--verbose", "--debug"];
    await run(
      ...scan,
      "--include",
      "passed",
      ...FORMATS.flatMap((format) => ["--output", `${format}=out/nhi.${format}`]),
    );
    // Somebody reading keeps the write-ahead log from being folded into the database.
    const reader = new Database(join(folder, "data/nhi.db"), { readonly: true });
    const open = reader.prepare("SELECT * FROM sqlite_schema").iterate();
    open.next();
    plant(join(folder, "bundle"));
    await run(...scan, "--format", "json");
    for (const format of ["pretty", "json", "csv"]) await run("inventory", "--db", "data/nhi.db", "--format", format);
    await run("explain", "role/site-deploy", "--db", "data/nhi.db", "--format", "json");
    await run("explain", "tomas.reyes", "--db", "data/nhi.db");
    await run("query", "select * from credential", "--db", "data/nhi.db", "--format", "json");
    await run("doctor", "--bundle", "bundle");
    await run("export", "evidence", "--db", "data/nhi.db", "--out", "evidence");
    await run("baseline", "create", "--db", "data/nhi.db", "--out", "baseline.jsonl");
    expect(statSync(join(folder, "data/nhi.db-wal")).size).toBeGreaterThan(0);
    open.return?.();
    reader.close();
  }, 120_000);

  it("the bundle is full of them, and the scan works all the same", () => {
    expect(count).toBeGreaterThan(1000);
    for (const { code, stderr } of outcomes) expect(code, stderr).toBeLessThan(4);
    expect(outcomes.filter(({ code }) => code === 2).map(({ stderr }) => stderr)).toEqual([]);
    expect(readFileSync(join(folder, "out/nhi.csv"), "utf8")).toContain("AWS-001");
  });

  it("none is on stdout or stderr", () => {
    for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toMatch(MARKER);
  });

  it("none is in a report, the evidence, the baseline, the database or its write-ahead log", () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(join(folder, "bundle/")));
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual(
      expect.arrayContaining(["data/nhi.db", "out/nhi.sarif", "evidence/report.json", "baseline.jsonl"]),
    );
    for (const file of files) expect(MARKER.test(readFileSync(file, "latin1")), file).toBe(false);
  });
});
