// kubernetes/spire:cluster-federated-trust-domains: trust domains whose identities spire-controller-manager has its server take.
// github.com/spiffe/spire-controller-manager: api/v1alpha1/clusterfederatedtrustdomain_types.go
import { fieldsOf, textOf } from "../../fields.js";
import { toFederation } from "../../shared/spire/federation.js";
import { keeping, metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";
import { spireList } from "../spire-resource.js";

const DATA_SET = "kubernetes/spire:cluster-federated-trust-domains";

export const clusterFederatedTrustDomains: KubernetesResource = {
  word: "ClusterFederatedTrustDomains",
  call: spireList({
    resource: "clusterfederatedtrustdomains",
    dataSet: DATA_SET,
    clean: keeping({
      metadata: metadataWith(),
      spec: {
        trustDomain: true,
        bundleEndpointURL: true,
        bundleEndpointProfile: { type: true, endpointSPIFFEID: true },
        className: true,
      },
    }),
  }),
  convert(element, out) {
    const { scope, raw, name } = element;
    const spec = fieldsOf(raw["spec"]);
    const trustDomain = textOf(spec["trustDomain"]);
    const id = `${scope}/clusterfederatedtrustdomains/${name}`;
    if (trustDomain === undefined) {
      const message = `ClusterFederatedTrustDomain ${name}: without a trust domain, left out`;
      out.gaps.push({ dataSet: DATA_SET, subject: id, message });
      return;
    }
    const { type, endpointSPIFFEID: endpoint } = fieldsOf(spec["bundleEndpointProfile"]);
    out.nodes.push({
      ...toFederation({
        id,
        type: "kubernetes.federated-trust-domain",
        trustDomain,
        url: spec["bundleEndpointURL"],
        endpoint,
        profile: textOf(type),
        className: spec["className"],
      }),
      ...incarnationOf(element),
    });
    out.edge("contains", scope, id);
  },
};
