// Sessions and sign-ins from outside, each from a bundle: who gets a role without a permission of its own, and what narrows it.
import { describe, expect, it } from "vitest";
import { type BundleSpec, document, withBundle } from "./bundle.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, root, service } from "./scene.js";

const REGION = "us-east-1";
const DATA = "arn:aws:s3:::data";
const regional = (name: string, rest: string) => `arn:aws:${name}:${REGION}:${ACCOUNT}:${rest}`;

describe("Roles Anywhere", () => {
  const anchor = regional("rolesanywhere", "trust-anchor/1");
  const other = regional("rolesanywhere", "trust-anchor/2");
  const ACTIONS = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  const trusting = (condition?: object, actions: readonly string[] = ACTIONS) => ({
    Effect: "Allow",
    Principal: service("rolesanywhere"),
    Action: actions,
    ...(condition && { Condition: condition }),
  });
  const spec = (trust: object, profile: object = {}, enabled = true): BundleSpec => ({
    roles: { boss: { trust: [{ ...trust }], allows: [EVERYTHING] } },
    buckets: ["data"],
    files: {
      [`${REGION}/rolesanywhere/list-trust-anchors.json`]: {
        trustAnchors: [
          { trustAnchorArn: anchor, name: "ours", enabled },
          { trustAnchorArn: other, name: "theirs", enabled: true },
        ],
      },
      [`${REGION}/rolesanywhere/list-profiles.json`]: {
        profiles: [
          {
            profileArn: regional("rolesanywhere", "profile/1"),
            name: "servers",
            enabled: true,
            roleArns: [arn("role/boss")],
            ...profile,
          },
        ],
      },
    },
  });
  const ours = { ArnEquals: { "aws:SourceArn": anchor } };
  const sessionPolicy = (...statements: object[]) => ({ sessionPolicy: JSON.stringify(document(statements as never)) });
  const asked = [anchor, other].flatMap((one) => ["admin", DATA].map((to) => [`x509:${one}`, to] as const));
  const of = (spec: BundleSpec) => withBundle(spec, ({ reached }) => reached(asked));
  const all = (one: string) => [
    `x509:${one} → admin: federates (none)`,
    `x509:${one} → ${DATA}: federates, permits (none)`,
  ];

  it("certificates of an enabled anchor get the role that trusts it", async () => {
    const none = await of(spec(trusting()));
    expect(none).toEqual([...all(anchor), ...all(other)]);
    const limited = await of(spec(trusting(ours)));
    expect(limited.map((line) => line.replace("(met)", "(none)"))).toEqual(all(anchor));
  });

  it.each<[string, BundleSpec]>([
    ["a disabled anchor", spec(trusting(ours), {}, false)],
    ["a disabled profile", spec(trusting(), { enabled: false })],
    ["a profile without the role", spec(trusting(), { roleArns: [] })],
    ["a role that trusts another service", spec({ ...trusting(), Principal: service("ec2") })],
    ["a trust that lets no tags through", spec(trusting(undefined, ["sts:AssumeRole"]))],
  ])("not with %s", async (_, bundle) => {
    expect(await of(bundle)).toEqual([]);
  });

  it("who may change the anchor signs in with certificates of its own", async () => {
    const changing = (bundle: BundleSpec, id = anchor) =>
      withBundle(
        { ...bundle, users: { caller: [allow("rolesanywhere:UpdateTrustAnchor", id)] as never } },
        ({ reached, store }) => {
          const [row] = [...store.inventory()].filter(({ id: one }) => one === arn("user/caller"));
          return [
            row?.["admin"],
            ...reached([[arn("user/caller"), "admin"]]).map((line) => line.replace("(met)", "(none)")),
          ];
        },
      );
    const path = `${arn("user/caller")} → admin: adds_credential, federates (none)`;
    expect(await changing(spec(trusting(ours)))).toEqual(["reaches", path]);
    expect(await changing(spec(trusting(ours)), other)).toEqual(["no"]);
    expect(await changing(spec(trusting(ours), {}, false))).toEqual(["no"]);
    expect(await changing(spec(trusting(ours), { roleArns: [] }))).toEqual(["no"]);
  });

  it("a condition on the certificate stays open", async () => {
    const condition = { ...ours, StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build" } };
    expect(await of(spec(trusting(condition)))).toEqual([
      `x509:${anchor} → admin: federates (unknown)`,
      `x509:${anchor} → ${DATA}: federates, permits (unknown)`,
    ]);
  });

  it("a session policy leaves what both allow, and nothing of it when it allows something else", async () => {
    const reads = await of(spec(trusting(ours), sessionPolicy(allow("s3:GetObject", `${DATA}/*`))));
    expect(reads).toEqual([`x509:${anchor} → ${DATA}: federates, permits (met)`]);
    expect(await of(spec(trusting(ours), sessionPolicy(allow("sqs:*"))))).toEqual([]);
    const denied = sessionPolicy(allow("s3:*"), deny("s3:GetObject"));
    const writes = await of(spec(trusting(ours), denied));
    expect(writes).toEqual([`x509:${anchor} → ${DATA}: federates, permits (met)`]);
  });

  it("a session that may make users controls the account", async () => {
    const found = await of(spec(trusting(ours), sessionPolicy(allow("iam:*"))));
    expect(found[0]).toBe(`x509:${anchor} → admin: federates (met)`);
    const capped = sessionPolicy(allow("iam:*"), deny("iam:Create*"), deny("iam:*", arn("role/*")));
    expect(await of(spec(trusting(ours), capped))).toEqual([]);
  });

  it("a managed session policy that was not read decides nothing", async () => {
    const managed = { managedPolicyArns: ["arn:aws:iam::aws:policy/Unheard"] };
    const [first] = await of(spec(trusting(), managed));
    expect(first).toMatch(/→ admin: .*\(unknown\)$/);
  });
});

describe("Pod Identity", () => {
  const TRUST = { Effect: "Allow", Principal: service("pods.eks"), Action: ["sts:AssumeRole", "sts:TagSession"] };
  const pod = regional("eks", "podidentityassociation/main/a-1");
  const spec = (association: object): BundleSpec => ({
    roles: {
      boss: { trust: [TRUST], allows: [EVERYTHING] },
      plain: { trust: [TRUST], allows: [allow("sqs:*")] },
      reader: { trust: [TRUST], allows: [allow("s3:GetObject", "*")] },
      named: { trust: [{ ...TRUST, Principal: { AWS: arn("role/boss") } }], allows: [allow("sns:*")] },
    },
    buckets: ["data"],
    files: {
      [`${REGION}/eks/list-clusters.json`]: { clusters: ["main"] },
      [`${REGION}/eks/describe-cluster/main.json`]: { cluster: { arn: regional("eks", "cluster/main"), name: "main" } },
      [`${REGION}/eks/list-nodegroups/main.json`]: { nodegroups: [] },
      [`${REGION}/eks/list-pod-identity-associations/main.json`]: {
        associations: [{ associationId: "a-1", associationArn: pod, namespace: "shop", serviceAccount: "cart" }],
      },
      [`${REGION}/eks/describe-pod-identity-association/main%2Fa-1.json`]: {
        association: { associationArn: pod, namespace: "shop", serviceAccount: "cart", ...association },
      },
    },
  });
  const of = (association: object, ...targets: string[]) =>
    withBundle(spec(association), ({ reached }) => reached(targets.map((to) => [pod, to])));
  const policy = (...statements: object[]) => JSON.stringify(document(statements as never));

  it("pods are their role, or the target role, never both", async () => {
    expect(await of({ roleArn: arn("role/boss") }, "admin", DATA)).toEqual([
      `${pod} → admin: runs_as (none)`,
      `${pod} → ${DATA}: runs_as, permits (none)`,
    ]);
    expect(await of({ roleArn: arn("role/plain") }, "admin", DATA)).toEqual([]);
    expect(await of({ roleArn: arn("role/plain"), targetRoleArn: arn("role/reader") }, "admin", DATA)).toEqual([
      `${pod} → ${DATA}: runs_as, permits (none)`,
    ]);
  });

  it("a policy of the association narrows what its pods may do, and is no way around the role", async () => {
    const reads = policy(allow("s3:GetObject", `${DATA}/*`));
    expect(await of({ roleArn: arn("role/boss"), policy: reads }, "admin", DATA)).toEqual([
      `${pod} → ${DATA}: runs_as, permits (none)`,
    ]);
    expect(await of({ roleArn: arn("role/plain"), policy: reads }, "admin", DATA)).toEqual([]);
  });

  it("a policy of the association that does not parse leaves nobody knows what", async () => {
    expect(await of({ roleArn: arn("role/boss"), policy: "{" }, "admin", DATA)).toEqual([
      expect.stringMatching(/ → admin: runs_as\b.* \(unknown\)$/),
      `${pod} → ${DATA}: runs_as, permits (unknown)`,
    ]);
    expect(await of({ roleArn: arn("role/plain"), policy: "{" }, "admin", DATA)).toEqual([]);
  });

  it("a role that is named by a trust is still named in a session, within its limits", async () => {
    const named = arn("role/named");
    expect(await of({ roleArn: arn("role/boss"), policy: policy(allow("sts:AssumeRole")) }, named)).toEqual([
      `${pod} → ${named}: runs_as, can_assume (none)`,
    ]);
    expect(await of({ roleArn: arn("role/boss"), policy: policy(allow("sqs:*")) }, named)).toEqual([]);
  });
});

const POOL = "us-east-1:0000-1";

/** What a role of Amazon Cognito trusts: those of the pool who signed in, or did not. */
const trustsPool = (amr: string, condition: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { "cognito-identity.amazonaws.com:aud": POOL },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": amr },
    ...condition,
  },
});

