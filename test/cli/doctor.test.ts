// nhi doctor: who answers, what is missing, what that costs in rules. Against a loopback server, bundles and databases.
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ESTATE } from "../collect/aws/estate.js";
import { type Running, serve, type Table } from "../collect/aws/server.js";
import { acmeDatabase } from "./acme-database.js";
import { ACME, freshFolder, nhi, type Outcome } from "./nhi.js";
import { wholeAcme } from "./whole-acme.js";

const DENIED = join(ACME, "../scenes/denied-credential-report");
const SIGNED_IN = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLEAUDITOR00",
  AWS_SECRET_ACCESS_KEY: "marker-own-secret",
  AWS_REGION: "us-east-1",
};

let server: Running | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function environment(table: Table = {}): Promise<NodeJS.ProcessEnv> {
  server = await serve({ ...ESTATE, ...table });
  return { ...SIGNED_IN, AWS_ENDPOINT_URL: server.url };
}

interface Diagnosis {
  readonly sources: readonly { source: string; answers: boolean; message: string; scope?: string }[];
  readonly scopes: readonly { scope: string; dataSets: number; complete: number }[];
  readonly missing: readonly {
    scope: string;
    permission?: string;
    rules: string[];
    dataSets: string[];
    accepted?: string;
  }[];
}
const diagnosis = ({ stdout }: Outcome): Diagnosis => JSON.parse(stdout);

/** Rules that a scan of the bundle does not evaluate for a whole scope or for rows. */
async function notEvaluated(bundle: string): Promise<string[]> {
  const { stdout } = await nhi(["scan", "--bundle", bundle, "--format", "json", "--fail-on", "none"]);
  const rows: { rule: string }[] = JSON.parse(stdout).notEvaluated;
  return [...new Set(rows.map(({ rule }) => rule))].sort();
}

describe("no source", () => {
  it("says so, and what to do", async () => {
    const { code, stdout, stderr } = await nhi(["doctor"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^no source: none named, none in nhi\.yaml, none found on this machine\n\nnext {2}aws configure/,
    );
  });

  it("names the profiles that are there", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "config"), "[profile a]\nsso_session=corp\n[profile b]\nsso_session=corp\n");
    const { stdout } = await nhi(["doctor"], folder, { AWS_CONFIG_FILE: join(folder, "config") });
    expect(stdout).toMatch(/profiles that are there\n {2}aws:a\n {2}aws:b\nnext {2}nhi doctor aws:a\n/);
  });

  it("of a kind that there is not is a usage error, before anything is asked", async () => {
    const { code, stdout, stderr } = await nhi(["doctor", "aws", "awss"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/unknown source "awss", did you mean "aws"\?/);
  });
});

describe("a source", () => {
  it("that answers says who we are, asks nothing else, and says how to learn more", async () => {
    const env = await environment();
    const outcome = await nhi(["doctor", "aws"], freshFolder(), env);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^ok {5}aws {2}arn:aws:iam::111122223333:user\/auditor \(account 111122223333\)$/m);
    expect(outcome.stdout).toMatch(/not read yet.*: aws\nnext {2}nhi scan aws\n {6}nhi doctor --read aws /);
    expect(server?.calls.map(({ action }) => action)).toEqual(["GetCallerIdentity"]);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/marker-/);
  });

  it("that nobody listens at fails, with the cause and exit 3", async () => {
    const env = { ...SIGNED_IN, AWS_ENDPOINT_URL: `http://127.0.0.1:${await freePort()}`, AWS_MAX_ATTEMPTS: "1" };
    const outcome = await nhi(["doctor", "aws"], freshFolder(), env);
    expect(outcome.stdout).toMatch(/^FAILS {2}aws {2}.*ECONNREFUSED/m);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).not.toMatch(/\n\s+at |internal error/);
  });

  it("that fails does not stop the others from being asked", async () => {
    const folder = freshFolder();
    const none = { AWS_CONFIG_FILE: join(folder, "none"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
    const env = { ...(await environment()), ...none };
    const outcome = await nhi(["doctor", "aws:gone", "aws", "--format", "json"], folder, env);
    expect(diagnosis(outcome).sources.map(({ source, answers }) => [source, answers])).toEqual([
      ["aws:gone", false],
      ["aws", true],
    ]);
    expect(outcome.code).toBe(3);
  });
});

