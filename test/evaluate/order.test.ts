// The order of findings: severity, rule, scope, subject, fingerprint, whatever order they come in.
import { expect, test } from "vitest";
import { compareFindings, sortEvaluation } from "../../src/evaluate/evaluation.js";
import type { Finding } from "../../src/model/finding.js";
import { SEVERITIES } from "../../src/model/words.js";

const finding = (at: number): Finding =>
  ({
    severity: SEVERITIES[at % 3],
    rule: `AWS-00${at % 2}`,
    scope: ["aws:1", "aws:1 2", "aws:10"][at % 3],
    subject: { id: `role/${(at * 7) % 5}`, type: "aws.iam-role", name: "r" },
    fingerprint: String((at * 31) % 17),
    message: "m",
  }) as unknown as Finding;

test("findings are in one order, as comparing any two says", () => {
  const findings = Array.from({ length: 120 }, (_, at) => finding((at * 37) % 120));
  const empty = { notEvaluated: [], counts: [] };
  const { findings: sorted } = sortEvaluation({ findings, ...empty });
  expect(sorted).toHaveLength(120);
  for (const [at, one] of sorted.entries()) {
    const next = sorted[at + 1];
    if (next !== undefined) expect(compareFindings(one, next)).toBeLessThanOrEqual(0);
  }
  expect(
    sortEvaluation({ findings: [...findings].reverse(), ...empty }).findings.map(({ fingerprint }) => fingerprint),
  ).toEqual(sorted.map(({ fingerprint }) => fingerprint));
});