describe("guests of an identity pool", () => {
  const spec = (pool: object, condition: object = {}, roles: object = { unauthenticated: arn("role/guest") }) => ({
    roles: {
      guest: {
        trust: [trustsPool("unauthenticated", condition)],
        allows: [allow(["iam:*", "s3:*"])],
      },
    },
    buckets: ["data"],
    files: {
      [`${REGION}/cognito-identity/list-identity-pools.json`]: {
        IdentityPools: [{ IdentityPoolId: POOL, IdentityPoolName: "app" }],
      },
      [`${REGION}/cognito-identity/describe-identity-pool/us-east-1%3A0000-1.json`]: pool,
      [`${REGION}/cognito-identity/get-identity-pool-roles/us-east-1%3A0000-1.json`]: { Roles: roles },
    },
  });
  const of = (bundle: BundleSpec) =>
    withBundle(bundle, ({ reached }) => reached(["admin", DATA].map((to) => ["any:internet", to])));

  it("are anyone on the internet, with all of the role in the classic flow", async () => {
    const found = await of(spec({ AllowUnauthenticatedIdentities: true, AllowClassicFlow: true }));
    expect(found.map((line) => line.replace("(met)", "(none)"))).toEqual([
      "any:internet → admin: federates, escalates_to (none)",
      `any:internet → ${DATA}: federates, permits (none)`,
    ]);
  });

  it("keep to the services that AWS leaves them in the enhanced flow", async () => {
    const found = await of(spec({ AllowUnauthenticatedIdentities: true }));
    expect(found.map((line) => line.replace("(met)", "(none)"))).toEqual([
      `any:internet → ${DATA}: federates, permits (none)`,
    ]);
  });

  it.each<[string, BundleSpec]>([
    ["a pool that lets none in", spec({ AllowUnauthenticatedIdentities: false, AllowClassicFlow: true })],
    [
      "a role for those who signed in",
      spec({ AllowUnauthenticatedIdentities: true }, {}, { authenticated: arn("role/guest") }),
    ],
    [
      "a role of another pool",
      spec(
        { AllowUnauthenticatedIdentities: true },
        { StringEquals: { "cognito-identity.amazonaws.com:aud": "other" } },
      ),
    ],
    [
      "a role that trusts those who signed in",
      spec(
        { AllowUnauthenticatedIdentities: true },
        { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } },
      ),
    ],
  ])("are not there with %s", async (_, bundle) => {
    expect(await of(bundle)).toEqual([]);
  });
});

