// The identities of an account as AWS's models let them be written, for what moto cannot say: a root user with a key, when
// a role was last used, when a person last signed in, an account that takes several pages.
import type { Scripts } from "../../tools/model-server.js";
import { policy } from "../seeds/seeding.js";

const DAY = 86_400_000;

export interface Account {
  readonly account: string;
  readonly now: Date;
  /** Whether the root user has a key. */
  readonly rootKey: boolean;
}

/** A person whose key works beside the password, and one whose key is off. */
export const PEOPLE = { both: "kate", password: "omar" } as const;

/** Roles by what must come of them. */
export const UNUSED = ["never-used", "used-long-ago"] as const;
export const IN_USE = ["made-last-week", "used-last-week"] as const;

export const KEY_IDS = { [PEOPLE.both]: "AKIAEXAMPLE2345678K1", [PEOPLE.password]: "AKIAEXAMPLE2345678O1" };

export function scriptAccount({ account, now, rootKey }: Account): Scripts {
  const ago = (days: number) => `${new Date(now.getTime() - days * DAY).toISOString().slice(0, 19)}Z`;
  const keysOf = (UserName: string) => [
    {
      UserName,
      AccessKeyId: KEY_IDS[UserName as keyof typeof KEY_IDS],
      Status: UserName === PEOPLE.both ? "Active" : "Inactive",
      CreateDate: ago(60),
    },
  ];
  const started: boolean[] = [];
  return {
    "iam:GetAccountAuthorizationDetails": { answer: () => toDetails(account, ago) },
    "iam:GetAccountSummary": {
      answer: () => ({
        SummaryMap: {
          Users: 2,
          Roles: 4,
          Groups: 0,
          Policies: 0,
          MFADevices: 0,
          AccountAccessKeysPresent: rootKey ? 1 : 0,
        },
      }),
    },
    "iam:GenerateCredentialReport": {
      answer: () => ({ State: started.push(true) === 1 ? "STARTED" : "COMPLETE" }),
    },
    "iam:GetCredentialReport": {
      answer: () => ({
        Content: Buffer.from(toReport({ account, now, rootKey }, ago)).toString("base64"),
        ReportFormat: "text/csv",
        GeneratedTime: ago(0),
      }),
    },
    // The report says when each was last used, and the time that a key was made says which is which.
    "iam:ListAccessKeys": { answer: ({ UserName }) => ({ AccessKeyMetadata: keysOf(String(UserName)) }) },
  };
}

type Ago = (days: number) => string;

function toDetails(account: string, ago: Ago) {
  const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
  const user = (UserName: string, at: number) => ({
    Path: "/",
    UserName,
    UserId: `AIDAEXAMPLE234567890${at}`,
    Arn: arn(`user/${UserName}`),
    CreateDate: ago(300),
    UserPolicyList: [],
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
  });
  const trust = encodeURIComponent(
    policy([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }]),
  );
  const role = (RoleName: string, at: number, created: number, used?: number) => ({
    Path: "/",
    RoleName,
    RoleId: `AROAEXAMPLE234567890${at}`,
    Arn: arn(`role/${RoleName}`),
    CreateDate: ago(created),
    AssumeRolePolicyDocument: trust,
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    RoleLastUsed: used === undefined ? {} : { LastUsedDate: ago(used), Region: "us-east-1" },
  });
  return {
    UserDetailList: [user(PEOPLE.both, 1), user(PEOPLE.password, 2)],
    GroupDetailList: [],
    RoleDetailList: [
      role(UNUSED[0], 3, 300),
      role(UNUSED[1], 4, 700, 200),
      role(IN_USE[0], 5, 7),
      role(IN_USE[1], 6, 700, 7),
    ],
    Policies: [],
  };
}

const COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  ...[1, 2].flatMap((slot) =>
    ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"].map(
      (field) => `access_key_${slot}_${field}`,
    ),
  ),
  ...[1, 2].flatMap((slot) => [`cert_${slot}_active`, `cert_${slot}_last_rotated`]),
];

/** The credential report, as AWS writes its CSV. */
function toReport({ account, rootKey }: Account, ago: Ago): string {
  const none = ["false", "N/A", "N/A", "N/A", "N/A"];
  const certificates = ["false", "N/A", "false", "N/A"];
  const key = (isActive: boolean) => [String(isActive), ago(60), ago(5), "us-east-1", "s3"];
  const person = (name: string, isActive: boolean) => {
    const signIn = [ago(300), "true", ago(10), ago(200), "N/A", "true"];
    return [name, `arn:aws:iam::${account}:user/${name}`, ...signIn, ...key(isActive), ...none, ...certificates];
  };
  const root = ["<root_account>", `arn:aws:iam::${account}:root`, ago(900), "not_supported", ago(400)];
  const rest = ["not_supported", "not_supported", "true", ...(rootKey ? key(true) : none), ...none, ...certificates];
  const rows = [COLUMNS, [...root, ...rest], person(PEOPLE.both, true), person(PEOPLE.password, false)];
  return rows.map((row) => row.join(",")).join("\n");
}
