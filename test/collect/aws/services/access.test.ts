import { describe, expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, policy, role } from "./bundle.js";

describe("Roles Anywhere", () => {
  it("has anchors that are trusts and profiles that are sessions of roles", async () => {
    const anchor = arn("rolesanywhere", "trust-anchor/1");
    const profile = arn("rolesanywhere", "profile/1");
    const graph = await gatherRegion({
      "rolesanywhere/list-trust-anchors.json": {
        trustAnchors: [
          {
            trustAnchorArn: anchor,
            name: "ca",
            enabled: true,
            source: { sourceType: "AWS_ACM_PCA", sourceData: { acmPcaArn: arn("acm-pca", "certificate-authority/1") } },
          },
        ],
      },
      "rolesanywhere/list-profiles.json": {
        profiles: [
          {
            profileArn: profile,
            name: "servers",
            enabled: true,
            roleArns: [role("b"), role("a")],
            managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            sessionPolicy: JSON.stringify(policy("999988887777")),
            durationSeconds: 3600,
          },
          { profileArn: arn("rolesanywhere", "profile/2"), name: "wide", enabled: false, roleArns: [] },
        ],
      },
    });
    expect(graph.node(anchor)).toMatchObject({
      kind: "trust",
      properties: { provider_kind: "x509", provider: "AWS_ACM_PCA", enabled: true },
    });
    expect(graph.node(profile)).toMatchObject({
      kind: "session",
      type: "aws.rolesanywhere-profile",
      document: expect.any(String),
      properties: { roles: [role("a"), role("b")], narrowed: true, max_session_seconds: 3600 },
    });
    expect(graph.node(arn("rolesanywhere", "profile/2"))?.properties).toMatchObject({
      narrowed: false,
      enabled: false,
    });
    expect(edgesOf(graph)).toEqual([
      `references ${profile} -> ${role("a")} (session-of)`,
      `references ${profile} -> ${role("b")} (session-of)`,
      `references ${profile} -> arn:aws:iam::aws:policy/ReadOnlyAccess (session-policy)`,
    ]);
  });
});

describe("identity pools", () => {
  it("say which role they give to anyone who asks", async () => {
    const pool = "us-east-1:0000-1";
    const graph = await gatherRegion({
      "cognito-identity/list-identity-pools.json": {
        IdentityPools: [{ IdentityPoolId: pool, IdentityPoolName: "app" }],
      },
      "cognito-identity/describe-identity-pool/us-east-1%3A0000-1.json": { AllowUnauthenticatedIdentities: true },
      "cognito-identity/get-identity-pool-roles/us-east-1%3A0000-1.json": {
        Roles: { unauthenticated: role("guest"), authenticated: role("user") },
      },
    });
    const id = arn("cognito-identity", `identitypool/${pool}`);
    expect(graph.node(id)).toMatchObject({
      aliases: [pool],
      properties: {
        allows_unauthenticated: true,
        unauthenticated_role: role("guest"),
        authenticated_role: role("user"),
      },
    });
    expect(edgesOf(graph)).toEqual([
      `references ${id} -> ${role("guest")} (unauthenticated-role)`,
      `references ${id} -> ${role("user")} (authenticated-role)`,
    ]);
  });
});

