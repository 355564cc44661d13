// What is read of a cluster, in this order. A resource more is one file and one line.
import type { KubernetesResource } from "./resource.js";
import { validatingPolicies, validatingPolicyBindings } from "./resources/admission-policies.js";
import { awsAuth } from "./resources/aws-auth.js";
import { clusterRoleBindings, roleBindings } from "./resources/bindings.js";
import { clusterFederatedTrustDomains } from "./resources/cluster-federated-trust-domains.js";
import { clusterSpiffeIds } from "./resources/cluster-spiffe-ids.js";
import { clusterStaticEntries } from "./resources/cluster-static-entries.js";
import { namespaces } from "./resources/namespaces.js";
import { clusterRoles, roles } from "./resources/roles.js";
import { serviceAccounts } from "./resources/service-accounts.js";
import { tokenSecrets } from "./resources/token-secrets.js";
import { mutatingWebhooks, validatingWebhooks } from "./resources/webhooks.js";
import { workloads } from "./resources/workloads.js";

export const RESOURCES: readonly KubernetesResource[] = [
  namespaces,
  serviceAccounts,
  tokenSecrets,
  clusterRoles,
  roles,
  clusterRoleBindings,
  roleBindings,
  awsAuth,
  ...workloads,
  validatingWebhooks,
  mutatingWebhooks,
  validatingPolicies,
  validatingPolicyBindings,
  clusterSpiffeIds,
  clusterStaticEntries,
  clusterFederatedTrustDomains,
];
