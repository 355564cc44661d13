// What replaces static credentials of AWS that are no access keys.
import { inWords, type Replacement, type StaticSecret } from "./replacement.js";
import { textOf } from "./text.js";

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
