// nhi paths --from github:<owner>/<repo> where only a checkout tells of the repository, and what is said of a name that fits nothing.
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { byService, github, writeRecording } from "../drift/account.js";
import { commit, git, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const folder = freshFolder();
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const KEY = ["AKIA", "Q3ZK7VPL2MNX4TRB"].join("");
const SECRET = ["q7Lw2Zr9XvB4nT1kYc8P", "dHf5JgM3sRe6UaVw0tQx"].join("");

/** A checkout that holds a working key of an administrator, with that remote. */
function checkout(name: string, remote: string | undefined): string {
  const own = join(folder, name);
  write(own, { "deploy.env": `AWS_ACCESS_KEY_ID=${KEY}\nAWS_SECRET_ACCESS_KEY=${SECRET}\n` });
  git(own, "init", "-q");
  if (remote !== undefined) git(own, "remote", "add", "origin", remote);
  commit(own);
  return own;
}

async function database(name: string, remote: string | undefined): Promise<string> {
  const db = join(folder, `${name}.db`);
  const scan = (...args: string[]) => nhi(["scan", ...args, "--db", db, "--fail-on", "none", "--quiet"], folder);
  const read = [await scan("--bundle", join(folder, "recording")), await scan(`repo:${checkout(name, remote)}`)];
  expect(
    read.map(({ code }) => code),
    read.map(({ stderr }) => stderr).join(""),
  ).toEqual([0, 0]);
  return db;
}

const paths = (from: string, db: string) => nhi(["paths", "--from", from, "--to", "admin", "--db", db], folder);

beforeAll(() => {
  const account = {
    users: { ci: { keys: { [KEY]: true }, policies: { own: ADMIN } } },
    roles: {
      other: { trust: [byService("ec2")] },
      web: { trust: [github("repo:acme/other:*")] },
      deploy: { trust: [github("repo:acme/pinned:ref:refs/heads/main")], policies: { own: ADMIN } },
    },
  };
  writeRecording(join(folder, "recording"), account, "2026-11-01T00:00:00Z");
});

describe("a checkout of acme/site with a key of an administrator in it", () => {
  let db: string;
  beforeAll(async () => {
    db = await database("site", "git@github.com:acme/site.git");
  });

  it("is where github:acme/site starts, whatever the case", async () => {
    const found = await paths("github:acme/site", db);
    expect(found.code, found.stderr).toBe(0);
    expect(found.stdout).toContain("github:acme/site");
    expect(found.stdout).toContain("user ci  controls account 111122223333");
    expect((await paths("github:ACME/site", db)).code).toBe(0);
  });

  it("is no branch of it: only jobs run there, and it has none", async () => {
    expect((await paths("github:acme/site@main", db)).code).not.toBe(0);
  });

  it("is not gitlab:acme/site, and no other repository", async () => {
    expect((await paths("gitlab:acme/site", db)).code).not.toBe(0);
    const near = await paths("github:acme/sites", db);
    expect(near.code).not.toBe(0);
    expect(near.stderr).toContain('github:acme/sites was not read, did you mean "github:acme/site"?');
    const far = await paths("github:somebody/else", db);
    expect(far.stderr).toContain("github:somebody/else was not read; there are github:acme/site");
    expect((await paths("gitlab:some/project", db)).stderr).toContain(
      "gitlab:some/project was not read, and neither was any other repository",
    );
  });
});

it("a checkout of GitLab is where gitlab:<group>/<project> starts, and not github:", async () => {
  const db = await database("shop", "https://gitlab.com/acme/shop.git");
  expect((await paths("gitlab:acme/shop", db)).code).toBe(0);
  expect((await paths("github:acme/shop", db)).code).not.toBe(0);
});

it("a folder without a remote is no repository of anybody", async () => {
  const db = await database("site-copy", undefined);
  expect((await paths("github:acme/site-copy", db)).code).not.toBe(0);
});

it("of a repository that a trust alone names, the branch that the trust asks for gets in, and no other", async () => {
  const db = await database("plain", undefined);
  const code = async (from: string) => (await paths(from, db)).code;
  expect(await code("github:acme/pinned@main")).toBe(0);
  expect(await code("github:acme/pinned")).toBe(0);
  expect(await code("github:acme/pinned@dev")).not.toBe(0);
  expect(await code("github:acme/pinned@pull-request")).not.toBe(0);
}, 30_000);
