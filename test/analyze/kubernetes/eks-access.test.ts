// Who of IAM gets into a cluster of EKS and what follows: where the cluster was crawled by its roles and bindings, where it was not
// by what AWS says of its pods. "Review access policy permissions" and "Create access entries", Amazon EKS User Guide
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { TABLES } from "../ci/company.js";
import { account, complete, node, role, toInput, trusting } from "../estate.js";

const { scopedTechniques: TECHNIQUES } = await shippedTechniqueLists();
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const AT = "kubernetes:prod";
const WHO = "arn:aws:iam::111122223333:role/deploy";
const ENTRY = "arn:aws:eks:eu-west-1:111122223333:access-entry/prod/role/111122223333/deploy/u";
const IDENTITY = "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/a-1";
const NODES = "arn:aws:eks:eu-west-1:111122223333:nodegroup/prod/ng/u";
const TRUST = `arn:aws:iam::111122223333:role/shop#trust/${ISSUER}/0`;

interface Scene {
  readonly mode?: string;
  readonly cluster?: JsonRecord;
  readonly entry?: JsonRecord;
  readonly policies?: readonly JsonRecord[];
  /** Whether the cluster itself was crawled, and what else is in it. */
  readonly crawled?: readonly StoredNode[];
  readonly made?: string;
  /** Whether the cluster of EKS and its entries were read. */
  readonly withoutEks?: boolean;
  readonly withoutEntry?: boolean;
  readonly entriesUnread?: boolean;
}

const policy = (name: string, ...namespaces: string[]): JsonRecord => ({
  policy: `AmazonEKS${name}Policy`,
  ...(namespaces.length > 0 && { namespaces }),
});

function analyzed({
  mode = "API",
  cluster,
  entry,
  policies = [],
  crawled,
  made = "2025-01-01T00:00:00Z",
  ...without
}: Scene) {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:shop:api" } },
      },
    ],
  };
  const eks = node(CLUSTER, "aws.eks-cluster", {
    kind: "workload",
    name: "prod",
    properties: { issuer: ISSUER, authentication_mode: mode, ...cluster },
  });
  const entryNode = node(ENTRY, "aws.eks-access-entry", {
    kind: "grant",
    parent: WHO,
    properties: {
      cluster: CLUSTER,
      entry_type: "STANDARD",
      username: "arn:aws:sts::111122223333:assumed-role/deploy/{{SessionName}}",
      groups: [],
      policies,
      created_at: "2026-01-01T00:00:00Z",
      ...entry,
    },
  });
  const within = { parent: CLUSTER, kind: "workload" as const };
  return analyze(
    toInput({
      scopes: [
        account(undefined, {
          coverage: complete(
            "aws/iam:account-authorization-details",
            ...(without.entriesUnread === true ? [] : ["aws/eks:access-entries"]),
          ),
        }),
        ...(crawled === undefined
          ? []
          : [
              {
                id: AT,
                type: "kubernetes.cluster",
                name: "prod",
                parent: undefined,
                properties: { issuer: ISSUER },
                coverage: complete(
                  ...["core:namespaces", "core:service-accounts", "core:pods", "rbac:roles", "rbac:cluster-roles"].map(
                    (one) => `kubernetes/${one}`,
                  ),
                ),
              },
            ]),
      ],
      nodes: [
        role("deploy", { properties: { created_at: made } }),
        ...(without.withoutEks === true ? [] : [eks]),
        node(IDENTITY, "aws.eks-pod-identity", {
          ...within,
          properties: { namespace: "shop", service_account: "web", cluster: "prod", role: `${WHO}-web` },
        }),
        node(NODES, "aws.eks-nodegroup", { ...within, properties: { cluster: "prod", role: `${WHO}-node` } }),
        ...(without.withoutEntry === true ? [] : [entryNode]),
        ...trusting("shop", trust, [{ kind: "oidc", provider: ISSUER }]),
        ...(crawled ?? []),
      ],
      documents: [trust],
      tables: { ...TABLES, scopedTechniques: TECHNIQUES },
    }),
  );
}

