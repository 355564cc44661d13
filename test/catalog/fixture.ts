// A rule file to bend, and what the loader says of it.
import { readRule } from "../../src/catalog/load-rules.js";
import { formatProblem } from "../../src/catalog/problem.js";
import { toSourceFile } from "../../src/catalog/source-file.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import type { Rule } from "../../src/model/rule.js";

export const RULE = `id: TST-001
name: test-rule
title: A test
severity: medium
mappings: { owasp_nhi: [NHI7] }
requires: [aws/iam:credential-report]
params: { max_age: 90d }
from: credential
types: [aws.access-key]
when: credential.status == "active" && credential.age > params.max_age
severity_when:
  high: credential.age > days(180)
identity: [id]
message: "Key {id} is {age_days} days old"
why: It works for whoever holds it.
fix: |
  aws iam delete-access-key --access-key-id {id}
false_positives: None known.
cases:
  flagged:
    - { name: old, row: { status: active, created_at: -91d } }
  spared:
    - { name: young, row: { status: active, created_at: -1d } }
  unknown:
    - { name: no status, row: { created_at: -91d } }
`;

/** The rule file with one part replaced; a part that is not there is a mistake in the test. */
export function bent(from: string, to: string): string {
  if (!RULE.includes(from)) throw new Error(`not in the rule: ${from}`);
  return RULE.replace(from, to);
}

export function read(text: string, source: Rule["source"] = "built-in"): { rule?: Rule; problems: string[] } {
  const { rule, problems } = readRule(toSourceFile("rules/x.yaml", text), source, checkExpressions);
  return { ...(rule !== undefined && { rule }), problems: problems.map(formatProblem) };
}