describe("Identity Center", () => {
  const INSTANCE = "arn:aws:sso:::instance/ssoins-1";
  const SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
  const DELEGATED = "/organizations/list-delegated-administrators@service-principal=sso.amazonaws.com.json";
  const files = (owner: string) => ({
    "sso-admin/list-instances.json": {
      Instances: [{ InstanceArn: INSTANCE, IdentityStoreId: "d-1", OwnerAccountId: owner, Status: "ACTIVE" }],
    },
    "sso-admin/list-permission-sets/ssoins-1.json": { PermissionSets: [SET] },
    "sso-admin/describe-permission-set/ps-1.json": { PermissionSet: { Name: "Admin", SessionDuration: "PT4H" } },
    "sso-admin/get-inline-policy-for-permission-set/ps-1.json": { InlinePolicy: "" },
    "sso-admin/get-permissions-boundary-for-permission-set/ps-1.error.json": {
      status: 404,
      code: "ResourceNotFoundException",
      message: "none",
    },
    "sso-admin/list-managed-policies-in-permission-set/ps-1.json": {
      AttachedManagedPolicies: [{ Arn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
    },
    "sso-admin/list-customer-managed-policy-references-in-permission-set/ps-1.json": {
      CustomerManagedPolicyReferences: [
        { Name: "deny-billing", Path: "/" },
        { Name: "deploy", Path: "/team/" },
      ],
    },
    "sso-admin/list-accounts-for-provisioned-permission-set/ps-1.json": { AccountIds: ["444455556666"] },
    "sso-admin/list-account-assignments/ps-1%2F444455556666.json": {
      AccountAssignments: [
        { PrincipalType: "GROUP", PrincipalId: "g-1" },
        { PrincipalType: "USER", PrincipalId: "u-1" },
      ],
    },
    "identitystore/describe-group/g-1.json": { DisplayName: "platform" },
    [DELEGATED]: { DelegatedAdministrators: [{ Id: "444455556666", Status: "ACTIVE", Email: "ops@example.com" }] },
  });

  it("gives permission sets to groups and people, account by account", async () => {
    const graph = await gatherRegion(files(ACCOUNT));
    expect(graph.node(SET)).toMatchObject({
      type: "aws.permission-set",
      name: "Admin",
      parent: INSTANCE,
      properties: {
        role_prefix: "AWSReservedSSO_Admin_",
        managed_policies: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        customer_managed_policies: ["deny-billing", "team/deploy"],
        accounts: ["444455556666"],
      },
    });
    expect(graph.node(SET)?.properties).not.toHaveProperty("policies_unread");
    expect(graph.node(SET)?.properties).not.toHaveProperty("assignments_unread");
    expect(graph.node(INSTANCE)?.properties).toEqual({
      identity_store: "d-1",
      status: "ACTIVE",
      delegated_administrators: ["444455556666"],
    });
    expect(graph.node(SET)).not.toHaveProperty("document");
    expect(graph.ofType("aws.sso-group")).toMatchObject([
      { id: "arn:aws:identitystore:::group/g-1", name: "platform", properties: { human: true, external: false } },
    ]);
    // People are not asked about.
    expect(graph.ofType("aws.sso-user")).toMatchObject([{ id: "arn:aws:identitystore:::user/u-1", name: "u-1" }]);
    expect(graph.ofType("aws.sso-assignment").map(({ properties }) => properties["account"])).toEqual([
      "444455556666",
      "444455556666",
    ]);
    expect(edgesOf(graph)).toContain(`has_grant arn:aws:identitystore:::group/g-1 -> ${SET}/444455556666/GROUP/g-1`);
    expect(graph.state("aws/sso:permission-sets")).toBe("complete");
  });

  it("tells what was not read of who administers it, of a permission set and of a group", async () => {
    const graph = await gatherRegion({
      ...files(ACCOUNT),
      [DELEGATED]: undefined,
      [DELEGATED.replace(".json", ".error.json")]: DENIED,
      "sso-admin/list-accounts-for-provisioned-permission-set/ps-1.json": undefined,
      "sso-admin/list-accounts-for-provisioned-permission-set/ps-1.error.json": DENIED,
      "sso-admin/get-permissions-boundary-for-permission-set/ps-1.error.json": DENIED,
    });
    expect(graph.node(INSTANCE)?.properties).not.toHaveProperty("delegated_administrators");
    expect(graph.node(SET)?.properties).toMatchObject({ policies_unread: true });
    expect(graph.node(SET)?.properties).not.toHaveProperty("accounts");
    expect(graph.state("aws/sso:permission-sets")).toBe("partial");
  });

  it("tells a permissions boundary that is a policy of the accounts by its path and name", async () => {
    const place = "sso-admin/get-permissions-boundary-for-permission-set/ps-1";
    const boundary = async (reference: object) => {
      const answer = { PermissionsBoundary: { CustomerManagedPolicyReference: reference } };
      const graph = await gatherRegion({
        ...files(ACCOUNT),
        [`${place}.error.json`]: undefined,
        [`${place}.json`]: answer,
      });
      return graph.node(SET)?.properties["boundary"];
    };
    expect(await boundary({ Name: "Cap", Path: "/team/" })).toBe("team/Cap");
    expect(await boundary({ Name: "Cap" })).toBe("Cap");
  });

  it("tells that the name of a set, and who is assigned to it, were not read", async () => {
    const graph = await gatherRegion({
      ...files(ACCOUNT),
      "sso-admin/describe-permission-set/ps-1.json": undefined,
      "sso-admin/describe-permission-set/ps-1.error.json": DENIED,
      "sso-admin/list-accounts-for-provisioned-permission-set/ps-1.json": { AccountIds: ["444455556666", ACCOUNT] },
      [`sso-admin/list-account-assignments/ps-1%2F${ACCOUNT}.error.json`]: DENIED,
    });
    expect(graph.node(SET)).toMatchObject({ name: "ps-1", properties: { assignments_unread: true } });
    expect(graph.node(SET)?.properties).not.toHaveProperty("role_prefix");
    const [assigned] = graph.ofType("aws.sso-assignment");
    expect(assigned?.properties).toEqual({ account: "444455556666", permission_set: SET });
  });

  it("knows a group that an identity provider keeps", async () => {
    const ExternalIds = [{ Issuer: "https://scim.example.com/1", Id: "marker-external-id" }];
    const graph = await gatherRegion({
      ...files(ACCOUNT),
      "identitystore/describe-group/g-1.json": { DisplayName: "platform", ExternalIds },
    });
    expect(graph.ofType("aws.sso-group")).toMatchObject([{ properties: { human: true, external: true } }]);
    expect(JSON.stringify(graph.nodes)).not.toContain("marker-external-id");
  });

  it("is read in the account that owns it, and is no gap in the others", async () => {
    const graph = await gatherRegion({
      ...files("999988887777"),
      "sso-admin/list-permission-sets/ssoins-1.json": undefined,
      "sso-admin/list-permission-sets/ssoins-1.error.json": DENIED,
    });
    expect(graph.nodes.filter(({ type }) => /sso|permission-set/.test(type))).toEqual([]);
    expect(graph.state("aws/sso:permission-sets")).toBe("complete");
  });
});

describe("outbound federation", () => {
  const PATH = "/iam/get-outbound-web-identity-federation-info";
  const SCOPE = `aws:${ACCOUNT}`;

  it.each([
    ["on", { [`${PATH}.json`]: { IssuerIdentifier: "https://x.tokens.example", JwtVendingEnabled: true } }, true],
    ["off", { [`${PATH}.error.json`]: { status: 404, code: "FeatureDisabled", message: "not enabled" } }, false],
  ])("that is %s is a fact of the account", async (_, files, isOn) => {
    const graph = await gatherRegion(files);
    expect(graph.facts(SCOPE)["outbound_federation"]).toBe(isOn);
    expect(graph.facts(SCOPE)["outbound_issuer"]).toBe(isOn ? "x.tokens.example" : undefined);
    expect(graph.state("aws/iam:outbound-federation")).toBe("complete");
  });

  it("that may not be asked about is unknown", async () => {
    const graph = await gatherRegion({ [`${PATH}.error.json`]: DENIED });
    expect(graph.facts(SCOPE)).not.toHaveProperty("outbound_federation");
    expect(graph.state("aws/iam:outbound-federation")).toBe("denied");
  });
});
