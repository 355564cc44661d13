// An AWS account as the CLI prints it, in two versions: what differs between them is all that a test states.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { diff } from "../../src/app/diff.js";
import { resolveSettings } from "../../src/app/settings.js";
import { freshFolder } from "../fresh-folder.js";
import { quietTerminal } from "../quiet-terminal.js";

export const ACCOUNT = "111122223333";
export const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:${name}`;

export interface Role {
  readonly trust: readonly object[];
  readonly id?: string;
  /** Inline policies by name. */
  readonly policies?: { readonly [name: string]: readonly object[] };
  readonly tags?: { readonly [key: string]: string };
}

export interface User {
  /** Access key id → whether it is active. */
  readonly keys?: { readonly [id: string]: boolean };
  readonly policies?: Role["policies"];
  readonly id?: string;
  readonly groups?: readonly string[];
  /** May sign in to the console. */
  readonly password?: boolean;
}

export interface Account {
  readonly roles?: { readonly [name: string]: Role };
  readonly users?: { readonly [name: string]: User };
  /** Name → unique id. */
  readonly groups?: { readonly [name: string]: string };
  /** Names of secrets of the Secrets Manager. */
  readonly secrets?: readonly string[];
  /** Secrets whose resource policy is refused. */
  readonly refusedPolicies?: readonly string[];
  /** What is refused, by the call: get-account-authorization-details, list-access-keys/ana. */
  readonly refused?: readonly string[];
}

export const byService = (service: string): object => allow({ Service: `${service}.amazonaws.com` });

export function allow(Principal: object | string, Condition?: object, Action = "sts:AssumeRole"): object {
  return { Effect: "Allow", Principal, Action, ...(Condition && { Condition }) };
}

/** Lets in tokens of GitHub whose subject is like one of these. */
export function github(...subjects: readonly string[]): object {
  const key = (name: string) => `token.actions.githubusercontent.com:${name}`;
  return allow(
    { Federated: arnOf("oidc-provider/token.actions.githubusercontent.com") },
    { StringEquals: { [key("aud")]: "sts.amazonaws.com" }, StringLike: { [key("sub")]: subjects } },
    "sts:AssumeRoleWithWebIdentity",
  );
}

const MADE = "2024-01-01T00:00:00+00:00";
const KINDS = ["account-authorization-details", "credential-report", "access-keys"].map((name) => `aws/iam:${name}`);

export { freshFolder };
/** Writes the account as a recording, read at `at`. */
export function writeRecording(folder: string, account: Account, at: string): void {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, value: unknown) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  };
  const iam = `aws/${ACCOUNT}/iam`;
  const asked = account.secrets === undefined ? KINDS : [...KINDS, "aws/secretsmanager:secrets"];
  write("bundle.json", { version: 1, recordedAt: at, asked });
  if (account.secrets !== undefined) writeSecrets(account.secrets, account.refusedPolicies ?? [], write);
  const refuse = (call: string) =>
    write(`${iam}/${call}.error.json`, { status: 403, code: "AccessDenied", message: call });
  if (account.refused?.includes("get-account-authorization-details")) refuse("get-account-authorization-details");
  else write(`${iam}/get-account-authorization-details.json`, toDetails(account));
  if (account.refused?.includes("get-credential-report")) refuse("get-credential-report");
  else write(`${iam}/credential-report.csv`, REPORT_HEAD + reportLines(account));
  for (const [name, { keys = {} }] of Object.entries(account.users ?? {})) {
    const AccessKeyMetadata = Object.entries(keys).map(([AccessKeyId, isActive]) => {
      return { UserName: name, AccessKeyId, Status: isActive ? "Active" : "Inactive", CreateDate: MADE };
    });
    const isRefused = account.refused?.some((call) => ["list-access-keys", `list-access-keys/${name}`].includes(call));
    if (isRefused === true) refuse(`list-access-keys/${name}`);
    else write(`${iam}/list-access-keys/${name}.json`, { AccessKeyMetadata });
  }
}

/** ARN of a secret, with the six characters that AWS adds. */
export const secretArn = (name: string): string => `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:${name}-AbCdEf`;

function writeSecrets(
  names: readonly string[],
  refused: readonly string[],
  write: (path: string, value: unknown) => void,
): void {
  const folder = `aws/${ACCOUNT}/eu-west-1/secretsmanager`;
  const SecretList = names.map((Name) => ({ ARN: secretArn(Name), Name, CreatedDate: MADE }));
  write(`${folder}/list-secrets.json`, { SecretList });
  for (const Name of names) {
    const file = `${folder}/get-resource-policy/${encodeURIComponent(Name)}`;
    if (refused.includes(Name)) write(`${file}.error.json`, { status: 403, code: "AccessDenied", message: Name });
    else write(`${file}.json`, { ARN: secretArn(Name), Name });
  }
}

const REPORT_HEAD =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n";

/** Users with a password, used on the day before the first recording. */
function reportLines({ users = {} }: Account): string {
  const used = "2026-10-31T00:00:00+00:00";
  return Object.entries(users)
    .filter(([, { password }]) => password === true)
    .map(
      ([name]) =>
        `${name},${arnOf(`user/${name}`)},${MADE},true,${used},${MADE},N/A,true${",false,N/A,N/A,N/A,N/A".repeat(2)}${",false,N/A".repeat(2)}\n`,
    )
    .join("");
}

const statements = (Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });
const inline = (policies: Role["policies"] = {}) =>
  Object.entries(policies).map(([PolicyName, list]) => ({ PolicyName, PolicyDocument: statements(list) }));

function toDetails({ roles = {}, users = {}, groups = {} }: Account): object {
  return {
    UserDetailList: Object.entries(users).map(([UserName, { policies, id, groups: memberships = [] }]) => ({
      Path: "/",
      UserName,
      UserId: id ?? `AIDAEXAMPLE${UserName.toUpperCase()}`,
      Arn: arnOf(`user/${UserName}`),
      CreateDate: MADE,
      GroupList: memberships,
      UserPolicyList: inline(policies),
      AttachedManagedPolicies: [],
      Tags: [],
    })),
    GroupDetailList: Object.entries(groups).map(([GroupName, GroupId]) => ({
      Path: "/",
      GroupName,
      GroupId,
      Arn: arnOf(`group/${GroupName}`),
      CreateDate: MADE,
      GroupPolicyList: [],
      AttachedManagedPolicies: [],
    })),
    RoleDetailList: Object.entries(roles).map(([RoleName, { trust, id, policies, tags = {} }]) => ({
      Path: "/",
      RoleName,
      RoleId: id ?? `AROAEXAMPLE${RoleName.toUpperCase()}`,
      Arn: arnOf(`role/${RoleName}`),
      CreateDate: MADE,
      AssumeRolePolicyDocument: statements(trust),
      InstanceProfileList: [],
      RolePolicyList: inline(policies),
      AttachedManagedPolicies: [],
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      RoleLastUsed: {},
    })),
    Policies: [],
  };
}

export interface DiffAnswer {
  readonly code: number;
  readonly changes: readonly {
    readonly change: string;
    readonly id: string;
    readonly name: string;
    readonly principal_name: string | null;
    readonly before: string | null;
    readonly after: string | null;
    readonly facts: { readonly [name: string]: unknown };
  }[];
  readonly not_compared: readonly {
    readonly scope: string | null;
    readonly data_set: string | null;
    readonly reason: string;
  }[];
}

/** `nhi diff` of two versions of the account, through collectors, store and analysis. */
export async function diffOf(before: Account, after: Account): Promise<DiffAnswer> {
  const folder = freshFolder();
  const [a, b] = [join(folder, "before"), join(folder, "after")];
  writeRecording(a, before, "2026-11-01T00:00:00Z");
  writeRecording(b, after, "2026-11-08T00:00:00Z");
  const chunks: string[] = [];
  const settings = await resolveSettings({}, [], {}, folder);
  const code = await diff(settings, { a, b, format: "json" }, quietTerminal(chunks));
  return { ...(JSON.parse(chunks.join("")) as Omit<DiffAnswer, "code">), code };
}
