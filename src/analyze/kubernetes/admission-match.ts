// Whether an admission webhook or policy is asked about a pod that somebody makes in a namespace.
// kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers, "Matching requests"
import type { JsonRecord } from "../../model/words.js";
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";
import { isOpen, isSelected, type Labels } from "./label-selector.js";

/** What makes pods: whoever may make one of them may be stopped at it. */
const MAKERS: readonly (readonly [group: string, resource: string])[] = [
  ["", "pods"],
  ["", "replicationcontrollers"],
  ...["deployments", "daemonsets", "statefulsets", "replicasets"].map((one) => ["apps", one] as const),
  ...["jobs", "cronjobs"].map((one) => ["batch", one] as const),
];

/** Whether rules name the making of pods, or of what makes pods. Who makes one picks its name: what has to have one is no rule. */
export function namesPods({ rules, excluded }: JsonRecord): boolean {
  return MAKERS.some(
    (maker) =>
      recordsOf(rules).some((rule) => (textsOf(rule["names"]) ?? []).length === 0 && isAbout(rule, maker)) &&
      !recordsOf(excluded).some((rule) => isAbout(rule, maker)),
  );
}

function isAbout(rule: JsonRecord, [group, resource]: readonly [string, string]): boolean {
  const has = (field: string, ...wanted: readonly string[]): boolean => {
    const listed = textsOf(rule[field]) ?? [];
    return wanted.some((one) => listed.includes(one));
  };
  return (
    textOf(rule["scope"]) !== "Cluster" &&
    has("operations", "*", "CREATE") &&
    has("groups", "*", group) &&
    has("versions", "*", "v1") &&
    has("resources", "*", "*/*", resource)
  );
}

/**
 * Whether the selectors take a namespace in. Labels of a pod are up to whoever makes it: what is asked of those that have some, or have
 * some not, is not asked of one that is made so.
 */
export function takesIn(matched: unknown, labels: Labels): boolean {
  const { namespace_selector: namespaces, object_selector: objects } = isRecord(matched) ? matched : {};
  return isOpen(objects) && isSelected(namespaces, labels) !== false;
}
