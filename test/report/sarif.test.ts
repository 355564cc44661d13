import AjvDraft04 from "ajv-draft-04";
import formats from "ajv-formats";
import type { Log, Result } from "sarif";
import { describe, expect, test } from "vitest";
import type { ReportScope, ReportSource } from "../../src/model/report.js";
import { SEVERITIES } from "../../src/model/words.js";
import { compareText } from "../../src/report/order.js";
import { sarif, sarifFiles } from "../../src/report/sarif.js";
import { fileRuns } from "../../src/report/sarif-merge.js";
import {
  ACME,
  cleanSource,
  DEV,
  finding,
  HOSTILE,
  hostileSource,
  manyFindings,
  PATH_FINDING,
  PROD,
  render,
  source,
} from "./fixture.js";
import { categoryOf, checkSarifLocations } from "./sarif-check.js";
import { SARIF_SUBSET } from "./sarif-schema.js";

const ajv = new AjvDraft04.default({ allErrors: true });
formats.default(ajv);
const isValid = ajv.compile(SARIF_SUBSET);

/** The log, after it passed the schema and GitHub's rules. */
async function logOf(from: ReportSource): Promise<Log> {
  return checked(await render(sarif, from));
}

function checked(text: string): Log {
  const log: Log = JSON.parse(text);
  isValid(log);
  expect(isValid.errors ?? []).toEqual([]);
  expect(checkSarifLocations(log)).toEqual([]);
  return log;
}

