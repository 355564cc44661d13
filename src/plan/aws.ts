// What replaces a static credential of AWS.
import { ciFederations } from "./aws-ci.js";
import { digitsOf, iamArn, roleName, roleTerraform, serviceTrust } from "./aws-role.js";
import { inWords, type Replacement, type StaticSecret, type Use } from "./replacement.js";
import { comment, hclLabel, hclString, hclValue, textOf } from "./text.js";

/** One replacement a place of use; without any, what the kind of user and the last use tell. */
export function planAccessKey(secret: StaticSecret): Replacement[] {
  if (secret.owner?.isRoot === true) {
    return [
      inWords("remove", "delete it: nothing needs a key of the root user", [
        "sign in as root with MFA, delete the key under Security credentials",
        "what used it gets a role with what it needs; manage root centrally from the organisation where there is one",
      ]),
    ];
  }
  const found = [...ciFederations(secret), ...secret.uses.flatMap((use) => atUse(secret, use))];
  if (found.length > 0) return found;
  const { owner } = secret;
  if (owner?.properties["password_enabled"] === true || owner?.isWorkload === false) return [singleSignOn(secret)];
  return [rolesAnywhere(secret)];
}

function atUse(secret: StaticSecret, use: Use): Replacement[] {
  const onAws = SERVICES[use.type];
  if (onAws !== undefined) return [workloadRole(secret, use, onAws)];
  if (use.type.startsWith("kubernetes.")) return [podIdentity(secret, use)];
  if (use.type.startsWith("azure.")) return [fromAzure(secret, use)];
  if (use.type.startsWith("gcp.")) return [fromGoogle(secret, use)];
  if (use.type.startsWith("mcp.") || use.type.startsWith("agent.")) return [singleSignOn(secret, use)];
  if (use.type === "jenkins.controller" || use.type === "jenkins.pipeline") return [fromJenkins(secret, use)];
  return [];
}

/** Services of AWS that give what they run the credentials of a role. */
const SERVICES: { readonly [type: string]: { readonly service: string; readonly give: string } } = {
  "aws.ec2-instance": { service: "ec2.amazonaws.com", give: "put the role into an instance profile and attach it" },
  "aws.ecs-task-definition": {
    service: "ecs-tasks.amazonaws.com",
    give: "name it as taskRoleArn in the task definition",
  },
  "aws.lambda-function": {
    service: "lambda.amazonaws.com",
    give: "grant what the key may do to the role that the function runs as",
  },
  "aws.codebuild-project": { service: "codebuild.amazonaws.com", give: "name it as service role of the project" },
  "aws.glue-job": { service: "glue.amazonaws.com", give: "name it as role of the job" },
  "aws.sagemaker-notebook": { service: "sagemaker.amazonaws.com", give: "name it as execution role of the notebook" },
  "aws.beanstalk-environment": {
    service: "ec2.amazonaws.com",
    give: "grant what the key may do to the role of the environment's instance profile",
  },
  "aws.apprunner-service": {
    service: "tasks.apprunner.amazonaws.com",
    give: "name it as instance role of the service",
  },
};

function workloadRole(secret: StaticSecret, use: Use, { service, give }: (typeof SERVICES)[string]): Replacement {
  const name = roleName(secret.owner, use.name);
  return {
    kind: "workload-identity",
    title: `${use.name} runs as a role: role ${name}`,
    use: use.id,
    steps: [
      give,
      `take ${use.variable ?? "the key"} out of its configuration: the SDK finds the role by itself`,
      `deactivate ${secret.name}, watch for a week, delete it`,
    ],
    files: [roleTerraform(secret, name, serviceTrust(service))],
  };
}

function podIdentity(secret: StaticSecret, use: Use): Replacement {
  const name = roleName(secret.owner, use.name);
  const tf = roleTerraform(secret, name, serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]));
  const namespace = textOf(use.properties["namespace"]) ?? "NAMESPACE";
  const account = textOf(use.properties["service_account"]) ?? "SERVICE-ACCOUNT";
  const association = `
resource "aws_eks_pod_identity_association" "${hclLabel(name)}" {
  cluster_name    = "CLUSTER"
  namespace       = ${hclString(namespace)}
  service_account = ${hclString(account)}
  role_arn        = aws_iam_role.${hclLabel(name)}.arn
}
`;
  return {
    kind: "workload-identity",
    title: `${use.name} runs as a role by EKS Pod Identity: role ${name}`,
    use: use.id,
    steps: [
      "associate the role with the pod's own service account (on clusters outside EKS: a role that trusts the cluster's issuer)",
      `delete the Kubernetes secret or variable that holds ${secret.name}`,
    ],
    files: [{ name: tf.name, text: tf.text + association }],
  };
}

