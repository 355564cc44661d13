// An access key that something outside of AWS uses which has an identity of its own: it signs in to a role with that.
import { iamArn, roleName, roleTerraform, serviceTrust } from "./aws-role.js";
import type { Replacement, StaticSecret, Use } from "./replacement.js";

/** A role that takes tokens of a managed identity. */
export function fromAzure(secret: StaticSecret, use: Use): Replacement {
  const tenant = "TENANT-ID";
  return webIdentity(secret, use, {
    title: "a managed identity of Azure signs in by OIDC",
    url: `sts.windows.net/${tenant}/`,
    audience: "api://APPLICATION-ID",
    subject: "OBJECT-ID-OF-THE-MANAGED-IDENTITY",
    step: `let ${use.name} have a managed identity and ask it for a token of an application that you register for AWS`,
  });
}

/** A role that takes identity tokens of a service account. */
export function fromGoogle(secret: StaticSecret, use: Use): Replacement {
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

/** A role for the agents of a Jenkins. */
export function fromJenkins(secret: StaticSecret, use: Use): Replacement {
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
