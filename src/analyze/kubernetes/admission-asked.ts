// Webhooks and admission policies of a cluster that are asked about pods, each with what it says of one.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { matchesGlob } from "../../model/glob.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";
import { holdsAll, type Result, type Variable } from "./admission-expressions.js";
import { namesPods, takesIn } from "./admission-match.js";
import type { Labels } from "./label-selector.js";
import type { Shown } from "./takeover-pods.js";

/** Somebody who is asked about pods. */
export interface Asked {
  /** Word of the safeguard. */
  readonly safeguard: string;
  /** Node that whoever takes it away changes: a configuration or a binding. */
  readonly place: string;
  /** Whether it is asked about pods of a namespace with these labels. */
  isAskedIn(labels: Labels): boolean;
  /** Whether what it says hangs on the pod, and on the namespace. */
  readonly looksAt: { readonly pod: boolean; readonly namespace: boolean };
  /** What is open about a pod, for people; undefined where it lets it through. */
  objection(shown: Shown): string | undefined;
}

const WEBHOOKS = {
  "kubernetes.validating-webhooks": "validating-webhooks",
  "kubernetes.mutating-webhooks": "mutating-webhooks",
} as const;

/** Scope of a cluster → all that are asked about pods there. */
export function readAsked(input: AnalysisInput): ReadonlyMap<string, readonly Asked[]> {
  const found = new Map<string, Asked[]>();
  for (const [type, safeguard] of Object.entries(WEBHOOKS)) {
    for (const { id, scope, properties } of input.nodes([type])) {
      for (const webhook of recordsOf(properties["webhooks"])) {
        const asked = toWebhook(id, safeguard, webhook, input);
        if (asked !== undefined) addTo(found, scope, asked);
      }
    }
  }
  const policies = new Map([...input.nodes(["kubernetes.admission-policy"])].map((node) => [node.id, node]));
  for (const binding of input.nodes(["kubernetes.admission-policy-binding"])) {
    const asked = toPolicy(binding, policies.get(textOf(binding.properties["policy_id"]) ?? ""));
    if (asked !== undefined) addTo(found, binding.scope, asked);
  }
  return found;
}

/** Undefined for one that is not asked about pods, or refuses none for being privileged. */
function toWebhook(place: string, safeguard: string, webhook: JsonRecord, input: AnalysisInput): Asked | undefined {
  const name = textOf(webhook["name"]) ?? "without a name";
  const known = input.tables.admissionWebhooks?.find((row) => matchesGlob(name, row.webhook));
  if (!namesPods(webhook) || known?.refuses === false) return undefined;
  const conditions = textsOf(webhook["conditions"]) ?? [];
  const what =
    known === undefined
      ? `what the webhook ${name} refuses is not known`
      : `the webhook ${name} of ${known.name} may refuse it`;
  const unless = textOf(webhook["failure_policy"]) === "Ignore" ? ", except while it does not answer" : "";
  return {
    safeguard,
    place,
    isAskedIn: (labels) => takesIn(webhook, labels),
    looksAt: looksAt(conditions),
    objection: (shown) => (holdsAll(conditions, shown) === false ? undefined : `${what}${unless}`),
  };
}

/** Undefined for one that only warns or keeps a record, has no policy, or is not asked about pods. */
function toPolicy({ id, name, properties }: StoredNode, policy: StoredNode | undefined): Asked | undefined {
  if (policy === undefined || textsOf(properties["actions"])?.includes("Deny") !== true) return undefined;
  const { matched: of, has_params: hasParams } = policy.properties;
  const { matched: within } = properties;
  if (!isRecord(of) || !isRecord(within)) return undefined;
  if (!namesPods(of) || !namesPods({ ...within, rules: within["rules"] ?? of["rules"] ?? [] })) return undefined;
  const conditions = textsOf(policy.properties["conditions"]) ?? [];
  const validations = textsOf(policy.properties["validations"]) ?? [];
  const variables = toVariables(policy.properties["variables"]);
  const admits = (shown: Shown): Result => (hasParams === true ? undefined : holdsAll(validations, shown, variables));
  return {
    safeguard: "admission-policies",
    place: id,
    isAskedIn: (labels) => takesIn(of, labels) && takesIn(within, labels),
    looksAt: looksAt([...conditions, ...validations, ...variables.map(({ expression }) => expression)]),
    objection(shown) {
      if (holdsAll(conditions, shown) === false) return undefined;
      const isAdmitted = admits(shown);
      if (isAdmitted === true) return undefined;
      return isAdmitted === false
        ? `the admission policy ${policy.name} (binding ${name}) refuses such pods as far as they were tried on it`
        : `whether the admission policy ${policy.name} (binding ${name}) refuses it cannot be told`;
    },
  };
}

function looksAt(expressions: readonly string[]): Asked["looksAt"] {
  return { pod: expressions.length > 0, namespace: expressions.some((text) => /namespace/i.test(text)) };
}

function toVariables(value: unknown): readonly Variable[] {
  return recordsOf(value).flatMap(({ name, expression }) =>
    typeof name === "string" && typeof expression === "string" ? [{ name, expression }] : [],
  );
}