function fromAzure(secret: StaticSecret, use: Use): Replacement {
  const tenant = "TENANT-ID";
  return webIdentity(secret, use, {
    title: "a managed identity of Azure signs in by OIDC",
    url: `sts.windows.net/${tenant}/`,
    audience: "api://APPLICATION-ID",
    subject: "OBJECT-ID-OF-THE-MANAGED-IDENTITY",
    step: `let ${use.name} have a managed identity and ask it for a token of an application that you register for AWS`,
  });
}

function fromGoogle(secret: StaticSecret, use: Use): Replacement {
  return webIdentity(secret, use, {
    title: "a service account of Google signs in by its identity token",
    url: "accounts.google.com",
    audience: "UNIQUE-ID-OF-THE-SERVICE-ACCOUNT",
    subject: "UNIQUE-ID-OF-THE-SERVICE-ACCOUNT",
    step: `attach a service account of its own to ${use.name}; the metadata server gives it identity tokens`,
  });
}

interface Foreign {
  readonly title: string;
  readonly url: string;
  readonly audience: string;
  readonly subject: string;
  readonly step: string;
}

function webIdentity(secret: StaticSecret, use: Use, { title, url, audience, subject, step }: Foreign): Replacement {
  const name = roleName(secret.owner, use.name);
  const principal = url === "accounts.google.com" ? url : iamArn(secret, `oidc-provider/${url}`);
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: principal },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${url}:aud`]: audience, [`${url}:sub`]: subject } },
      },
    ],
  };
  const isBuiltIn = url === "accounts.google.com";
  return {
    kind: "federation",
    title: `${title}: role ${name}`,
    use: use.id,
    steps: [step, "put the ids in capitals in place", `deactivate ${secret.name}, watch for a week, delete it`],
    files: [roleTerraform(secret, name, trust, isBuiltIn ? undefined : { url, audience })],
  };
}

function fromJenkins(secret: StaticSecret, use: Use): Replacement {
  const name = roleName(secret.owner, "jenkins");
  return {
    kind: "workload-identity",
    title: `agents of Jenkins run as a role: role ${name}`,
    use: use.id,
    steps: [
      "agents on EC2, ECS or EKS: give the agent the role and delete the credential from Jenkins",
      "agents elsewhere: the plugin OpenID Connect Provider issues tokens that a role can trust, or use IAM Roles Anywhere",
      `deactivate ${secret.name}, watch for a week, delete it`,
    ],
    files: [roleTerraform(secret, name, serviceTrust("ec2.amazonaws.com"))],
  };
}

function singleSignOn(secret: StaticSecret, use?: Use): Replacement {
  const who = secret.owner?.name ?? "the user";
  return {
    kind: "single-sign-on",
    title: `${use ? `${use.name} uses` : `${who} signs in with`} a profile of IAM Identity Center: hours instead of years`,
    ...(use && { use: use.id }),
    steps: [
      `assign ${who} a permission set with what is needed${use ? " by the tool alone" : ""}`,
      "aws configure sso once, aws sso login each day; tools read the profile by AWS_PROFILE",
      ...(use ? [`take ${use.variable ?? "the key"} out of the configuration of ${use.name}`] : []),
      `deactivate ${secret.name}, watch for a week, delete it`,
    ],
    files: [
      {
        name: "aws-config",
        text: `[profile work]
sso_session = work
sso_account_id = ${digitsOf(secret.scope)}
sso_role_name = PERMISSION-SET

[sso-session work]
sso_start_url = https://PORTAL.awsapps.com/start
sso_region = REGION
sso_registration_scopes = sso:account:access
`,
      },
    ],
  };
}

function rolesAnywhere(secret: StaticSecret): Replacement {
  const name = roleName(secret.owner, "anywhere");
  const label = hclLabel(name);
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "rolesanywhere.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition: { StringEquals: { "aws:PrincipalTag/x509Subject/CN": secret.owner?.name ?? "HOST" } },
      },
    ],
  };
  const tf = roleTerraform(secret, name, trust);
  const anchor = `
