// Effective administrators of a published account with traps: Deny, NotAction, split policies, boundaries.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildEstate } from "../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../src/analyze/aws/evaluator.js";
import { readBundle, toInput } from "./aws-input.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const LAB = join(GROUND_TRUTH, "aws/labs/tool-testing__test-effective-permissions-evaluation/bundle");

interface Expected {
  readonly arn: string;
  readonly isAdmin: boolean;
}

export async function run(): Promise<readonly Figure[]> {
  const file = join(GROUND_TRUTH, "aws/effective-admin.expected.json");
  const { expected } = JSON.parse(readFileSync(file, "utf8")) as { expected: Expected[] };
  const evaluator = createEvaluator(buildEstate(toInput(readBundle(LAB))));
  const problems = expected.flatMap(({ arn, isAdmin }) => {
    const principal = evaluator.estate.principal(arn);
    const verdict = principal ? evaluator.effectiveAdmin(principal) : "absent";
    return verdict === (isAdmin ? "effective" : "no") ? [] : [`${arn}: ${verdict}`];
  });
  const falseAlarms = {
    got: problems.filter((line) => line.endsWith("effective")).length,
    of: expected.filter(({ isAdmin }) => !isAdmin).length,
  };
  return [
    {
      name: "effective-admin verdicts",
      got: expected.length - problems.length,
      of: expected.length,
      falseAlarms,
      problems,
    },
  ];
}