/** Edges out of the entry, as `kind target state`. */
function from(scene: Scene): readonly string[] {
  return analyzed(scene)
    .edges.filter(({ from: id }) => id === ENTRY)
    .map(({ kind, to, state }) => `${kind} ${to} ${state}`);
}

const getsIn = (scene: Scene): readonly string[] =>
  analyzed(scene)
    .edges.filter(({ to }) => to === ENTRY)
    .map(({ from: id, kind, state, because }) => `${id} ${kind} ${state} ${because.join(" ")}`);

test("who has an entry gets in; not in a cluster that takes aws-auth alone, nor who was made anew since", () => {
  expect(getsIn({})).toEqual([`${WHO} has_grant none ${ENTRY}#entry`]);
  expect(getsIn({ mode: "API_AND_CONFIG_MAP" })).toHaveLength(1);
  expect(getsIn({ mode: "CONFIG_MAP" })).toEqual([]);
  expect(getsIn({ made: "2026-02-01T00:00:00Z" })).toEqual([]);
  expect(getsIn({ entry: { entry_type: "EC2_LINUX" } })).toEqual([]);
});

test("a cluster that was not crawled: its administrator gets what its pods and machines have", () => {
  expect(from({ policies: [policy("ClusterAdmin")] })).toEqual([
    `runs_code_in ${NODES} none`,
    `runs_code_in ${IDENTITY} none`,
    `federates ${TRUST} none`,
  ]);
});

test("administrators of a cluster: what its pods and machines have, and a crawled cluster itself, whoever has an entry", () => {
  const ofAdministrators = (scene: Scene) =>
    analyzed(scene)
      .edges.filter(({ from: id }) => id === `set:${CLUSTER}/administrators`)
      .map(({ kind, to, state }) => `${kind} ${to} ${state}`);
  const all = [`runs_code_in ${NODES} none`, `runs_code_in ${IDENTITY} none`, `federates ${TRUST} none`];
  expect(ofAdministrators({ withoutEntry: true })).toEqual(all);
  expect(ofAdministrators({ crawled: CRAWLED })).toEqual([...all, `permits ${AT} none`]);
  expect(ofAdministrators({ withoutEks: true })).toEqual([]);
  const other = { issuer: "oidc.eks.eu-west-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210" };
  expect(ofAdministrators({ cluster: other })).toEqual(all.slice(0, 2));
});

test("a cluster that was not crawled: who makes pods in it may, if there is such a namespace", () => {
  const open = [`runs_code_in ${NODES} unknown`, `runs_code_in ${IDENTITY} unknown`, `federates ${TRUST} unknown`];
  expect(from({ policies: [policy("Edit")] })).toEqual(open);
  expect(from({ policies: [policy("Admin", "sho*")] })).toEqual(open);
  expect(from({ policies: [policy("ClusterAdmin", "shop")] })).toEqual(open);
  expect(from({ policies: [policy("Edit", "test")] })).toEqual([`runs_code_in ${NODES} unknown`]);
});

test("a cluster that was not crawled: who looks at it gets nothing", () => {
  expect(from({ policies: [policy("View"), policy("AdminView")] })).toEqual([]);
  expect(from({ entry: { groups: ["deployers"] } })).toEqual([]);
});

const inCluster = (path: string, type: string, more: Partial<StoredNode> = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { scope: AT, ...more });

const CRAWLED = [
  ...["shop", "test"].flatMap((name) => [
    inCluster(`namespaces/${name}`, "namespace", { kind: "resource", properties: { namespace: name } }),
    inCluster(`namespaces/${name}/serviceaccounts/api`, "service-account", {
      name: `${name}/api`,
      properties: { namespace: name, account: "api" },
    }),
  ]),
  inCluster("clusterroles/maker", "cluster-role", {
    kind: "resource",
    properties: { rules: [{ verbs: ["create"], groups: [""], resources: ["pods"] }] },
  }),
];