describe("what a missing permission costs", () => {
  it("is exactly what a scan could not evaluate, for every bundle with gaps", async () => {
    for (const scene of ["denied-credential-report", "organization-denied", "plain-dump/account.json"]) {
      const bundle = join(ACME, "../scenes", scene);
      const outcome = await nhi(["doctor", "--bundle", bundle, "--format", "json"]);
      const priced = diagnosis(outcome).missing.flatMap(({ rules }) => rules);
      expect([...new Set(priced)].sort(), scene).toEqual(await notEvaluated(bundle));
      expect(outcome.code, scene).toBe(0);
    }
  });

  it("is one line for one permission, whatever it opens", async () => {
    const outcome = await nhi(["doctor", "--bundle", DENIED, "--format", "json"]);
    const of = diagnosis(outcome).missing.filter(({ permission }) => permission === "iam:GetCredentialReport");
    expect(of).toHaveLength(1);
    // Age, use and number of keys are told by the list of keys; users and their passwords only by the report.
    expect(of[0]?.rules).toEqual(["AWS-023", "AWS-026"]);
    expect(of[0]?.dataSets).toContain("aws/iam:credential-report");
    const { stdout } = await nhi(["doctor", "--bundle", DENIED]);
    expect(stdout).toMatch(/^ {2}grant iam:GetCredentialReport\n {6}costs 2 rules: AWS-023, AWS-026\n/m);
    // In a pipe a line goes on for as long as there is something to say.
    const why = "aws/iam:service-last-accessed was not read: nhi scan --every-user reads it, with calls for each";
    expect(stdout).toContain(`\n      ${why}\n`);
  });

  it("is nothing where all was read", async () => {
    const outcome = await nhi(["doctor", "--bundle", wholeAcme(), "--format", "json"]);
    expect(diagnosis(outcome).missing).toEqual([]);
    for (const { dataSets, complete } of diagnosis(outcome).scopes) expect(complete).toBe(dataSets);
    const said = await nhi(["doctor", "--db", await acmeDatabase()]);
    expect(said.stdout).toMatch(/aws:111122223333 .*\n {2}every rule could be judged/);
  });

  it("accepted in nhi.yaml is marked, and last", async () => {
    const folder = freshFolder();
    const gap = `accepted_gaps: [{scope: "aws:*", data_set: "aws/iam:*", reason: read elsewhere, owner: audit@acme.example}]\n`;
    writeFileSync(join(folder, "nhi.yaml"), gap);
    const outcome = await nhi(["doctor", "--bundle", DENIED, "--format", "json"], folder);
    expect(diagnosis(outcome).missing.map(({ accepted }) => accepted)).toContainEqual(
      expect.stringMatching(/read elsewhere/),
    );
    expect((await nhi(["doctor", "--bundle", DENIED], folder)).stdout).toMatch(/accepted: read elsewhere/);
  });

  it("is known of the last scan, and the database stays as it was", async () => {
    const folder = freshFolder();
    cpSync(ACME, join(folder, "answers"), { recursive: true });
    const iam = join(folder, "answers/aws/111122223333/iam");
    rmSync(join(iam, "credential-report.csv"));
    const error = { status: 403, code: "AccessDenied", message: "not authorized" };
    writeFileSync(join(iam, "get-credential-report.error.json"), JSON.stringify(error));
    await nhi(["scan", "--bundle", "answers", "--db", "nhi.db", "--fail-on", "none"], folder);
    const dump = () => nhi(["query", "select * from run", "--db", "nhi.db", "--format", "json"], folder);
    const before = await dump();
    const { stdout, code } = await nhi(["doctor", "--db", "nhi.db"], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /aws:111122223333 \(acme-prod\) {2}read 2026-11-01 · \d+ d · \d+ of \d+ data sets complete\n {2}grant iam:GetCredentialReport\n {6}costs \d rules: AWS-002, AWS-003/,
    );
    expect((await dump()).stdout).toBe(before.stdout);
  });
});

describe("--read", () => {
  const refused: Table = {
    GenerateCredentialReport: () => ({ refuse: "AccessDenied", status: 403, message: "not you" }),
    GetCredentialReport: () => ({ refuse: "AccessDenied", status: 403, message: "not you" }),
  };

  it("reads the source into memory and prices what is refused, before there ever was a scan", async () => {
    const folder = freshFolder();
    const args = ["doctor", "aws", "--read", "--no-services", "--format", "json"];
    const outcome = await nhi(args, folder, await environment(refused));
    expect(outcome.code, outcome.stderr).toBe(0);
    const denied = diagnosis(outcome).missing.find(({ permission }) => permission?.includes("CredentialReport"));
    expect(denied?.scope).toBe("aws:111122223333");
    expect(denied?.rules).toEqual(expect.arrayContaining(["AWS-023", "AWS-026"]));
    // Nothing of the account is kept.
    expect((await nhi(["check"], folder)).stderr).toMatch(/no such database/);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/marker-/);
  });

  it("with the permission it costs nothing", async () => {
    const args = ["doctor", "aws", "--read", "--no-services", "--format", "json"];
    const outcome = await nhi(args, freshFolder(), await environment());
    const rules = diagnosis(outcome).missing.filter(({ permission }) => permission?.includes("CredentialReport"));
    expect(rules).toEqual([]);
  });
});

/** A port at which nobody listens. */
function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 1));
    });
  });
}
