// One small account as the APIs answer it, for tests against the loopback server.
import type { Call, Said, Table } from "./server.js";

export const ACCOUNT = "111122223333";
const arn = (resource: string, account = ACCOUNT): string => `arn:aws:iam::${account}:${resource}`;

const HEADER =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const MADE = "2024-01-01T00:00:00+00:00";
const row = (user: string, arnOf: string, mfa: boolean, key: boolean, certificate: boolean): string =>
  [
    user,
    arnOf,
    MADE,
    false,
    "N/A",
    "N/A",
    "N/A",
    mfa,
    key,
    key ? MADE : "N/A",
    "N/A",
    "N/A",
    "N/A",
    "false,N/A,N/A,N/A,N/A",
    certificate,
    certificate ? MADE : "N/A",
    "false,N/A",
  ].join(",");

export const REPORT = [
  HEADER,
  row("<root_account>", arn("root"), true, false, false),
  row("ci", arn("user/ci"), false, true, true),
  row("bob", arn("user/bob"), true, false, false),
].join("\n");

const USERS = ["ci", "bob"].map((name) => ({
  Path: "/",
  UserName: name,
  UserId: `AIDA${name}`,
  Arn: arn(`user/${name}`),
  CreateDate: MADE,
  GroupList: [],
}));
const TRUST = {
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const ROLE = {
  Path: "/",
  RoleName: "r",
  RoleId: "AROAr",
  Arn: arn("role/r"),
  CreateDate: MADE,
  AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(TRUST)),
};
const POLICY = {
  PolicyName: "p",
  Arn: arn("policy/p"),
  DefaultVersionId: "v1",
  PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: encodeURIComponent('{"Statement":[]}') }],
};

function details({ params }: Call): Said {
  const isPolicies = params["Filter.member.1"] === "LocalManagedPolicy";
  return {
    IsTruncated: false,
    ...(isPolicies ? { Policies: [POLICY] } : { UserDetailList: USERS, RoleDetailList: [ROLE] }),
  };
}

/** Answers of the account; override single actions to make them fail. */
export const ESTATE: Table = {
  GetCallerIdentity: () => ({ Account: ACCOUNT, Arn: arn("user/auditor"), UserId: "AIDAauditor" }),
  ListAccounts: () => ({ refuse: "AccessDeniedException", status: 400 }),
  DescribeOrganization: () => ({ Organization: { Id: "o-abcdefghij", MasterAccountId: "999900001111" } }),
  ListAccountAliases: () => ({ AccountAliases: ["acme"], IsTruncated: false }),
  GetAccountSummary: () => ({
    SummaryMap: {
      Users: 2,
      Providers: 2,
      ServerCertificates: 1,
      MFADevices: 1,
      AccountMFAEnabled: 1,
      AccountAccessKeysPresent: 0,
    },
  }),
  GetAccountAuthorizationDetails: details,
  ListRoles: () => ({ IsTruncated: false, Roles: [{ ...ROLE, MaxSessionDuration: 43200 }] }),
  GenerateServiceLastAccessedDetails: ({ params }) => ({ JobId: `job of ${params["Arn"]}` }),
  GetServiceLastAccessedDetails: ({ params }) => ({
    JobStatus: "COMPLETED",
    JobCreationDate: MADE,
    JobCompletionDate: MADE,
    IsTruncated: false,
    ServicesLastAccessed: [
      { ServiceName: "Amazon EC2", ServiceNamespace: "ec2", TotalAuthenticatedEntities: 0 },
      ...(params["JobId"] === `job of ${ROLE.Arn}`
        ? [
            {
              ServiceName: "Amazon S3",
              ServiceNamespace: "s3",
              LastAuthenticated: "2026-04-01T00:00:00Z",
              LastAuthenticatedEntity: ROLE.Arn,
              TotalAuthenticatedEntities: 1,
            },
          ]
        : []),
    ],
  }),
  GenerateCredentialReport: (_, count) => ({ State: count === 0 ? "STARTED" : "COMPLETE" }),
  GetCredentialReport: () => ({
    Content: Buffer.from(REPORT).toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: "2026-05-01T00:00:00Z",
  }),
  ListAccessKeys: ({ params }) => ({
    IsTruncated: false,
    AccessKeyMetadata:
      params["UserName"] === "ci"
        ? [{ UserName: "ci", AccessKeyId: "AKIAEXAMPLE000000001", Status: "Active", CreateDate: MADE }]
        : [],
  }),
  GetAccessKeyLastUsed: () => ({
    UserName: "ci",
    AccessKeyLastUsed: { LastUsedDate: "2026-04-01T00:00:00Z", ServiceName: "s3", Region: "eu-west-1" },
  }),
  GetAccountPasswordPolicy: () => ({ refuse: "NoSuchEntity", status: 404 }),
  ListOpenIDConnectProviders: () => ({ OpenIDConnectProviderList: [{ Arn: arn("oidc-provider/issuer.example/x") }] }),
  GetOpenIDConnectProvider: () => ({ Url: "issuer.example/x", ClientIDList: ["sts.amazonaws.com"], CreateDate: MADE }),
  ListSAMLProviders: () => ({
    SAMLProviderList: [{ Arn: arn("saml-provider/okta"), ValidUntil: "2030-01-01T00:00:00Z" }],
  }),
  ListServerCertificates: () => ({ IsTruncated: false, ServerCertificateMetadataList: [] }),
  ListServiceSpecificCredentials: () => ({
    ServiceSpecificCredentials: [
      {
        UserName: "ci",
        ServiceSpecificCredentialId: "ACCAEXAMPLE000000001",
        ServiceName: "bedrock.amazonaws.com",
        Status: "Active",
        CreateDate: MADE,
        ServiceUserName: "ci-at",
        ServicePassword: "marker-service-password",
      },
    ],
  }),
  ListSigningCertificates: () => ({
    IsTruncated: false,
    Certificates: [
      {
        UserName: "ci",
        CertificateId: "CERT1",
        CertificateBody: "-----BEGIN CERTIFICATE-----",
        Status: "Active",
        UploadDate: MADE,
      },
    ],
  }),
  ListSSHPublicKeys: () => ({ IsTruncated: false, SSHPublicKeys: [] }),
  ListVirtualMFADevices: () => ({
    IsTruncated: false,
    VirtualMFADevices: [
      {
        SerialNumber: arn("mfa/root"),
        Base32StringSeed: Buffer.from("marker-seed").toString("base64"),
        EnableDate: MADE,
        User: { Path: "/", UserName: "root", UserId: "1", Arn: arn("root"), CreateDate: MADE },
      },
    ],
  }),
  ListMFADevices: () => ({
    IsTruncated: false,
    MFADevices: [{ UserName: "bob", SerialNumber: "GAHT12345678", EnableDate: MADE }],
  }),
};
