// Versions of the account's own policies that are not in force, for whoever may choose the default one.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import { compileDocument } from "../../attached-policy.js";
import type { PolicyCompiler } from "../../policy/compile.js";
import { type Policy, unreadPolicy } from "../../policy/policy.js";

export interface PolicyVersion {
  /** As AWS numbers them: `v3`. */
  readonly name: string;
  /** Opaque where its document was not read. */
  readonly policy: Policy;
}

/** The versions of a policy beside its default one, by its ARN; read when first asked for. */
export type PolicyVersions = (policy: string) => readonly PolicyVersion[];

/** The reader of versions. One whose document was not read is there, as a policy that may say anything. */
export function createPolicyVersions(input: AnalysisInput, compiler: PolicyCompiler): PolicyVersions {
  const read = once(() => {
    const versions = new Map<string, PolicyVersion[]>();
    for (const { id, name, parent, document } of input.nodes(["aws.policy-version"])) {
      if (parent === undefined) continue;
      const policy = document === undefined ? undefined : compileDocument(document, input, compiler);
      addTo(versions, parent, { name, policy: policy ?? unreadPolicy(id, "the policy document was not read") });
    }
    return versions;
  });
  return (policy) => read().get(policy) ?? [];
}
