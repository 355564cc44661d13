// A checkout from outside: what is read, what a change adds, what stays unread, and that nothing of it is run.
import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectorFor } from "../../../src/collect/index.js";
import { batchesOf, gather, noting } from "../support.js";
import { Folder, scan, secretsOf } from "./checkout.js";

// Two different ones, drawn once; they open nothing.
const TOKEN = "ghp_Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV";
const OTHER = "glpat-q7WzT4mXc9RbYk2NvLpD";

describe("a checkout", () => {
  it("is named by its remote, without the token in it", async () => {
    const found = await scan(new Folder({ "a.txt": `k = "${TOKEN}"` }).committed());
    expect(found.ofType("github.repository").map(({ id, aliases }) => [id, aliases])).toEqual([
      ["repo:acme/site", ["github:acme/site"]],
    ]);
    expect(found.ofType("repo.file-secret").map(({ id }) => id)).toEqual([
      "repo:acme/site/secret/a.txt#github-personal-access-token/k",
    ]);
    expect(found.edges).toContainEqual({
      kind: "stores",
      from: "repo:acme/site",
      to: "repo:acme/site/secret/a.txt#github-personal-access-token/k",
    });
    expect(JSON.stringify([found.nodes, found.edges, found.gaps])).not.toMatch(/MARKER|Zk3vQp9L/);
  });

  it("without a remote by its folder, without git too", async () => {
    const folder = new Folder({ "a.txt": `k = "${TOKEN}"`, "node_modules/x/a.txt": TOKEN });
    const noted = noting();
    const found = await scan(folder, undefined, noted);
    expect(secretsOf(found)).toEqual(["a.txt:1 github-personal-access-token k"]);
    expect(noted.lines.join()).toContain("read without git");
    const silent = noting();
    const asked = await batchesOf(await collectorFor(`repo:${folder.path}`, { withoutGit: true }), silent);
    expect([secretsOf(gather(asked)), silent.lines]).toEqual([secretsOf(found), []]);
  });

  it("files that git ignores are not read, files that it does not know yet are", async () => {
    const folder = new Folder({ ".gitignore": "local\n" }).committed().write({ local: TOKEN, fresh: TOKEN });
    expect(secretsOf(await scan(folder))).toEqual(["fresh:1 github-personal-access-token -"]);
  });

  it("links, binary and large files are left out; large text is said", async () => {
    const folder = new Folder({
      "binary.bin": Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(TOKEN)]),
      "large.txt": `${"x\n".repeat(1024 * 1024 + 10)}${TOKEN}`,
    });
    const outside = new Folder({ "secret.txt": TOKEN });
    symlinkSync(join(outside.path, "secret.txt"), join(folder.path, "link.txt"));
    symlinkSync(outside.path, join(folder.path, "linked"));
    const found = await scan(folder.committed());
    expect(secretsOf(found)).toEqual([]);
    expect(found.gaps.map(({ subject }) => subject)).toEqual(["large.txt"]);
  });

  it("several secrets of one name keep apart", async () => {
    const found = await scan(
      new Folder({
        "a.txt": `k = "${TOKEN}"\nk = "${TOKEN.replace("Zk3v", "v3kZ")}"\n`,
      }).committed(),
    );
    expect(found.ofType("repo.file-secret").map(({ id }) => id.split("#")[1])).toEqual([
      "github-personal-access-token/k",
      "github-personal-access-token/k~2",
    ]);
  });

  it("configurations of agents are read, and say whether git tracks them", async () => {
    const text = `{"mcpServers": {"x": {"command": "npx", "args": ["y"], "env": {"GITHUB_TOKEN": "${TOKEN}"}}}}`;
    const folder = new Folder({ ".mcp.json": text, ".cursor/mcp.json": '{"mcpServers": {' }).committed();
    const found = await scan(folder.write({ "a[b]/.roo/mcp.json": text }));
    expect(
      found.ofType("agent.config-secret").map(({ properties }) => [properties["file"], properties["tracked"]]),
    ).toEqual([
      [".mcp.json", true],
      ["a[b]/.roo/mcp.json", false],
    ]);
    // Once, not as a secret of a file as well.
    expect(secretsOf(found)).toEqual([]);
    expect(found.gaps.map(({ subject }) => subject)).toEqual([".cursor/mcp.json:1:17"]);
    expect(found.state("repo/files:agents")).toBe("complete");
    const [supplied] = found.edges.filter(({ kind }) => kind === "supplies_code_to");
    expect(supplied).toMatchObject({ from: "repo:acme/site", state: "needs-actor" });
  });

  it("its workflows are read, a folder of it only for itself", async () => {
    const folder = new Folder({
      ".github/workflows/ci.yml": "on: push\njobs:\n  a: { runs-on: x, steps: [{ run: x }] }\n",
      "sub/a.txt": TOKEN,
    }).committed();
    expect((await scan(folder)).ofType("github.job").map(({ id }) => id)).toEqual([
      "repo:acme/site/workflow/.github/workflows/ci.yml#a",
    ]);
  });
});

