// A waiver from the explorer: what is added to nhi.yaml, what stays, and what is refused.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/app/config/load.js";
import { addWaiver, objectionTo } from "../../src/app/explore/waive.js";
import type { Finding } from "../../src/model/finding.js";
import { freshFolder } from "../cli/nhi.js";

const finding: Finding = {
  fingerprint: "7f3a91c2aaaaaaaa",
  rule: "AWS-001",
  severity: "high",
  title: "Old key",
  message: "Key of x\n# evil: true\u2028",
  subject: { id: "x", type: "aws.access-key", name: "x" },
  scope: "aws:111122223333",
  evidence: [],
  columns: {},
  state: "finding",
  carried: false,
  firstSeen: "2026-01-01T00:00:00.000Z",
  fix: "",
};
const words = {
  reason: " rotated by the vendor: each quarter ",
  owner: "platform@acme.example",
  expires: "2027-03-31",
};

test("a new file has the waiver, and nhi reads it back", async () => {
  const folder = freshFolder();
  const file = join(folder, "nhi.yaml");
  expect(await addWaiver(finding, words, { configFile: file, waivers: [] })).toBe(file);
  const { waivers } = await loadConfig(file, {}, folder);
  expect(waivers).toEqual([
    { fingerprint: finding.fingerprint, reason: words.reason.trim(), owner: words.owner, expires: words.expires },
  ]);
  expect(readFileSync(file, "utf8")).not.toMatch(/^\s*# evil/m);
});

test("comments, order and other waivers of a file stay; the new one comes last", async () => {
  const folder = freshFolder();
  const file = join(folder, "nhi.yaml");
  const before = `# ours\nfail_on: high # from here on\nwaivers:\n  # the first\n  - rule: AWS-002\n    reason: a\n    owner: b\nsources: [aws]\n`;
  writeFileSync(file, before);
  await addWaiver(
    finding,
    { ...words, expires: "" },
    { configFile: file, waivers: [{ rule: "AWS-002", reason: "a", owner: "b" }] },
  );
  const text = readFileSync(file, "utf8");
  for (const line of before.split("\n")) expect(text).toContain(line);
  expect(text.indexOf("# the first")).toBeLessThan(text.indexOf(finding.fingerprint));
  expect((await loadConfig(file, {}, folder)).waivers?.map(({ rule }) => rule)).toEqual(["AWS-002", undefined]);
});

test("whatever the file looks like, it is read back with one waiver more", async () => {
  const one = "rule: AWS-002, reason: a, owner: b";
  const files = [
    "",
    "fail_on: high",
    "waivers: []\n",
    `waivers: [{ ${one} }]\nfail_on: high\n`,
    "waivers:\n- rule: AWS-002\n  reason: a\n  owner: b\n",
    "waivers:\n    - rule: AWS-002\n      reason: |\n        a\n        b\n      owner: b\n\n# next\nfail_on: high\n",
    "waivers:\n  - { rule: AWS-002, reason: a, owner: b } # why\nfail_on: high\n",
    "waivers:\n  - rule: AWS-002\n    reason: a\n    owner: b",
    "waivers:\n",
  ];
  for (const [at, text] of files.entries()) {
    const folder = freshFolder();
    const file = join(folder, "nhi.yaml");
    writeFileSync(file, text);
    const had = text.includes("AWS-002") ? [{ rule: "AWS-002", reason: "a", owner: "b" }] : [];
    await addWaiver(finding, words, { configFile: file, waivers: had });
    const config = await loadConfig(file, {}, folder);
    expect(config.waivers?.at(-1)?.fingerprint, `file ${at}`).toBe(finding.fingerprint);
    expect(config.waivers?.length, `file ${at}`).toBe(had.length + 1);
    if (text.includes("fail_on")) expect(config.fail_on).toBe("high");
  }
});

test("the way in of a path is written down, so that another one opens it again", async () => {
  const folder = freshFolder();
  const file = join(folder, "nhi.yaml");
  const hop = { from: "a", to: "b", edge: "can_assume", state: "none", confidence: 1, evidence: null };
  const path = { source: "a", target: "b", confidence: 1, exposure: "internet" as const, hops: [hop] };
  await addWaiver({ ...finding, path }, words, { configFile: file, waivers: [] });
  expect((await loadConfig(file, {}, folder)).waivers?.[0]).toMatchObject({
    entry: "a can_assume b",
    exposure: "internet",
  });
});

test("no reason, no owner and no such day are refused by name", async () => {
  expect(await objectionTo({ ...words, reason: " " })).toMatch(/why/);
  expect(await objectionTo({ ...words, owner: "" })).toMatch(/who/);
  expect(await objectionTo({ ...words, expires: "2027-02-30" })).toMatch(/no such day/);
  expect(await objectionTo(words)).toBeUndefined();
  expect(await objectionTo({ ...words, expires: "" })).toBeUndefined();
});

test("a file that is no YAML, or that would hide the user's own waivers, stays as it is", async () => {
  const file = join(freshFolder(), "nhi.yaml");
  writeFileSync(file, "a: [");
  await expect(addWaiver(finding, words, { configFile: file, waivers: [] })).rejects.toThrow(/not YAML/);
  writeFileSync(file, "fail_on: high\n");
  const own = [{ rule: "AWS-002", reason: "a", owner: "b" }];
  await expect(addWaiver(finding, words, { configFile: file, waivers: own })).rejects.toThrow(/would hide/);
  expect(readFileSync(file, "utf8")).toBe("fail_on: high\n");
});
