// Verdicts, coverage, counts, order: what one evaluation says of rows and scopes.
import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../src/evaluate/evaluate.js";
import type { Coverage } from "../../src/model/batch.js";
import { RuleError } from "../../src/model/errors.js";
import { toFingerprint } from "../../src/model/hash.js";
import { ACCOUNT, ago, DAY, evaluate, NOW, outcome, READ, REPORT, rowsOf, toKey, toRule, toScope } from "./fixture.js";

describe("verdicts", () => {
  const old = 'credential.status == "active" && credential.age > days(90)';

  it.each<[what: string, when: string, row: { readonly [column: string]: string | number | null }, expected: RegExp]>([
    ["holds", old, { created_at: ago(91 * DAY) }, /^flagged medium$/],
    ["does not hold", old, { created_at: ago(1) }, /^passed$/],
    ["one side decides although the other is absent", old, { status: "inactive" }, /^passed$/],
    [
      "the order of the sides does not matter",
      'credential.age > days(90) && credential.status == "active"',
      { status: "inactive" },
      /^passed$/,
    ],
    ["or is decided by one side", 'credential.age > days(90) || credential.status == "active"', {}, /^flagged medium$/],
    ["an absent column that matters", old, {}, /^not evaluated: created_at is not recorded$/],
    [
      "a NULL column that matters",
      old,
      { status: null, created_at: ago(91 * DAY) },
      /^not evaluated: status is not recorded$/,
    ],
    ["a column of analysis", "credential.reaches_admin", {}, /^not evaluated: reaches_admin could not be determined$/],
    [
      "a column that may be none, not asked for",
      "credential.expires_in < days(1)",
      {},
      /^not evaluated: expires_at is absent, and the rule does not ask for that with has\(expires_at\)$/,
    ],
    [
      "a key that a map lacks",
      'credential.principal_tags.env == "x"',
      { principal_tags: "{}" },
      /^not evaluated: when: No such key: env$/,
    ],
    [
      "a fault of arithmetic",
      "1 / credential.active_sibling_count > 0",
      { active_sibling_count: 0 },
      /^not evaluated: when: division by zero$/,
    ],
    [
      "neither true nor false",
      "credential.principal_tags.env",
      { principal_tags: '{"env":"x"}' },
      /^not evaluated: when is neither true nor false$/,
    ],
  ])("%s", (_what, when, row, expected) => {
    expect(outcome(toRule({ when }), toKey(row))).toMatch(expected);
  });

  it.each([
    ["unless holds", 1, "active", "not applicable"],
    ["unless holds on a row that would pass", 1, "inactive", "not applicable"],
    ["unless does not hold", 0, "active", "flagged medium"],
    ["unless cannot be judged, and when holds", null, "active", "not evaluated: static is not recorded"],
    ["unless cannot be judged, and when does not hold: no finding either way", null, "inactive", "passed"],
  ])("%s", (_what, isStatic, status, expected) => {
    expect(outcome(toRule({ unless: "credential.static" }), toKey({ static: isStatic, status }))).toBe(expected);
  });

  it.each([
    ["the worst that holds", { created_at: ago(400 * DAY), reaches_admin: 1 }, "critical"],
    ["the next, when the worst does not hold", { created_at: ago(400 * DAY), reaches_admin: 0 }, "high"],
    ["the next, when the worst cannot be judged", { created_at: ago(400 * DAY) }, "high"],
    ["the rule's own, when none holds", { created_at: ago(10 * DAY), reaches_admin: 1 }, "medium"],
    ["the rule's own, when none can be judged", { reaches_admin: 1 }, "medium"],
    ["a milder one that holds", { created_at: ago(DAY / 2) }, "low"],
  ])("severity: %s", (_what, row, expected) => {
    const severity_when = {
      low: "credential.age < days(1)",
      high: "credential.age > days(180)",
      critical: "credential.age > days(365) && credential.reaches_admin",
    };
    expect(outcome(toRule({ severity_when }), toKey(row))).toBe(`flagged ${expected}`);
  });
});