describe("an identity pool that lets guests in by the classic flow", () => {
  const withTrust = (amr: string, pool: object, aud = POOL): BundleSpec => ({
    roles: {
      guest: { trust: [trustsPool("unauthenticated")] },
      boss: {
        trust: [trustsPool(amr, { StringEquals: { "cognito-identity.amazonaws.com:aud": aud } })],
        allows: [EVERYTHING],
      },
    },
    files: {
      [`${REGION}/cognito-identity/list-identity-pools.json`]: {
        IdentityPools: [{ IdentityPoolId: POOL, IdentityPoolName: "app" }],
      },
      [`${REGION}/cognito-identity/describe-identity-pool/us-east-1%3A0000-1.json`]: pool,
      [`${REGION}/cognito-identity/get-identity-pool-roles/us-east-1%3A0000-1.json`]: {
        Roles: { unauthenticated: arn("role/guest") },
      },
    },
  });
  const CLASSIC = { AllowUnauthenticatedIdentities: true, AllowClassicFlow: true };
  const of = (bundle: BundleSpec) => withBundle(bundle, ({ reached }) => reached([["any:internet", "admin"]]));

  it("gives them each role that trusts it for guests, its own or not", async () => {
    const [found] = await of(withTrust("unauthenticated", CLASSIC));
    expect(found).toMatch(/^any:internet → admin: federates/);
  });

  it.each<[string, BundleSpec]>([
    [
      "by the enhanced flow, which gives its own role only",
      withTrust("unauthenticated", { ...CLASSIC, AllowClassicFlow: false }),
    ],
    ["where the role is for those who signed in", withTrust("authenticated", CLASSIC)],
    ["where the role trusts another pool", withTrust("unauthenticated", CLASSIC, "us-east-1:0000-2")],
    ["where it lets none in", withTrust("unauthenticated", { ...CLASSIC, AllowUnauthenticatedIdentities: false })],
  ])("does not %s", async (_, bundle) => {
    const found = await of(bundle);
    // of a pool that was not read it is open
    expect(found.filter((line) => !line.endsWith("(unknown)"))).toEqual([]);
  });

  const ruling = (bundle: BundleSpec, action = "cognito-identity:UpdateIdentityPool"): BundleSpec => ({
    ...bundle,
    users: { caller: [allow(action, `arn:aws:cognito-identity:*:${ACCOUNT}:identitypool/${POOL}`)] },
  });
  const ruled = (bundle: BundleSpec) =>
    withBundle(bundle, ({ reached }) => reached([[arn("user/caller"), "admin"]]).map((line) => line.split(": ")[1]));
  const CLOSED = { AllowUnauthenticatedIdentities: false, AllowClassicFlow: false };

  it.each(["authenticated", "unauthenticated"])(
    "who may change it becomes the roles that trust it (%s)",
    async (amr) => {
      expect(await ruled(ruling(withTrust(amr, CLOSED)))).toEqual([
        expect.stringMatching(/^adds_credential, federates/),
      ]);
    },
  );

  it("not those of another pool, and not by looking at it", async () => {
    expect(await ruled(ruling(withTrust("authenticated", CLOSED, "us-east-1:0000-2")))).toEqual([]);
    expect(await ruled(ruling(withTrust("authenticated", CLOSED), "cognito-identity:DescribeIdentityPool"))).toEqual(
      [],
    );
  });
});

