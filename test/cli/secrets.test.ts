// A marker in every place of every provider where a secret can stand, and in fields that nobody expects: none may come out
// anywhere, in whatever form. Of a scan that was killed, of one that went to its end, and of answers that are broken.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { EXPORTERS } from "../../src/app/export.js";
import { PROVIDERS } from "../../src/collect/index.js";
import { FORMATS } from "../../src/report/index.js";
import { begin } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { PLACES, plantPlace } from "./marker-places.js";
import { marker, markerIn, planted } from "./markers.js";
import { ACME, freshFolder, type Outcome } from "./nhi.js";

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
/** Where bundles of the providers come from that acme does not have. */
const NEIGHBOURS = {
  gcp: "google-agents",
  kubernetes: "own-cluster",
  agents: "agents-of-a-machine",
  spire: "own-spire",
  openai: "ai-services",
  anthropic: "ai-services",
};
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

function withFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFields);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).map(
    ([key, member]) => [key, CLOSED.has(key) ? member : withFields(member)] as const,
  );
  const markers = SECRET_FIELDS.filter((field) => !Object.hasOwn(value, field)).map(
    (field) => [field, marker()] as const,
  );
  return Object.fromEntries([...kept, ...markers]);
}

/**
 * Plants into every answer of a bundle, and a column into the credential report. Files of repositories are no answers: they
 * have places of their own.
 */
