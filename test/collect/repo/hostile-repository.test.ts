// A repository that means harm: settings, links and names that would have its reader start programs, or read what is elsewhere.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { filesIn, openCheckout } from "../../../src/collect/repo/checkout.js";
import { noting } from "../support.js";
import { Folder, scan, secretsOf } from "./checkout.js";

// Drawn once; it opens nothing. In two pieces, so that a scan of this repository does not report it.
const TOKEN = `ghp_${"Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV"}`;
const HERE = "a.txt:1 github-personal-access-token a";
const line = `a = "${TOKEN}"\n`;

/** A checkout with an ignored file beside: which of the two is found says whether git was used. */
const checkout = () =>
  new Folder({ "a.txt": line, ".gitignore": "ignored.txt\n" }).committed().write({ "ignored.txt": line });
const WITHOUT_GIT = [HERE, "ignored.txt:1 github-personal-access-token a"];
const elsewhere = () => new Folder({ "a.txt": line, "private.txt": line });
const fifo = (...path: readonly string[]) => execFileSync("mkfifo", [join(...path)]);
/** Scans, with what was warned. */
async function scanned(folder: { readonly path: string }, since?: string): Promise<[string[], string]> {
  const noted = noting();
  const found = secretsOf(await scan(folder as Folder, since, noted));
  return [found, noted.lines.join("\n")];
}

describe("the settings of a repository", () => {
  it("that include a file elsewhere: it is not opened, be it a pipe that never ends", async () => {
    const outside = new Folder();
    fifo(outside.path, "pipe");
    const folder = checkout();
    writeFileSync(join(folder.path, ".git/config"), `\n[include]\n\tpath = ${outside.path}/pipe\n`, { flag: "a" });
    expect(await scanned(folder, "HEAD")).toEqual([[], ""]);
    expect(await scanned(folder)).toEqual([[HERE], ""]);
  });

  it("that include programs: none runs; git itself runs them", async () => {
    const folder = checkout();
    const proof = join(folder.path, "..", `${folder.path.split("/").at(-1)}-ran`);
    folder.write({ ".git/evil.sh": `#!/bin/sh\ntouch '${proof}'\n`, ".git/more": "" });
    const program = join(folder.path, ".git/evil.sh");
    chmodSync(program, 0o755);
    for (const name of ["pre-commit", "post-index-change", "post-checkout", "reference-transaction"])
      folder.write({ [`.git/hooks/${name}`]: readFileSync(program) });
    for (const name of readdirSync(join(folder.path, ".git/hooks")))
      chmodSync(join(folder.path, ".git/hooks", name), 0o755);
    folder.write({
      ".git/more": `[core]\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n\tpager = ${program}\n`,
    });
    folder.git("config", "include.path", "more");
    folder.git("config", "includeIf.gitdir:/**.path", "more");
    folder.git("config", "alias.ls-files", `!${program}`);
    folder.git("config", "trace2.eventTarget", join(folder.path, "trace.json"));
    expect(await scanned(folder, "HEAD")).toEqual([[], ""]);
    expect(await scanned(folder)).toEqual([[HERE], ""]);
    expect([existsSync(proof), existsSync(join(folder.path, "trace.json"))]).toEqual([false, false]);
    folder.git("status");
    expect(existsSync(proof)).toBe(true);
    rmSync(proof);
  });

  it("that move the working tree elsewhere: the folder that was named is read", async () => {
    const outside = elsewhere();
    const folder = checkout();
    folder.git("config", "core.worktree", outside.path);
    expect(await scanned(folder)).toEqual([[HERE], ""]);
  });

  it("of a format that nhi does not know: read without git, and said; SHA-256 is known", async () => {
    const folder = checkout();
    folder.git("config", "core.repositoryFormatVersion", "1");
    folder.git("config", "extensions.strange", "true");
    const [found, warned] = await scanned(folder);
    expect(found).toEqual(WITHOUT_GIT);
    expect(warned).toContain("a repository of a format that nhi does not know (strange)");
    const other = new Folder({ "a.txt": line });
    other.git("init", "-q", "--object-format=sha256");
    expect(await scanned(other.commit(), "HEAD")).toEqual([[], ""]);
  });

  it("of another owner are not needed: git lists its files all the same", async ({ skip }) => {
    if (process.getuid?.() !== 0) skip("only root can give a folder to another owner");
    const folder = checkout();
    for (const path of [folder.path, join(folder.path, ".git")]) chownSync(path, 4242, 4242);
    expect(await scanned(folder, "HEAD")).toEqual([[], ""]);
    expect(await scanned(folder)).toEqual([[HERE], ""]);
  });
});

