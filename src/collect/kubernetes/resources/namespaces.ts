// kubernetes/core:namespaces: namespaces with their labels, which say their environment and which pods they let in.
import { properties } from "../../fields.js";
import { listOfAll } from "../call.js";
import { namespaceId } from "../ids.js";
import { keeping, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";

/** What admission refuses in the namespace: privileged (nothing), baseline, restricted. */
const POD_SECURITY = "pod-security.kubernetes.io/enforce";

export const namespaces: KubernetesResource = {
  word: "namespaces",
  call: listOfAll({
    api: "v1",
    resource: "namespaces",
    dataSet: "kubernetes/core:namespaces",
    clean: keeping({ metadata: metadataWith() }),
  }),
  convert(element, out) {
    const { scope, name, labels, createdAt } = element;
    const id = namespaceId(scope, name);
    out.nodes.push({
      id,
      kind: "resource",
      type: "kubernetes.namespace",
      name,
      ...incarnationOf(element),
      parent: scope,
      properties: properties({
        namespace: name,
        tags: labels,
        pod_security: labels[POD_SECURITY],
        created_at: createdAt,
      }),
    });
    out.edge("contains", scope, id);
  },
};
