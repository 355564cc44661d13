import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Question, toRefusal, wholeOf } from "../../src/collect/answers.js";
import { openBundle } from "../../src/collect/bundle.js";
import { AnswerFault } from "../../src/collect/fault.js";
import { LiveAnswers } from "../../src/collect/live.js";
import type { Page } from "../../src/collect/page.js";
import { RecordedAnswers } from "../../src/collect/recorded.js";
import { openRecorder } from "../../src/collect/recorder.js";
import { folderOf, JOIN_KEY, NOW } from "./support.js";

const QUESTION: Question = { path: ["p", "users"], call: "p:Users", lists: ["Users"], secrets: ["Users.*.Hint"] };

async function record(pages: readonly Page[], fault?: AnswerFault, question = QUESTION) {
  const folder = join(folderOf({}), "new");
  const recorder = await openRecorder({ folder, now: NOW, tool: "nhi 0" });
  const live = new LiveAnswers(JOIN_KEY, recorder);
  live.noteAsked("p:users");
  const seen = await listed(
    live.pages(question, async function* () {
      yield* pages;
      if (fault !== undefined) throw fault;
    }),
  );
  await recorder.close();
  const bundle = await openBundle(folder);
  return { folder, live: seen, replay: await listed(new RecordedAnswers(bundle, JOIN_KEY).pages(question)), bundle };
}

async function listed(pages: AsyncIterable<Page>): Promise<{ whole: Page; fault: unknown }> {
  const all: Page[] = [];
  let fault: unknown;
  try {
    for await (const page of pages) all.push(page);
  } catch (error) {
    if (!(error instanceof AnswerFault)) throw error;
    fault = { kind: error.kind, code: error.code, message: error.message, permission: error.permission };
  }
  const whole = await wholeOf(
    (async function* () {
      yield* all;
    })(),
  );
  return { whole, fault };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("a recording", () => {
  it.each<[string, Page[], AnswerFault?]>([
    ["pages of several lists", [{ Users: [{ a: 1 }], Roles: [] }, { Users: [{ a: 2 }], Note: "x" }, { Roles: [1] }]],
    ["an empty list", [{ Users: [] }]],
    [
      "dates and bytes",
      [{ Users: [{ at: new Date("2024-01-01T00:00:00Z"), body: new Uint8Array([1, 2]), gone: undefined }] }],
    ],
    ["a refusal", [], toRefusal({ call: "p:Users" }, { code: "AccessDenied", message: "no: not you", status: 403 })],
    [
      "what came before a throttle",
      [{ Users: [1] }],
      toRefusal({ call: "p:Users" }, { code: "Throttling", message: "", status: 400 }),
    ],
  ])("replays to the same: %s", async (_, pages, fault) => {
    const { live, replay } = await record(pages, fault);
    expect(replay).toEqual(live);
  });

  it("keeps no secret, by the table of the call or by the name of the field", async () => {
    const { folder, live, replay } = await record([
      { Users: [{ Hint: "marker-1", SecretAccessKey: "marker-2", Name: "n" }] },
    ]);
    for (const file of filesBelow(folder)) expect(readFileSync(file, "utf8")).not.toMatch(/marker-/);
    expect(JSON.stringify(live)).not.toContain("marker-1");
    expect(replay.whole["Users"]).toMatchObject([{ Hint: { $secret: { type: "text", length: 8 } }, Name: "n" }]);
    expect((live.whole["Users"] as Page[])[0]?.["Hint"]).toEqual((replay.whole["Users"] as Page[])[0]?.["Hint"]);
  });

  it("is for the owner only and leaves nothing half written", async () => {
    const { folder } = await record([{ Users: [1] }]);
    for (const file of filesBelow(folder)) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "p")).mode & 0o777).toBe(0o700);
    expect(
      filesBelow(folder)
        .map((file) => file.slice(folder.length + 1))
        .sort(),
    ).toEqual(["bundle.json", "p/users.json"]);
  });

  it("is one JSON document, however many pages", async () => {
    const pages = Array.from({ length: 40 }, (_, at) => ({ Users: [{ at, text: "x".repeat(500_000) }] }));
    const { folder, replay } = await record(pages);
    expect((JSON.parse(readFileSync(join(folder, "p/users.json"), "utf8")) as Page)["Users"]).toHaveLength(40);
    expect(replay.whole["Users"]).toHaveLength(40);
    expect(filesBelow(folder)).toHaveLength(2);
  });

  it("replays a list without a name", async () => {
    const question = { ...QUESTION, lists: [""] };
    const { folder, replay } = await record([{ "": [1, 2] }, { "": [3] }], undefined, question);
    expect(JSON.parse(readFileSync(join(folder, "p/users.json"), "utf8"))).toEqual([1, 2, 3]);
    expect(replay.whole).toEqual({ "": [1, 2, 3] });
  });

  it("says when and by what it was made, and what was asked", async () => {
    const { folder, bundle } = await record([{ Users: [] }]);
    expect(JSON.parse(readFileSync(join(folder, "bundle.json"), "utf8"))).toEqual({
      version: 1,
      recordedAt: NOW.toISOString(),
      tool: "nhi 0",
      asked: ["p:users"],
    });
    expect(bundle.head.asked).toEqual(new Set(["p:users"]));
  });

  it("keeps bytes as they are", async () => {
    const folder = join(folderOf({}), "new");
    const live = new LiveAnswers(JOIN_KEY, await openRecorder({ folder, now: NOW, tool: "nhi" }));
    const question = { ...QUESTION, path: ["raw", ".github", "ci.yml"] };
    await live.bytes(question, async () => Buffer.from("on: push\n"));
    const answers = new RecordedAnswers(await openBundle(folder), JOIN_KEY);
    expect(Buffer.from(await answers.bytes(question)).toString()).toBe("on: push\n");
    await expect(answers.bytes({ ...question, path: ["raw", "none"] })).rejects.toMatchObject({ kind: "unrecorded" });
  });

  it("does not write into a folder of something else", async () => {
    const folder = folderOf({ "precious.txt": "x" });
    await expect(openRecorder({ folder, now: NOW, tool: "nhi" })).rejects.toThrow(
      /not empty and not a bundle; give a new folder/,
    );
  });
});