describe("findings", () => {
  it("carry what explain, fix and reports need", () => {
    const rule = toRule({
      when: "credential.age > params.max_age",
      params: { max_age: { kind: "duration", milliseconds: 90 * DAY, text: "90d" } },
      message: "Key {last4|(no id)} of {principal_name} is {age_days} days old, limit {params.max_age}",
      fix: "aws iam delete-access-key --user-name {principal_name} --access-key-id {id}",
    });
    const row = toKey({ created_at: ago(91.9 * DAY), principal: "arn:x", principal_name: "ci deploy", last4: null });
    const { findings } = evaluateRules({
      rules: [rule],
      rows: rowsOf([row]),
      scopes: [READ],
      now: NOW,
      evidence: (subject, scope, dataSets) => [{ dataSet: dataSets.join(), call: `${subject} ${scope}` }],
      firstSeen: () => "2025-12-24T00:00:00Z",
    });
    expect(findings).toEqual([
      {
        fingerprint: toFingerprint("TST-001", ["AKIA1"]),
        rule: "TST-001",
        severity: "medium",
        title: "A test",
        message: "Key (no id) of ci deploy is 91 days old, limit 90 days",
        subject: { id: "AKIA1", type: "aws.access-key", name: "key", parent: "arn:x" },
        scope: ACCOUNT,
        evidence: [{ dataSet: REPORT, call: `AKIA1 ${ACCOUNT}` }],
        columns: { id: "AKIA1", last4: null, principal_name: "ci deploy", created_at: ago(91.9 * DAY) },
        state: "finding",
        carried: false,
        firstSeen: "2025-12-24T00:00:00Z",
        fix: "aws iam delete-access-key --user-name 'ci deploy' --access-key-id AKIA1",
      },
    ]);
  });

  it("keep their fingerprint when age, name and order change, and not when the id does", () => {
    const print = (row: object, now = NOW): string | undefined =>
      evaluateRules({ rules: [toRule()], rows: rowsOf([toKey(row as never)]), scopes: [READ], now }).findings[0]
        ?.fingerprint;
    const first = print({});
    expect(print({ name: "renamed", created_at: ago(DAY) })).toBe(first);
    expect(print({}, new Date("2030-01-01T00:00:00Z"))).toBe(first);
    expect(print({ id: "AKIA2" })).not.toBe(first);
  });

  it("rows that share an identity are one finding, the worst, in whatever order they come", () => {
    const rule = toRule({ identity: ["principal"], severity_when: { high: "credential.static" } });
    const mild = toKey({ id: "A", principal: "p", static: 0 });
    const bad = toKey({ id: "B", principal: "p", static: 1 });
    for (const rows of [
      [mild, bad],
      [bad, mild],
    ]) {
      const { findings, counts } = evaluate([rule], rows);
      expect(findings.map(({ severity, subject }) => [severity, subject.id])).toEqual([["high", "B"]]);
      expect(counts[0]?.flagged).toBe(2);
    }
  });

  it("without anything that identifies it a row is not evaluated", () => {
    const rule = toRule({ identity: ["principal_incarnation", "service_name"] });
    expect(outcome(rule, toKey())).toMatch(/^not evaluated: nothing of what would identify/);
    expect(outcome(rule, toKey({ service_name: "codecommit" }))).toBe("flagged medium");
  });

  it("come sorted by severity, rule, scope and subject", () => {
    const rules = [toRule({ id: "TST-002" }), toRule({ severity_when: { critical: "credential.static" } })];
    const rows = [toKey({ id: "B", static: 0 }), toKey({ id: "A", static: 0 }), toKey({ id: "C", static: 1 })];
    const order = evaluate(rules, rows).findings.map(
      ({ severity, rule, subject }) => `${severity} ${rule} ${subject.id}`,
    );
    expect(order).toEqual([
      "critical TST-001 C",
      "medium TST-001 A",
      "medium TST-001 B",
      "medium TST-002 A",
      "medium TST-002 B",
      "medium TST-002 C",
    ]);
    expect(evaluate([...rules].reverse(), [...rows].reverse())).toEqual(evaluate(rules, rows));
  });

  it("a hostile name stays one line in the message and one word in the fix", () => {
    const rule = toRule({ message: "Key of {name}", fix: "rm {name}" });
    const [finding] = evaluate([rule], [toKey({ name: "x\n'; rm -rf / #" })]).findings;
    expect(finding?.message).toBe("Key of x '; rm -rf / #");
    expect(finding?.fix).toBe("rm 'x '\\''; rm -rf / #'");
  });
});

