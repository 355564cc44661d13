// Where compiled code is kept: what lies there is run, so only in a folder that nobody else can write to.
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeFolder } from "../../src/cli/compiled-code.js";
import { VERSION } from "../../src/model/version.js";
import { freshFolder, nhi } from "./nhi.js";

const onWindows = process.platform === "win32";
const isRoot = process.geteuid?.() === 0;
const SOMEBODY = 4321;

/** A cache of the user's, in which XDG_CACHE_HOME says caches are. */
function cache(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = freshFolder();
  return { folder, env: { XDG_CACHE_HOME: folder } };
}

describe.skipIf(onWindows)("folder of compiled code", () => {
  it("is made for its owner only, a folder a version", () => {
    const { folder, env } = cache();
    expect(codeFolder(env)).toBe(join(folder, "nhi-code", VERSION));
    for (const path of [join(folder, "nhi-code"), join(folder, "nhi-code", VERSION)]) {
      expect(lstatSync(path).mode & 0o777).toBe(0o700);
    }
    expect(codeFolder(env)).toBe(join(folder, "nhi-code", VERSION));
  });

  it.runIf(process.platform === "linux")(
    "is below the home without XDG_CACHE_HOME, or with one that is no whole path",
    () => {
      const home = freshFolder();
      for (const env of [{ HOME: home }, { HOME: home, XDG_CACHE_HOME: "caches" }]) {
        expect(codeFolder(env)).toBe(join(home, ".cache", "nhi-code", VERSION));
      }
      expect(lstatSync(join(home, ".cache")).mode & 0o777).toBe(0o700);
    },
  );

  it.each([0o770, 0o707, 0o755, 0o777])("is not one that others may look into or write to (%o)", (mode) => {
    const { folder, env } = cache();
    mkdirSync(join(folder, "nhi-code"));
    chmodSync(join(folder, "nhi-code"), mode);
    expect(codeFolder(env)).toBeUndefined();
    expect(readdirSync(join(folder, "nhi-code"))).toEqual([]);
  });

  it("is not one of this version that others may write to", () => {
    const { env } = cache();
    const folder = codeFolder(env) ?? "";
    chmodSync(folder, 0o720);
    expect(codeFolder(env)).toBeUndefined();
  });

  it("is no link to a folder", () => {
    const { folder, env } = cache();
    const elsewhere = freshFolder();
    symlinkSync(elsewhere, join(folder, "nhi-code"));
    expect(codeFolder(env)).toBeUndefined();
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("is no file", () => {
    const { folder, env } = cache();
    writeFileSync(join(folder, "nhi-code"), "");
    expect(codeFolder(env)).toBeUndefined();
  });

  it("is none without a home, or with one that is absent", () => {
    expect(codeFolder({})).toBeUndefined();
    expect(codeFolder({ HOME: "" })).toBeUndefined();
    const absent = join(freshFolder(), "absent");
    expect(codeFolder({ HOME: absent })).toBeUndefined();
    expect(codeFolder({ XDG_CACHE_HOME: absent })).toBeUndefined();
    expect(existsSync(absent)).toBe(false);
  });

  it.runIf(isRoot)("is not somebody else's, and nothing is left in their home", () => {
    const home = freshFolder();
    chownSync(home, SOMEBODY, SOMEBODY);
    expect(codeFolder({ HOME: home })).toBeUndefined();
    expect(readdirSync(home)).toEqual([]);
  });

  it.runIf(isRoot)("is not one that somebody else made first", () => {
    const { folder, env } = cache();
    const first = join(folder, "nhi-code");
    mkdirSync(first, { mode: 0o700 });
    chownSync(first, SOMEBODY, SOMEBODY);
    expect(codeFolder(env)).toBeUndefined();
    expect(readdirSync(first)).toEqual([]);
  });

  it("does not keep the code of other versions, and keeps its own", () => {
    const { folder, env } = cache();
    const older = join(folder, "nhi-code", "0.0.1");
    mkdirSync(older, { recursive: true });
    chmodSync(join(folder, "nhi-code"), 0o700);
    writeFileSync(join(older, "code"), "");
    const own = codeFolder(env) ?? "";
    expect(existsSync(older)).toBe(false);
    writeFileSync(join(own, "code"), "");
    codeFolder(env);
    expect(readdirSync(own)).toEqual(["code"]);
  });
});

interface Kept {
  readonly path: string;
  readonly command: string;
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly changed: number;
}

/** What was kept below a folder of caches, by command and name. */
function keptFiles(folder: string): Kept[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => ({ path: join(folder, path), found: lstatSync(join(folder, path)) }))
    .filter(({ found }) => found.isFile())
    .map(({ path, found: { size, mode, mtimeMs } }) => {
      const [command = "", name = ""] = path.split("/").slice(-2);
      return { path, command, name, size, mode: mode & 0o777, changed: mtimeMs };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

describe.skipIf(onWindows)("a run of nhi", () => {
  it("keeps what each command compiled, for that command, and leaves it alone as long as it is good", async () => {
    const { folder, env } = cache();
    const there = freshFolder();
    await nhi(["rules", "list"], there, env);
    const before = keptFiles(folder);
    expect([...new Set(before.map(({ command }) => command))]).toEqual(["rules"]);
    expect(before.some(({ name }) => name.startsWith("main-"))).toBe(true);
    expect(before.every(({ mode }) => mode === 0o600)).toBe(true);
    await nhi(["rules", "list"], there, env);
    expect(keptFiles(folder)).toEqual(before);
    await nhi(["permissions", "aws"], there, env);
    expect([...new Set(keptFiles(folder).map(({ command }) => command))].sort()).toEqual(["permissions", "rules"]);
  });

  it("makes anew what is not the code that V8 made, and drops what belongs to no chunk", async () => {
    const { folder, env } = cache();
    const first = await nhi(["rules", "list"], freshFolder(), env);
    const [some, other, third] = keptFiles(folder).filter(({ size }) => size > 2_000);
    if (some === undefined || other === undefined || third === undefined) throw new Error("nothing was kept");
    writeFileSync(some.path, "");
    writeFileSync(other.path, readFileSync(other.path).subarray(0, 100));
    // V8 itself would take this one, and end the process.
    const bytes = readFileSync(third.path);
    writeFileSync(third.path, bytes.fill(0, 1_000));
    writeFileSync(join(some.path, "../gone-ABCDEFGH.js-0123456789abcdef"), "");
    expect(await nhi(["rules", "list"], freshFolder(), env)).toEqual(first);
    // What V8 makes varies by some bytes.
    for (const { path, size } of [some, other, third]) expect(lstatSync(path).size / size).toBeCloseTo(1, 1);
    expect(keptFiles(folder).some(({ name }) => name.startsWith("gone-"))).toBe(false);
  });

  it.each([["rulez"], ["check", "--no-such-option"], ["../up"], ["AKIAIOSFODNN7EXAMPLE"]])(
    "keeps nothing for a usage error (%s)",
    async (...words) => {
      const { folder, env } = cache();
      await nhi(words, freshFolder(), env);
      expect(keptFiles(folder)).toEqual([]);
    },
  );

  it.each(["--help", "--version"])("keeps nothing for %s", async (option) => {
    const { folder, env } = cache();
    await nhi([option], freshFolder(), env);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps nothing where Node was told not to, or to keep it elsewhere", async () => {
    const { folder, env } = cache();
    await nhi(["rules", "list"], freshFolder(), { ...env, NODE_DISABLE_COMPILE_CACHE: "1" });
    await nhi(["rules", "list"], freshFolder(), { ...env, NODE_COMPILE_CACHE: join(freshFolder(), "theirs") });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["true", true],
    ["1", true],
    ["false", false],
    ["", false],
  ])("keeps nothing in CI: CI=%s", async (CI, isNothing) => {
    const { folder, env } = cache();
    await nhi(["rules", "list"], freshFolder(), { ...env, CI });
    expect(readdirSync(folder).length === 0).toBe(isNothing);
  });

  it("says the same when the cache cannot be written to", async () => {
    const { folder, env } = cache();
    const kept = await nhi(["rules", "list"], freshFolder(), env);
    const again = await nhi(["rules", "list"], freshFolder(), env);
    const without = await nhi(["rules", "list"], freshFolder(), { XDG_CACHE_HOME: join(folder, "absent") });
    expect(again).toEqual(kept);
    expect(without).toEqual(kept);
  });
});
