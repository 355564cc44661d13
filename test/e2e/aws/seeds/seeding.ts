// What a seed is given, and what it notes for the tests: everything that a scan must find of what it made, and no more.
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ROOT, required } from "../clients.js";

/** A class of the SDK that makes clients. */
type ClientClass<T> = new (config: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}) => T;

export const REGION = "us-east-1";
export const OTHER_REGION = "eu-west-1";

/** What a scan must find, as lines of text that are compared whole. */
export class Expected {
  /** `workload -> role`: all of them. */
  readonly runsAs: string[] = [];
  /** Workloads that run as nobody. */
  readonly idle: string[] = [];
  /** `holder -> variable`: secrets in plain text. */
  readonly holds: string[] = [];
  /** `workload trigger`: what acts without a person. */
  readonly alone: string[] = [];
  /** Resources and workloads with a policy of their own. */
  readonly policies: string[] = [];
  /** Resources without. */
  readonly open: string[] = [];
  /** `from -> to role`: what one names of another. */
  readonly references: string[] = [];
  /** Values that must appear nowhere. */
  readonly secrets: string[] = [];
}

export class Seeds {
  readonly endpoint: string;
  readonly account: string;
  readonly expected = new Expected();
  readonly #clients = new Map<unknown, unknown>();

  constructor(endpoint: string, account: string) {
    this.endpoint = endpoint;
    this.account = account;
  }

  /** A client of a service, one for each region. */
  client<T>(Client: ClientClass<T>, region = REGION): T {
    const known = region === REGION ? this.#clients.get(Client) : undefined;
    if (known !== undefined) return known as T;
    const credentials = { accessKeyId: ROOT.id, secretAccessKey: ROOT.secret };
    const made = new Client({ endpoint: this.endpoint, region, credentials, maxAttempts: 1 });
    if (region === REGION) this.#clients.set(Client, made);
    return made;
  }

  arn(service: string, resource: string, region = REGION): string {
    return `arn:aws:${service}:${region}:${this.account}:${resource}`;
  }

  /** A role that a service takes on, with what it may do; its ARN. */
  async role(name: string, service: string, statements: readonly object[] = READ_ONE): Promise<string> {
    const iam = this.client(IAMClient);
    const trust = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }];
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: policy(trust) }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: "work", PolicyDocument: policy(statements) }),
    );
    return required(Role?.Arn);
  }

  /** A role of instances in a profile of the same name. */
  async profile(
    name: string,
    statements?: readonly object[],
  ): Promise<{ readonly role: string; readonly profile: string }> {
    const iam = this.client(IAMClient);
    const role = await this.role(name, "ec2.amazonaws.com", statements);
    const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
    return { role, profile: required(InstanceProfile?.Arn) };
  }

  /** A value that must appear nowhere, of no known format. */
  secret(of: string): string {
    const value = `marker-${of}-5Kq2Zr8Lx0Vw`;
    this.expected.secrets.push(value);
    return value;
  }
}

/** A policy document. */
export function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Lets another account read, by a policy of the resource. */
export function letIn(account: string, actions: string | readonly string[], resource: string): string {
  return policy([
    {
      Sid: "partner",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: actions,
      Resource: resource,
    },
  ]);
}

export const PARTNER = "444455556666";

const READ_ONE = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-reports/public/*" }];

export const EVERYTHING = [{ Effect: "Allow", Action: "*", Resource: "*" }];