describe("what a change adds", () => {
  const begun = () =>
    new Folder({ "old.txt": `a = "${TOKEN}"\n`, "moved.txt": `${"line\n".repeat(30)}b = "${OTHER}"\n` }).committed();

  it("nothing, when nothing changed", async () => {
    expect(secretsOf(await scan(begun(), "HEAD"))).toEqual([]);
  });

  it("not what stood in the file before, even when it moved in it or with it", async () => {
    const folder = begun();
    const base = folder.git("rev-parse", "HEAD").trim();
    folder.git("mv", "moved.txt", "elsewhere.txt");
    folder.write({ "old.txt": `# above\n\na = "${TOKEN}"\n` }).commit();
    folder.write({ "elsewhere.txt": `# new\n${"line\n".repeat(30)}b = "${OTHER}"\n` }).commit();
    expect(secretsOf(await scan(folder, base))).toEqual([]);
  });

  it("what a commit, or the working tree, adds", async () => {
    const folder = begun();
    folder.write({ "old.txt": `a = "${TOKEN}"\nc = "${OTHER}"\n` }).commit();
    folder.write({ "new.txt": `d = "${TOKEN}"\n` });
    expect(secretsOf(await scan(folder, "HEAD~1"))).toEqual([
      "new.txt:1 github-personal-access-token d",
      "old.txt:2 gitlab-token c",
    ]);
  });

  it("compares with where the branch left, not with what came there since", async () => {
    const folder = begun();
    folder.git("checkout", "-q", "-b", "topic");
    folder.write({ "new.txt": `d = "${OTHER}"\n` }).commit();
    folder.git("checkout", "-q", "main");
    folder.write({ "old.txt": "nothing\n" }).commit();
    folder.git("checkout", "-q", "topic");
    expect(secretsOf(await scan(folder, "main"))).toEqual(["new.txt:1 gitlab-token d"]);
  });

  it("a merge of the base into the branch adds nothing of the base's", async () => {
    const folder = begun();
    folder.git("checkout", "-q", "-b", "topic");
    folder.write({ "new.txt": `d = "${OTHER}"\n` }).commit();
    folder.git("checkout", "-q", "main");
    folder.write({ "main.txt": `e = "${TOKEN}"\n` }).commit();
    folder.git("checkout", "-q", "topic");
    folder.git("merge", "-q", "--no-edit", "main");
    expect(secretsOf(await scan(folder, "main"))).toEqual(["new.txt:1 gitlab-token d"]);
  });

  it("a rename that is only staged is one too", async () => {
    const folder = begun();
    folder.git("mv", "moved.txt", "elsewhere.txt");
    expect(secretsOf(await scan(folder, "HEAD"))).toEqual([]);
  });

  it("in a shallow clone without the base says what to do; with its tip alone it compares with that, and says so", async () => {
    const folder = begun();
    folder.git("checkout", "-q", "-b", "topic");
    folder.write({ "new.txt": `d = "${OTHER}"\n` }).commit();
    const clone = new Folder();
    clone.git("clone", "-q", "--depth", "1", "--branch", "topic", `file://${folder.path}`, "c");
    const shallow = { path: join(clone.path, "c") } as Folder;
    await expect(scan(shallow, "origin/main")).rejects.toThrow(
      /--since origin\/main: no such commit here.*fetch-depth: 0/,
    );
    clone.git("-C", "c", "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main");
    const noted = noting();
    expect(secretsOf(await scan(shallow, "origin/main", noted))).toEqual(["new.txt:1 gitlab-token d"]);
    expect(noted.lines.join()).toContain("no commit in common with HEAD; compared with origin/main");
    expect(noted.lines.join()).toMatch(/This checkout is shallow.*fetch-depth: 0/);
  });

  it("binary files and submodules are left out, also where they changed", async () => {
    const inner = new Folder({ "secret.txt": TOKEN }).committed();
    const folder = begun();
    folder.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.path, "sub");
    folder.write({ "blob.bin": Buffer.concat([Buffer.from([0]), Buffer.from(OTHER)]) }).commit();
    expect(secretsOf(await scan(folder, "HEAD~1"))).toEqual([]);
    expect(secretsOf(await scan(folder)).filter((one) => /^(?:sub|blob)/.test(one))).toEqual([]);
  });

  it("works in a second worktree", async () => {
    const folder = begun();
    const other = new Folder();
    folder.git("worktree", "add", "-q", "-b", "topic", join(other.path, "w"));
    const tree = new Folder();
    rmSync(tree.path, { recursive: true });
    Object.assign(tree, { path: join(other.path, "w") });
    tree.write({ "new.txt": `d = "${OTHER}"\n` });
    expect(secretsOf(await scan(tree, "main"))).toEqual(["new.txt:1 gitlab-token d"]);
  });

  it.each(["no-such-branch", "--upload-pack=touch x", "HEAD^{tree}"])(
    "an unknown revision says what to do: %s",
    async (since) => {
      await expect(scan(begun(), since)).rejects.toThrow(/--since .*: no such commit here\. Fetch it first/);
    },
  );

  it("needs git", async () => {
    await expect(scan(new Folder({ a: "b" }), "HEAD")).rejects.toThrow(/--since HEAD: needs git/);
  });
});

