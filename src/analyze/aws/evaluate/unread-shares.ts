// What an account may open to others in a way that is not read here: a share of Resource Access Manager, a policy of the thing itself, a
// list of accounts beside it. Who is let in may use it with a policy of its own, so that for others it is not known, instead of denied.
// https://docs.aws.amazon.com/ram/latest/userguide/shareable.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html (resource-based policies)
// Left out: services whose policies are read (POLICY_SERVICES in sides.ts), by which AWS shares as well.

/** Service → the rest of an ARN behind the account, of what can be shared by Resource Access Manager. */
const SHARED: { readonly [service: string]: RegExp } = {
  "acm-pca": /^certificate-authority\//,
  apigateway: /^\/(domainnames|portalproducts)\//,
  appmesh: /^mesh\//,
  appsync: /^apis\//,
  "aws-marketplace": /./,
  bedrock: /^(custom-model|imported-model)\//,
  billing: /^billingview\//,
  cloudhsm: /^backup\//,
  codeconnections: /^connection\//,
  "codestar-connections": /^connection\//,
  datazone: /^domain\//,
  ec2: /^(capacity-reservation|coip-pool|dedicated-host|ipam-pool|ipam-resource-discovery|local-gateway-route-table|placement-group|prefix-list|security-group|subnet|traffic-mirror-target|transit-gateway|transit-gateway-multicast-domain|verified-access-group)\//,
  elasticloadbalancing: /^truststore\//,
  fsx: /^volume\//,
  imagebuilder: /^(component|container-recipe|image|image-recipe)\//,
  "license-manager": /^license-configuration/,
  "network-firewall": /^(firewall|firewall-policy|stateful-rulegroup|stateless-rulegroup)\//,
  networkmanager: /^core-network\//,
  odb: /^(cloud-exadata-infrastructure|odb-network)\//,
  outposts: /^(outpost|site)\//,
  rds: /^cluster:/,
  "refactor-spaces": /^environment\//,
  "resource-explorer-2": /^view\//,
  "resource-groups": /^group\//,
  "route53-recovery-control": /^cluster\//,
  route53profiles: /^profile\//,
  route53resolver: /^(firewall-rule-group|resolver-query-log-config|resolver-rule)\//,
  "s3-outposts": /^outpost\//,
  sagemaker: /^(feature-group|hub|image|lineage-group|model-card|model-package-group|pipeline|sagemaker-catalog)\//,
  servicecatalog: /^\/(applications|attribute-groups)\//,
  servicediscovery: /^namespace\//,
  "sms-voice": /^(opt-out-list|phone-number|pool|sender-id)\//,
  "ssm-contacts": /^contact\//,
  "ssm-incidents": /^response-plan\//,
  "vpc-lattice": /^(resourceconfiguration|service|servicenetwork)\//,
};

/** The same, of what can have a policy of its own, or a list of accounts that it is shared with. */
const OPENED: { readonly [service: string]: RegExp } = {
  cloudtrail: /^(channel|dashboard|eventdatastore)\//,
  "ecr-public": /^repository\//,
  "execute-api": /./,
  glacier: /^vaults\//,
  kafka: /^cluster\//,
  kinesis: /^stream\//,
  lex: /^(bot|bot-alias)\//,
  mediastore: /^container\//,
  oam: /^sink\//,
  rds: /^(cluster-snapshot|snapshot):/,
  "redshift-serverless": /^(snapshot|workgroup)\//,
  rekognition: /^project\//,
  rum: /^appmonitor\//,
  "s3-object-lambda": /^accesspoint\//,
  "s3-outposts": /\/(accesspoint|bucket)\//,
  s3express: /^(accesspoint|bucket)\//,
  s3tables: /^bucket\//,
  schemas: /^registry\//,
  serverlessrepo: /^applications\//,
  ses: /^identity\//,
  signer: /^\/signing-profiles\//,
  ssm: /^document\//,
};

const ARN = /^arn:[^:]+:([^:]+):[^:]*:\d{12}:(.+)$/;

/** Whether the owner of the resource can let other accounts do an action, so that it is not told by what was read. */
export function isShareable(resource: string, action: string): boolean {
  const [, service = "", rest = ""] = ARN.exec(resource) ?? [];
  if (SHARED[service]?.test(rest) !== true && OPENED[service]?.test(rest) !== true) return false;
  return !isOfOwner(service, rest, action);
}

/**
 * Whether an action is left to the owner of a thing of EC2 or a database: no share has the thing itself deleted or changed.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html (responsibilities and permissions for owners and participants)
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Clone.Cross-Account.html
 */
function isOfOwner(service: string, rest: string, action: string): boolean {
  const name = action.slice(action.indexOf(":") + 1).toLowerCase();
  if (service === "rds") return !/^(copy|describe|restore)/.test(name);
  if (service !== "ec2") return false;
  const noun = rest.slice(0, rest.indexOf("/")).replaceAll("-", "");
  return [
    `delete${noun}`,
    `deletemanaged${noun}`,
    `modify${noun}`,
    `modifymanaged${noun}`,
    `modify${noun}attribute`,
  ].includes(name);
}
