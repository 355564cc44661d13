// Every policy that AWS manages: compiled without a problem, and evaluated.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AttachedPolicy } from "../../src/analyze/aws/attached-policy.js";
import { NO } from "../../src/analyze/aws/condition/truth.js";
import { type AwsPrincipal, buildEstate } from "../../src/analyze/aws/estate.js";
import { prepareRequest } from "../../src/analyze/aws/evaluate/request.js";
import { appliesTo } from "../../src/analyze/aws/evaluate/weigh.js";
import { createEvaluator, type Evaluator } from "../../src/analyze/aws/evaluator.js";
import { addEdge, addNode, emptyFragment, toInput } from "./aws-input.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const ACCOUNT = "111122223333";

interface ManagedPolicy {
  readonly name: string;
  readonly document: object;
}

/** Policies of which every statement compiles, and which answer for an action of each statement. */
export async function run(): Promise<readonly Figure[]> {
  const file = join(GROUND_TRUTH, "aws/aws-managed-policies.json");
  const { policies } = JSON.parse(readFileSync(file, "utf8")) as { policies: ManagedPolicy[] };
  const fragment = emptyFragment();
  for (const { name, document } of policies) {
    const [role, policy] = [`arn:aws:iam::${ACCOUNT}:role/${name}`, `arn:aws:iam::aws:policy/${name}`];
    addNode(fragment, "grant", "aws.managed-policy", policy, { scope: `aws:${ACCOUNT}`, document });
    addNode(fragment, "principal", "aws.iam-role", role, { scope: `aws:${ACCOUNT}` });
    addEdge(fragment, "has_grant", role, policy);
  }
  const estate = buildEstate(toInput(fragment));
  const evaluator = createEvaluator(estate);
  const problems = estate.gaps.map(({ subject, message }) => `${subject}: ${message}`);
  const faulty = new Set(estate.gaps.map(({ subject }) => subject));
  const good = estate.principals.filter((principal) => {
    const [policy] = principal.policies;
    return policy !== undefined && !faulty.has(policy.id) && answersFor(principal, policy, evaluator);
  });
  return [{ name: "AWS managed policies parse and evaluate", got: good.length, of: policies.length, problems }];
}

/** Each statement covers a request made of its own first action and resource, and the whole answers it. */
function answersFor(principal: AwsPrincipal, { policy }: AttachedPolicy, evaluator: Evaluator): boolean {
  const { estate } = evaluator;
  return policy.statements.every((statement) => {
    const { actions, resources, condition } = statement;
    const action = actions.isNegated ? "nhi:Test" : fill(actions.patterns[0] ?? "", "nhi:Test");
    const resource = resources.isNegated ? "arn:aws:nhi:::test" : fill(resources.texts[0] ?? "*", "*");
    const { request } = prepareRequest({ principal: principal.id, action, resource }, estate);
    const { verdict } = evaluator.can({ principal: principal.id, action, resource });
    // every variable is filled with the same letter as the request; actions without resources are asked about theirs as written
    const keys = { state: () => ({ values: ["x"] }) };
    const covers = appliesTo({ ...statement, condition: undefined }, { ...request, resource, keys }) !== NO;
    return covers && (condition === undefined || appliesTo(statement, request) <= NO) && verdict !== undefined;
  });
}

/** A text that the pattern covers; the escape for a star is a star. */
const fill = (pattern: string, whole: string) => {
  if (pattern === "*") return whole;
  const filled = pattern.replaceAll(/\$\{\*\}/g, "<star>").replaceAll(/\$\{[^}]*\}/g, "x");
  return filled.replaceAll(/[*?]/g, "x").replaceAll("<star>", "*");
};
