// SDK clients that seed the server; nhi itself is only ever run as a program.
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

export interface Key {
  readonly id: string;
  readonly secret: string;
  readonly session?: string;
}

/** Any key is the root of the management account as long as the server does not enforce authentication. */
export const ROOT: Key = { id: "AKIAIOSFODNN7EXAMPLE", secret: "e2e-root-secret" };

export interface Clients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly organizations: OrganizationsClient;
}

export function clients(endpoint: string, key: Key): Clients {
  const credentials = {
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    ...(key.session === undefined ? {} : { sessionToken: key.session }),
  };
  const config = { endpoint, region: "us-east-1", credentials };
  return { iam: new IAMClient(config), sts: new STSClient(config), organizations: new OrganizationsClient(config) };
}

/** Clients inside another account, through the role that AWS creates in it. */
export async function memberClients(endpoint: string, account: string): Promise<Clients> {
  const role = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const { Credentials } = await clients(endpoint, ROOT).sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "seed" }),
  );
  return clients(endpoint, {
    id: required(Credentials?.AccessKeyId),
    secret: required(Credentials?.SecretAccessKey),
    session: required(Credentials?.SessionToken),
  });
}

/** The value, or an error: the server left out what it must state. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the server's answer lacks a value");
  return value;
}
