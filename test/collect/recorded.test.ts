import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Question, wholeOf } from "../../src/collect/answers.js";
import { openBundle, plainBundle } from "../../src/collect/bundle.js";
import { AnswerFault } from "../../src/collect/fault.js";
import type { Page } from "../../src/collect/page.js";
import { RecordedAnswers } from "../../src/collect/recorded.js";
import { folderOf, JOIN_KEY } from "./support.js";

const QUESTION: Question = {
  path: ["aws", "1", "iam", "list-users"],
  call: "iam:ListUsers",
  permission: "iam:ListUsers",
  lists: ["Users"],
};
const PATH = "aws/1/iam/list-users";

async function ask(files: { [path: string]: unknown }, question: Question = QUESTION) {
  const bundle = await openBundle(folderOf(files));
  return askBundle(new RecordedAnswers(bundle, JOIN_KEY), question);
}

async function askBundle(
  answers: RecordedAnswers,
  question: Question,
): Promise<{ pages: Page[]; fault?: AnswerFault }> {
  const pages: Page[] = [];
  try {
    for await (const page of answers.pages(question)) pages.push(page);
    return { pages };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return { pages, fault };
  }
}

describe("an answer from a bundle", () => {
  it("is what the file holds", async () => {
    expect(await ask({ [`${PATH}.json`]: { Users: [{ UserName: "a" }] } })).toEqual({
      pages: [{ Users: [{ UserName: "a" }] }],
    });
  });

  it("is a gap when there is no file, not an empty list", async () => {
    const { pages, fault } = await ask({ "aws/1/iam/other.json": {} });
    expect(pages).toEqual([]);
    expect(fault).toMatchObject({
      kind: "unrecorded",
      code: "NotRecorded",
      message: `iam:ListUsers: not in the bundle (${PATH}.json)`,
    });
  });

  it.each<[string, object]>([
    ["IsTruncated", { IsTruncated: true, Marker: "m" }],
    ["NextToken", { NextToken: "t" }],
    ["NextMarker", { NextMarker: "m" }],
    ["nextPageToken", { nextPageToken: "t" }],
    ["nextLink", { nextLink: "https://management.azure.com/x" }],
    ["@odata.nextLink", { "@odata.nextLink": "https://graph.microsoft.com/x" }],
    ["metadata.continue", { metadata: { continue: "c" } }],
  ])("is not whole where it says by %s that there is more", async (_, more) => {
    const { pages, fault } = await ask({ [`${PATH}.json`]: { Users: [{ UserName: "a" }], ...more } });
    expect(pages).toEqual([expect.objectContaining({ Users: [{ UserName: "a" }] })]);
    expect(fault).toMatchObject({ kind: "broken", code: "CutShort" });
  });

  it("is whole where it says that there is no more", async () => {
    const no = { IsTruncated: false, Marker: "", NextToken: null, nextLink: "", metadata: { continue: "" } };
    expect(await ask({ [`${PATH}.json`]: { Users: [{ UserName: "a" }], ...no } })).not.toHaveProperty("fault");
  });

  it.each([
    [
      "refused",
      { status: 403, code: "AccessDenied", message: "no" },
      "denied",
      "iam:ListUsers: AccessDenied: no",
      "iam:ListUsers",
    ],
    [
      "not there",
      { status: 404, code: "NoSuchEntity", message: "" },
      "absent",
      "iam:ListUsers: NoSuchEntity",
      undefined,
    ],
    [
      "throttled to the end",
      { status: 400, code: "Throttling", message: "Rate exceeded" },
      "failed",
      "iam:ListUsers: Throttling: Rate exceeded",
      undefined,
    ],
    ["only a status", { status: 403 }, "denied", "iam:ListUsers: 403", "iam:ListUsers"],
    [
      "without a licence",
      { status: 403, code: "Authentication_RequestFromNonPremiumTenantOrB2CTenant" },
      "unlicensed",
      expect.any(String),
      undefined,
    ],
    [
      "with text that would upset a terminal",
      { status: 403, code: "AccessDenied", message: "a\u001b[31m\nb\u202e" },
      "denied",
      "iam:ListUsers: AccessDenied: a [31m b",
      "iam:ListUsers",
    ],
  ])("is a refusal as recorded: %s", async (_, record, kind, message, permission) => {
    const { fault } = await ask({ [`${PATH}.error.json`]: record });
    expect(fault).toMatchObject({ kind, message, permission });
  });

  it("is what came before the refusal, when both were recorded", async () => {
    const { pages, fault } = await ask({
      [`${PATH}.json`]: { Users: [1] },
      [`${PATH}.error.json`]: { status: 400, code: "Throttling", message: "x" },
    });
    expect(pages).toEqual([{ Users: [1] }]);
    expect(fault?.kind).toBe("failed");
  });

  it.each([
    ["not the list that the call gives", { Roles: [] }, "wrong shape (none of Users in it)"],
    ["no list where one belongs", { Users: { a: 1 } }, "wrong shape (Users is not a list)"],
    ["nothing", {}, "wrong shape (none of Users in it)"],
    ["not JSON", "{", "not JSON (line 1: unexpected end)"],
  ])("is broken when it holds %s", async (_, content, reason) => {
    const { fault } = await ask({ [`${PATH}.json`]: content });
    expect(fault).toMatchObject({ kind: "broken" });
    expect(fault?.message).toMatch(new RegExp(`list-users\\.json: ${reason.replace(/[()]/g, "\\$&")}$`));
  });

  it("is an empty list where the vendor leaves empty ones out, and nothing else is there but what stands beside lists", async () => {
    const question = { ...QUESTION, beside: new Set(["kind", "etag"]) };
    for (const content of [{}, { kind: "users", etag: "x" }, { kind: "users", Users: [] }])
      expect(await ask({ [`${PATH}.json`]: content }, question)).toEqual({ pages: [content] });
    for (const content of [{ Roles: [] }, { kind: "roles", Roles: [] }, { error: { code: 403 } }]) {
      const { pages, fault } = await ask({ [`${PATH}.json`]: content }, question);
      expect([pages, fault?.code]).toEqual([[], "WrongShape"]);
    }
  });

  it.each(["apiVersion: v1\nitems: []\n", "---\na: 1\n", "+---+\n| a |\n", "NAME  AGE\n"])(
    "is told to be saved as JSON where it was printed for people: %j",
    async (content) => {
      const says = "; save it as JSON: --output json, --format json or -o json";
      expect((await ask({ [`${PATH}.json`]: content })).fault?.message).toMatch(
        new RegExp(`not JSON \\(.*\\)${says}$`),
      );
      for (const suffix of ["yaml", "yml"]) {
        const { fault } = await ask({ [`${PATH}.${suffix}`]: content });
        expect([fault?.kind, fault?.message]).toEqual(["broken", expect.stringMatching(`${suffix}: not JSON${says}$`)]);
      }
    },
  );

  it("is told to be no JSON and no more where it is something else, or breaks off", async () => {
    for (const content of ["<html>", '{"Users":[x', '{"Users":['])
      expect((await ask({ [`${PATH}.json`]: content })).fault?.message).toMatch(/: not JSON \([^()]*\)$/);
  });

  it("is found under a name that a person would write", async () => {
    const question = { ...QUESTION, path: ["workspace", "users", "a@b.example"], lists: [] };
    expect((await ask({ "workspace/users/a@b.example.json": { x: 1 } }, question)).pages).toEqual([{ x: 1 }]);
  });

  it("comes without the secrets of its call", async () => {
    const question = { ...QUESTION, secrets: ["Users.*.Password"] };
    const { pages } = await ask({ [`${PATH}.json`]: { Users: [{ Password: "marker-secret" }] } }, question);
    expect(JSON.stringify(pages)).not.toContain("marker-secret");
  });
});