const resultsOf = (log: Log) => log.runs.flatMap((run) => run.results ?? []);
const uriOf = (log: Log) => resultsOf(log)[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
const notificationsOf = (log: Log) => log.runs.flatMap((run) => run.invocations?.[0]?.toolExecutionNotifications ?? []);

function scope(id: string, more: Partial<ReportScope> = {}): ReportScope {
  const coverage = [{ dataSet: "aws/iam:account-authorization-details", state: "complete" as const }];
  return {
    id,
    type: "aws.account",
    name: id,
    readAt: "2026-10-31T00:00:00Z",
    identities: 1,
    coverage,
    gaps: [],
    ...more,
  };
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `aws:${String(at).padStart(12, "0")}`);
const accounts = (count: number, more: Partial<ReportScope> = {}) => ids(count).map((id) => scope(id, more));

describe("more scopes than a file may have runs", () => {
  const fingerprintsOf = (log: Log) =>
    resultsOf(log)
      .map(({ partialFingerprints }) => partialFingerprints?.["nhi/v1"] ?? "")
      .sort(compareText);
  const holdsAll = (log: Log, { findings }: ReportSource) =>
    expect(fingerprintsOf(log)).toEqual(findings.map(({ fingerprint }) => fingerprint).sort(compareText));

  test("accounts of an organisation share its run, with every result, and the rest have their own", async () => {
    const own = [scope("aws:999999999999"), scope(ACME, { type: "github.organization" })];
    const scopes = [...accounts(25, { parent: "aws:o-abc123" }), ...own];
    const from = source({
      scopes,
      findings: manyFindings(
        270,
        scopes.map(({ id }) => id),
      ),
      notEvaluated: [],
    });
    const log = await logOf(from);
    expect(log.runs.map(categoryOf)).toEqual(["nhi/aws/999999999999", "nhi/github/acme", "nhi/merged/aws/o-abc123"]);
    holdsAll(log, from);
    const severities = log.runs[2]?.results?.map(({ properties }) => properties?.["severity"]);
    expect(severities).toEqual([...(severities ?? [])].sort((a, b) => rank(a) - rank(b)));
  });

  test("accounts of no organisation share the run of their provider; what was not read stays apart", async () => {
    const { readAt: _, ...unread } = scope("aws:999999999999", { coverage: [{ dataSet: "a", state: "failed" }] });
    const from = source({
      scopes: [...accounts(21), scope("gcp:one"), unread],
      findings: manyFindings(63, ids(21)),
      notEvaluated: [],
    });
    const log = await logOf(from);
    expect(log.runs.map(categoryOf)).toEqual(["nhi/gcp/one", "nhi/merged/aws", "nhi/unread"]);
    holdsAll(log, from);
  });

  test("a shared run that would hold too many results is parted, and an account stays in its part", async () => {
    const of = (count: number) =>
      source({ scopes: accounts(count), findings: manyFindings(8000, ids(count)), notEvaluated: [] });
    const log = await logOf(of(40));
    expect(log.runs.map(categoryOf)).toEqual(["nhi/merged/aws/part-1-of-2", "nhi/merged/aws/part-2-of-2"]);
    holdsAll(log, of(40));
    const partOf = (at: Log) =>
      new Map(at.runs.flatMap((run) => (run.results ?? []).map((one) => [one.properties?.["scope"], categoryOf(run)])));
    const [before, after] = [partOf(log), partOf(await logOf(of(41)))];
    expect(ids(40).every((id) => before.get(id) === after.get(id))).toBe(true);
  });

  test("what no 20 runs hold is said in the file, and counted", async () => {
    const from = source({ scopes: accounts(30), findings: manyFindings(120_000, ids(30)), notEvaluated: [] });
    const { runs, merged, lost } = fileRuns(from);
    expect(runs.length).toBeLessThanOrEqual(20);
    expect(merged).toBe(30);
    expect(lost).toBe(runs.reduce((sum, { findings }) => sum + Math.max(0, findings.length - 5000), 0));
    expect(lost).toBeGreaterThanOrEqual(20_000);
  });

  test("scopes of more providers than that share one run", async () => {
    const scopes = Array.from({ length: 21 }, (_, at) => scope(`made-up-${at}:one`));
    const from = source({
      scopes,
      findings: manyFindings(
        42,
        scopes.map(({ id }) => id),
      ),
      notEvaluated: [],
    });
    const log = await logOf(from);
    expect(log.runs.map(categoryOf)).toEqual(["nhi/merged/all"]);
    holdsAll(log, from);
  });

  test("three have a run each, whatever organisation they are of", async () => {
    const log = await logOf(
      source({ scopes: accounts(3, { parent: "aws:o-abc123" }), findings: [], notEvaluated: [] }),
    );
    expect(log.runs).toHaveLength(3);
  });
});

const rank = (severity: unknown) => SEVERITIES.map(String).indexOf(String(severity));

describe("runs", () => {
  test("one for each account with its category; what could not be read at all shares one without results", async () => {
    const log = await logOf(source());
    expect(log.runs.map((run) => run.automationDetails?.id)).toEqual([
      "nhi/aws/111122223333/",
      "nhi/aws/444455556666/",
      "nhi/unread/",
    ]);
    expect(log.runs.map((run) => run.results?.length)).toEqual([2, 1, 0]);
    expect(
      notificationsOf(log).some(({ message }) => message.text?.startsWith(`${ACME} github/orgs:installations`)),
    ).toBe(true);
  });

  test("an account that was read and has nothing gets an empty run, so that its old alerts close", async () => {
    const log = await logOf(cleanSource());
    expect(log.runs.map((run) => [run.automationDetails?.id, run.results])).toEqual([["nhi/aws/444455556666/", []]]);
  });

  test("an account of which nothing was read, with findings carried forward, keeps its run and its alerts", async () => {
    const scopes = [scope(PROD, { coverage: [{ dataSet: "a", state: "failed" }] })].map(
      ({ readAt: _, ...rest }) => rest,
    );
    const log = await logOf(source({ scopes, findings: [finding({ carried: true })], notEvaluated: [] }));
    expect(log.runs.map((run) => run.automationDetails?.id)).toEqual(["nhi/aws/111122223333/"]);
    expect(resultsOf(log)[0]?.properties).toMatchObject({ carriedForward: true });
    expect(notificationsOf(log).map(({ descriptor }) => descriptor?.id)).toEqual(["NHI-CARRIED", "NHI-GAP"]);
  });

  test("repositories belong to the run of their organisation", async () => {
    const scopes = [
      scope(ACME, { type: "github.organization" }),
      scope("github:acme/site", { type: "github.repository", parent: ACME }),
    ];
    const findings = [
      finding({
        scope: "github:acme/site",
        subject: { id: "github:acme/site", type: "github.repository", name: "site" },
      }),
    ];
    const log = await logOf(source({ scopes, findings, notEvaluated: [] }));
    expect(log.runs.map((run) => run.automationDetails?.id)).toEqual(["nhi/github/acme/"]);
    expect(uriOf(log)).toBe("nhi/github/acme/site/repository");
  });

  test("accounts do not melt into the organisation above them", async () => {
    const scopes = [scope("aws:o-abc123", { type: "aws.organization" }), scope(PROD, { parent: "aws:o-abc123" })];
    const log = await logOf(source({ scopes, findings: [], notEvaluated: [] }));
    expect(log.runs.map(categoryOf)).toEqual(["nhi/aws/111122223333", "nhi/aws/o-abc123"]);
  });

  test("parents in a circle do not hang", async () => {
    const scopes = [
      scope("github:a", { type: "github.repository", parent: "github:b" }),
      scope("github:b", { type: "github.repository", parent: "github:a" }),
    ];
    expect((await logOf(source({ scopes, findings: [], notEvaluated: [] }))).runs).toHaveLength(2);
  });

  test("nothing at all is still a log that GitHub takes", async () => {
    const log = await logOf(source({ scopes: [], findings: [], notEvaluated: [], rules: [] }));
    expect(log.runs.map((run) => run.automationDetails?.id)).toEqual(["nhi/unread/"]);
  });

  test("20 accounts have a run each, in one file", async () => {
    const twenty = source({ scopes: accounts(20), findings: manyFindings(60, ids(20)), notEvaluated: [] });
    const log = await logOf(twenty);
    expect(log.runs.map(categoryOf)).toEqual(ids(20).map((id) => `nhi/${id.replace(":", "/")}`));
    expect(log.runs.every(({ results }) => results?.length === 3)).toBe(true);
  });

  test("a folder has a file for each of 21 accounts", async () => {
    const more = source({ scopes: accounts(21), findings: [], notEvaluated: [] });
    const files = sarifFiles(more);
    expect(new Set(files.map(({ name }) => name)).size).toBe(21);
    expect(files[0]?.name).toBe("nhi-aws-000000000000.sarif");
    for (const file of files) expect(checked(await render((_, out) => file.write(out), more)).runs).toHaveLength(1);
  });

  test("scopes whose names differ in case or signs only get files of their own", () => {
    const scopes = ["github:Acme", "github:acme", "github:a/b", "github:a-b"].map((id) => scope(id));
    const names = sarifFiles(source({ scopes, findings: [], notEvaluated: [] })).map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => /^[a-z0-9._-]+$/.test(name))).toBe(true);
  });
});

