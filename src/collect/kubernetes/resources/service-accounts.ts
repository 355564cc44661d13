// kubernetes/core:service-accounts: service accounts, and the cloud identities that their annotations name.
import { properties } from "../../fields.js";
import { listOfAll } from "../call.js";
import { accountId, namespaceId } from "../ids.js";
import { keeping, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";

/** Annotations that name an identity of a cloud. */
const ROLE_ARN = "eks.amazonaws.com/role-arn";
const GOOGLE_ACCOUNT = "iam.gke.io/gcp-service-account";
const AZURE_CLIENT = "azure.workload.identity/client-id";
const AZURE_TENANT = "azure.workload.identity/tenant-id";

export const serviceAccounts: KubernetesResource = {
  word: "service accounts",
  call: listOfAll({
    api: "v1",
    resource: "serviceaccounts",
    dataSet: "kubernetes/core:service-accounts",
    shape: { "items.*.automountServiceAccountToken": "flag", "items.*.metadata.annotations": "fields" },
    clean: keeping({
      metadata: metadataWith({ [ROLE_ARN]: true, [GOOGLE_ACCOUNT]: true, [AZURE_CLIENT]: true, [AZURE_TENANT]: true }),
      automountServiceAccountToken: true,
    }),
  }),
  convert(element, out) {
    const { scope, raw, name, namespace, labels, annotations, createdAt } = element;
    const id = accountId(scope, namespace, name);
    out.nodes.push({
      id,
      kind: "principal",
      type: "kubernetes.service-account",
      name: `${namespace}/${name}`,
      ...incarnationOf(element),
      parent: namespaceId(scope, namespace),
      properties: properties({
        namespace,
        account: name,
        is_default: name === "default",
        automount: raw["automountServiceAccountToken"] !== false,
        tags: labels,
        role_arn: annotations[ROLE_ARN],
        gcp_account: annotations[GOOGLE_ACCOUNT],
        azure_client_id: annotations[AZURE_CLIENT],
        azure_tenant_id: annotations[AZURE_TENANT],
        created_at: createdAt,
      }),
    });
    out.edge("contains", namespaceId(scope, namespace), id);
  },
};
