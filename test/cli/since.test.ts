// `--since` where git cannot say what changed, or only in part: what is wrong, what to do, and the exit code.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { begin, commit, git, placesOf, TOKEN, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const NEW = { "new.txt": `new = "${TOKEN}"\n` };
const SINCE = ["scan", "repo:.", "--db", ":memory:", "--since", "origin/main", "--format", "sarif"];

/** Main with a secret that everybody knows of; the topic adds nothing yet. */
function repository(): string {
  const folder = freshFolder();
  write(folder, { "old.txt": `${"line\n".repeat(30)}old = "${TOKEN.replace("Zk3v", "v3kZ")}"\n` });
  begin(folder);
  git(folder, "update-ref", "refs/remotes/origin/main", "HEAD");
  git(folder, "checkout", "-q", "-b", "topic");
  return folder;
}

describe("--since", () => {
  it("an unknown revision: exit 2, and where to get it", async () => {
    const { code, stdout, stderr } = await nhi([...SINCE, "--since", "origin/gone"], repository());
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--since origin/gone: no such commit here. Fetch it first (git fetch origin)");
  });

  it("no git repository: exit 2, and what to do instead", async () => {
    const folder = freshFolder();
    write(folder, NEW);
    const { code, stdout, stderr } = await nhi(SINCE, folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/--since origin\/main: needs git: .*not a git repository.*leave --since out/);
    expect(
      placesOf(
        (
          await nhi(
            SINCE.filter((word) => !/since|origin/.test(word)),
            folder,
          )
        ).stdout,
      ),
    ).toEqual(["X-010 new.txt:1:8"]);
  });

  it("a detached head, as CI checks out: the change fails it, its twin does not", async () => {
    const folder = repository();
    git(folder, "checkout", "-q", "--detach");
    write(folder, { "new.txt": "nothing\n" });
    commit(folder);
    const clean = await nhi(SINCE, folder);
    expect([clean.code, placesOf(clean.stdout)], clean.stderr).toEqual([0, []]);
    write(folder, NEW);
    commit(folder);
    const added = await nhi(SINCE, folder);
    expect([added.code, placesOf(added.stdout)]).toEqual([1, ["X-010 new.txt:1:8"]]);
  });

  it("a shallow clone: exit 2 without the base; with its tip alone it compares with that and says so", async () => {
    const origin = repository();
    write(origin, NEW);
    commit(origin);
    const folder = freshFolder();
    git(folder, "clone", "-q", "--depth", "1", "--branch", "topic", `file://${origin}`, "c");
    const clone = join(folder, "c");
    const lacking = await nhi(SINCE, folder, {}, { cwd: clone });
    expect([lacking.code, lacking.stdout]).toEqual([2, ""]);
    expect(lacking.stderr).toMatch(/no such commit here\. This checkout is shallow.*fetch-depth: 0/s);
    git(clone, "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main");
    const compared = await nhi(SINCE, folder, {}, { cwd: clone });
    expect([compared.code, placesOf(compared.stdout)]).toEqual([1, ["X-010 new.txt:1:8"]]);
    expect(compared.stderr).toMatch(/no commit in common with HEAD.*fetch-depth: 0/s);
  });
});