describe("rules", () => {
  test("what was asked in a run, found or not, with help, page and mappings; no rule of other clouds", async () => {
    const log = await logOf(source());
    expect(log.runs.map(({ tool }) => tool.driver.rules?.map(({ id }) => id))).toEqual([
      ["AWS-001", "AWS-013", "MY-001"],
      // One that was judged there and passed, one with a result.
      ["AWS-013", "MY-001"],
      [],
    ]);
    const [rule] = log.runs[0]?.tool.driver.rules ?? [];
    expect(rule).toMatchObject({
      name: "Aws001TestRule",
      helpUri: "https://github.com/example/nhi/blob/main/docs/rules/AWS-001.md",
      shortDescription: { text: "IAM user access key older than the rotation limit" },
      properties: { tags: ["security", "NHI7", "attack/T1078.004", "sp800-53/IA-5(1)"] },
    });
    expect(rule?.help?.text).toContain("How to fix AWS-001.");
    expect(rule?.help?.markdown).toContain("## When it is wrong\n\nWhen AWS-001 is wrong.");
  });

  test("a rule of the user has no page of ours", async () => {
    const rule = (await logOf(source())).runs[0]?.tool.driver.rules?.find(({ id }) => id === "MY-001");
    expect(rule).not.toHaveProperty("helpUri");
  });

  test("GitHub reads severity from the rule: it is the worst of the rule's results in the run, else the declared one", async () => {
    const severityIn = (log: Log, run: number) =>
      log.runs[run]?.tool.driver.rules?.[0]?.properties?.["security-severity"];
    const mixed = await logOf(
      source({
        findings: [
          finding({ severity: "low" }),
          finding({ severity: "critical", subject: { id: "b", type: "t", name: "b" } }),
        ],
      }),
    );
    expect(severityIn(mixed, 0)).toBe("9.5");
    // AWS-013, judged in the other account without a result.
    expect(severityIn(mixed, 1)).toBe("8.0");
    const mild = await logOf(source({ findings: [finding({ severity: "low" })] }));
    expect(severityIn(mild, 0)).toBe("2.0");
  });

  test("a rule that only an old finding names is declared too", async () => {
    const log = await logOf(source({ findings: [finding({ rule: "OLD-001", carried: true })] }));
    expect(log.runs[0]?.tool.driver.rules?.map(({ id }) => id)).toEqual(["AWS-001", "MY-001", "OLD-001"]);
  });
});

