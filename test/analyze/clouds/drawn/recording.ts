// A drawn estate as the vendors answer of it: an account of AWS with a cluster, two projects of Google, a tenant with a subscription.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SubscriptionBundle } from "../../../truth/azure/subscription-bundle.js";
import { TenantBundle } from "../../../truth/azure/tenant-bundle.js";
import { HOME, OrganizationBundle } from "../../../truth/gcp/organization-bundle.js";
import { kindOf, type Link, NAMES, numberOf, type Plan } from "./plan.js";

const ACCOUNT = "111122223333";
const ELSEWHERE = "999988887777";
const ISSUER = "3f0a7c1e-0000-4000-8000-00000000000a.tokens.sts.global.api.aws";
const OTHER_ISSUER = "3f0a7c1e-0000-4000-8000-00000000000b.tokens.sts.global.api.aws";
const CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/5B0D0E6F2B7A4D5E9F80A1B2C3D4E5F6";
const OTHER_TENANT = "0c0c0c0c-0000-4000-8000-00000000ffff";
const EXCHANGE = "api://AzureADTokenExchange";
const NAMESPACE = "shop";
const AWS_ROLE =
  "assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn";
const WRITER = ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"];

const roleArn = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const sessionArn = (name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}`;
const podSubject = (name: string, namespace = NAMESPACE): string => `system:serviceaccount:${namespace}:${name}`;

export interface Written {
  /** Node of an identity. */
  addressOf(name: string): string;
  write(folder: string): void;
}

interface Token {
  readonly issuer: string;
  readonly subject: string;
}

/** The estate under construction. */
class Estate implements Written {
  readonly #tenant = new TenantBundle(1);
  readonly #subscription = new SubscriptionBundle(this.#tenant, 1);
  readonly #google = new OrganizationBundle();
  /** Object ids of service principals, application ids and resources, by the name of the identity. */
  readonly #principals = new Map<
    string,
    { readonly principal: string; readonly client: string; readonly object: string }
  >();
  readonly #emails = new Map<string, string>();
  readonly #trusts = new Map<string, object[]>();
  readonly #policies = new Map<string, object[]>();
  readonly #pools: { readonly id: string; readonly provider: object }[] = [];
  readonly #credentials = new Map<string, object[]>();
  readonly #owners = new Set<string>();
  readonly #access = new Map<string, string>();

  readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
    for (const name of NAMES) this.#add(name);
    this.#tenant.application("aws");
    Object.assign(this.#tenant.applications.at(-1) ?? {}, { identifierUris: ["api://clouds"] });
    for (const link of plan.links) this.#link(link);
  }

  addressOf(name: string): string {
    switch (kindOf(name)) {
      case "role":
        return roleArn(name);
      case "account":
        return this.#google.idOf(this.#email(name));
      case "pod":
        return `kubernetes:shop/namespaces/${NAMESPACE}/serviceaccounts/${name}`;
      default:
        return this.#tenant.address(this.#principal(name));
    }
  }

  #add(name: string): void {
    const isOff = this.plan.off.includes(name);
    const kind = kindOf(name);
    if (kind === "account") this.#emails.set(name, this.#google.account(name, HOME, isOff));
    if (this.plan.keys.includes(name)) this.#google.key(this.#email(name));
    if (kind === "app") {
      const { application, principal } = this.#tenant.application(name, { accountEnabled: !isOff });
      const { appId: client } = this.#tenant.applications.at(-1) as unknown as { readonly appId: string };
      this.#principals.set(name, { principal, client, object: application });
    }
    if (kind === "managed") {
      const principal = this.#tenant.managedIdentity(name);
      const { appId: client } = this.#tenant.principals.at(-1) as unknown as { readonly appId: string };
      const properties = { principalId: principal, clientId: client, tenantId: this.#tenant.tenant };
      const object = this.#subscription.resource("identity", name, { properties });
      this.#principals.set(name, { principal, client, object });
    }
  }

  #email(name: string): string {
    return this.#emails.get(name) ?? "";
  }

  #principal(name: string): string {
    return this.#principals.get(name)?.principal ?? "";
  }

  #link(link: Link): void {
    const { to } = link;
    switch (kindOf(to)) {
      case "role":
        this.#toRole(link);
        break;
      case "account":
        this.#toAccount(link);
        break;
      case "pod":
        this.#access.set(
          `${roleArn(link.from)}`,
          link.way === "admin" || this.#access.get(roleArn(link.from)) === "ClusterAdmin" ? "ClusterAdmin" : "View",
        );
        break;
      default:
        this.#toMicrosoft(link);
    }
  }

  #toRole({ from, to, way }: Link): void {
    if (kindOf(from) === "role") {
      const whom =
        way === "named"
          ? roleArn(from)
          : way === "elsewhere"
            ? roleArn(from, ELSEWHERE)
            : `arn:aws:iam::${ACCOUNT}:root`;
      push(this.#trusts, to, { Effect: "Allow", Principal: { AWS: whom }, Action: "sts:AssumeRole" });
      if (way === "account")
        push(this.#policies, from, { Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn(to) });
      return;
    }
    const { provider, claims } = this.#claims(from, way);
    const federated =
      provider === "accounts.google.com" ? provider : `arn:aws:iam::${ACCOUNT}:oidc-provider/${provider}`;
    const condition: { [operator: string]: { [key: string]: string } } = {};
    for (const [claim, value] of Object.entries(claims)) {
      const operator = value.includes("*") ? "StringLike" : "StringEquals";
      condition[operator] = { ...condition[operator], [`${provider}:${claim}`]: value };
    }
    push(this.#trusts, to, {
      ...{ Effect: "Allow", Principal: { Federated: federated }, Action: "sts:AssumeRoleWithWebIdentity" },
      Condition: condition,
    });
  }

  #claims(
    from: string,
    way: string,
  ): { readonly provider: string; readonly claims: { readonly [claim: string]: string } } {
    const { issuer, subject } = this.#token(from, way);
    const provider = issuer.replace("https://", "");
    switch (way) {
      case "aud":
        return { provider, claims: { aud: subject } };
      case "sub-and-oaud":
        return { provider, claims: { sub: subject, oaud: "aws.shop.example" } };
      case "namespace":
        return { provider, claims: { sub: podSubject("*"), aud: "sts.amazonaws.com" } };
      default:
        return { provider, claims: { sub: subject } };
    }
  }

  /** Issuer and subject as whoever trusts the identity writes them. */
  #token(from: string, way: string): Token {
    const kind = kindOf(from);
    if (kind === "role") {
      const subject = way === "token-session" ? `${sessionArn(from)}/nightly` : roleArn(from);
      return { issuer: `https://${way === "token-elsewhere" ? OTHER_ISSUER : ISSUER}`, subject };
    }
    if (kind === "pod") {
      const namespace = way === "other-namespace" ? "test" : NAMESPACE;
      return { issuer: `https://${CLUSTER}`, subject: podSubject(way === "wild" ? "*" : from, namespace) };
    }
    if (kind === "account") {
      const email = this.#email(from);
      const subject = way === "email" ? email : this.#google.idOf(email).replace("gcp:service-account/", "");
      return { issuer: `https://accounts.google.com${way === "slash" ? "/" : ""}`, subject };
    }
    const { principal = "", client = "" } = this.#principals.get(from) ?? {};
    const tenant = way === "elsewhere" ? OTHER_TENANT : this.#tenant.tenant;
    return { issuer: `https://sts.windows.net/${tenant}/`, subject: way === "client" ? client : principal };
  }

  #toAccount(link: Link): void {
    const { from, to, way } = link;
    const at = this.#google.nameOf(this.#email(to));
    const token = "iam.serviceAccounts.getAccessToken";
    const id = "iam.serviceAccounts.getOpenIdToken";
    if (kindOf(from) === "account") {
      const given = {
        tokens: [token, id],
        "access-token": [token],
        "id-token": [id],
        jwt: ["iam.serviceAccounts.signJwt"],
        "act-as": ["iam.serviceAccounts.actAs"],
      }[way];
      this.#google.grant(at, given ?? [], this.#email(from));
      return;
    }
    const name = `p${this.#pools.length}`;
    const pool = `projects/${this.#google.number()}/locations/global/workloadIdentityPools/${name}`;
    const { bound, provider } = way.startsWith("aws-") ? this.#byAws(link) : this.#byToken(link);
    this.#pools.push({ id: name, provider: { name: `${pool}/providers/clouds`, state: "ACTIVE", ...provider } });
    const word = bound.startsWith("subject/") ? "principal" : "principalSet";
    this.#google.grant(at, [token, id], `${word}://iam.googleapis.com/${pool}/${bound}`);
  }

  #byAws({ from, way }: Link): { readonly bound: string; readonly provider: object } {
    const isAll = way === "aws-everyone" || way === "aws-condition";
    const provider = {
      attributeMapping: { "google.subject": "assertion.arn", "attribute.aws_role": AWS_ROLE },
      aws: { accountId: way === "aws-elsewhere" ? ELSEWHERE : ACCOUNT },
      ...(way === "aws-off" && { disabled: true }),
      ...(way === "aws-condition" && { attributeCondition: `assertion.arn.startsWith('${sessionArn(from)}/')` }),
    };
    return { bound: isAll ? "*" : `attribute.aws_role/${sessionArn(way === "aws-other" ? "nobody" : from)}`, provider };
  }

  #byToken({ from, way }: Link): { readonly bound: string; readonly provider: object } {
    const { issuer, subject } = this.#token(from, way);
    const isMicrosoft = issuer.startsWith("https://sts.windows.net/");
    const oidc = { issuerUri: issuer, ...(isMicrosoft && { allowedAudiences: ["api://clouds"] }) };
    return { bound: `subject/${subject}`, provider: { attributeMapping: { "google.subject": "assertion.sub" }, oidc } };
  }

  #toMicrosoft(link: Link): void {
    const { from, to, way } = link;
    const { object = "" } = this.#principals.get(to) ?? {};
    if (way === "owner") {
      this.#tenant.owner("applications", object, this.#principal(from));
      this.#owners.add(this.#principal(from));
    } else if (way === "writer")
      this.#subscription.assign(
        this.#principal(from),
        this.#subscription.role(`writer-${from}-${to}`, { actions: WRITER }),
        object,
      );
    else if (way === "reader") this.#subscription.assign(this.#principal(from), "Reader", object);
    else {
      const { issuer, subject } = this.#token(from, way);
      push(this.#credentials, to, { name: `${from}-${way}`, issuer, subject, audiences: [EXCHANGE] });
    }
  }

  write(folder: string): void {
    this.#writeMicrosoft(folder);
    this.#google.write(folder);
    this.#writePools(folder);
    this.#writeAws(folder);
    this.#writeCluster(folder);
  }

  #writeMicrosoft(folder: string): void {
    for (const [name, credentials] of this.#credentials) {
      const { object = "" } = this.#principals.get(name) ?? {};
      if (kindOf(name) === "app") {
        const list = credentials.map((one, at) => ({
          id: `00000000-0000-4000-c000-${String(at).padStart(12, "0")}`,
          ...one,
        }));
        this.#tenant.more.set(`beta/applications/${object}/federatedIdentityCredentials`, list);
      } else {
        for (const { name: own, ...properties } of credentials as { readonly name: string }[])
          this.#subscription.add(`${object}/federatedIdentityCredentials`, {
            ...{ id: `${object}/federatedIdentityCredentials/${own}`, name: own, properties },
          });
      }
    }
    // an application that owns another one takes this besides
    for (const owner of this.#owners) this.#tenant.permission(owner, "Application.ReadWrite.OwnedBy");
    this.#tenant.more.set("v1.0/identity/conditionalAccess/policies", []);
    this.#tenant.write(folder);
    this.#subscription.write(folder);
  }

  #writePools(folder: string): void {
    const base = `gcp/${HOME}/iam/v1/projects/${HOME}/locations/global/workloadIdentityPools`;
    const name = `projects/${this.#google.number()}/locations/global/workloadIdentityPools`;
    const pools = this.#pools.map(({ id }) => ({ name: `${name}/${id}`, state: "ACTIVE" }));
    put(folder, `${base}.json`, { workloadIdentityPools: pools });
    for (const { id, provider } of this.#pools)
      put(folder, `${base}/${id}/providers.json`, { workloadIdentityPoolProviders: [provider] });
  }

  #writeAws(folder: string): void {
    const iam = `aws/${ACCOUNT}/iam`;
    const roles = NAMES.filter((name) => kindOf(name) === "role").map((name) => ({
      ...{ Path: "/", RoleName: name, RoleId: `AROA00000000000000${numberOf(name)}`, Arn: roleArn(name) },
      CreateDate: "2025-01-01T00:00:00Z",
      AssumeRolePolicyDocument: policy(
        this.#trusts.get(name) ?? [
          { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      ),
      InstanceProfileList: [],
      RolePolicyList: [
        {
          PolicyName: "own",
          PolicyDocument: policy([...this.#tokenStatements(name), ...(this.#policies.get(name) ?? [])]),
        },
      ],
      AttachedManagedPolicies: [],
    }));
    const details = {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: roles,
      Policies: [],
      IsTruncated: false,
    };
    put(folder, `${iam}/get-account-authorization-details.json`, details);
    const providers = [
      [CLUSTER, "sts.amazonaws.com"],
      [`sts.windows.net/${this.#tenant.tenant}/`, "api://clouds"],
      [`sts.windows.net/${OTHER_TENANT}/`, "api://clouds"],
    ] as const;
    const arn = (url: string): string => `arn:aws:iam::${ACCOUNT}:oidc-provider/${url}`;
    put(folder, `${iam}/list-open-id-connect-providers.json`, {
      OpenIDConnectProviderList: providers.map(([url]) => ({ Arn: arn(url) })),
    });
    for (const [url, audience] of providers) {
      const file = `${iam}/get-open-id-connect-provider/${encodeURIComponent(url)}.json`;
      put(folder, file, { Url: url, ClientIDList: [audience], ThumbprintList: [], CreateDate: "2025-01-01T00:00:00Z" });
    }
    const outbound = { IssuerIdentifier: `https://${ISSUER}`, JwtVendingEnabled: this.plan.issues };
    put(folder, `${iam}/get-outbound-web-identity-federation-info.json`, outbound);
  }

  /** What a role may ask for; a statement at least, since a policy without one is none. */
  #tokenStatements(name: string): readonly object[] {
    const ask = { Effect: "Allow", Action: "sts:GetWebIdentityToken", Resource: "*" };
    switch (this.plan.tokens[numberOf(name)]) {
      case "any":
        return [ask];
      case "denied":
        return [ask, { ...ask, Effect: "Deny" }];
      default:
        return [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }];
    }
  }

  #writeCluster(folder: string): void {
    const eks = `aws/${ACCOUNT}/eu-west-1/eks`;
    put(folder, `${eks}/list-clusters.json`, { clusters: ["shop"] });
    put(folder, `${eks}/describe-cluster/shop.json`, {
      cluster: {
        ...{ name: "shop", arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/shop`, status: "ACTIVE" },
        identity: { oidc: { issuer: `https://${CLUSTER}` } },
        accessConfig: { authenticationMode: "API" },
      },
    });
    put(folder, `${eks}/list-access-entries/shop.json`, { accessEntries: [...this.#access.keys()] });
    for (const [role, name] of this.#access) {
      const file = `shop%2F${encodeURIComponent(role)}.json`;
      const accessEntryArn = `arn:aws:eks:eu-west-1:${ACCOUNT}:access-entry/shop/role/${ACCOUNT}/${role.slice(role.indexOf("/") + 1)}/1`;
      const entry = { clusterName: "shop", principalArn: role, kubernetesGroups: [], type: "STANDARD", accessEntryArn };
      put(folder, `${eks}/describe-access-entry/${file}`, { accessEntry: entry });
      const policyArn = `arn:aws:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`;
      put(folder, `${eks}/list-associated-access-policies/${file}`, {
        ...{ clusterName: "shop", principalArn: role },
        associatedAccessPolicies: [{ policyArn, accessScope: { type: "cluster", namespaces: [] } }],
      });
    }
    const pods = NAMES.filter((name) => kindOf(name) === "pod");
    const api = "kubernetes/shop";
    put(folder, `${api}/.well-known/openid-configuration.json`, { issuer: `https://${CLUSTER}` });
    put(folder, `${api}/api/v1/namespaces.json`, { kind: "List", items: [{ metadata: { name: NAMESPACE } }] });
    put(folder, `${api}/api/v1/serviceaccounts.json`, {
      kind: "List",
      items: pods.map((name) => ({ metadata: { name, namespace: NAMESPACE, uid: `of-${name}` } })),
    });
    for (const list of ["pods", "secrets"]) put(folder, `${api}/api/v1/${list}.json`, { kind: "List", items: [] });
    for (const list of ["roles", "clusterroles", "rolebindings", "clusterrolebindings"])
      put(folder, `${api}/apis/rbac.authorization.k8s.io/v1/${list}.json`, { kind: "List", items: [] });
  }
}

/** The plan as an estate that can be written. */
export function estateOf(plan: Plan): Written {
  return new Estate(plan);
}

function policy(statements: readonly object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function put(folder: string, path: string, value: unknown): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