describe("guests of an identity pool that was not read", () => {
  const trusting = (amr: string, more: object = {}): BundleSpec => ({
    roles: {
      guest: {
        trust: [trustsPool(amr)],
        allows: [allow(["iam:*"])],
      },
    },
    files: { "ec2/describe-regions.json": { Regions: [{ RegionName: REGION }] }, ...more },
  });
  const of = (bundle: BundleSpec) => withBundle(bundle, ({ reached }) => reached([["any:internet", "admin"]]));
  const list = `${REGION}/cognito-identity/list-identity-pools`;
  const denied = { status: 403, code: "AccessDeniedException", message: "not authorized" };

  it.each<[string, object]>([
    ["no pool was asked for", {}],
    ["the list was refused", { [`${list}.error.json`]: denied }],
    [
      "what it lets in was refused",
      {
        [`${list}.json`]: { IdentityPools: [{ IdentityPoolId: POOL, IdentityPoolName: "app" }] },
        [`${REGION}/cognito-identity/describe-identity-pool/us-east-1%3A0000-1.error.json`]: denied,
        [`${REGION}/cognito-identity/get-identity-pool-roles/us-east-1%3A0000-1.error.json`]: denied,
      },
    ],
  ])("may be anyone: %s", async (_, more) => {
    expect(await of(trusting("unauthenticated", more))).toEqual([
      "any:internet → admin: federates, escalates_to (unknown)",
    ]);
  });

  it("are nobody for a role of those who signed in, and where all pools of the region were read", async () => {
    expect(await of(trusting("authenticated"))).toEqual([]);
    expect(await of(trusting("unauthenticated", { [`${list}.json`]: { IdentityPools: [] } }))).toEqual([]);
  });
});