const bound = (kind: "user" | "group", name: string, namespace = "shop"): StoredNode =>
  inCluster(`namespaces/${namespace}/rolebindings/b/${kind}/${name}`, "role-binding", {
    kind: "grant",
    properties: {
      binding: `${AT}/namespaces/${namespace}/rolebindings/b`,
      namespace,
      role_id: `${AT}/clusterroles/maker`,
      subject: `${AT}/${kind}s/${name}`,
      subject_kind: kind,
      subject_name: name,
    },
  });

test("a crawled cluster: its administrator controls it", () => {
  expect(from({ policies: [policy("ClusterAdmin")], crawled: CRAWLED })).toContain(`permits ${AT} none`);
  const one = from({ policies: [policy("ClusterAdmin", "test")], crawled: CRAWLED });
  expect(one).toContain(`permits ${AT}/namespaces/test none`);
  // whether GitOps tools are there, which act in all of the cluster, is not known
  expect(one.filter((edge) => edge.endsWith(" none") && !edge.includes("/namespaces/test"))).toEqual([]);
  expect(from({ policies: [policy("View")], crawled: CRAWLED })).toEqual([]);
});

test("a crawled cluster: who makes pods in a namespace becomes its accounts, and no others", () => {
  const edges = from({ policies: [policy("Edit", "sh*")], crawled: CRAWLED });
  expect(edges).toContain(`escalates_to set:${AT}/namespaces/shop/service-accounts none`);
  expect(edges.filter((edge) => edge.includes("/test/"))).toEqual([]);
  expect(edges.filter((edge) => edge.includes("arn:aws:iam"))).toEqual([]);
});

test("a crawled cluster: groups of the entry, and the user that it is", () => {
  const group = [...CRAWLED, bound("group", "deployers")];
  expect(from({ entry: { groups: ["deployers"] }, crawled: group })).toContain(`member_of ${AT}/groups/deployers none`);
  expect(from({ entry: { groups: ["viewers"] }, crawled: group })).toEqual([]);
  const named = [...CRAWLED, bound("user", "deploy")];
  expect(from({ entry: { username: "deploy" }, crawled: named })).toContain(`can_assume ${AT}/users/deploy none`);
  expect(from({ crawled: named })).toEqual([]);
  const session = "arn:aws:sts::111122223333:assumed-role/deploy/nightly";
  expect(from({ crawled: [...CRAWLED, bound("user", session)] })).toEqual([
    `can_assume ${AT}/users/${session} unknown`,
  ]);
});

const gaps = (scene: Scene): readonly string[] =>
  analyzed(scene)
    .gaps.filter(({ subject }) => subject === CLUSTER)
    .map(({ message }) => message);

test("what no API tells is a gap: who made a cluster of aws-auth, what a new policy allows", () => {
  expect(gaps({ mode: "CONFIG_MAP" })).toEqual([expect.stringContaining("no API tells who")]);
  expect(gaps({ mode: "CONFIG_MAP", cluster: { creator_is_admin: false } })).toEqual([]);
  expect(gaps({ mode: "API" })).toEqual([]);
  expect(gaps({ policies: [policy("BrandNew")] })).toEqual([expect.stringContaining("AmazonEKSBrandNewPolicy")]);
});

const MAP = `${AT}/namespaces/kube-system/configmaps/aws-auth`;
const mapping = (arn: string, groups: readonly string[], username = "deploy"): StoredNode =>
  inCluster(`namespaces/kube-system/configmaps/aws-auth/${arn}`, "aws-auth-mapping", {
    kind: "grant",
    properties: { arn, groups, username },
  });
const MAPPED = [...CRAWLED, bound("group", "deployers"), mapping(WHO, ["deployers"])];

