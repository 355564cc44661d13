// nhi scan --dry-run: the calls that would be made, and none is.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, describe, expect, it } from "vitest";
import { ESTATE } from "../collect/aws/estate.js";
import { type Running, serve } from "../collect/aws/server.js";
import { ACME, freshFolder, nhi } from "./nhi.js";

let server: Running | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Planned {
  readonly scope: string;
  readonly call: string;
  readonly count: string;
}

async function planned(...args: string[]): Promise<Planned[]> {
  const outcome = await nhi(["scan", "--dry-run", "--format", "json", ...args]);
  expect(outcome.code, outcome.stderr).toBe(0);
  return JSON.parse(outcome.stdout);
}
const calls = (rows: readonly Planned[]) => rows.map(({ call }) => call);

describe("a live source", () => {
  it("is not called, and nothing is written: no database, no recording", async () => {
    server = await serve(ESTATE);
    const env = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLEAUDITOR00", AWS_SECRET_ACCESS_KEY: "x", AWS_ENDPOINT_URL: server.url };
    const folder = freshFolder();
    const outcome = await nhi(["scan", "aws", "--dry-run", "--record", "answers", "--db", "nhi.db"], folder, env);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^SCOPE +CALL +TIMES +DATA SET\naws +/);
    expect(outcome.stderr).toMatch(/^nhi: \d+ kinds of calls planned, all read-only; none was made$/m);
    expect(server.calls).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, string, NodeJS.ProcessEnv, RegExp]>([
    ["github:octo", "--github-url=http://code.example", {}, /^nhi: .*http:\/\/code\.example/m],
    ["github:octo", "--github-url=https://code.example", {}, /calls planned/],
    ["gitlab:acme", "--gitlab-url=http://code.example", {}, /^nhi: .*http:\/\/code\.example/m],
    ["aws", "--no-services", { AWS_ENDPOINT_URL: "http://aws.example" }, /^nhi: .*http:\/\/aws\.example/m],
    ["aws", "--no-services", { AWS_ENDPOINT_URL: "https://aws.example" }, /calls planned/],
  ])("%s %s: a wrong address is said as in a scan", async (source, option, env, says) => {
    const { code, stderr } = await nhi(["scan", source, option, "--dry-run"], freshFolder(), env);
    expect([code, stderr]).toEqual([/planned/.test(says.source) ? 0 : 2, expect.stringMatching(says)]);
  });

  it("plans what nhi permissions asks for, whatever of it is asked for", async () => {
    for (const more of [[], ["--no-services"]]) {
      const { stdout } = await nhi(["permissions", "aws", ...more]);
      const Action = JSON.parse(stdout).Statement.flatMap((one: { Action: string | string[] }) => one.Action);
      const plan = await planned("aws", "--every-user", ...more);
      // Calls whose permissions have another name.
      const named = calls(plan).map((call) =>
        call
          .replace("s3:ListBuckets", "s3:ListAllMyBuckets")
          .replace("s3control:", "s3:")
          .replace(/^apigateway(v2)?:.*/, "apigateway:GET"),
      );
      expect(new Set(named)).toEqual(new Set(Action));
    }
  });

  it("leaves out what was not asked for", async () => {
    const all = calls(await planned("aws", "--every-user"));
    const usual = calls(await planned("aws"));
    const onRequest = all.filter((call) => !usual.includes(call)).sort();
    expect(onRequest).toEqual([
      "iam:GenerateServiceLastAccessedDetails",
      "iam:GetServiceLastAccessedDetails",
      "iam:ListSSHPublicKeys",
    ]);
    const identities = calls(await planned("aws", "--no-services"));
    expect(new Set(identities.map((call) => call.split(":")[0]))).toEqual(new Set(["iam", "sts", "organizations"]));
    expect(usual).not.toContain("sts:AssumeRole");
    expect(calls(await planned("aws:audit", "--organization"))).toContain("sts:AssumeRole");
  });

  it("names each source that it would read", async () => {
    const scopes = new Set((await planned("aws:audit", "aws:prod")).map(({ scope }) => scope));
    expect(scopes).toEqual(new Set(["aws:audit", "aws:prod"]));
  });
});

it("a bundle is planned by what it holds", async () => {
  const rows = await planned("--bundle", ACME);
  expect(rows).toContainEqual({
    scope: "aws:444455556666",
    call: "read aws/iam:credential-report",
    count: expect.anything(),
  });
  const accounts = new Set(rows.map(({ scope }) => scope).filter((scope) => scope.startsWith("aws:")));
  expect(accounts.size).toBe(3);
});

describe("formats", () => {
  it("CSV has the same rows as JSON", async () => {
    const { stdout } = await nhi(["collect", "aws", "--dry-run", "--record", "answers"]);
    expect(stdout).toMatch(/sts:GetCallerIdentity/);
    const csv = await nhi(["scan", "aws", "--dry-run", "--format", "csv"]);
    expect(parse(csv.stdout, { columns: true, bom: true })).toEqual(await planned("aws"));
  });

  it.each<[args: string[], says: RegExp]>([
    [["--format", "sarif"], /--dry-run prints pretty, json, csv, not sarif/],
    [["--output", "nhi.sarif"], /--dry-run prints pretty, json, csv, not sarif/],
  ])("%j is refused: there is no report to write", async (args, says) => {
    const folder = freshFolder();
    const { code, stdout, stderr } = await nhi(["scan", "aws", "--dry-run", ...args], folder);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
    expect(existsSync(join(folder, "nhi.sarif"))).toBe(false);
  });
});
