// Writes a bundle of one AWS account with some users and their access keys, as the AWS CLI prints it.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Key {
  readonly id: string;
  readonly created: string;
  readonly lastUsed?: string;
  readonly active?: boolean;
}

export interface User {
  readonly name: string;
  readonly id: string;
  readonly keys: readonly Key[];
}

const ACCOUNT = "111122223333";
const MADE = "2020-01-01T00:00:00+00:00";

const DATA_SETS = ["account-authorization-details", "credential-report", "access-keys"].map(
  (name) => `aws/iam:${name}`,
);

/** Writes (or writes again) the bundle; `denied` makes the credential report a refused call. */
export function writeAccount(folder: string, users: readonly User[], denied = false, account = ACCOUNT): void {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, content: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const iam = `aws/${account}/iam`;
  const arn = (name: string) => `arn:aws:iam::${account}:user/${name}`;
  write("bundle.json", JSON.stringify({ version: 1, recordedAt: "2026-11-01T00:00:00Z", asked: DATA_SETS }));
  write(`${iam}/get-account-authorization-details.json`, JSON.stringify(toDetails(users, arn)));
  if (denied) {
    const error = { status: 403, code: "AccessDenied", message: "not authorized to perform iam:GetCredentialReport" };
    write(`${iam}/get-credential-report.error.json`, JSON.stringify(error));
  } else write(`${iam}/credential-report.csv`, toReport(users, arn));
  for (const { name, keys } of users) {
    const list = keys.map((key) => ({
      UserName: name,
      AccessKeyId: key.id,
      Status: key.active === false ? "Inactive" : "Active",
      CreateDate: key.created,
    }));
    write(`${iam}/list-access-keys/${encodeURIComponent(name)}.json`, JSON.stringify({ AccessKeyMetadata: list }));
  }
}

function toDetails(users: readonly User[], arn: (name: string) => string) {
  return {
    UserDetailList: users.map(({ name, id }) => ({
      Path: "/",
      UserName: name,
      UserId: id,
      Arn: arn(name),
      CreateDate: MADE,
      GroupList: [],
      AttachedManagedPolicies: [],
      Tags: [],
    })),
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
  };
}

const REPORT_HEAD =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

function toReport(users: readonly User[], arn: (name: string) => string): string {
  const rows = users.map(({ name, keys }) => {
    const slots = [keys[0], keys[1]].flatMap((key) =>
      key === undefined
        ? ["false", "N/A", "N/A", "N/A", "N/A"]
        : [
            String(key.active !== false),
            key.created,
            key.lastUsed ?? "N/A",
            key.lastUsed ? "us-east-1" : "N/A",
            key.lastUsed ? "s3" : "N/A",
          ],
    );
    return [
      name,
      arn(name),
      MADE,
      "false",
      "N/A",
      "N/A",
      "N/A",
      "false",
      ...slots,
      "false",
      "N/A",
      "false",
      "N/A",
    ].join(",");
  });
  return [REPORT_HEAD, ...rows].join("\n");
}
