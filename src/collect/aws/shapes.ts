// Fields of AWS's answers that decide what is found, by call. https://docs.aws.amazon.com/IAM/latest/APIReference
import type { Shape, Shapes } from "../shape.js";
import { API_GATEWAY_SHAPES } from "./api-gateway-shapes.js";
import { BUILD_SHAPES } from "./build-shapes.js";
import { REGIONAL_SHAPES } from "./regional-shapes.js";

/** StatusType of IAM. */
const STATUS = ["Active", "Inactive", "Expired"] as const;

/** What a user, group and role have alike in GetAccountAuthorizationDetails. */
function holder(list: string, inline: string): Shape {
  return {
    [`${list}.*.Arn`]: "id",
    [`${list}.*.${inline}`]: "list",
    [`${list}.*.${inline}.*.PolicyName`]: "id",
    [`${list}.*.AttachedManagedPolicies`]: "list",
    [`${list}.*.AttachedManagedPolicies.*.PolicyArn`]: "id",
    [`${list}.*.PermissionsBoundary`]: "fields",
    [`${list}.*.PermissionsBoundary.PermissionsBoundaryArn`]: "text",
    [`${list}.*.Tags`]: "list",
    [`${list}.*.Tags.*`]: "fields",
  };
}

export const SHAPES: Shapes = {
  ...REGIONAL_SHAPES,
  ...API_GATEWAY_SHAPES,
  ...BUILD_SHAPES,
  "iam:GetAccountAuthorizationDetails": {
    ...holder("UserDetailList", "UserPolicyList"),
    ...holder("GroupDetailList", "GroupPolicyList"),
    ...holder("RoleDetailList", "RolePolicyList"),
    "UserDetailList.*.GroupList": "list",
    "UserDetailList.*.GroupList.*": "text",
    "RoleDetailList.*.InstanceProfileList": "list",
    "RoleDetailList.*.InstanceProfileList.*": "fields",
    "RoleDetailList.*.RoleLastUsed": "fields",
    "RoleDetailList.*.Path": "text",
    "Policies.*.Arn": "id",
    "Policies.*.PolicyVersionList": "list",
    "Policies.*.PolicyVersionList.*.IsDefaultVersion": "flag",
  },
  "iam:ListAccessKeys": { "AccessKeyMetadata.*.Status": STATUS },
  "iam:ListOpenIDConnectProviders": { "OpenIDConnectProviderList.*.Arn": "id" },
  "iam:ListSAMLProviders": { "SAMLProviderList.*.Arn": "id" },
  "iam:ListAccountAliases": { "AccountAliases.*": "text" },
  "iam:ListSigningCertificates": { "Certificates.*.Status": STATUS },
  "iam:ListSSHPublicKeys": { "SSHPublicKeys.*.Status": STATUS },
  "iam:ListServiceSpecificCredentials": { "ServiceSpecificCredentials.*.Status": STATUS },
  "iam:GetAccountPasswordPolicy": {
    PasswordPolicy: "fields",
    "PasswordPolicy.MinimumPasswordLength": "number",
    "PasswordPolicy.ExpirePasswords": "flag",
    "PasswordPolicy.MaxPasswordAge": "number",
    "PasswordPolicy.PasswordReusePrevention": "number",
  },
  "iam:GetAccountSummary": { SummaryMap: "fields", "SummaryMap.*": "number" },
  "iam:GetOpenIDConnectProvider": {
    ClientIDList: "list",
    "ClientIDList.*": "text",
    ThumbprintList: "list",
    "ThumbprintList.*": "text",
  },
  "iam:GetOutboundWebIdentityFederationInfo": { JwtVendingEnabled: "flag" },
  "organizations:ListDelegatedAdministrators": { "DelegatedAdministrators.*.Id": "id" },
  "sso:ListPermissionSets": { "PermissionSets.*": "text" },
  "sso:ListAccountsForProvisionedPermissionSet": { "AccountIds.*": "text" },
  "cloudtrail:DescribeTrails": {
    "trailList.*.IsMultiRegionTrail": "flag",
    "trailList.*.IsOrganizationTrail": "flag",
    "trailList.*.IncludeGlobalServiceEvents": "flag",
    "trailList.*.LogFileValidationEnabled": "flag",
  },
  "cloudtrail:GetTrailStatus": { IsLogging: "flag" },
  "lambda:GetFunctionUrlConfig": { AuthType: ["NONE", "AWS_IAM"] },
};
