// Which identities of clouds service accounts are: by IRSA, Pod Identity and the pool of GKE; and not where the issuer is another's
// or was not read.
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, complete, node, toInput, trusting } from "../estate.js";

const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const GKE = "container.googleapis.com/v1/projects/acme-web/locations/europe-west1/clusters/web";
const AT = "kubernetes:prod";
const ROLE = "arn:aws:iam::111122223333:role/shop";
const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const at = (name: string): string => `${AT}/namespaces/${name.replace("/", "/serviceaccounts/")}`;

interface Scene {
  /** Issuer of the cluster that was read. */
  readonly issuer?: string;
  readonly conditions?: JsonRecord;
  readonly nodes?: readonly StoredNode[];
}

/** Edges from the accounts shop/api and test/api into clouds, as `account kind target`. */
function edgesOf({ issuer, conditions = {}, nodes = [] }: Scene): readonly string[] {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${EKS}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: conditions,
      },
    ],
  };
  const input = toInput({
    scopes: [
      account(undefined, { coverage: complete("aws/iam:account-authorization-details") }),
      {
        id: AT,
        type: "kubernetes.cluster",
        name: "prod",
        parent: undefined,
        properties: issuer === undefined ? {} : { issuer },
        coverage: complete("kubernetes/core:service-accounts"),
      },
    ],
    nodes: [
      ...["shop/api", "test/api"].map((name) => {
        const [namespace = "", of = ""] = name.split("/");
        return node(at(name), "kubernetes.service-account", {
          scope: AT,
          name,
          incarnation: `of-${name}`,
          properties: { namespace, account: of },
        });
      }),
      ...trusting("shop", policy, [{ kind: "oidc", provider: EKS }]),
      ...nodes,
    ],
    documents: [policy],
    tables: TABLES,
  });
  return analyze(input)
    .edges.filter(({ from, kind }) => from.startsWith(`${AT}/namespaces/`) && kind !== "member_of")
    .map(({ from, kind, to, state }) => `${from.replace(`${AT}/namespaces/`, "")} ${kind} ${to} ${state}`);
}

const only = (subject: string): JsonRecord => ({
  StringEquals: { [`${EKS}:sub`]: subject, [`${EKS}:aud`]: "sts.amazonaws.com" },
});
const API = "shop/serviceaccounts/api";
const TRUST = `${ROLE}#trust/${EKS}/0`;

test("IRSA: the account that the trust names, and no other", () => {
  expect(edgesOf({ issuer: EKS, conditions: only("system:serviceaccount:shop:api") })).toEqual([
    `${API} federates ${TRUST} none`,
  ]);
});

test("IRSA: every account of the cluster where the trust names none", () => {
  expect(edgesOf({ issuer: EKS, conditions: { StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com" } } })).toHaveLength(
    2,
  );
});

test("IRSA: none where the cluster has another issuer, or it was not read", () => {
  const conditions = only("system:serviceaccount:shop:api");
  expect(edgesOf({ issuer: EKS.replace("0123", "9999"), conditions })).toEqual([]);
  expect(edgesOf({ conditions })).toEqual([]);
});

test("Pod Identity: the account of the cluster with the same issuer", () => {
  const id = "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/a-1";
  const association = { namespace: "shop", service_account: "api", role: ROLE };
  const nodes = [
    node(CLUSTER, "aws.eks-cluster", { kind: "workload", properties: { issuer: EKS } }),
    node(id, "aws.eks-pod-identity", { kind: "workload", parent: CLUSTER, properties: association }),
  ];
  const conditions = only("system:serviceaccount:nobody:nobody");
  expect(edgesOf({ issuer: EKS, nodes, conditions })).toEqual([`${API} runs_code_in ${id} none`]);
  expect(edgesOf({ issuer: GKE, nodes, conditions })).toEqual([]);
});

test("GKE: the pool of the project that the cluster is in", () => {
  const binding = (project: string): StoredNode => {
    const member = `serviceAccount:${project}.svc.id.goog[shop/api]`;
    const resource = "projects/acme-web/serviceAccounts/shop@acme-web.iam.gserviceaccount.com";
    return node(`gcp:binding/${project}`, "gcp.role-binding", {
      kind: "grant",
      scope: "gcp:acme-web",
      properties: { member, role: "roles/iam.workloadIdentityUser", resource },
    });
  };
  const member = "gcp:member/serviceAccount:acme-web.svc.id.goog[shop/api]";
  expect(edgesOf({ issuer: GKE, nodes: [binding("acme-web")] })).toEqual([`${API} impersonates ${member} none`]);
  expect(edgesOf({ issuer: GKE, nodes: [binding("other")] })).toEqual([]);
});

const POOL = "projects/42/locations/global/workloadIdentityPools/acme-web.svc.id.goog";

/** Edges of the accounts to what a binding names, in a cluster of acme-web. */
function inPool(member: string, ...more: readonly StoredNode[]): readonly string[] {
  const properties = { member, role: "roles/storage.objectViewer", resource: "projects/acme-web" };
  const binding = node("gcp:binding/1", "gcp.role-binding", { kind: "grant", scope: "gcp:acme-web", properties });
  return edgesOf({ issuer: GKE, nodes: [binding, ...more] }).map((edge) => edge.split(" ")[0] ?? "");
}

test.each<[string, readonly string[]]>([
  [`principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/api`, [API]],
  [`principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/web`, []],
  [`principalSet://iam.googleapis.com/${POOL}/namespace/shop`, [API]],
  [`principalSet://iam.googleapis.com/${POOL}/namespace/sho`, []],
  [`principalSet://iam.googleapis.com/${POOL}/kubernetes.cluster/https://${GKE}`, [API, API.replace("shop", "test")]],
  [`principalSet://iam.googleapis.com/${POOL}/kubernetes.cluster/https://${GKE}-2`, []],
  [`principalSet://iam.googleapis.com/${POOL}/*`, [API, API.replace("shop", "test")]],
  [`principal://iam.googleapis.com/${POOL}/kubernetes.serviceaccount.uid/of-shop/api`, [API]],
  [`principal://iam.googleapis.com/${POOL.replace("web", "other")}/subject/ns/shop/sa/api`, []],
  [`principal://iam.googleapis.com/${POOL.replace(".svc.id.goog", "")}/subject/ns/shop/sa/api`, []],
])("GKE: whom a binding names in the pool of the project: %s", (member, expected) => {
  expect(inPool(member)).toEqual(expected);
});

test("GKE: the pool of the project that hosts the fleet of a cluster, where its pods have identities of Google at all", () => {
  const listed = (properties: JsonRecord) =>
    node("gcp:cluster", "gcp.kubernetes-cluster", {
      kind: "workload",
      scope: "gcp:acme-web",
      properties: { full_name: `//${GKE.replace("/v1", "")}`, ...properties },
    });
  const own = { workload_pool: "acme-web.svc.id.goog" };
  const member = "serviceAccount:acme-fleet.svc.id.goog[shop/api]";
  expect(inPool(member, listed({ ...own, fleet_project: "acme-fleet" }))).toEqual([API]);
  expect(inPool(member, listed({ ...own, fleet_project: "acme-others" }))).toEqual([]);
  expect(inPool(member, listed({ fleet_project: "acme-fleet" }))).toEqual([]);
  expect(inPool(member, listed(own))).toEqual([]);
  expect(inPool(member)).toEqual([]);
});
