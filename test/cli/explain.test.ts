// nhi explain on the built company: what matters comes first, and nothing is left out silently.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

let db = "";

beforeAll(async () => {
  db = await acmeDatabase();
});

async function explain(name: string): Promise<string> {
  const outcome = await nhi(["explain", name, "--db", db, "--now", "2026-11-01T00:00:00Z"], freshFolder());
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stdout;
}

/** The first node of a type. */
async function oneOf(type: string): Promise<string> {
  const sql = `select min(id) as id from node where type = '${type}'`;
  const { stdout } = await nhi(["query", "--db", db, sql, "--format", "json"], freshFolder());
  const [row] = JSON.parse(stdout) as readonly { id: string }[];
  return row?.id ?? `acme has no ${type}`;
}

describe("nhi explain", () => {
  test("a role: what it is and reaches in three lines, then who, what, how, and what stops", async () => {
    const lines = (await explain("site-deploy")).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "site-deploy  aws.iam-role of aws:111122223333",
      "arn:aws:iam::111122223333:role/site-deploy",
      "reaches admin in 1 hop · last used 1 d ago · 2 findings",
    ]);
    const titles = lines.filter((line, at) => at > 3 && lines[at - 1] === "" && /^[a-z]/.test(line));
    expect(titles).toEqual([
      "who can become it",
      "what it reaches",
      "its way to admin",
      "what stops when it is disabled",
      "credentials",
      "whom its trust policy accepts",
      "owner and environment",
      "findings",
      "what else is known",
      "evidence",
    ]);
    expect(lines).toContain("  job acme/site/preview.yml#preview  federates");
    // of the jobs that its trust takes, those that sign in as it: others of the organization name roles of their own
    const stops = lines.slice(lines.indexOf("what stops when it is disabled") + 1, lines.indexOf("credentials") - 1);
    expect(stops).toEqual([
      "  job acme/site/deploy.yml#deploy  signs in as it by federation",
      "  job acme/site/preview.yml#preview  signs in as it by federation",
      "  job acme/shop/deploy.yml#deploy  may sign in as it by federation",
    ]);
    expect(lines[lines.indexOf("credentials") + 1]).toBe("  none that was read");
  });

  test("an identity that nothing read runs as, and that was used: something will stop; one without use says nothing more", async () => {
    const vendor = (await explain("monitoring-vendor")).replace(/\n +/g, " ");
    expect(vendor).toMatch(
      /what stops when it is disabled nothing that was read, and yet it was used within a day \(--logs FILE says/,
    );
    expect(await explain("payments-v2")).toMatch(/what stops when it is disabled\n {2}nothing that was read\n/);
  });

  test("an administrator is one; files of evidence stay whole, to be copied", async () => {
    const text = await explain("platform-admin");
    expect(text).toContain("\nis admin · last used ");
    expect(text).toMatch(/^ {2}iam:GetAccountAuthorizationDetails {2}in \S+get-account-authorization-details\.json$/m);
  });

  test("a finding that is a path: its hops by name, with what each rests on; another has none", async () => {
    const check = await nhi(
      ["check", "--db", db, "--now", "2026-11-01T00:00:00Z", "--format", "json", "--fail-on", "none"],
      freshFolder(),
    );
    const { findings } = JSON.parse(check.stdout) as {
      findings: { rule: string; fingerprint: string; path?: object }[];
    };
    const google = findings.find(({ rule, path }) => rule === "GCP-010" && path !== undefined);
    const text = await explain(google?.fingerprint.slice(0, 8) ?? "none");
    expect(text).toContain("\nits way\n");
    expect(text).toMatch(/ 1 {2}images@acme-build\.iam\.gserviceaccount\.com\n {6}└ escalates to \(gcp-iam-001/);
    expect(text).toMatch(/ 2 {2}project Acme build\n/);
    const other = findings.find(({ path }) => path === undefined);
    expect(await explain(other?.fingerprint.slice(0, 8) ?? "none")).not.toContain("its way");
  });

  test("what nobody can become: who reads or changes it, who administers it, and no titles without anything", async () => {
    const sql = "select id from node where type = 'aws.secret' and name = 'orders/partner-api'";
    const { stdout } = await nhi(["query", "--db", db, sql, "--format", "json"], freshFolder());
    const [secret] = JSON.parse(stdout) as readonly { id: string }[];
    const text = await explain(secret?.id ?? "none");
    expect(text).toContain("\nwho can read or change it\n");
    expect(text).not.toMatch(/who can become it|what stops when|what whoever changes it reaches/);
    const account = await explain("aws:111122223333");
    expect(account).toMatch(/\nwho becomes administrator of it\n {2}role \S+ {2}/);
    expect(account).not.toContain("who can become it");
    // a title is followed by what it says
    expect(await explain("github:token/90001")).not.toMatch(/what stands between it and admin\n\n/);
    expect(await explain("platform-admin")).toContain("\nwho can become it\n");
  });

  test("a role that workloads run as: they stop, and what is not so is not listed", async () => {
    const text = await explain("orders-task");
    expect(text).toMatch(/what stops when it is disabled\n(?: {2}.*runs as it\n){4}/);
    expect(text).not.toMatch(/is_service_linked|trusts_people|\{"/);
    expect(text).toContain("does not reach admin · used within a day · 0 findings");
  });

  test("a user: its credentials, and that they stop signing in", async () => {
    const text = await explain("ci-legacy");
    expect(text).toMatch(/\ncredentials\n/);
    expect(text).toMatch(/signs in as it/);
  });

  test("a credential: who uses it, what opens, whose it is, and the steps to replace it in order", async () => {
    const text = await explain("AKIAEXAMPLEDVLPILSNC");
    const titles = ["who uses it", "what opens if it leaks", "owner and environment", "how to replace it", "findings"];
    const places = titles.map((title) => text.indexOf(`\n${title}`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text).toMatch(/1\. make a second key: aws iam create-access-key --user-name tomas\.reyes\n/);
    expect(text).toMatch(/\n {2}4\. when nothing failed .*delete it/);
    expect(text).toContain("better, without such a secret");
  });

  test.each([
    // all repositories, of an owner of the organisation
    ["github:token/90003", /^reaches admin in \d hops? · /m],
    // all repositories
    ["github:installation/41000002", /^reaches admin in \d hops? · /m],
    // selected ones, which only the App can see
    ["github:installation/41000003", /^may reach admin in \d hops? · /m],
    // suspended
    ["github:installation/41000004", /^1 finding$/m],
    // neither code nor administration
    ["github:token/90004", /^whether it reaches admin is not known · /m],
  ])("%s, which nobody judges as a whole, is said by its way", async (id, line) => {
    expect(await explain(id)).toMatch(line);
  });

  test("a key that is off opens nothing, whatever its user may do", async () => {
    expect(await explain("AKIAEXAMPLEOQCXGOFBA")).toMatch(/^does not reach admin · /m);
  });

  test("where something was not read, no way is only none in what was; inventory says so, too", async () => {
    const cut = ["--bundle", resolve("fixtures/scenes/truncated-dump")];
    const { stdout } = await nhi(["explain", "first", ...cut]);
    expect(stdout).toMatch(/^no way to admin in what was read · /m);
    const { stderr } = await nhi(["inventory", ...cut]);
    expect(stderr).toContain('; 2 gaps could hide ways to admin, and "no" goes as far as was read\n');
    const whole = await nhi(["inventory", "--db", db]);
    expect(whole.stderr).not.toContain("could hide");
  });

  test("a secret of a pipeline: the jobs that read it", async () => {
    const text = await explain("github:acme/secret/actions/NPM_TOKEN");
    expect(text).toMatch(/who uses it, holds it or can read it\n {2}\S/);
    expect(text).toContain("set it: gh secret set NPM_TOKEN");
  });

  test("an App, a webhook and a runner: the steps of the secret that no API tells of", async () => {
    expect(await explain(await oneOf("github.app-installation"))).toContain("make a second private key");
    expect(await explain(await oneOf("github.webhook"))).toContain("X-Hub-Signature-256");
    expect(await explain(await oneOf("github.runner"))).toContain("registration-token");
  });

  test("a role has no such steps", async () => {
    expect(await explain("orders-task")).not.toContain("how to replace it");
  });
});

describe("nhi explain --logs", () => {
  const entry = (principalEmail: string) => ({
    timestamp: "2026-05-02T10:00:00Z",
    protoPayload: {
      serviceName: "run.googleapis.com",
      methodName: "ReplaceService",
      resourceName: "services/orders",
      authenticationInfo: { principalEmail },
    },
  });
  async function withLog(name: string, principalEmail: string) {
    const folder = freshFolder();
    const file = join(folder, "log.json");
    writeFileSync(file, JSON.stringify([entry(principalEmail)]));
    return nhi(["explain", name, "--db", db, "--logs", file, "--now", "2026-11-01T00:00:00Z"], folder);
  }
  const ACCOUNT = "platform@acme-web-prod.iam.gserviceaccount.com";

  test("says what an identity did and when last, and of another's calls that there was none of its own", async () => {
    const own = await withLog(ACCOUNT, ACCOUNT);
    expect(own.stdout).toContain("last: run: ReplaceService on services/orders");
    const other = await withLog(ACCOUNT, "orders@acme-web-prod.iam.gserviceaccount.com");
    expect(other.stdout).toContain("not one call of its own in that time");
  });

  test("a log of another cloud proves nothing, and a rule did nothing", async () => {
    const aws = await withLog("role/site-deploy", ACCOUNT);
    expect(aws.stdout).toContain("no records of its kind: whether it was used is not known");
    expect((await withLog("AWS-001", ACCOUNT)).code).toBe(2);
  });
});
