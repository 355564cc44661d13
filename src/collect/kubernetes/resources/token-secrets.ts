// kubernetes/core:token-secrets: secrets that hold a token of a service account which lives until somebody deletes it. Only their
// metadata is asked for, so that the token itself never leaves the cluster.
import { properties, textOf } from "../../fields.js";
import { toIso } from "../../time.js";
import { listOfAll } from "../call.js";
import { accountId, idIn, namespaceId } from "../ids.js";
import { keeping, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";

const TYPE = "kubernetes.io/service-account-token";
const ACCOUNT = "kubernetes.io/service-account.name";
const ACCOUNT_UID = "kubernetes.io/service-account.uid";
/** A day, kept by the API server. */
const LAST_USED = "kubernetes.io/legacy-token-last-used";
/** The API server refuses the token since that day. */
const INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

export const tokenSecrets: KubernetesResource = {
  word: "token secrets",
  call: {
    ...listOfAll({
      api: "v1",
      resource: "secrets",
      dataSet: "kubernetes/core:token-secrets",
      query: { fieldSelector: `type=${TYPE}` },
      // No plain JSON to fall back on: a server that cannot leave the data out refuses.
      accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
      clean: keeping({ metadata: metadataWith({ [ACCOUNT]: true, [ACCOUNT_UID]: true }), type: true }),
    }),
    access:
      "verb list on secrets in all namespaces (a ClusterRoleBinding); nhi asks for metadata alone, but RBAC cannot say so",
  },
  convert(element, out) {
    const { scope, raw, name, namespace, labels, annotations, createdAt } = element;
    const account = annotations[ACCOUNT];
    // A list that kubectl wrote holds secrets of every type; one of metadata alone says no type, and was selected by it.
    if (account === undefined || (textOf(raw["type"]) ?? TYPE) !== TYPE) return;
    const id = idIn(scope, namespace, "secrets", name);
    const parent = accountId(scope, namespace, account);
    const lastUsed = toIso(labels[LAST_USED]);
    out.nodes.push({
      id,
      kind: "credential",
      type: "kubernetes.service-account-token",
      name: `${namespace}/${name}`,
      ...incarnationOf(element),
      parent,
      properties: properties({
        namespace,
        principal_name: `${namespace}/${account}`,
        principal_uid: annotations[ACCOUNT_UID],
        status: labels[INVALID_SINCE] === undefined ? "active" : "inactive",
        static: true,
        never_expires: true,
        created_at: createdAt,
        last_used_at: lastUsed,
        last_used_known: lastUsed === undefined ? undefined : true,
      }),
    });
    if (labels[INVALID_SINCE] === undefined) out.edge("authenticates_as", id, parent);
    out.edge("contains", namespaceId(scope, namespace), id);
  },
};
