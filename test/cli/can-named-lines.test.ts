// nhi can --requests: a line may name a user or role as people do; the lines may be piped in.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builtNhi } from "./built.js";
import { nhi } from "./kept-nhi.js";
import { environmentOf, freshFolder } from "./nhi.js";

it("a line names a user by its name; a name that nobody has stays unanswered", async () => {
  const folder = freshFolder();
  const [details, requests] = [join(folder, "details.json"), join(folder, "requests.jsonl")];
  const allows = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const user = {
    Path: "/",
    UserName: "ci",
    UserId: "AIDACIXXXXXXXXXXXXXXX",
    Arn: "arn:aws:iam::111122223333:user/ci",
    CreateDate: "2025-01-01T00:00:00+00:00",
    UserPolicyList: [{ PolicyName: "p", PolicyDocument: { Version: "2012-10-17", Statement: [allows] } }],
    GroupList: [],
    AttachedManagedPolicies: [],
  };
  writeFileSync(
    details,
    JSON.stringify({ UserDetailList: [user], GroupDetailList: [], RoleDetailList: [], Policies: [] }),
  );
  const lines = ["ci", "user/ci", user.Arn, "nobody"].map((principal) =>
    JSON.stringify({ principal, action: "s3:GetObject", resource: "arn:aws:s3:::data/x" }),
  );
  writeFileSync(requests, lines.join("\n"));
  const { code, stdout } = await nhi(["can", "--requests", requests, "--format", "jsonl", "--bundle", details]);
  const verdicts = stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { verdict: string }).verdict);
  expect([code, verdicts]).toEqual([0, ["allowed", "allowed", "allowed", "unknown"]]);

  const piped = (input: Buffer | string) =>
    spawnSync(process.execPath, [builtNhi(), "can", "--requests", "-", "--format", "jsonl", "--bundle", details], {
      input,
      env: environmentOf(folder, {}),
      encoding: "utf8",
    });
  expect(piped(readFileSync(requests))).toMatchObject({ status: 0, stdout, stderr: "" });
  const none = piped("");
  expect([none.status, none.stdout]).toEqual([0, ""]);
  expect(none.stderr).toContain("standard input holds no request");
});