${comment("The certificate authority that signs for your hosts; its private key stays where it is.")}
resource "aws_rolesanywhere_trust_anchor" "${label}" {
  name    = ${hclString(name)}
  enabled = true
  source {
    source_type = "CERTIFICATE_BUNDLE"
    source_data {
      x509_certificate_data = file("ca.pem")
    }
  }
}

resource "aws_rolesanywhere_profile" "${label}" {
  name      = ${hclString(name)}
  enabled   = true
  role_arns = ${hclValue([iamArn(secret, `role/${name}`)])}
}
`;
  const seen = secret.usedFor === undefined ? "" : `; last used for ${secret.usedFor}`;
  return {
    kind: "certificate",
    title: `where it is used was not read${seen}: IAM Roles Anywhere if that is outside of AWS, else a role`,
    steps: [
      "find who calls: CloudTrail, userIdentity.accessKeyId and sourceIPAddress",
      "on EC2, ECS, Lambda, EKS: a role of the workload; in CI: OIDC; on a host of yours: the files here, and aws_signing_helper as credential_process",
      "add the condition aws:SourceArn of the trust anchor to the trust policy when it exists",
      `deactivate ${secret.name}, watch for a week, delete it`,
    ],
    files: [{ name: tf.name, text: tf.text + anchor }],
  };
}

/** Credentials of IAM users that are for one service, or that nothing takes any more. */
export function planOtherAws(secret: StaticSecret): Replacement[] {
  const service = textOf(secret.properties["service_name"]) ?? "";
  switch (secret.type) {
    case "aws.service-specific-credential":
      return [serviceSpecific(secret, service)];
    case "aws.ssh-public-key":
      return [
        inWords("workload-identity", "git-remote-codecommit signs with a role", [
          "pip install git-remote-codecommit; clone codecommit::REGION://REPOSITORY with the role's credentials",
          "delete the SSH key",
        ]),
      ];
    case "aws.console-password":
      return [
        inWords("single-sign-on", "people sign in through IAM Identity Center", [
          "assign a permission set, then delete the login profile",
          "one break-glass user may keep a password with a hardware key: accept it as a waiver with an owner",
        ]),
      ];
    case "aws.server-certificate":
      return [
        inWords("workload-identity", "AWS Certificate Manager renews it", [
          "request it there, point the load balancer at it",
        ]),
      ];
    case "aws.signing-certificate":
      return [inWords("remove", "delete it: nothing but SOAP takes it", ["aws iam delete-signing-certificate"])];
    default:
      return [plaintext(secret)];
  }
}

function serviceSpecific(secret: StaticSecret, service: string): Replacement {
  if (service.startsWith("codecommit")) {
    return inWords("workload-identity", "git-remote-codecommit signs with a role", [
      "pip install git-remote-codecommit; clone codecommit::REGION://REPOSITORY with the role's credentials",
      `delete ${secret.name}`,
    ]);
  }
  if (service.startsWith("bedrock")) {
    return inWords("workload-identity", "the SDK of Bedrock signs with a role", [
      "give the workload a role with bedrock:InvokeModel on the models it uses; where only a key fits, a short-term key of at most 12 hours",
      `delete ${secret.name}`,
    ]);
  }
  if (service.startsWith("cassandra")) {
    return inWords("workload-identity", "the SigV4 plugin of the Cassandra driver signs with a role", [
      "add the plugin, give the workload a role",
      `delete ${secret.name}`,
    ]);
  }
  return inWords("none", `no replacement is known for credentials of ${service === "" ? "this service" : service}`, [
    "keep it in Secrets Manager, let it expire, rotate it",
  ]);
}

function plaintext(secret: StaticSecret): Replacement {
  const holder = secret.owner?.name ?? "the workload";
  return inWords("none", "it is not a credential of AWS: who issued it is not known", [
    `move the value into Secrets Manager with rotation, and let ${holder} read it there by its role at the start`,
    "change the value: whoever could read the configuration has it",
  ]);
}
