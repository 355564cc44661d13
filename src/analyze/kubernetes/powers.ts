// What of RBAC leads further than it says, in words: for columns of accounts and bindings. Rules say how much of it is too much.
import { allowedBy, isOfCluster, parseAction, type Rule } from "./rbac.js";

const RBAC = "rbac.authorization.k8s.io";
const MAKERS =
  "create|update|patch deployments.apps|daemonsets.apps|statefulsets.apps|replicasets.apps|replicationcontrollers|jobs.batch|cronjobs.batch";

/** Word → what is asked, any of which gives it. */
const POWERS: readonly (readonly [word: string, ...actions: readonly string[]])[] = [
  ["approve-certificates", "update|patch certificatesigningrequests.certificates.k8s.io/approval"],
  [
    "change-webhooks",
    "create|update|patch mutatingwebhookconfigurations.admissionregistration.k8s.io|validatingwebhookconfigurations.admissionregistration.k8s.io",
  ],
  ["create-tokens", "create serviceaccounts/token"],
  ["create-pods", "create pods", MAKERS],
  ["grant-roles", `bind|escalate roles.${RBAC}|clusterroles.${RBAC}`],
  ["impersonate", "impersonate serviceaccounts|users|groups"],
  ["proxy-nodes", "create|get nodes/proxy"],
  ["read-secrets", "get|list|watch secrets"],
  ["run-in-pods", "create|get pods/exec|pods/attach", "update|patch pods/ephemeralcontainers"],
];

/** Powers that rules give, sorted; those over named things only where `named` is asked for. */
export function powersOf(rules: readonly Rule[], at: "cluster" | "namespace", named: boolean): readonly string[] {
  return POWERS.flatMap(([word, ...actions]) => {
    const isGiven = actions.some((text) => {
      const asked = parseAction(text);
      if (at === "namespace" && isOfCluster(asked)) return false;
      return rules.some((rule) => {
        const allowed = allowedBy(rule, asked);
        return allowed === "any" || (named && allowed !== undefined);
      });
    });
    return isGiven ? [word] : [];
  });
}
