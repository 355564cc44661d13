// Which file nhi baseline writes: the one that is named, in the words of scan too; else that of nhi.yaml; else the usual one.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";
import { writeAccount } from "./small-account.js";

function folderWith(config?: string): string {
  const folder = freshFolder();
  mkdirSync(join(folder, "bundle"));
  writeAccount(join(folder, "bundle"), []);
  if (config !== undefined) writeFileSync(join(folder, "nhi.yaml"), config);
  return folder;
}
const create = ["baseline", "create", "--bundle", "bundle"];
const prune = ["baseline", "prune", "--bundle", "bundle"];

describe("the file of nhi baseline", () => {
  it.each([["--out"], ["--baseline"]])("is the one that %s names, for both commands", async (option) => {
    const folder = folderWith();
    for (const command of [create, prune]) {
      const { code, stderr } = await nhi([...command, option, "known.jsonl"], folder);
      expect([code, stderr]).toEqual([0, expect.stringContaining("known.jsonl: 0 ")]);
    }
    expect(existsSync(join(folder, "known.jsonl"))).toBe(true);
    expect(existsSync(join(folder, "nhi-baseline.jsonl"))).toBe(false);
  });

  it("is that of nhi.yaml, which scan compares with", async () => {
    const folder = folderWith("baseline: known.jsonl\n");
    for (const command of [create, prune]) expect((await nhi(command, folder)).code).toBe(0);
    expect(existsSync(join(folder, "known.jsonl"))).toBe(true);
    expect((await nhi(["scan", "--bundle", "bundle", "--new-only"], folder)).code).toBe(0);
  });

  it("is nhi-baseline.jsonl where nothing names one", async () => {
    const folder = folderWith();
    for (const command of [create, prune]) expect((await nhi(command, folder)).code).toBe(0);
    expect(existsSync(join(folder, "nhi-baseline.jsonl"))).toBe(true);
  });

  it("two names for it are an error, and nothing is written", async () => {
    const folder = folderWith();
    const { code, stderr } = await nhi([...create, "--out", "a.jsonl", "--baseline", "b.jsonl"], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--out and --baseline/)]);
    expect([existsSync(join(folder, "a.jsonl")), existsSync(join(folder, "b.jsonl"))]).toEqual([false, false]);
  });
});
