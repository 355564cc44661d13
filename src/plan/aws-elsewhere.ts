// An access key of a person, or of a host that nothing is known of.
import { digitsOf, iamArn, roleName, roleTerraform } from "./aws-role.js";
import type { Replacement, StaticSecret, Use } from "./replacement.js";
import { comment, hclLabel, hclString, hclValue } from "./text.js";

/** A profile of IAM Identity Center for a person, or for a tool that a person works with. */
export function singleSignOn(secret: StaticSecret, use?: Use): Replacement {
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

/** IAM Roles Anywhere for a host outside of AWS, where nothing tells who uses the key. */
export function rolesAnywhere(secret: StaticSecret): Replacement {
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