describe("a file that was renamed", () => {
  const MANY = "line\n".repeat(30);
  const idsOf = (found: Awaited<ReturnType<typeof scan>>) =>
    found
      .ofType("repo.file-secret")
      .map(({ id, properties }) => [id, ...((properties["former_ids"] as string[] | undefined) ?? [])]);
  const at = (path: string) => `repo:acme/site/secret/${path}#github-personal-access-token/k`;

  it("keeps the ids that its secrets had, over several renames and an edit", async () => {
    const folder = new Folder({ "a.txt": `${MANY}k = "${TOKEN}"\n` }).committed();
    folder.git("mv", "a.txt", "b.txt");
    folder.commit();
    folder.write({ "b.txt": `${MANY}more\nk = "${TOKEN}"\n` }).commit();
    folder.git("mv", "b.txt", "c.txt");
    folder.commit();
    expect(idsOf(await scan(folder))).toEqual([[at("c.txt"), at("b.txt"), at("a.txt")]]);
    folder.git("mv", "c.txt", "d.txt");
    expect(idsOf(await scan(folder))).toEqual([[at("d.txt"), at("c.txt"), at("b.txt"), at("a.txt")]]);
  });

  it("one that was written anew, beside the old one or in its place, has none", async () => {
    const folder = new Folder({ "a.txt": `${MANY}k = "${TOKEN}"\n` }).committed();
    folder.write({ "b.txt": `k = "${TOKEN}"\n` }).commit();
    expect(idsOf(await scan(folder))).toEqual([[at("a.txt")], [at("b.txt")]]);
  });

  it("a folder without git, and one without commits, have none", async () => {
    expect(idsOf(await scan(new Folder({ "a.txt": `k = "${TOKEN}"\n` }))).map((ids) => ids.length)).toEqual([1]);
    const fresh = new Folder({ "a.txt": `k = "${TOKEN}"\n` });
    fresh.git("init", "-q");
    expect(idsOf(await scan(fresh)).map((ids) => ids.length)).toEqual([1]);
  });
});

describe("a hostile checkout", () => {
  it("runs no program that its configuration or attributes name", async () => {
    const folder = new Folder({ ".gitattributes": "* diff=evil filter=evil\n", "a.txt": "a\n" }).committed();
    const proof = join(folder.path, "..", `${folder.path.split("/").at(-1)}-ran`);
    const program = join(folder.path, ".git", "evil.sh");
    folder.write({ ".git/evil.sh": `#!/bin/sh\ntouch '${proof}'\ncat\n` });
    chmodSync(program, 0o755);
    for (const key of [
      "core.fsmonitor",
      "core.pager",
      "core.sshCommand",
      "core.askPass",
      "diff.external",
      "diff.evil.textconv",
      "diff.evil.command",
      "filter.evil.clean",
      "filter.evil.smudge",
      "filter.evil.process",
      "core.alternateRefsCommand",
      "gpg.program",
      "credential.helper",
      "core.editor",
    ]) {
      folder.git("config", key, program);
    }
    folder.git("config", "core.hooksPath", join(folder.path, ".git"));
    folder.write({ "a.txt": `a = "${TOKEN}"\n` });
    expect(secretsOf(await scan(folder, "HEAD"))).toEqual(["a.txt:1 github-personal-access-token a"]);
    expect(existsSync(proof)).toBe(false);
    // Plain git does run them: the proof is one.
    folder.git("diff");
    expect(existsSync(proof)).toBe(true);
    rmSync(proof);
  });

  it("a bare repository, or the inside of .git, has no files: an error that says what to name", async () => {
    const folder = new Folder({ a: "b" }).committed();
    const bare = new Folder();
    bare.git("clone", "-q", "--bare", folder.path, "x.git");
    for (const path of [join(bare.path, "x.git"), join(folder.path, ".git")]) {
      await expect(scan({ path } as Folder)).rejects.toThrow(
        /without files \(bare, or the inside of \.git\); name a checkout/,
      );
    }
  });

  it("that is no folder is an error that says so", async () => {
    await expect(scan({ path: "/no/such/place" } as Folder)).rejects.toThrow("repo:/no/such/place: no such folder");
  });
});