/** Edges into and out of what aws-auth maps. */
function byMap(scene: Scene): readonly string[] {
  return analyzed({ withoutEntry: true, ...scene })
    .edges.filter(({ from: id, to }) => `${id} ${to}`.includes(MAP))
    .map(
      ({ kind, from: id, to, state }) => `${id.replace(`${MAP}/`, "")} ${kind} ${to.replace(`${MAP}/`, "")} ${state}`,
    );
}

test("aws-auth: whom it names gets in with those groups, where the cluster takes it", () => {
  const whole = byMap({ mode: "CONFIG_MAP", crawled: MAPPED });
  expect(whole).toContain(`${WHO} has_grant ${WHO} none`);
  expect(whole).toContain(`${WHO} member_of ${AT}/groups/deployers none`);
  expect(whole).toContain(`${WHO} escalates_to set:${AT}/namespaces/shop/service-accounts none`);
  const edge = (scene: Scene) => byMap({ crawled: MAPPED, ...scene }).filter((one) => one.includes("has_grant"));
  expect(edge({ mode: "API" })).toEqual([]);
  expect(edge({ mode: "API_AND_CONFIG_MAP" })).toEqual([`${WHO} has_grant ${WHO} none`]);
  expect(edge({ mode: "API_AND_CONFIG_MAP", entriesUnread: true })).toEqual([`${WHO} has_grant ${WHO} unknown`]);
  expect(edge({ mode: "API_AND_CONFIG_MAP", withoutEntry: false })).toEqual([]);
  expect(edge({ withoutEks: true })).toEqual([`${WHO} has_grant ${WHO} unknown`]);
});

test("aws-auth: system:masters is control, whatever is bound; a role named with its path never gets in", () => {
  const masters = [...CRAWLED, mapping(WHO, ["system:masters"])];
  expect(byMap({ mode: "CONFIG_MAP", crawled: masters })).toContain(`${WHO} permits ${AT} none`);
  const path = "arn:aws:iam::111122223333:role/ci/deploy";
  expect(byMap({ mode: "CONFIG_MAP", crawled: [...CRAWLED, mapping(path, ["system:masters"])] })).toEqual([]);
});

test("aws-auth: with a whole account those get in whose ARN something is bound to", () => {
  const letIn = (number: string): StoredNode =>
    inCluster(`namespaces/kube-system/configmaps/aws-auth/${number}`, "aws-auth-account", {
      kind: "grant",
      properties: { account: number },
    });
  const ways = (number: string) =>
    analyzed({ mode: "CONFIG_MAP", withoutEntry: true, crawled: [...CRAWLED, bound("user", WHO), letIn(number)] })
      .edges.filter(({ kind, from: id }) => kind === "can_assume" && id === WHO)
      .map(({ to, state }) => `${to} ${state}`);
  expect(ways("111122223333")).toEqual([`${AT}/users/${WHO} none`]);
  expect(ways("444455556666")).toEqual([]);
});

test("aws-auth: a whole account gets what is bound to all who sign in, where that is more than every cluster gives", () => {
  const letIn = inCluster("namespaces/kube-system/configmaps/aws-auth/111122223333", "aws-auth-account", {
    kind: "grant",
    properties: { account: "111122223333" },
  });
  const everybody = bound("group", "system:authenticated");
  const builtIn = { ...everybody, properties: { ...everybody.properties, vendor_managed: true } };
  const other = { ...letIn, properties: { account: "444455556666" } };
  const ways = (mode: string, ...more: StoredNode[]) => byMap({ mode, crawled: [...CRAWLED, ...more] });
  expect(ways("CONFIG_MAP", letIn, everybody)).toEqual([
    `${WHO} has_grant 111122223333 none`,
    expect.stringMatching(/role\/shop has_grant 111122223333 none$/),
    `111122223333 member_of ${AT}/groups/system:authenticated none`,
  ]);
  expect(ways("API", letIn, everybody)).toEqual([]);
  expect(ways("CONFIG_MAP", letIn, builtIn)).toEqual([]);
  expect(ways("CONFIG_MAP", other, everybody)).toEqual([]);
  expect(ways("CONFIG_MAP", letIn, bound("group", "deployers"))).toEqual([]);
  expect(ways("CONFIG_MAP", everybody)).toEqual([]);
});