describe("coverage", () => {
  const other = "aws/iam:access-keys";
  const entry = (state: Coverage["state"], parts: Partial<Coverage> = {}): Coverage => ({
    dataSet: REPORT,
    state,
    ...parts,
  });

  it.each<[what: string, coverage: Coverage[], expected: string]>([
    ["complete", [entry("complete")], "flagged medium"],
    [
      "denied",
      [entry("denied", { code: "AccessDenied" })],
      "not evaluated: aws/iam:credential-report was denied (AccessDenied)",
    ],
    [
      "failed",
      [entry("failed", { message: "timed out" })],
      "not evaluated: aws/iam:credential-report could not be read: timed out",
    ],
    ["unlicensed", [entry("unlicensed")], "not evaluated: aws/iam:credential-report needs a licence"],
    ["never asked for", [], "not evaluated: aws/iam:credential-report was not read"],
    ["partial", [entry("partial")], "flagged medium"],
    [
      "one region of two",
      [entry("complete", { region: "eu-west-1" }), entry("denied", { region: "us-east-1" })],
      "flagged medium",
    ],
    [
      "no region of two",
      [entry("denied", { region: "eu-west-1" }), entry("denied", { region: "us-east-1" })],
      "not evaluated: aws/iam:credential-report was denied (eu-west-1)",
    ],
  ])("%s", (_what, coverage, expected) => {
    expect(outcome(toRule(), toKey(), [toScope(coverage)])).toBe(expected);
  });

  it("what is only read on request says how to ask for it", () => {
    const rule = toRule({ requires: ["aws/iam:service-last-accessed"] });
    expect(outcome(rule, toKey(), [toScope([entry("complete")])])).toBe(
      "not evaluated: aws/iam:service-last-accessed was not read: nhi scan --every-user reads it, with calls for each",
    );
  });

  it("alternatives: either will do, and both are told when neither is there", () => {
    const rule = toRule({ requires: [`${REPORT} | ${other}`] });
    const denied = entry("denied", { permission: "iam:GetCredentialReport" });
    expect(outcome(rule, toKey(), [toScope([denied, { dataSet: other, state: "complete" }])])).toBe("flagged medium");
    const { notEvaluated } = evaluate([rule], [toKey()], [toScope([denied])]);
    expect(notEvaluated).toEqual([
      {
        rule: "TST-001",
        scope: ACCOUNT,
        dataSet: `${REPORT} | ${other}`,
        reason: `${REPORT} was denied, and ${other} was not read`,
        permission: "iam:GetCredentialReport",
      },
    ]);
  });

  it("logs that nobody gave are asked of nobody: neither passed nor a gap; once there are some, other scopes lack them", () => {
    const rule = toRule({ requires: ["aws/logs:calls"] });
    const bare = toScope([{ dataSet: other, state: "complete" }]);
    const without = evaluate([rule], [toKey()], [bare]);
    expect(without.notEvaluated).toEqual([]);
    expect(without.counts).toMatchObject([{ passed: 0, flagged: 0, notEvaluated: 0, notApplicable: 1 }]);
    const logged = { ...toScope([{ dataSet: "aws/logs:calls", state: "complete" }]), id: "aws:999999999999" };
    expect(outcome(rule, toKey(), [bare, logged])).toMatch(
      /^not evaluated: aws\/logs:calls was not read: nhi scan --logs/,
    );
    expect(outcome(rule, toKey(), [toScope([{ dataSet: "aws/logs:calls", state: "complete" }])])).toBe(
      "flagged medium",
    );
  });

  it("all entries have to be there", () => {
    const rule = toRule({ requires: [REPORT, other] });
    expect(outcome(rule, toKey())).toBe(`not evaluated: ${other} was not read`);
  });

  it("each as far as it was read: rows are judged while there is one, and what is missing is said", () => {
    const rule = toRule({ requires: [`${REPORT} & ${other}`] });
    const complete = { dataSet: other, state: "complete" } as const;
    const denied = entry("denied", { code: "AccessDenied" });
    expect(outcome(rule, toKey(), [toScope([denied])])).toMatch(/^not evaluated: .*was denied.*was not read/);
    const part = evaluate([rule], [toKey()], [toScope([denied, complete])]);
    expect(part.findings).toHaveLength(1);
    expect(part.notEvaluated.map(({ reason }) => reason)).toEqual([
      `${REPORT} was denied (AccessDenied); what was read is judged, the rest is not`,
    ]);
    const whole = evaluate([rule], [toKey()], [toScope([entry("complete"), complete])]);
    expect(whole.notEvaluated).toEqual([]);
  });

  it("partly read: rows are judged, and a note says so once", () => {
    const { findings, notEvaluated, counts } = evaluate(
      [toRule()],
      [toKey(), toKey({ id: "B" })],
      [toScope([entry("partial", { code: "Throttling", permission: "iam:X" })])],
    );
    expect(findings).toHaveLength(2);
    expect(counts).toEqual([
      { rule: "TST-001", scope: ACCOUNT, passed: 0, flagged: 2, notEvaluated: 0, notApplicable: 0 },
    ]);
    expect(notEvaluated).toEqual([
      {
        rule: "TST-001",
        scope: ACCOUNT,
        dataSet: REPORT,
        reason: `${REPORT} was read in part (Throttling); what was read is judged, the rest is not`,
        permission: "iam:X",
      },
    ]);
  });

  it("a denied scope without a single row is not evaluated, not passed", () => {
    const { notEvaluated, counts, passed } = evaluate([toRule()], [], [toScope([entry("denied")])]);
    expect(notEvaluated).toHaveLength(1);
    expect([counts, passed]).toEqual([[], []]);
  });

  it("an account that its organisation only names was not asked for; its rows, should there be any, are not passed", () => {
    const named = toScope([], { id: "aws:333333333333" });
    expect(evaluate([toRule()], [], [READ, named]).notEvaluated).toEqual([]);
    const { notEvaluated, passed } = evaluate(
      [toRule()],
      [toKey({ scope: "aws:333333333333", status: "inactive" })],
      [READ, named],
    );
    expect(notEvaluated).toEqual([{ rule: "TST-001", scope: "aws:333333333333", reason: `${REPORT} was not read` }]);
    expect(passed).toEqual([]);
  });

  it("a read scope without rows says nothing", () => {
    expect(evaluate([toRule()], []).notEvaluated).toEqual([]);
  });

  it("one scope does not speak for another", () => {
    const second = toScope([entry("denied")], { id: "aws:222222222222" });
    const rows = [toKey(), toKey({ id: "B", scope: "aws:222222222222" })];
    const { findings, notEvaluated, counts } = evaluate([toRule()], rows, [READ, second]);
    expect(findings.map(({ subject }) => subject.id)).toEqual(["AKIA1"]);
    expect(notEvaluated.map(({ scope }) => scope)).toEqual(["aws:222222222222"]);
    expect(counts.map(({ scope, notEvaluated: count }) => [scope, count])).toEqual([
      [ACCOUNT, 0],
      ["aws:222222222222", 1],
    ]);
  });

  it("a row of a scope that nobody listed is not evaluated, and noted once", () => {
    const rows = [toKey({ scope: "aws:9" }), toKey({ id: "B", scope: "aws:9" })];
    const { findings, notEvaluated } = evaluate([toRule()], rows);
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual([{ rule: "TST-001", scope: "aws:9", reason: `${REPORT} was not read` }]);
  });

  it("other providers and the organisation above are not asked for data sets of accounts", () => {
    const organization = toScope([], { id: "aws:o-abc123", type: "aws.organization" });
    const github = toScope([], { id: "github:acme", type: "github.organization" });
    expect(evaluate([toRule()], [], [READ, organization, github]).notEvaluated).toEqual([]);
  });

  it("a data set of the organisation serves its accounts, and its denial is theirs", () => {
    const accounts = "aws/organizations:accounts";
    const rule = toRule({ requires: [accounts] });
    const account = toScope([], { parent: "aws:o-abc123" });
    const above = (state: Coverage["state"]) =>
      toScope([{ dataSet: accounts, state }], { id: "aws:o-abc123", type: "aws.organization" });
    expect(outcome(rule, toKey(), [account, above("complete")])).toBe("flagged medium");
    expect(outcome(rule, toKey(), [account, above("denied")])).toMatch(
      /^not evaluated: aws\/organizations:accounts was denied/,
    );
  });

  it("a column that several vendors fill names nothing of those that the scope is not of", () => {
    const details = "aws/iam:account-authorization-details";
    const when = "!has(identity.last_used_at) || identity.last_used_age > days(1)";
    const rule = toRule({
      from: "identity",
      types: ["aws.iam-role"],
      requires: [`${details} | entra/graph:users`],
      when,
    });
    const row = { ...toKey(), type: "aws.iam-role", last_used_at: null, last_used_known: null };
    const read = toScope([{ dataSet: details, state: "complete" }]);
    expect(outcome(rule, row, [read])).toBe("not evaluated: last_used_at could not be determined");
    const part = toScope([{ dataSet: details, state: "partial", message: "cut off" }]);
    expect(outcome(rule, row, [part])).not.toMatch(/entra|gcp|workspace/);
  });

  it("an unread column names its data set, and the permission that would open it", () => {
    const rule = toRule({ from: "identity", types: ["aws.iam-user"], requires: [], when: "!identity.mfa_active" });
    const row = { ...toKey(), type: "aws.iam-user", mfa_active: null };
    const denied = entry("denied", { code: "AccessDenied", permission: "iam:GetCredentialReport" });
    const scope = toScope([denied, { dataSet: "aws/iam:account-authorization-details", state: "complete" }]);
    expect(evaluate([rule], [row], [scope]).notEvaluated).toEqual([
      {
        rule: "TST-001",
        scope: ACCOUNT,
        subject: { id: "AKIA1", type: "aws.iam-user", name: "key" },
        reason: `mfa_active could not be read: ${REPORT} was denied (AccessDenied)`,
        dataSet: REPORT,
        permission: "iam:GetCredentialReport",
      },
    ]);
  });

  it("a rule that requires nothing is not evaluated where everything failed", () => {
    const rule = toRule({ requires: [] });
    expect(evaluate([rule], [], [toScope([entry("denied")])]).notEvaluated).toHaveLength(1);
    expect(
      evaluate([rule], [], [toScope([entry("denied"), { dataSet: other, state: "complete" }])]).notEvaluated,
    ).toEqual([]);
    expect(outcome(rule, toKey(), [toScope([])])).toBe("flagged medium");
  });
});

