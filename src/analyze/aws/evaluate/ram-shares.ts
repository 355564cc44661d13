// What Resource Access Manager lets an account share with others, by ARN: who it is shared with may use it as its permission says, with
// a policy of its own. Shares are not read, so that whether one is shared is not known.
// https://docs.aws.amazon.com/ram/latest/userguide/shareable.html
// Left out: what has a resource policy that is read (Glue, CodeBuild), by which AWS shares it as well.

/** Service → the rest of an ARN behind the account, of what can be shared. */
const SHAREABLE: { readonly [service: string]: RegExp } = {
  "acm-pca": /^certificate-authority\//,
  apigateway: /^\/domainnames\//,
  appmesh: /^mesh\//,
  bedrock: /^(custom-model|imported-model)\//,
  cloudhsm: /^backup\//,
  ec2: /^(capacity-reservation|coip-pool|dedicated-host|ipam-pool|ipam-resource-discovery|local-gateway-route-table|placement-group|prefix-list|security-group|subnet|traffic-mirror-target|transit-gateway|transit-gateway-multicast-domain|verified-access-group)\//,
  fsx: /^volume\//,
  imagebuilder: /^(component|container-recipe|image|image-recipe)\//,
  "license-manager": /^license-configuration/,
  "network-firewall": /^(firewall|firewall-policy|stateful-rulegroup|stateless-rulegroup)\//,
  networkmanager: /^core-network\//,
  outposts: /^(outpost|site)\//,
  rds: /^cluster:/,
  "resource-explorer-2": /^view\//,
  "resource-groups": /^group\//,
  route53profiles: /^profile\//,
  route53resolver: /^(firewall-rule-group|resolver-query-log-config|resolver-rule)\//,
  sagemaker: /^(feature-group|hub|image|lineage-group|model-card|model-package-group|pipeline)\//,
  servicediscovery: /^namespace\//,
  "ssm-contacts": /^contact\//,
  "ssm-incidents": /^response-plan\//,
  "vpc-lattice": /^(resourceconfiguration|service|servicenetwork)\//,
};

const ARN = /^arn:[^:]+:([^:]+):[^:]*:\d{12}:(.+)$/;

/** Whether the owner of the resource can share it with other accounts. */
export function isShareable(resource: string): boolean {
  const [, service = "", rest = ""] = ARN.exec(resource) ?? [];
  return SHAREABLE[service]?.test(rest) === true;
}
