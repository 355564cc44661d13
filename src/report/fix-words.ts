// A change that cuts paths, in words. Its id is what it is made to: a trust, a statement, permissions, a binding.

/** One trust of a role: holder, whom it trusts, and which of its statements it is. */
const ONE_TRUST = /^(.+)#trust\/(.+)\/\d+$/s;

/** A binding of Google: what it is on, the role, whom it is given to. */
const BINDING = /^(?:gcp:)?(?:[a-z]+\.googleapis\.com\/)?(.+?)#iam\/((?:.+\/)?roles\/[^/]+)\/(.+)$/s;

/** A grant of a key of KMS, all of which is one statement or two. */
export const KEY_GRANT = /^(arn:[^:]+:kms:[^#]+:key\/[^/#]+)\/grant\/([^/#]+)#\d+$/;

/** A binding of Kubernetes: its cluster, its namespace where it has one, its name. */
const CLUSTER_BINDING = /^kubernetes:(.+?)(?:\/namespaces\/([^/]+))?\/(cluster)?rolebindings\/([^/]+)#binding$/s;

/** A job of a pipeline: its file is changed. */
const JOB = /^(?:github:.+\/workflow\/|gitlab:.+\/pipeline).*#[^#]+$/s;

/** What sort of thing is changed. */
export function kindOf(fix: string): "trust" | "permissions" | "statement" | "binding" | "policy" | "workflow" {
  if (fix.endsWith("#trust") || ONE_TRUST.test(fix)) return "trust";
  if (fix.endsWith("#permissions")) return "permissions";
  if (/#\d+$/.test(fix)) return "statement";
  if (JOB.test(fix)) return "workflow";
  return fix.includes(" ") || /#(?:assignment|binding|entry)$/.test(fix) || BINDING.test(fix) ? "binding" : "policy";
}

/** The thing by name, as it came from outside: each format escapes it. */
export function fixText(fix: string): string {
  const [, on, role, member] = BINDING.exec(fix) ?? [];
  if (on !== undefined) return `${role} of ${member} on ${on}`;
  const [, trusting, trusted] = ONE_TRUST.exec(fix) ?? [];
  if (trusting !== undefined) return `trust of ${trusting} in ${trusted}`;
  const [, key, grant] = KEY_GRANT.exec(fix) ?? [];
  if (key !== undefined) return `grant ${grant} of ${key}`;
  const [, cluster, namespace, isWide, binding] = CLUSTER_BINDING.exec(fix) ?? [];
  if (cluster !== undefined) {
    const place = namespace === undefined ? "" : ` in namespace ${namespace}`;
    return `${isWide === undefined ? "role binding" : "cluster role binding"} ${binding}${place} of cluster ${cluster}`;
  }
  const at = fix.lastIndexOf("#");
  const holder = at < 0 ? fix : fix.slice(0, at);
  switch (kindOf(fix)) {
    case "trust":
      return `trust policy of ${holder}`;
    case "permissions":
      return `permissions of ${holder}`;
    case "statement":
      return `statement ${Number(fix.slice(at + 1)) + 1} of ${holder}`;
    default:
      return holder;
  }
}