describe("a SAML provider", () => {
  const spec = (statements: readonly object[], Action = "sts:AssumeRoleWithSAML"): BundleSpec => ({
    users: { caller: statements as never },
    roles: {
      boss: {
        trust: [
          {
            Effect: "Allow",
            Principal: { Federated: arn("saml-provider/staff") },
            Action,
            Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
          },
        ],
        allows: [EVERYTHING],
      },
    },
    files: {
      "iam/list-saml-providers.json": {
        SAMLProviderList: ["staff", "guests"].map((name) => ({ Arn: arn(`saml-provider/${name}`) })),
      },
    },
  });
  const updating = (name: string) => spec([allow("iam:UpdateSAMLProvider", arn(`saml-provider/${name}`))]);
  const of = (bundle: BundleSpec) =>
    withBundle(bundle, ({ reached }) => reached([[arn("user/caller"), "admin"]]).map((line) => line.split(": ")[1]));

  it("who may change it becomes the roles that trust it", async () => {
    expect(await of(updating("staff"))).toEqual([expect.stringMatching(/^adds_credential, federates/)]);
  });

  it.each<[string, BundleSpec]>([
    ["one that no role trusts", updating("guests")],
    ["reading it", spec([allow("iam:GetSAMLProvider", arn("saml-provider/staff"))])],
    ["a role that lets its users do something else", { ...spec([allow("iam:UpdateSAMLProvider")], "sts:TagSession") }],
  ])("not so with %s", async (_, bundle) => {
    expect(await of(bundle)).toEqual([]);
  });
});