describe("results", () => {
  test("worst first; waived and baselined ones left out", async () => {
    const [prod] = (await logOf(source())).runs;
    expect(prod?.results?.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(["AWS-013 error", "AWS-001 error"]);
  });

  test.each([
    ["critical", "error", "9.5"],
    ["high", "error", "8.0"],
    ["medium", "warning", "5.5"],
    ["low", "note", "2.0"],
  ] as const)("%s is %s, security-severity %s", async (severity, level, number) => {
    const [result] = resultsOf(await logOf(source({ findings: [finding({ severity })] })));
    expect(result?.level).toBe(level);
    expect(result?.properties?.["security-severity"]).toBe(number);
  });

  test("fingerprints: ours whole, GitHub's from its first 16 digits, neither from message nor place", async () => {
    const fingerprint = "0123456789abcdef0123456789abcdef";
    const [result] = resultsOf(await logOf(source({ findings: [finding({ fingerprint })] })));
    expect(result?.partialFingerprints).toEqual({
      primaryLocationLineHash: "0123456789abcdef:1",
      "nhi/v1": fingerprint,
    });
    const [older] = resultsOf(
      await logOf(
        source({ findings: [finding({ fingerprint, message: "older now", location: { file: "x", line: 9 } })] }),
      ),
    );
    expect(older?.partialFingerprints).toEqual(result?.partialFingerprints);
  });

  test.each([
    [
      "user",
      { id: "arn:aws:iam::111122223333:user/ci", type: "aws.iam-user", name: "ci" },
      "nhi/aws/111122223333/iam/user/ci",
    ],
    [
      "role below a path",
      { id: "arn:aws:iam::111122223333:role/a/b/ci", type: "aws.iam-role", name: "ci" },
      "nhi/aws/111122223333/iam/role/a/b/ci",
    ],
    [
      "root",
      { id: "arn:aws:iam::111122223333:root", type: "aws.root-user", name: "root" },
      "nhi/aws/111122223333/iam/root",
    ],
    [
      "key with its user",
      { id: "AKIAIOSFODNN7EXAMPLE", type: "aws.access-key", name: "k", parent: "arn:aws:iam::111122223333:user/ci" },
      "nhi/aws/111122223333/iam/user/ci/access-key/AKIAIOSFODNN7EXAMPLE",
    ],
    [
      "key without",
      { id: "AKIAIOSFODNN7EXAMPLE", type: "aws.access-key", name: "k" },
      "nhi/aws/111122223333/access-key/AKIAIOSFODNN7EXAMPLE",
    ],
    [
      "key known by its creation",
      { id: "arn:aws:iam::111122223333:user/ci/access-key/2020-01-01T00:00:00Z", type: "aws.access-key", name: "k" },
      "nhi/aws/111122223333/iam/user/ci/access-key/2020-01-01T00%3A00%3A00Z",
    ],
    [
      "trust",
      {
        id: "arn:aws:iam::111122223333:role/ci#trust/token.actions.githubusercontent.com/0",
        type: "aws.role-trust",
        name: "t",
      },
      "nhi/aws/111122223333/iam/role/ci/trust/token.actions.githubusercontent.com/0",
    ],
    [
      "regional resource with colons",
      { id: "arn:aws:lambda:eu-west-1:111122223333:function:site:live", type: "aws.lambda-function", name: "site" },
      "nhi/aws/111122223333/lambda/eu-west-1/function/site%3Alive",
    ],
    [
      "resource without account",
      { id: "arn:aws:s3:::bucket", type: "aws.bucket", name: "b" },
      "nhi/aws/global/s3/bucket",
    ],
    ["the scope itself", { id: PROD, type: "aws.account", name: "prod" }, "nhi/aws/111122223333/account"],
    ["nothing known", { id: "", type: "", name: "" }, "nhi/aws/111122223333/_/_"],
  ])("pseudo-path of %s", async (_, subject, uri) => {
    expect(uriOf(await logOf(source({ findings: [finding({ subject })] })))).toBe(uri);
  });

  test.each([
    ["a file of the checkout", ".github/workflows/ci.yml", ".github/workflows/ci.yml"],
    ["current folder", "./a b.tf", "a%20b.tf"],
    ["never upwards", "../../etc/passwd", "__/__/etc/passwd"],
    ["absolute path below its scope", "/home/ci/mcp.json", "nhi/aws/111122223333/home/ci/mcp.json"],
    ["windows", "C:\\a\\mcp.json", "nhi/aws/111122223333/C%3A/a/mcp.json"],
    ["nothing", "", "_"],
  ])("file location: %s", async (_, file, uri) => {
    const log = await logOf(source({ findings: [finding({ location: { file, line: 14, column: 5 } })] }));
    expect(resultsOf(log)[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri },
      region: { startLine: 14, startColumn: 5, endLine: 14, endColumn: 6 },
    });
  });

  test("a line that cannot be is line 1", async () => {
    const log = await logOf(source({ findings: [finding({ location: { file: "a", line: 0 } })] }));
    expect(resultsOf(log)[0]?.locations?.[0]?.physicalLocation?.region).toMatchObject({ startLine: 1, startColumn: 1 });
  });

  test("the id is the logical location", async () => {
    const [result] = resultsOf(await logOf(source({ findings: [finding()] })));
    expect(result?.locations?.[0]?.logicalLocations).toEqual([
      { fullyQualifiedName: "AKIAIOSFODNN7EXAMPLE", name: "…MPLE of ci-legacy", kind: "resource" },
    ]);
  });

  test("a path is a code flow, from its source on, with the file where a hop has one", async () => {
    const [result] = resultsOf(await logOf(source({ findings: [PATH_FINDING] })));
    const steps = result?.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map((step) => step.location?.message?.text)).toEqual([
      "github:acme/site: starts here",
      "arn:aws:iam::111122223333:role/site-deploy: federates, sub like repo:acme/*:*, confidence 0.9",
      "arn:aws:iam::111122223333:role/platform-admin: escalates to (lambda-001), confidence 1",
    ]);
    expect(steps.map((step) => step.location?.physicalLocation?.artifactLocation?.uri)).toEqual([
      "nhi/github/acme/site",
      ".github/workflows/deploy.yml",
      "nhi/aws/111122223333/iam/role/platform-admin",
    ]);
  });

  test("baselineState only when there is a baseline", async () => {
    const findings = [
      finding({ isNew: true }),
      finding({ isNew: false, subject: { id: "b", type: "t", name: "b" } }),
      PATH_FINDING,
    ];
    const results = resultsOf(await logOf(source({ findings })));
    expect(results.map(({ baselineState }) => baselineState)).toEqual([undefined, "new", "unchanged"]);
  });

  test("no more than 5,000 a run, the worst ones, and it says so", async () => {
    const log = await logOf(source({ findings: manyFindings(5001) }));
    const results = resultsOf(log);
    expect(results).toHaveLength(5000);
    expect(results.filter(({ level }) => level === "note")).toHaveLength(1249);
    const limit = notificationsOf(log).find(({ descriptor }) => descriptor?.id === "NHI-LIMIT");
    expect(limit?.message.text).toContain("5,001 findings");
    const exact = await logOf(source({ findings: manyFindings(5000) }));
    expect(notificationsOf(exact).some(({ descriptor }) => descriptor?.id === "NHI-LIMIT")).toBe(false);
  });
});