test("a crawled cluster: pods get to its machines where nothing refuses them, for certain by who takes off what does", () => {
  const MACHINES = `set:${AT}/eks-nodegroups`;
  const nodes = (scene: Scene) => from(scene).filter((edge) => edge.includes("nodegroup"));
  const enforcing = (level: string) =>
    CRAWLED.map((one) =>
      one.type === "kubernetes.namespace" ? { ...one, properties: { ...one.properties, pod_security: level } } : one,
    );
  expect(nodes({ policies: [policy("Edit", "shop")], crawled: CRAWLED })).toEqual([`runs_code_in ${MACHINES} unknown`]);
  expect(nodes({ policies: [policy("Edit", "shop")], crawled: enforcing("privileged") })).toHaveLength(1);
  expect(nodes({ policies: [policy("Edit", "shop")], crawled: enforcing("baseline") })).toEqual([]);
  expect(nodes({ policies: [policy("Edit")], crawled: enforcing("restricted") })).toEqual([]);
  expect(nodes({ policies: [policy("View")], crawled: CRAWLED })).toEqual([]);
  expect(nodes({ policies: [policy("ClusterAdmin")], crawled: enforcing("restricted") })).toEqual([
    `runs_code_in ${MACHINES} none`,
  ]);
  const { edges } = analyzed({ policies: [policy("Edit")], crawled: CRAWLED });
  expect(edges).toContainEqual(expect.objectContaining({ kind: "includes", from: MACHINES, to: NODES }));
});

/** How surely an account of the namespace shop controls the cluster by a rule about config maps in a namespace. */
function byConfigMaps(
  rule: JsonRecord,
  { namespace = "kube-system", ...scene }: Scene & { readonly namespace?: string } = {},
) {
  const api = `${AT}/namespaces/shop/serviceaccounts/api`;
  const role = inCluster(`namespaces/${namespace}/roles/maps`, "role", {
    kind: "resource",
    name: "maps",
    properties: { rules: [{ groups: [""], resources: ["configmaps"], ...rule }] },
  });
  const binding = inCluster(`namespaces/${namespace}/rolebindings/maps/api`, "role-binding", {
    kind: "grant",
    properties: {
      ...{ binding: `${AT}/namespaces/${namespace}/rolebindings/maps`, namespace, role_id: role.id },
      ...{ subject: api, subject_kind: "service-account", subject_name: "shop/api" },
    },
  });
  const { edges } = analyzed({
    mode: "CONFIG_MAP",
    withoutEntry: true,
    crawled: [...CRAWLED, role, binding],
    ...scene,
  });
  return edges.flatMap(({ from: id, to, technique, state }) =>
    id === api && to === AT && technique === "kubernetes-accounts-001" ? [state] : [],
  );
}

test.each<[string, readonly string[], readonly string[]]>([
  ["all of them", byConfigMaps({ verbs: ["update"] }), ["none"]],
  ["aws-auth by its name", byConfigMaps({ verbs: ["patch"], names: ["aws-auth"] }), ["none"]],
  ["another by its name", byConfigMaps({ verbs: ["patch"], names: ["leader"] }), []],
  ["all, and only looks", byConfigMaps({ verbs: ["get", "list"] }), []],
  ["all of another namespace", byConfigMaps({ verbs: ["update"] }, { namespace: "test" }), []],
  ["where both count", byConfigMaps({ verbs: ["update"] }, { mode: "API_AND_CONFIG_MAP" }), ["none"]],
  ["where access entries count alone", byConfigMaps({ verbs: ["update"] }, { mode: "API" }), []],
  ["where that was not read", byConfigMaps({ verbs: ["update"] }, { withoutEks: true }), ["unknown"]],
])("aws-auth: who changes config maps lets himself in: %s", (_name, found, expected) => {
  expect(found).toEqual(expected);
});