describe("Identity Center", () => {
  const INSTANCE = "arn:aws:sso:::instance/ssoins-1";
  const SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
  const GROUP = "arn:aws:identitystore:::group/g-1";
  const spec = (account: string, roleName = "AWSReservedSSO_Admin_0123456789abcdef"): BundleSpec => ({
    roles: {
      [roleName]: {
        path: "/aws-reserved/sso.amazonaws.com/",
        trust: [
          {
            Effect: "Allow",
            Principal: { Federated: arn("saml-provider/AWSSSO_1_DO_NOT_DELETE") },
            Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
          },
        ],
        allows: [EVERYTHING],
      },
    },
    files: {
      [`${REGION}/sso-admin/list-instances.json`]: {
        Instances: [{ InstanceArn: INSTANCE, IdentityStoreId: "d-1", OwnerAccountId: ACCOUNT, Status: "ACTIVE" }],
      },
      [`${REGION}/sso-admin/list-permission-sets/ssoins-1.json`]: { PermissionSets: [SET] },
      [`${REGION}/sso-admin/describe-permission-set/ps-1.json`]: { PermissionSet: { Name: "Admin" } },
      [`${REGION}/sso-admin/list-accounts-for-provisioned-permission-set/ps-1.json`]: { AccountIds: [account] },
      [`${REGION}/sso-admin/list-account-assignments/ps-1%2F${account}.json`]: {
        AccountAssignments: [{ PrincipalType: "GROUP", PrincipalId: "g-1" }],
      },
      [`${REGION}/identitystore/describe-group/g-1.json`]: { DisplayName: "platform" },
    },
  });
  const of = (bundle: BundleSpec) =>
    withBundle(bundle, ({ reached, store }) => {
      const [row] = [...store.inventory()].filter(({ id }) => id === GROUP);
      return { paths: reached([[GROUP, "admin"]]), admin: row?.["admin"], hops: row?.["admin_hops"] };
    });

  it("an assignment gives a group the role of the permission set", async () => {
    expect(await of(spec(ACCOUNT))).toEqual({
      paths: [`${GROUP} → admin: can_assume (none)`],
      admin: "reaches",
      hops: 1,
    });
  });

  it.each<[string, BundleSpec]>([
    ["in another account", spec("444455556666")],
    ["of another permission set", spec(ACCOUNT, "AWSReservedSSO_AdminOfLogs_0123456789abcdef")],
    ["that somebody named so", spec(ACCOUNT, "AWSReservedSSO_Admin_of-mine")],
  ])("not a role %s", async (_, bundle) => {
    expect(await of(bundle)).toEqual({ paths: [], admin: "no", hops: null });
  });
});

describe("outbound federation", () => {
  const ISSUER = "5f1a.tokens.sts.global.api.aws";
  const spec = (statements: readonly ReturnType<typeof allow>[], isOn = true): BundleSpec => ({
    users: { caller: statements },
    roles: {
      boss: {
        trust: [
          {
            Effect: "Allow",
            Principal: { Federated: arn(`oidc-provider/${ISSUER}`) },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } },
          },
        ],
        allows: [EVERYTHING],
      },
      other: { trust: [{ Effect: "Allow", Principal: root(), Action: "sts:AssumeRole" }] },
    },
    files: {
      "iam/get-outbound-web-identity-federation-info.json": {
        IssuerIdentifier: `https://${ISSUER}`,
        JwtVendingEnabled: isOn,
      },
    },
  });
  const of = (bundle: BundleSpec, to = `oidc:${ISSUER}`) =>
    withBundle(bundle, ({ reached, store }) =>
      store.node(to) || to === "admin" ? reached([[arn("user/caller"), to]]) : [],
    );

  it("who may ask for tokens has them", async () => {
    const caller = `${arn("user/caller")} → oidc:${ISSUER}`;
    expect(await of(spec([allow("sts:GetWebIdentityToken")]))).toEqual([`${caller}: permits (none)`]);
    expect(await of(spec([allow("sts:*"), deny("sts:GetWebIdentityToken")]))).toEqual([]);
    expect(await of(spec([allow("sts:AssumeRole")]))).toEqual([]);
    expect(await of(spec([allow("sts:GetWebIdentityToken")], false))).toEqual([]);
  });

  it("AWS does not take them back", async () => {
    expect(await of(spec([allow("sts:GetWebIdentityToken")]), "admin")).toEqual([]);
  });
});