describe("passes", () => {
  it("one a view, with the union of the columns and types that its rules name", () => {
    const rows = rowsOf([]);
    const rules = [
      toRule({ when: "credential.age > days(1)" }),
      toRule({ id: "TST-002", types: ["aws.console-password"], message: "{principal_name}" }),
      toRule({ id: "TST-003", from: "identity", types: [], when: "!has(identity.last_used_at)" }),
    ];
    evaluateRules({ rules, rows, scopes: [READ], now: NOW });
    expect(rows.asked).toEqual([
      {
        view: "credential",
        types: ["aws.access-key", "aws.console-password"],
        // of every row its place in a file, where it has one, and of credentials what they were called before
        columns: [
          "column",
          "created_at",
          "file",
          "former_ids",
          "id",
          "line",
          "name",
          "principal",
          "principal_name",
          "scope",
          "status",
          "type",
        ],
      },
      { view: "identity", types: [], columns: ["id", "last_used_at", "last_used_known", "name", "scope", "type"] },
    ]);
  });

  it("a rule sees only rows of its types", () => {
    const rules = [toRule(), toRule({ id: "TST-002", types: ["aws.console-password"] })];
    const rows = [toKey(), toKey({ id: "p", type: "aws.console-password" })];
    expect(evaluate(rules, rows).findings.map(({ rule, subject }) => `${rule} ${subject.id}`)).toEqual([
      "TST-001 AKIA1",
      "TST-002 p",
    ]);
  });

  it("passed rows are listed when asked for, and only then", () => {
    const row = toKey({ status: "inactive" });
    expect(evaluate([toRule()], [row]).passed).toEqual([
      { rule: "TST-001", scope: ACCOUNT, subject: { id: "AKIA1", type: "aws.access-key", name: "key" } },
    ]);
    expect(evaluateRules({ rules: [toRule()], rows: rowsOf([row]), scopes: [READ], now: NOW }).passed).toBeUndefined();
  });

  it("a path rule is not evaluated, in so many words", () => {
    const { notEvaluated } = evaluate([toRule({ path: { source: "any:internet", target: "admin", edges: [] } })], []);
    expect(notEvaluated.map(({ reason }) => reason)).toEqual(["a path rule: no access paths were worked out"]);
  });

  it("a rule that never loaded is refused", () => {
    expect(() => evaluate([toRule({ when: "credential.nothing" })], [])).toThrow(RuleError);
    expect(() => evaluate([toRule({ from: "nothing" })], [])).toThrow(RuleError);
  });
});