describe("hostile bundles", () => {
  it("are not followed outside", async () => {
    const outside = folderOf({ "secret.json": { Users: [{ UserName: "outside" }] } });
    const root = folderOf({ "bundle.json": {} });
    mkdirSync(join(root, "aws/1"), { recursive: true });
    symlinkSync(join(outside), join(root, "aws/1/iam"));
    writeFileSync(join(outside, "list-users.json"), '{"Users":[{"UserName":"outside"}]}');
    const { pages, fault } = await askBundle(new RecordedAnswers(await openBundle(root), JOIN_KEY), QUESTION);
    expect(pages).toEqual([]);
    expect(fault).toMatchObject({ kind: "broken", code: "OutsideBundle" });
  });

  it("are refused a path that climbs", async () => {
    const bundle = await openBundle(folderOf({ "bundle.json": {} }));
    await expect(bundle.find("aws/../../etc/passwd")).rejects.toThrow("leads out of the bundle");
    await expect(bundle.entries("..")).rejects.toThrow("leads out of the bundle");
  });

  it("may hold a folder where a file belongs", async () => {
    const { fault } = await ask({ [`${PATH}.json/x`]: "" });
    expect(fault).toMatchObject({ kind: "unrecorded" });
  });

  it("may hold something that would never end", async () => {
    const root = folderOf({ "bundle.json": {} });
    mkdirSync(join(root, "aws/1/iam"), { recursive: true });
    symlinkSync("/dev/zero", join(root, `${PATH}.json`));
    const { fault } = await askBundle(new RecordedAnswers(await openBundle(root), JOIN_KEY), QUESTION);
    expect(fault).toMatchObject({ kind: "broken", code: "OutsideBundle" });
  });

  it("name what is in a folder, decoded, without what is no answer", async () => {
    const answers = new RecordedAnswers(
      await openBundle(
        folderOf({
          "k/a%2Fb.json": {},
          "k/c.error.json": {},
          "k/%2E%2E.json": {},
          "k/notes.txt": "",
          "k/%ZZ.json": {},
        }),
      ),
      JOIN_KEY,
    );
    expect(await answers.names(["k"])).toEqual(["..", "a/b", "c"]);
    expect(await answers.names(["none"])).toEqual([]);
  });
});

