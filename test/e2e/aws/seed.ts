// Seeds the server through the real SDK, one call after the other: it is threaded and loses concurrent writes.
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateAccountCommand, CreateOrganizationCommand } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Moto } from "../tools/moto.js";
import { type Clients, clients, type Key, memberClients, ROOT, required } from "./clients.js";
import {
  type Estate,
  GITHUB,
  MEMBER_RULES,
  MEMBER_USERS,
  ROLES,
  type SeededKey,
  type SeededUser,
  USERS,
} from "./estate.js";
import { PRIVATE_KEY, seedOthers } from "./seed-others.js";

export const MANAGEMENT = "123456789012";

export interface Seeded {
  readonly now: Date;
  readonly member: string;
  /** `AWS-001 AKIA…`, sorted: what a scan of the management account must find, and of the other one. */
  readonly expected: readonly string[];
  readonly expectedInMember: readonly string[];
  /** Users of the other account that have an active key. */
  readonly usersWithActiveKey: number;
  /** A user that may do everything; its key signs the scans. */
  readonly auditor: Key;
  /** A user that may only read the account dump. */
  readonly narrow: Key;
  /** Every secret that must appear nowhere. */
  readonly secrets: readonly string[];
}

class Seeding {
  readonly moto: Moto;
  readonly now: Date;
  readonly secrets: string[] = [];

  constructor(moto: Moto, now: Date) {
    this.moto = moto;
    this.now = now;
  }

  /** Moves the server's clock to so many days ago. */
  async at(daysAgo: number): Promise<void> {
    await this.moto.setClock(new Date(this.now.getTime() - daysAgo * 86_400_000));
  }

  async users(account: Clients, users: readonly SeededUser[]): Promise<string[]> {
    const expected: string[] = [];
    for (const user of users) {
      await this.at(Math.max(30, ...user.keys.map((key) => key.created)));
      const { User } = await account.iam.send(new CreateUserCommand({ UserName: user.name }));
      expected.push(...user.rules.map((rule) => `${rule} ${User?.Arn}`));
      if (user.password === true) await this.password(account, user.name);
      for (const key of user.keys) {
        const { id } = await this.key(account, user.name, key);
        expected.push(...key.rules.map((rule) => `${rule} ${id}`));
      }
    }
    return expected;
  }

  async key(account: Clients, user: string, { created, used, inactive }: SeededKey): Promise<Key> {
    await this.at(created);
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand({ UserName: user }));
    const key = { id: required(AccessKey?.AccessKeyId), secret: required(AccessKey?.SecretAccessKey) };
    this.secrets.push(key.secret);
    if (used !== undefined) {
      await this.at(used);
      await clients(this.moto.url, key).sts.send(new GetCallerIdentityCommand({}));
    }
    if (inactive === true) {
      await account.iam.send(new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: key.id, Status: "Inactive" }));
    }
    return key;
  }

  async auditor(account: Clients, name: string, policy: unknown): Promise<Key> {
    await this.at(30);
    await account.iam.send(new CreateUserCommand({ UserName: name }));
    await account.iam.send(
      new PutUserPolicyCommand({ UserName: name, PolicyName: "audit", PolicyDocument: JSON.stringify(policy) }),
    );
    return this.key(account, name, { created: 5, used: 1, rules: [] });
  }

  private async password(account: Clients, name: string): Promise<void> {
    const password = `Marker-${name}-1!aA`;
    this.secrets.push(password);
    await account.iam.send(new CreateLoginProfileCommand({ UserName: name, Password: password }));
  }
}

const ALLOW_ALL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** The account dump and who is asking: no credential report, no key, no provider, no organisation. */
export const NARROW_ACTIONS = ["sts:GetCallerIdentity", "iam:GetAccountAuthorizationDetails", "iam:ListAccountAliases"];
const NARROW = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: NARROW_ACTIONS, Resource: "*" }] };

/** Fills the management account and one member; `auditPolicy` is what nhi says that it needs. */
export async function seed(moto: Moto, now: Date, auditPolicy: unknown): Promise<Seeded> {
  const seeding = new Seeding(moto, now);
  const management = clients(moto.url, ROOT);
  await seeding.at(1000);
  const estate = await seedOrganization(management);
  const inMember = await memberClients(moto.url, estate.member);
  const expected = await seeding.users(management, USERS);
  await seeding.at(500);
  expected.push(...(await seedRoles(management, estate)));
  await seedOthers(management, { signing: "legacy", virtual: "kate", hardware: "omar" });
  const auditor = await seeding.auditor(management, "auditor", auditPolicy);
  const narrow = await seeding.auditor(management, "auditor-narrow", NARROW);
  // The scanners themselves are workloads with a static key, and nhi says so.
  expected.push(...["auditor", "auditor-narrow"].map((name) => `AWS-026 arn:aws:iam::${MANAGEMENT}:user/${name}`));
  const expectedInMember = await seeding.users(inMember, MEMBER_USERS);
  for (const { role, rules } of MEMBER_RULES) {
    expectedInMember.push(...rules.map((rule) => `${rule} arn:aws:iam::${estate.member}:role/${role}`));
  }
  await seedAuditRole(inMember);
  await seeding.at(0);
  return {
    now,
    member: estate.member,
    expected: expected.sort(),
    expectedInMember: expectedInMember.sort(),
    usersWithActiveKey: MEMBER_USERS.filter(({ keys }) => keys.some(({ inactive }) => inactive !== true)).length,
    auditor,
    narrow,
    secrets: [...seeding.secrets, PRIVATE_KEY],
  };
}

async function seedOrganization({ organizations }: Clients): Promise<Estate> {
  const { Organization } = await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const created = await organizations.send(
    new CreateAccountCommand({ AccountName: "acme-dev", Email: "dev@acme.example" }),
  );
  return {
    account: MANAGEMENT,
    organization: required(Organization?.Id),
    member: required(created.CreateAccountStatus?.AccountId),
  };
}

async function seedRoles({ iam }: Clients, estate: Estate): Promise<string[]> {
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: `https://${GITHUB}`,
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: ["6938fd4d98bab03faadb97b34396831e3780aea1"],
    }),
  );
  for (const { name, trust } of ROLES) {
    const statements = [trust(estate)].flat().map((one) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...one }));
    const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }));
  }
  return ROLES.flatMap(({ name, rules }) => rules.map((rule) => `${rule} arn:aws:iam::${MANAGEMENT}:role/${name}`));
}

/** The role that `--organization` assumes; it may do everything, so only the session policy narrows it. */
async function seedAuditRole({ iam }: Clients): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:user/auditor` } },
    ],
  };
  await iam.send(new CreateRoleCommand({ RoleName: "NhiAuditor", AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "NhiAuditor", PolicyName: "all", PolicyDocument: JSON.stringify(ALLOW_ALL) }),
  );
}
