// The built program against a server on loopback: credentials that do not work, refusals, Ctrl-C and going on.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ESTATE } from "../collect/aws/estate.js";
import { type Running, serve, type Table } from "../collect/aws/server.js";
import { freshFolder, nhi, type Outcome } from "./nhi.js";

let server: Running | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const SIGNED_IN = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLEAUDITOR00", AWS_SECRET_ACCESS_KEY: "marker-own-secret" };

/** Environment that points the SDK at a server that answers with the table. */
async function environment(table: Table = {}): Promise<NodeJS.ProcessEnv> {
  server = await serve({ ...ESTATE, ...table });
  return { ...SIGNED_IN, AWS_ENDPOINT_URL: server.url, AWS_REGION: "us-east-1" };
}

const refusing = (code: string, status = 403): Table => ({
  GetCallerIdentity: () => ({ refuse: code, status, message: "as the service puts it" }),
});

describe("credentials that do not work", () => {
  it.each<[what: string, table: Table, says: RegExp]>([
    ["wrong key", refusing("InvalidClientTokenId"), /aws: AWS does not know this access key in us-east-1/],
    ["wrong secret", refusing("SignatureDoesNotMatch"), /aws: the secret does not fit the access key/],
    ["expired", refusing("ExpiredToken", 400), /aws: the session has expired: sign in again/],
    ["a clock that is off", refusing("RequestExpired", 400), /aws: the clock of this machine is off/],
    ["not let in at all", refusing("AccessDenied"), /aws: refused \(.*use other credentials/],
    [
      "an answer that is not AWS's",
      { GetCallerIdentity: () => ({ html: "<html>proxy</html>", status: 403 }) },
      /aws: /,
    ],
  ])("%s", async (_, table, says) => {
    const outcome = await nhi(["scan", "aws", "--format", "json"], freshFolder(), await environment(table));
    expect(outcome.stderr).toMatch(says);
    expect(outcome.code).toBe(3);
    expectHarmless(outcome);
    // It is in the report as well: nothing of this source was seen.
    expect(JSON.parse(outcome.stdout).gaps).toEqual([
      { scope: "aws", dataSet: "everything", state: "failed", message: expect.stringMatching(says) },
    ]);
  });

  it("none at all", async () => {
    const folder = freshFolder();
    const nothing = { AWS_CONFIG_FILE: join(folder, "none"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
    const outcome = await nhi(["scan", "aws"], folder, nothing);
    expect(outcome.stderr).toMatch(/^nhi: aws: no credentials found: run aws configure or aws sso login/);
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toMatch(/everything\s+aws: no credentials/);
    expect(outcome.stdout).toMatch(/Nothing was read, so nothing is known/);
    expectHarmless(outcome);
  });

  it("a profile that is not there", async () => {
    const folder = freshFolder();
    const nothing = { AWS_CONFIG_FILE: join(folder, "none"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
    const outcome = await nhi(["scan", "aws:audit"], folder, nothing);
    expect(outcome.stderr).toMatch(/^nhi: aws profile audit: no credentials found.*aws configure --profile audit/);
    expect(outcome.code).toBe(3);
  });

  it("doctor says so, and exits 3", async () => {
    const outcome = await nhi(["doctor", "aws"], freshFolder(), await environment(refusing("ExpiredToken", 400)));
    expect(outcome.stdout).toMatch(/FAILS\s+aws\s+.*the session has expired/);
    expect(outcome.code).toBe(3);
    expectHarmless(outcome);
  });

  it("one source that fails does not stop the others", async () => {
    const env = await environment();
    const folder = freshFolder();
    writeFileSync(join(folder, "empty"), "");
    const outcome = await nhi(["scan", "aws:gone", "aws", "--format", "json", "--fail-on", "none"], folder, {
      ...env,
      AWS_CONFIG_FILE: join(folder, "empty"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "empty"),
    });
    expect(outcome.stderr).toMatch(/aws profile gone: no credentials found/);
    expect(outcome.code).toBe(3);
    const { scopes, summary } = JSON.parse(outcome.stdout);
    expect(scopes.map(({ id }: { id: string }) => id)).toContain("aws:111122223333");
    expect(summary.identities).toBeGreaterThan(0);
  });
});

describe("refusals in an account", () => {
  const denied: Table = {
    GenerateCredentialReport: () => ({ refuse: "AccessDenied", status: 403, message: "not you" }),
    GetCredentialReport: () => ({ refuse: "AccessDenied", status: 403, message: "not you" }),
  };

  it("are said with the permission and the rules, where the report goes to a file", async () => {
    const folder = freshFolder();
    const args = ["scan", "aws", "--output", "sarif=nhi.sarif", "--fail-on", "none"];
    const { stderr, stdout, code } = await nhi(args, folder, await environment(denied));
    expect(stderr).toMatch(
      /nhi: aws:111122223333: iam:\w+: AccessDenied: not you\n {5}\d+ rules? not evaluated: AWS-.*grant iam:/,
    );
    expect({ stdout, code }).toEqual({ stdout: "", code: 0 });
  });

  it("are 3 where nearly all was refused and one answer came: on stderr, in JSON and in SARIF; few are 0", async () => {
    const no = (action: string): Table => ({
      [action]: () => ({ refuse: "AccessDenied", status: 403, message: `may not ${action}` }),
    });
    const lost = [
      "GetAccountAuthorizationDetails",
      "ListAccessKeys",
      "GenerateCredentialReport",
      "GetCredentialReport",
    ];
    const table = Object.assign({}, ...lost.map(no)) as Table;
    const folder = freshFolder();
    const args = ["scan", "aws", "--fail-on", "none", "--output", "nhi.json", "--output", "nhi.sarif"];
    const outcome = await nhi(args, folder, await environment(table));
    expect(outcome.code, outcome.stderr).toBe(3);
    const said = /little was read of aws:111122223333: (\d+) of (\d+) rules could not be judged/.exec(outcome.stderr);
    const [blind, all] = [Number(said?.[1]), Number(said?.[2])];
    expect(blind).toBeGreaterThan(all / 2);
    const { scopes } = JSON.parse(readFileSync(join(folder, "nhi.json"), "utf8"));
    expect(scopes[0].coverage).toContainEqual({ dataSet: "aws/iam:account-summary", state: "complete" });
    expect(scopes[0].littleRead).toEqual({ judged: all - blind, blind });
    const [run] = JSON.parse(readFileSync(join(folder, "nhi.sarif"), "utf8")).runs;
    const notices = run.invocations[0].toolExecutionNotifications as { descriptor: { id: string } }[];
    expect(notices.find(({ descriptor }) => descriptor.id === "NHI-LITTLE-READ")).toMatchObject({
      level: "warning",
      properties: { scope: "aws:111122223333", blind },
    });
    expectHarmless(outcome);
    const collected = await nhi(["collect", "aws", "--db", "other.db"], folder, await environment(table));
    expect({ code: collected.code, stderr: collected.stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/little was read of aws:111122223333/),
    });
    const few = await nhi(["scan", "aws", "--fail-on", "none", "--db", "few.db"], folder, await environment(denied));
    expect(few.code, few.stderr).toBe(0);
    expect(few.stderr).not.toMatch(/little was read/);
  });

  it("are 3 under --strict, and 0 again once they are accepted by name", async () => {
    const folder = freshFolder();
    const args = ["scan", "aws", "--fail-on", "none", "--strict", "--format", "json"];
    const env = await environment(denied);
    expect((await nhi(args, folder, env)).code).toBe(3);
    const entries = [
      'data_set: "aws/iam:*"',
      'data_set: "aws/organizations:*"',
      ...[
        "AGT-008",
        "AGT-014",
        "AWS-021",
        "AWS-025",
        "AWS-027",
        "LOG-001",
        "VAULT-001",
        "VAULT-002",
        "VAULT-006",
        "X-007",
        "X-017",
        "X-021",
      ].map((id) => `rule: ${id}`), // The server here knows IAM only.
      "rule: AWS-007", // When a role was last used is missing in one row, not in a data set.
    ];
    const accept = (expires: string): void => {
      const gaps = entries.map(
        (what) =>
          `  - {scope: "aws:*", ${what}, reason: read elsewhere, owner: audit@acme.example, expires: ${expires}}\n`,
      );
      writeFileSync(join(folder, "nhi.yaml"), `accepted_gaps:\n${gaps.join("")}`);
    };
    accept("2099-12-31");
    const accepted = await nhi(args, folder, env);
    const { notEvaluated } = JSON.parse(accepted.stdout);
    expect(notEvaluated.filter((row: { accepted?: string }) => row.accepted === undefined)).toEqual([]);
    expect(accepted.code, accepted.stderr).toBe(0);
    expect(notEvaluated[0].accepted).toBe("read elsewhere · audit@acme.example · until 2099-12-31");
    accept("2020-12-31");
    const ended = await nhi(args, folder, env);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/accepted gap aws:\* aws\/iam:\* ended on 2020-12-31: it counts again/);
  });
});

describe("a signal", () => {
  it("stops, says what is kept, and the next run goes on with the same result", async () => {
    const folder = freshFolder();
    let interrupt = (): void => {};
    const waiting: Table = {
      // Still being made, and the crawl waits for it: that is when Ctrl-C comes.
      GetCredentialReport: () => {
        interrupt();
        return { refuse: "ReportInProgress", status: 404 };
      },
    };
    const env = await environment(waiting);
    const stopped = await nhi(["scan", "aws"], folder, env, {
      started: (child) => {
        interrupt = () => void child.kill("SIGINT");
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(
      /stopped\. What was read is kept in \S+nhi\.db; the same command goes on where it stopped/,
    );
    expect(stopped.stdout).toBe("");
    expectHarmless(stopped);
    expect(actions()).toContain("GetAccountSummary");
    expect(actions().filter((action) => action === "GetAccountAuthorizationDetails")).toHaveLength(2);
    await server?.close();
    const resumed = await nhi(["scan", "aws", "--format", "json"], folder, await environment());
    expect(resumed.stderr).toMatch(/aws:111122223333: going on with a crawl that was interrupted/);
    // What was complete is not read again; the users are needed once more, to ask for what belongs to each.
    expect(actions()).not.toContain("GetAccountSummary");
    expect(actions().filter((action) => action === "GetAccountAuthorizationDetails")).toHaveLength(1);
    expect(actions()).toContain("GetCredentialReport");
    await server?.close();
    const whole = await nhi(["scan", "aws", "--format", "json"], freshFolder(), await environment());
    expect(judgement(resumed)).toEqual(judgement(whole));
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s stops it in the same way: exit %i", async (signal, code) => {
    let end = (): void => {};
    const env = await environment({
      GetCredentialReport: () => {
        end();
        return { refuse: "ReportInProgress", status: 404 };
      },
    });
    const stopped = await nhi(["scan", "aws"], freshFolder(), env, {
      started: (child) => {
        end = () => void child.kill(signal);
      },
    });
    expect({ code: stopped.code, stdout: stopped.stdout }).toEqual({ code, stdout: "" });
    expect(stopped.stderr).toMatch(/stopped\. What was read is kept in/);
  });

  it("of a run that keeps nothing says so", async () => {
    let interrupt = (): void => {};
    const env = await environment({
      GetCredentialReport: () => {
        interrupt();
        return { refuse: "ReportInProgress", status: 404 };
      },
    });
    const stopped = await nhi(["scan", "aws", "--db", ":memory:"], freshFolder(), env, {
      started: (child) => {
        interrupt = () => void child.kill("SIGINT");
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/Nothing is kept: this run had its database in memory/);
  });
});

describe("secrets of a live crawl", () => {
  it("are in no file, no report and no line, and what is kept is for its owner only", async () => {
    const folder = freshFolder();
    const env = await environment();
    const formats = [
      "json",
      "jsonl",
      "sarif",
      "csv",
      "html",
      "markdown",
      "junit",
      "gitlab",
      "ocsf",
      "mermaid",
      "pretty",
    ];
    const outputs = formats.flatMap((format) => ["--output", `${format}=out/nhi.${format}`]);
    const outcome = await nhi(["scan", "aws", "--verbose", "--record", "recorded", ...outputs], folder, env);
    expect(outcome.code, outcome.stderr).not.toBe(2);
    expectHarmless(outcome);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["nhi.db", "nhi.sarif", "bundle.json"]));
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      expect(readFileSync(path, "latin1"), path).not.toMatch(/marker-/);
      expect(readFileSync(path, "latin1"), path).not.toContain(Buffer.from("marker-seed").toString("base64"));
      if (/nhi\.db|join\.key/.test(name) || path.includes("recorded")) {
        expect((statSync(path).mode & 0o077).toString(8), path).toBe("0");
      }
    }
  });
});

const actions = (): string[] => (server?.calls ?? []).map(({ action }) => action);

/** What was found, without what tells the two databases apart. */
function judgement({ stdout }: Outcome): unknown {
  const { summary, findings, notEvaluated } = JSON.parse(stdout);
  const ids = findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
  return { summary, ids, notEvaluated };
}

/** No stack, no internal words, no secret of ours. */
function expectHarmless({ stdout, stderr }: Outcome): void {
  expect(stdout + stderr).not.toMatch(/\n\s+at |internal error|marker-/);
}
