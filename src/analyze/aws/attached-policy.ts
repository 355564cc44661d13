// Policies where they hang: the documents of grant, trust, resource and control nodes, compiled once for each content.
import type { AnalysisGap, AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { PolicyCompiler } from "./policy/compile.js";
import { type Policy, unreadPolicy } from "./policy/policy.js";

export interface AttachedPolicy {
  /** Id of the grant, role, resource or control policy that holds it. */
  readonly id: string;
  readonly policy: Policy;
}

/** What hangs on a resource itself and may allow: its policy, and the grants of a key. */
export function onResource(
  policy: AttachedPolicy | undefined,
  grants: readonly AttachedPolicy[],
): readonly AttachedPolicy[] {
  return policy ? [policy, ...grants] : grants;
}

/** Compiles the document of a node; every problem becomes a gap of that node. To be asked once for each node. */
export type PolicyReader = (node: Pick<StoredNode, "id" | "scope" | "document">) => AttachedPolicy;

/**
 * Reads the policy of a node. One without a document, or whose document is not stored, says nothing surely; problems go into
 * `gaps`.
 */
export function createPolicyReader(input: AnalysisInput, compiler: PolicyCompiler, gaps: AnalysisGap[]): PolicyReader {
  return ({ id, scope, document }) => {
    const policy =
      (document === undefined ? undefined : compileDocument(document, input, compiler)) ??
      knownPolicy(id, compiler) ??
      unreadPolicy(document ?? id, "the policy document was not read");
    for (const { where, message } of policy.problems) {
      gaps.push({ scope, subject: id, message: where === "" ? message : `${where}: ${message}` });
    }
    return { id, policy };
  };
}

/** AWS's policy for administrators, in any partition. */
const ADMINISTRATOR = /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/;
const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/**
 * A policy of AWS's own whose text is what its name says, and has one version only; undefined for all others, which AWS changes. Dumps
 * leave AWS's own out when they are asked for policies of the account alone.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
 */
function knownPolicy(id: string, compiler: PolicyCompiler): Policy | undefined {
  return ADMINISTRATOR.test(id) ? compiler.compile("AdministratorAccess", EVERYTHING) : undefined;
}

/** The policy of a document; undefined when its text was not kept. */
export function compileDocument(
  hash: string,
  input: Pick<AnalysisInput, "document">,
  compiler: PolicyCompiler,
): Policy | undefined {
  const known = compiler.compiled(hash);
  if (known !== undefined) return known;
  const text = input.document(hash);
  return text === undefined ? undefined : compiler.compile(hash, text);
}

/** Account, organisation or nothing of a scope id: `aws:111122223333` → `111122223333`. */
export function accountOfScope(scope: string): string {
  return scope.startsWith("aws:") ? scope.slice(4) : "";
}

/** Account in an ARN; empty where the ARN has none (buckets). */
export function accountOfArn(arn: string): string {
  let start = 0;
  for (let field = 0; field < 4; field++) {
    start = arn.indexOf(":", start) + 1;
    if (start === 0) return "";
  }
  const end = arn.indexOf(":", start);
  return end < 0 ? arn.slice(start) : arn.slice(start, end);
}
