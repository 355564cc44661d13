// Where compiled code is kept: what lies there is run, so only in a folder that nobody else can write to.
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import nodeModule from "node:module";
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

const canKeep = "enableCompileCache" in nodeModule;

describe.skipIf(onWindows)("a run of nhi", () => {
  it("keeps compiled code where Node can, and nothing where it cannot", async () => {
    const { folder, env } = cache();
    await nhi(["rules", "list"], freshFolder(), env);
    expect(readdirSync(folder)).toEqual(canKeep ? ["nhi-code"] : []);
  });

  it.each(["--help", "--version"])("keeps nothing for %s", async (option) => {
    const { folder, env } = cache();
    await nhi([option], freshFolder(), env);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps nothing where Node was told not to, or where", async () => {
    const { folder, env } = cache();
    await nhi(["rules", "list"], freshFolder(), { ...env, NODE_DISABLE_COMPILE_CACHE: "1" });
    await nhi(["rules", "list"], freshFolder(), { ...env, NODE_COMPILE_CACHE: join(freshFolder(), "theirs") });
    expect(readdirSync(folder)).toEqual([]);
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
