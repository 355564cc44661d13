// nhi paths from repositories that nobody crawled: what trusts say of them, and of those of an organisation that was crawled.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { reachedPairs } from "../truth/reached-pairs.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const GITHUB = { issuer: "token.actions.githubusercontent.com", audience: "sts.amazonaws.com" };
const GITLAB = { issuer: "gitlab.com", audience: "https://gitlab.com" };

/** Roles without rights, and whose subjects each takes. */
const ROLES: readonly (readonly [name: string, issuer: typeof GITHUB, subject: string])[] = [
  ["hub-any", GITHUB, "repo:beta/*"],
  ["hub-some", GITHUB, "repo:gamma/site-*"],
  ["lab-any", GITLAB, "project_path:acme/*"],
  ["lab-some", GITLAB, "project_path:delta/site-*:ref_type:branch:ref:*"],
  ["lab-one", GITLAB, "project_path:zeta/web/site:*"],
  // named by one trust and covered by the pattern of another
  ["hub-named", GITHUB, "repo:beta/named:*"],
  ["lab-named", GITLAB, "project_path:acme/named:*"],
];

let bundle = "";

beforeAll(() => {
  bundle = freshFolder();
  const folder = join(bundle, `aws/${ACCOUNT}/iam`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(bundle, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-01-15T00:00:00Z" }));
  const details = { UserDetailList: [], GroupDetailList: [], Policies: [], RoleDetailList: ROLES.map(toRole) };
  writeFileSync(join(folder, "get-account-authorization-details.json"), JSON.stringify(details));
});

function toRole([RoleName, { issuer, audience }, subject]: (typeof ROLES)[number]): object {
  const document = (statement: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  return {
    Path: "/",
    RoleName,
    RoleId: `AROA${RoleName.toUpperCase().replace("-", "X").padEnd(17, "X")}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    CreateDate: "2025-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: document({
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: { [`${issuer}:sub`]: subject }, StringEquals: { [`${issuer}:aud`]: audience } },
    }),
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [],
  };
}

const CASES: readonly (readonly [from: string, roles: readonly string[]])[] = [
  ["github:beta/x", ["hub-any"]],
  ["github:BETA/x", ["hub-any"]],
  ["github:gamma/site-eu", ["hub-some"]],
  ["github:gamma/other", []],
  ["gitlab:acme/x", ["lab-any"]],
  ["gitlab:acme/below/x", ["lab-any"]],
  ["gitlab:gitlab.com/acme/x", ["lab-any"]],
  ["gitlab:git.example.org/acme/x", []],
  ["gitlab:delta/site-eu@main", ["lab-some"]],
  ["gitlab:delta/other", []],
  ["gitlab:zeta/web/site", ["lab-one"]],
  ["gitlab:zeta/web", []],
  ["gitlab:zeta/web/site/more", []],
  ["github:beta/named", ["hub-any", "hub-named"]],
  ["github:beta/named-not", ["hub-any"]],
  ["gitlab:acme/named", ["lab-any", "lab-named"]],
  ["gitlab:gitlab.com/acme/named", ["lab-any", "lab-named"]],
];

it("a repository that trusts alone name gets to the roles whose trusts name it", async () => {
  const pairs = CASES.flatMap(([from]) => ROLES.map(([name]) => ({ from, to: `role/${name}`, name })));
  const reached = await reachedPairs(bundle, pairs);
  const found = CASES.map(([from]) => [
    from,
    pairs.flatMap((pair, index) => (pair.from === from && reached[index] === true ? [pair.name] : [])),
  ]);
  expect(found).toEqual(CASES);
});

describe("a repository that was not read, of an organisation that was", () => {
  const acme = fileURLToPath(new URL("../../fixtures/acme", import.meta.url));
  const paths = async (...args: string[]) =>
    await nhi(["paths", ...args, "--bundle", acme, "--now", "2026-01-15T00:00:00Z"]);

  it("is any repository of it, and not the organisation", async () => {
    const { code, stdout, stderr } = await paths("--from", "GitHub:acme/sites", "--to", "role/site-deploy");
    expect(code).toBe(0);
    expect(stdout).toContain("1  any repository of acme\n");
    expect(stderr).toContain('nhi: github:acme/sites was not read, did you mean "github:acme/site"?');
    for (const from of ["github:acme/sites", "github:acme/sites@main"])
      expect((await paths("--from", from, "--to", "github:acme")).code).toBe(1);
  });

  it("is no installation of an App, which was read", async () => {
    const { code, stderr } = await paths("--from", "github:installation/41000004", "--to", "role/site-deploy");
    expect(code).not.toBe(0);
    expect(stderr).toContain("no path from github:installation/41000004");
    expect(stderr).not.toContain("was not read");
  });

  it("is none of those that a trust names", async () => {
    const inOneHop = async (from: string, role: string) =>
      (await paths("--from", from, "--to", role, "--max-hops", "1")).code;
    expect(await inOneHop("github:acme/apis", "role/site-deploy")).toBe(0);
    expect(await inOneHop("github:acme/apis", "role/api-deploy")).not.toBe(0);
  });
});