describe("a git directory elsewhere", () => {
  it.each(["file", "link"])("that a %s names and that does not name the folder back is not read", async (kind) => {
    const other = elsewhere().committed();
    const folder = new Folder({ "a.txt": line });
    if (kind === "file") folder.write({ ".git": `gitdir: ${other.path}/.git\n` });
    else symlinkSync(join(other.path, ".git"), join(folder.path, ".git"));
    const [found, warned] = await scanned(folder);
    expect(found).toEqual([HERE]);
    expect(warned).toContain("names a directory elsewhere that does not name this folder back");
    await expect(scan(folder, "HEAD")).rejects.toThrow(/--since HEAD: needs git/);
  });

  it("of a submodule, and of a linked worktree, is that of the folder", async () => {
    const inner = checkout();
    const outer = new Folder({ "b.txt": "b\n" }).committed();
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.path, "sub");
    expect(await scanned({ path: join(outer.path, "sub") }, "HEAD")).toEqual([[], ""]);
    const tree = join(new Folder().path, "tree");
    inner.git("worktree", "add", "-q", "-b", "topic", tree);
    expect(await scanned({ path: tree }, "main")).toEqual([[], ""]);
  });

  it("a worktree that names objects of another repository as its own is not read", async () => {
    const folder = checkout();
    const tree = join(new Folder().path, "tree");
    folder.git("worktree", "add", "-q", "-b", "topic", tree);
    writeFileSync(join(folder.path, ".git/worktrees/tree/commondir"), `${elsewhere().committed().path}/.git\n`);
    const [found, warned] = await scanned({ path: tree });
    expect([found, warned]).toEqual([[HERE], expect.stringContaining("not one of the repository that it names")]);
  });

  it.each(["objects", "refs", "index", "HEAD", "packed-refs"])("%s that is a link is not followed", async (name) => {
    const other = elsewhere().committed();
    const folder = checkout();
    rmSync(join(folder.path, ".git", name), { recursive: true, force: true });
    symlinkSync(join(other.path, ".git", name), join(folder.path, ".git", name));
    const [found, warned] = await scanned(folder);
    expect(found).toEqual(WITHOUT_GIT);
    expect(warned).toContain(`.git/${name} is not a f`);
  });

  it("submodules with urls that are commands are not fetched", async () => {
    const folder = checkout();
    folder.write({
      ".gitmodules":
        '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch ran"\n[submodule "-y"]\n\tpath = -y\n\turl = --upload-pack=touch ran\n',
    });
    folder.git("update-index", "--add", "--cacheinfo", `160000,${folder.git("rev-parse", "HEAD").trim()},x`);
    expect(await scanned(folder)).toEqual([[HERE], ""]);
    expect(existsSync(join(folder.path, "x"))).toBe(false);
  });
});

describe("files of a checkout", () => {
  it("a tracked folder that became a link to one elsewhere is left out", async () => {
    const folder = new Folder({ "a.txt": line, "dir/sub/private.txt": "x\n" }).committed();
    rmSync(join(folder.path, "dir/sub"), { recursive: true });
    symlinkSync(elsewhere().path, join(folder.path, "dir/sub"));
    expect((await scanned(folder))[0]).toEqual([HERE]);
    const real = new Folder({ "a.txt": line, "dir/sub/private.txt": line }).committed();
    expect(secretsOf(await scan(real))).toHaveLength(2);
  });

  it("an index with a name that leads out of the checkout", async () => {
    const inner = new Folder({ "a.txt": line, "xx/private.txt": "x\n" }).committed();
    writeFileSync(join(inner.path, "..", "private.txt"), line);
    const index = join(inner.path, ".git/index");
    const bytes = readFileSync(index);
    const at = bytes.indexOf("xx/private.txt");
    bytes.write("..", at);
    const body = bytes.subarray(0, -20);
    writeFileSync(index, Buffer.concat([body, createHash("sha1").update(body).digest()]));
    const [found] = await scanned(inner);
    rmSync(join(inner.path, "..", "private.txt"));
    expect(at).toBeGreaterThan(0);
    expect(inner.git("ls-files")).toContain("../private.txt");
    expect(found.filter((one) => !one.startsWith("a.txt"))).toEqual([]);
  });

  it("pipes and files of 2 GB stop nothing", async () => {
    const folder = checkout();
    folder.write({ "zeros.bin": "", "long.txt": "x".repeat(9000), pipe: "x" }).git("add", "pipe");
    for (const name of ["zeros.bin", "long.txt"]) truncateSync(join(folder.path, name), 2 ** 31 + 1);
    rmSync(join(folder.path, "pipe"));
    fifo(folder.path, "pipe");
    const found = await scan(folder);
    expect(secretsOf(found)).toEqual([HERE]);
    expect(found.gaps.map(({ subject }) => subject)).toEqual(["long.txt"]);
  });

  it("a pipe in place of an ignore file ends with the limit of git, and the files are found without it", async () => {
    const folder = checkout();
    rmSync(join(folder.path, ".gitignore"));
    fifo(folder.path, ".gitignore");
    const open = await openCheckout(folder.path, new AbortController().signal, { gitLimitMs: 300 });
    const warned: string[] = [];
    expect(await filesIn(open, (why) => warned.push(why))).toEqual(["a.txt", "ignored.txt"]);
    expect(warned).toEqual(["git ls-files: took too long"]);
    await open.close();
  });

  it("what was made for git is removed again", async () => {
    const temporary = new Folder().path;
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = checkout();
    const left = () => readdirSync(temporary).filter((name) => name.startsWith("nhi-git-"));
    const open = await openCheckout(folder.path, new AbortController().signal);
    expect(left()).toHaveLength(1);
    await open.close();
    await scan(folder);
    await expect(scan(folder, "no-such-branch")).rejects.toThrow("no such commit");
    expect(left()).toEqual([]);
  });
});