describe("what was not seen", () => {
  test("gaps and rules not evaluated are notifications of their run", async () => {
    const [prod, dev] = (await logOf(source())).runs;
    const texts = prod?.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
    expect(texts).toEqual([
      "aws:111122223333 aws/iam:account-authorization-details arn:aws:iam::111122223333:policy/broken: the policy document is not JSON",
      "aws:111122223333 aws/iam:credential-report: was refused (AccessDenied): not authorized to perform iam:GetCredentialReport (needs iam:GetCredentialReport)",
      "aws:111122223333: AWS-001 not evaluated: aws/iam:credential-report was refused (AccessDenied) (needs iam:GetCredentialReport)",
      "aws:111122223333: MY-001 not evaluated for 1 row: last_used_known could not be read",
    ]);
    expect(dev?.invocations?.[0]?.toolExecutionNotifications?.map(({ descriptor }) => descriptor?.id)).toEqual([
      "NHI-CARRIED",
    ]);
  });

  test("gaps do not make the execution a failure, an error of nhi does", async () => {
    const successOf = (log: Log) => log.runs.map((run) => run.invocations?.[0]?.executionSuccessful);
    expect(successOf(await logOf(source()))).toEqual([true, true, true]);
    expect(successOf(await logOf(source({ executionSuccessful: false })))).toEqual([false, false, false]);
  });

  test("thousands of gaps are counted, not listed without end", async () => {
    const gaps = Array.from({ length: 3000 }, (_, at) => ({ dataSet: "a", subject: `s${at}`, message: "denied" }));
    const log = await logOf(source({ scopes: [scope(DEV, { gaps })], findings: [], notEvaluated: [] }));
    expect(notificationsOf(log)).toHaveLength(1001);
    expect(notificationsOf(log).at(-1)?.message.text).toContain("2,000 further notifications");
  });
});