function plantFields(bundle: string): void {
  for (const entry of readdirSync(bundle, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (file.includes("/raw/")) continue;
    if (entry.name.endsWith(".csv")) {
      const [head = "", ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
      writeFileSync(file, [`${head},secret`, ...rows.map((row) => `${row},${marker()}`)].join("\n"));
    } else if (/(?<!\.error|bundle|expected)\.json$/.test(entry.name)) {
      writeFileSync(file, JSON.stringify(withFields(JSON.parse(readFileSync(file, "utf8")))));
    }
  }
}

const folder = freshFolder();
const BUNDLE = join(folder, "bundle");
const folderOf = (provider: string): string => join(provider === "repo" ? folder : BUNDLE, provider);
const outcomes: Outcome[] = [];
/** What stands in files and outputs and must not, each with where. */
const leaks: string[] = [];
/** What the database holds at its end. */
let kept = "";
const filesPlanted = new Map<string, number>();

function look(where: string, content: string): void {
  const found = markerIn(content);
  if (found !== undefined) leaks.push(`${where}: ${found}`);
}

/** Files of nhi in the folder: all but those that the markers were planted in. */
function filesOfNhi(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !/^(?:bundle|broken|repo)\//.test(file));
}

/** Looks through the files as they are, and through what a database keeps deflated. */
function lookAtFiles(when: string): void {
  for (const file of filesOfNhi()) {
    look(`${when}: ${file}`, readFileSync(join(folder, file), "latin1"));
    if (file.endsWith(".db")) look(`${when}: values of ${file}`, valuesOf(join(folder, file)));
  }
}

/** Every value of every table, those of the write-ahead log included. */
function valuesOf(file: string): string {
  const db = new Database(file, { readonly: true });
  try {
    const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const rows = tables.flatMap((table) => db.prepare<[], unknown[]>(`SELECT * FROM "${table}"`).raw().all());
    return rows
      .flat()
      .map((value) => (Buffer.isBuffer(value) ? inflated(value) : value))
      .join("\n");
  } finally {
    db.close();
  }
}

function inflated(blob: Buffer): string {
  try {
    return inflateRawSync(blob).toString("utf8");
  } catch {
    return blob.toString("latin1");
  }
}

function plantAll(): void {
  cpSync(ACME, BUNDLE, { recursive: true });
  for (const [provider, scene] of Object.entries(NEIGHBOURS)) {
    cpSync(join(ACME, "../scenes", scene, provider), folderOf(provider), { recursive: true });
  }
  mkdirSync(folderOf("repo"));
  // Without the list of what was asked for, all that is there is read.
  writeFileSync(join(BUNDLE, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-11-01T00:00:00Z" }));
  for (const provider of Object.keys(PROVIDERS).filter((name) => name !== "agents" && name !== "repo")) {
    plantFields(folderOf(provider));
  }
  for (const [provider, places] of Object.entries(PLACES)) {
    for (const place of places) {
      filesPlanted.set(`${provider}: ${place.what}`, plantPlace(folderOf(provider), place));
    }
  }
  begin(folderOf("repo"));
}

/** The bundle with answers that are none: cut off within a marker, a text for an object, texts for numbers and dates. */
function breakAll(): void {
  cpSync(BUNDLE, join(folder, "broken"), { recursive: true });
  const files = readdirSync(join(folder, "broken"), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /(?<!\.error|bundle)\.json$/.test(entry.name),
  );
  files.forEach((entry, at) => {
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, "utf8");
    const end = text.lastIndexOf("mArKer");
    if (at % 3 === 0 && end > 0) writeFileSync(file, text.slice(0, end + 14));
    else if (at % 3 === 1) writeFileSync(file, JSON.stringify(marker()));
    else
      writeFileSync(
        file,
        text.replaceAll(/(?<=": ?)(?:\d+|true|false|"\d{4}-\d\d-\d\dT[^"]*")/g, () => `"${marker()}"`),
      );
  });
}

/** Kills the process when it has begun to write: the database or its log has grown to so many bytes. */
const KILLED_AT = 300_000;
function killInWriting(child: { kill(signal: "SIGKILL"): boolean }): void {
  const sizeOf = (name: string): number => {
    const file = join(folder, "data", name);
    return existsSync(file) ? statSync(file).size : 0;
  };
  const timer = setInterval(() => {
    if (sizeOf("nhi.db") + sizeOf("nhi.db-wal") < KILLED_AT) return;
    clearInterval(timer);
    child.kill("SIGKILL");
  }, 5);
}

describe("secrets of every provider", () => {
  let killed: Outcome;

  beforeAll(async () => {
    plantAll();
    breakAll();
    const run = async (...args: string[]) => outcomes.push(await nhi(args, folder));
    const db = ["--db", "data/nhi.db"];
    const scan = ["scan", "repo:repo", "--bundle", "bundle", ...db, "--fail-on", "none", "--verbose", "--debug"];
    killed = await nhi(scan, folder, {}, { started: killInWriting });
    lookAtFiles("killed");
    // Somebody reading keeps the write-ahead log from being folded into the database.
    const reader = new Database(join(folder, "data/nhi.db"), { readonly: true });
    const open = reader.prepare("SELECT * FROM sqlite_schema").iterate();
    open.next();
    const outputs = Object.keys(FORMATS).flatMap((format) => [
      "--output",
      // One file holds no more than twenty accounts.
      `${format}=out/${format === "sarif" ? "sarif/" : `nhi.${format}`}`,
    ]);
    await run(...scan, "--include", "passed", ...outputs);
    for (const format of ["pretty", "json", "csv"]) await run("inventory", ...db, "--format", format);
    await run("explain", "role/site-deploy", ...db, "--format", "json");
    await run("query", "select * from credential", ...db, "--format", "json");
    for (const format of Object.keys(EXPORTERS)) await run("export", format, ...db, "--out", `out/export.${format}`);
    await run("export", "evidence", ...db, "--out", "evidence");
    await run("baseline", "create", ...db, "--out", "baseline.jsonl");
    expect(statSync(join(folder, "data/nhi.db-wal")).size).toBeGreaterThan(0);
    open.return?.();
    reader.close();
    outcomes.push(
      killed,
      await nhi(["collect", "--bundle", "broken", "--db", "data/broken.db", "--verbose", "--debug"], folder),
    );
    lookAtFiles("whole");
    for (const { stdout, stderr } of outcomes) look("output", stdout + stderr);
    kept = valuesOf(join(folder, "data/nhi.db"));
  }, 600_000);

  it("the bundle is full of them, and the scan works all the same", () => {
    expect(planted()).toBeGreaterThan(1000);
    const [scan, ...others] = outcomes;
    expect(scan?.code, scan?.stderr).toBe(0);
    for (const { stderr } of others) expect(stderr).not.toContain("internal error");
    expect(readFileSync(join(folder, "out/nhi.csv"), "utf8")).toContain("AWS-001");
  });

  it("one scan was killed while it wrote, and broken answers are told by name", () => {
    expect(killed.code).toBeNull();
    expect(outcomes.at(-1)?.stderr).toMatch(/broken\/aws\/.*\.json/);
  });

  it("every provider has places, and none a place for nobody", () => {
    expect(Object.keys(PLACES).sort()).toEqual(Object.keys(PROVIDERS).sort());
    for (const [provider, places] of Object.entries(PLACES)) expect(places.length, provider).toBeGreaterThan(0);
  });

  it.each(Object.entries(PLACES).flatMap(([provider, places]) => places.map((place) => ({ provider, ...place }))))(
    "planted and read: $provider, $what",
    ({ provider, what, told }) => {
      expect(filesPlanted.get(`${provider}: ${what}`)).toBeGreaterThan(0);
      if (told !== undefined) expect(kept.includes(told), `${told} in the database`).toBe(true);
    },
  );

  it("none is in a database, its log, a report, an export, the evidence, the baseline or what was said", () => {
    expect(filesOfNhi()).toEqual(
      expect.arrayContaining([
        "data/nhi.db",
        "data/broken.db",
        "out/nhi.html",
        "evidence/report.json",
        "baseline.jsonl",
      ]),
    );
    expect(leaks).toEqual([]);
  });

  it.each(["mArKer+s3cReT/1", "ghp_mArKers3cReT"])("each form of %s would be found", (text) => {
    const base64 = (before: string) => Buffer.from(`${before}${text}zzz`).toString("base64");
    const hex = Buffer.from(text).toString("hex");
    const forms = [text, encodeURIComponent(text), hex, hex.toUpperCase(), ...["", "x", "xy", "xyz"].map(base64)];
    for (const form of [...forms, ...forms.map((one) => Buffer.from(one).toString("base64"))]) {
      expect(markerIn(`a ${form} b`), form).toBeDefined();
    }
    expect(markerIn("marker secret bUFySw== 6d41")).toBeUndefined();
  });
});
