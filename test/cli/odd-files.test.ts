// Files that people give: other encodings and pipes are read, what has no end is refused, each with the file's name.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder, SMALL } from "./nhi.js";

const folder = freshFolder();
const bundle = ["--bundle", SMALL];
const REQUEST = '{"principal": "arn:aws:iam::111122223333:user/tomas.reyes", "action": "iam:CreateUser"}\n';

const REPORT_COLUMNS =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated";

const ENCODINGS: readonly (readonly [name: string, encode: (text: string) => Buffer])[] = [
  ["a byte order mark", (text) => Buffer.from(`\uFEFF${text}`)],
  ["UTF-16", (text) => Buffer.from(`\uFEFF${text}`, "utf16le")],
  ["UTF-16 of the other order", (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
];

beforeAll(async () => {
  const made = await nhi(["baseline", "create", "--out", "plain.jsonl", ...bundle], folder);
  expect(made.code, made.stderr).toBe(0);
});

describe.each(ENCODINGS)("with %s", (_, encode) => {
  it("a baseline is read: what it knows is not new", async () => {
    writeFileSync(join(folder, "known.jsonl"), encode(readFileSync(join(folder, "plain.jsonl"), "utf8")));
    expect((await nhi(["scan", ...bundle], folder)).code).toBe(1);
    const known = await nhi(["scan", ...bundle, "--baseline", "known.jsonl"], folder);
    expect(known.code, known.stderr).toBe(0);
  });

  it("a configuration is read", async () => {
    writeFileSync(join(folder, "given.yaml"), encode("fail_on: none\n"));
    const given = await nhi(["scan", ...bundle, "--config", "given.yaml"], folder);
    expect(given.code, given.stderr).toBe(0);
  });

  it("a credential report is read", async () => {
    const at = join(folder, "report.csv");
    const row =
      "bob,arn:aws:iam::111122223333:user/bob,2024-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,2022-01-01T00:00:00+00:00";
    writeFileSync(at, encode(`${REPORT_COLUMNS}\r\n${row}\r\n`));
    const { stdout, stderr } = await nhi(["scan", "--bundle", at, "--db", ":memory:", "--format", "json"], folder);
    const { findings } = JSON.parse(stdout);
    const subjects = findings.map(({ rule, subject }: { rule: string; subject: { name: string } }) => [
      rule,
      subject.name,
    ]);
    expect(subjects, stderr).toContainEqual(["AWS-001", "access key 1 of bob"]);
  });

  it("requests are read", async () => {
    writeFileSync(join(folder, "requests.jsonl"), encode(REQUEST + REQUEST));
    const { code, stdout } = await nhi(["can", ...bundle, "--requests", "requests.jsonl"], folder);
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).verdict),
    ).toEqual(["implicit-deny", "implicit-deny"]);
  });

  it.each([
    ["", "holds no request"],
    ["\n\n", "holds no request"],
    [REQUEST, ""],
  ])("requests of which there is none are said: %j", async (text, expected) => {
    writeFileSync(join(folder, "few.jsonl"), encode(text));
    const { code, stdout, stderr } = await nhi(["can", ...bundle, "--requests", "few.jsonl"], folder);
    expect([code, stdout.trim() === ""]).toEqual([0, expected !== ""]);
    expect(stderr.includes("nhi: few.jsonl holds no request: write one JSON object a line")).toBe(expected !== "");
  });
});

describe("a device without end", () => {
  it.each([
    ["scan", "--config"],
    ["scan", "--baseline"],
    ["boundary", "tomas.reyes", "--actions"],
    ["can", "--requests"],
  ])("%s %s: refused with its name", async (...args) => {
    const { code, stdout, stderr } = await nhi([...args, "/dev/zero", ...bundle], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^nhi: \/dev\/zero(?::1)?: (?:more than 64 MB|a line of more than 1 MB)/);
  });

  it("is no folder of rules", async () => {
    const { code, stdout, stderr } = await nhi(["scan", "--rules", "/dev/zero", ...bundle], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("nhi: /dev/zero: neither a rule file nor a folder of them");
  });

  it("a pipe that ends is read", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    const answered = nhi(
      ["can", ...bundle, "--requests", pipe],
      folder,
      {},
      {
        started: () => writeFileSync(pipe, REQUEST),
      },
    );
    expect((await answered).stdout.trim().split("\n")).toHaveLength(1);
  });
});

it.each(["gap_row", "finding_row", "run_row"])(
  "a database without its table %s says so, and what to do",
  async (table) => {
    const at = freshFolder();
    const kept = ["--db", "nhi.db", "--fail-on", "none"];
    expect((await nhi(["scan", ...bundle, ...kept], at)).code).toBe(0);
    const database = new Database(join(at, "nhi.db"));
    database.exec(`DROP TABLE ${table}`);
    database.close();
    for (const command of [
      ["check", ...kept],
      ["scan", ...bundle, ...kept],
      ["inventory", "--db", "nhi.db"],
    ]) {
      const { code, stdout, stderr } = await nhi(command, at);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(
        `nhi: nhi.db: the database lacks the table ${table}: something else has changed it. Restore a copy`,
      );
    }
  },
);