describe("hostile names", () => {
  test.each(HOSTILE)("$label: a log that GitHub takes, with nothing unseen and no link", async ({ name }) => {
    const log = await logOf(hostileSource(name));
    const [result] = resultsOf(log);
    expect(result?.message.text).not.toMatch(/(?<!\\)\]\(/);
  });

  test("hostile scopes and path ends too", async () => {
    for (const { name } of HOSTILE) {
      const id = `github:${name}`;
      const hop = {
        from: name,
        to: name,
        edge: name,
        condition: name,
        state: name,
        confidence: 1,
        evidence: { file: name, line: 1 },
      };
      const path = { source: name, target: name, confidence: 1, hops: [hop, { ...hop, evidence: null }] };
      await logOf(source({ scopes: [scope(id)], findings: [finding({ scope: id, path })], notEvaluated: [] }));
      expect(
        sarifFiles(source({ scopes: [scope(id)] })).every((file) => /^nhi-[A-Za-z0-9._-]+\.sarif$/.test(file.name)),
      ).toBe(true);
    }
  });
});

/** The log with the fields of its first result replaced. */
function spoiled(log: Log, fields: Partial<Result>): Log {
  const [run] = log.runs;
  const [result] = run?.results ?? [];
  if (run === undefined || result === undefined) throw new Error("the log has a result");
  return { ...log, runs: [{ ...run, results: [{ ...result, ...fields }] }] };
}

describe("the check itself", () => {
  const foreign = { physicalLocation: { artifactLocation: { uri: "arn:aws:iam::1:user/x" } } };
  test.each<[string, Partial<Result>, string]>([
    ["a result with a logical location only", { locations: [{ logicalLocations: [{ name: "x" }] }] }, "no physical"],
    ["a foreign scheme", { locations: [foreign] }, "not an encoded URI"],
    ["no fingerprint", { partialFingerprints: {} }, "fingerprint"],
    ["an empty message", { message: { text: "" } }, "no message"],
    ["a rule that is not declared", { ruleId: "NO-001" }, "ruleIndex"],
  ])("notices %s", async (_, fields, fault) => {
    const log = await logOf(source({ findings: [finding()] }));
    expect(checkSarifLocations(spoiled(log, fields)).join("\n")).toContain(fault);
  });

  test("notices the same category twice and 21 runs", async () => {
    const log = await logOf(source({ findings: [finding()] }));
    const runs = Array.from({ length: 11 }, () => log.runs)
      .flat()
      .slice(0, 21);
    expect(checkSarifLocations({ ...log, runs }).join("\n")).toMatch(/21 runs[\s\S]*categories not unique/);
  });
});
