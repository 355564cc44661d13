// Whose token it is and what it lacks, before anything is read.
import { expect, test } from "vitest";
import { whoAmI } from "../../../src/collect/index.js";
import type { SourceIdentity } from "../../../src/collect/provider.js";
import { FILES, group } from "./group.js";
import { serve, withToken } from "./support.js";

interface Holder {
  readonly user?: object;
  readonly token?: object;
  readonly level?: number;
}

async function ask({ user, token, level }: Holder): Promise<SourceIdentity & { readonly host: string }> {
  const answers = { ...group() };
  delete answers["user"];
  if (user !== undefined) answers["user"] = { id: 7, ...user };
  if (token !== undefined) answers["personal_access_tokens/self"] = { user_id: 7, expires_at: null, ...token };
  if (level !== undefined) answers["groups/acme/members/all/7"] = { id: 7, access_level: level };
  const server = await serve(answers, FILES);
  const found = await withToken("t", () => whoAmI("gitlab:acme", { gitlabUrl: server.url }));
  return { ...found, host: server.host };
}

const whats = ({ lacks = [] }: SourceIdentity): readonly string[] => lacks.map(({ what }) => what);

test.each<[string, Holder, string, readonly string[]]>([
  [
    "a group access token of an owner reads all but what administrators see",
    { user: { username: "group_9_bot_1f" }, token: { scopes: ["read_api"], expires_at: "2027-01-01" }, level: 50 },
    "group access token of group_9_bot_1f (Owner), scopes read_api, ends 2027-01-01",
    ["administrator"],
  ],
  [
    "a personal token of a developer",
    { user: { username: "ben" }, token: { scopes: ["api"] }, level: 30 },
    "personal access token of ben (Developer), scopes api, never ends",
    ["role Owner", "role Maintainer", "administrator"],
  ],
  [
    "a scope that reads no API",
    { user: { username: "ben" }, token: { scopes: ["read_repository"] }, level: 50 },
    "personal access token of ben (Owner), scopes read_repository, never ends",
    ["scope read_api", "administrator"],
  ],
  [
    "an administrator lacks nothing",
    { user: { username: "root", is_admin: true }, token: { scopes: ["read_api"] } },
    "personal access token of root (administrator), scopes read_api, never ends",
    [],
  ],
  [
    "a project's token is no member of the group: its role there is not told",
    { user: { username: "project_101_bot" }, token: { scopes: ["read_api"] } },
    "project access token of project_101_bot, scopes read_api, never ends",
    [],
  ],
  [
    "a service account",
    { user: { username: "service_account_x" }, level: 40 },
    "token of the service account service_account_x (Maintainer)",
    ["role Owner", "administrator"],
  ],
  ["nothing is told", {}, "token", []],
])("%s", async (_, holder, words, lacks) => {
  const found = await ask(holder);
  expect(found.message).toBe(`NHI_GITLAB_TOKEN at ${found.host}: group acme, as ${words}`);
  expect(whats(found)).toEqual(lacks);
});

test("what is lacking is named by data set", async () => {
  const found = await ask({ user: { username: "ben" }, token: { scopes: ["read_api"] }, level: 40 });
  const owner = found.lacks?.find(({ what }) => what === "role Owner")?.dataSets ?? [];
  expect(owner).toContain("gitlab/group:variables");
  expect(owner).not.toContain("gitlab/project:variables");
});

test("the token of a job is refused with the reason, and not sent anywhere", async () => {
  const server = await serve(group(), FILES);
  for (const token of ["glcbt-64_EXAMPLEexample", "plain-job-token"]) {
    process.env["CI_JOB_TOKEN"] = "plain-job-token";
    try {
      const asked = withToken(token, () => whoAmI("gitlab:acme", { gitlabUrl: server.url }));
      await expect(asked).rejects.toThrow(/holds the token of a job \(CI_JOB_TOKEN\)/);
    } finally {
      delete process.env["CI_JOB_TOKEN"];
    }
  }
  expect(server.asked).toEqual([]);
});