describe("bundle.json", () => {
  it.each([
    ["of a newer layout", { version: 2 }, /layout 2 is newer than this nhi reads \(1\); update nhi/],
    ["that is not JSON", "{", /bundle\.json: not JSON/],
    ["that is no object", "3", /bundle\.json: not an object/],
    ["that is a list", [], /bundle\.json: not an object/],
    ["of a layout that is no number", { version: "1" }, /version is not a number such as 1/],
    ["with a clock that is none", { recordedAt: "yesterday" }, /recordedAt is not a time such as 2026/],
    ["with a month that there is not", { recordedAt: "2025-13-01T00:00:00Z" }, /recordedAt is not a time/],
    ["with a clock of another type", { recordedAt: [1] }, /recordedAt is not a time/],
    ["with a list of lists asked", { asked: [["a"]] }, /asked is not a list of names of data sets/],
    ["with one thing asked that is no name", { asked: ["a", 1] }, /asked is not a list of names/],
    ["with a word asked", { asked: "a" }, /asked is not a list of names/],
  ])("%s is refused", async (_, content, message) => {
    await expect(openBundle(folderOf({ "bundle.json": content }))).rejects.toThrow(message);
  });

  it("tells the clock and what was asked", async () => {
    const { head } = await openBundle(
      folderOf({ "bundle.json": { version: 1, recordedAt: "2026-01-01T00:00:00Z", asked: ["a"] } }),
    );
    expect(head).toEqual({ recordedAt: "2026-01-01T00:00:00Z", asked: new Set(["a"]) });
  });

  it("may be UTF-16, as PowerShell writes it", async () => {
    const folder = folderOf({});
    writeFileSync(join(folder, "bundle.json"), Buffer.from('\uFEFF{"asked":["a"]}', "utf16le"));
    expect((await openBundle(folder)).head).toEqual({ asked: new Set(["a"]) });
  });

  it("says nothing where its values are null", async () => {
    expect(
      (await openBundle(folderOf({ "bundle.json": { version: null, recordedAt: null, asked: null } }))).head,
    ).toEqual({});
  });

  it("may be missing, as may all the rest", async () => {
    expect((await openBundle(folderOf({ "x.json": {} }))).head).toEqual({});
    await expect(openBundle("/nonexistent/bundle")).rejects.toThrow("no such file or folder");
  });
});

describe("a plain file as a bundle", () => {
  it("stands where its call has its place", async () => {
    const file = join(folderOf({ "dump.json": { Users: [1] } }), "dump.json");
    const bundle = plainBundle(file, "aws/1/iam/list-users.json");
    const answers = new RecordedAnswers(bundle, JOIN_KEY);
    expect(await wholeOf(answers.pages(QUESTION))).toEqual({ Users: [1] });
    expect(answers.file(QUESTION)).toBe(file);
    expect(await bundle.entries("aws")).toEqual([{ name: "1", isFolder: true }]);
    expect(await bundle.entries("aws/1/iam")).toEqual([{ name: "list-users.json", isFolder: false }]);
    expect(await bundle.entries("aws/2")).toEqual([]);
    expect(await answers.has({ ...QUESTION, path: ["aws", "1", "iam", "other"] })).toBe(false);
  });
});

it("names of files are those that were refused as well, each once, and no folders", async () => {
  const answers = new RecordedAnswers(
    await openBundle(
      folderOf({
        "github/octo/raw/api/.mcp.json": {},
        "github/octo/raw/api/ci.yml.error.json": { status: 403 },
        "github/octo/raw/api/gone.yml": {},
        "github/octo/raw/api/gone.yml.error.json": { status: 403 },
        "github/octo/raw/api/.github/ci.yml": {},
      }),
    ),
    JOIN_KEY,
  );
  expect(await answers.files(["github", "octo", "raw", "api"])).toEqual([".mcp.json", "ci.yml", "gone.yml"]);
});
