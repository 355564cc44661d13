// What is not in a bundle costs one look at a folder, however much is asked for; what leads out of it stays refused.
import * as plainFiles from "node:fs";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import * as files from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof files>();
  return { ...real, realpath: vi.fn<typeof real.realpath>(real.realpath) };
});
vi.mock("node:fs", async (original) => {
  const real = await original<typeof plainFiles>();
  return { ...real, readdirSync: vi.fn<typeof real.readdirSync>(real.readdirSync) };
});

// Another file of this worker may have read the module with the functions that do not count.
vi.resetModules();
const { openBundle } = await import("../../src/collect/bundle.js");

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), "nhi-bundle-"));
  mkdirSync(join(root, "a/b"), { recursive: true });
  writeFileSync(join(root, "a/b/there.json"), "{}");
  return root;
}

test("a thousand answers that are not there take as many looks as there are folders", async () => {
  const bundle = await openBundle(folder());
  vi.mocked(files.realpath).mockClear();
  vi.mocked(plainFiles.readdirSync).mockClear();
  for (let at = 0; at < 1000; at++) {
    expect(await bundle.find(`a/b/missing-${at}.json`)).toBeUndefined();
    expect(await bundle.find(`a/none/deep/${at}.json`)).toBeUndefined();
    expect(await bundle.entries(`a/none/${at}`)).toEqual([]);
  }
  expect(vi.mocked(plainFiles.readdirSync).mock.calls.length).toBe(3);
  expect(vi.mocked(files.realpath).mock.calls.length).toBeLessThanOrEqual(3);
  expect(await bundle.find("a/b/there.json")).toMatch(/there\.json$/);
  expect(await bundle.entries("a")).toEqual([{ name: "b", isFolder: true }]);
});

test("more folders than are kept give the same answers", async () => {
  const root = folder();
  for (let at = 0; at < 600; at++) {
    mkdirSync(join(root, `many/${at}`), { recursive: true });
    writeFileSync(join(root, `many/${at}/x.json`), "{}");
  }
  const bundle = await openBundle(root);
  for (const round of [1, 2]) {
    for (let at = 0; at < 600; at++) {
      expect([round, await bundle.find(`many/${at}/x.json`)]).toEqual([
        round,
        join(bundle.show(""), `many/${at}/x.json`),
      ]);
      expect(await bundle.find(`many/${at}/y.json`)).toBeUndefined();
    }
  }
});

test("a link that leads out is refused by name, a file is no folder", async () => {
  const root = folder();
  const other = folder();
  symlinkSync(join(other, "a/b"), join(root, "out"));
  const bundle = await openBundle(root);
  await expect(bundle.find("out/there.json")).rejects.toThrow("out/there.json: leads out of the bundle");
  await expect(bundle.find("a/../../x.json")).rejects.toThrow("leads out of the bundle");
  expect(await bundle.find("a/b/there.json/deeper.json")).toBeUndefined();
  expect(await bundle.find("a/b")).toBeUndefined();
});
