// kubernetes/spire:cluster-static-entries: registration entries that spire-controller-manager hands to its server as they are.
// github.com/spiffe/spire-controller-manager: api/v1alpha1/clusterstaticentry_types.go
import { fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { flagOf, selectorFacts } from "../../shared/spire/facts.js";
import { parseSpiffeId } from "../../shared/spire/ids.js";
import { parseSelectors } from "../../shared/spire/selectors.js";
import { metadataWith } from "../kept.js";
import { incarnationOf, type KubernetesResource } from "../resource.js";
import { keepingSelectors, secondsOf, spireList } from "../spire-resource.js";

const DATA_SET = "kubernetes/spire:cluster-static-entries";

export const clusterStaticEntries: KubernetesResource = {
  word: "ClusterStaticEntries",
  call: spireList({
    resource: "clusterstaticentries",
    dataSet: DATA_SET,
    clean: keepingSelectors("selectors", {
      metadata: metadataWith(),
      spec: {
        spiffeID: true,
        parentID: true,
        selectors: true,
        federatesWith: true,
        x509SVIDTTL: true,
        jwtSVIDTTL: true,
        dnsNames: true,
        hint: true,
        admin: true,
        downstream: true,
        className: true,
      },
      status: { rendered: true, masked: true, set: true },
    }),
  }),
  convert(element, out) {
    const { scope, raw, name, createdAt } = element;
    const spec = fieldsOf(raw["spec"]);
    const id = `${scope}/clusterstaticentries/${name}`;
    const spiffe = parseSpiffeId(spec["spiffeID"]);
    if (spiffe === undefined) {
      out.gaps.push({
        dataSet: DATA_SET,
        subject: id,
        message: `ClusterStaticEntry ${name}: its SPIFFE id is none, left out`,
      });
      return;
    }
    const parent = parseSpiffeId(spec["parentID"]);
    const selectors = parseSelectors(spec["selectors"]);
    const { set } = fieldsOf(raw["status"]);
    out.nodes.push({
      id,
      kind: "trust",
      type: "kubernetes.cluster-static-entry",
      name: `ClusterStaticEntry ${name}`,
      ...incarnationOf(element),
      parent: spiffe.uri,
      properties: properties({
        spiffe_id: spiffe.uri,
        ...selectorFacts(selectors, parent),
        is_admin: flagOf(spec["admin"]),
        is_downstream: flagOf(spec["downstream"]),
        // what the controller says of it: masked by another entry, or refused by the server
        is_set: typeof set === "boolean" ? set : undefined,
        class_name: textOf(spec["className"]),
        x509_ttl: secondsOf(spec["x509SVIDTTL"]),
        jwt_ttl: secondsOf(spec["jwtSVIDTTL"]),
        federates_with: listOf(spec["federatesWith"]).flatMap((one) => textOf(one) ?? []),
        dns_names: listOf(spec["dnsNames"]).flatMap((one) => textOf(one) ?? []),
        hint: proseOf(spec["hint"]),
        created_at: createdAt,
      }),
    });
    out.edge("contains", scope, id);
    out.edge("yields", id, spiffe.uri);
  },
};
