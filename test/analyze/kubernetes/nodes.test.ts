// Who has a machine of a cluster has the pods on it, those on other machines never; a pod that has its machine has the pods beside it.
// "Using Node Authorization", Kubernetes documentation: a kubelet gets tokens of accounts of pods that are bound to its node alone
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, node, role, toInput, trusting } from "../estate.js";

const AT = "kubernetes:prod";
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const HOST = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
const NODE_ROLE = "arn:aws:iam::111122223333:role/node";
const TRUST = `arn:aws:iam::111122223333:role/shop#trust/${ISSUER}/0`;

const pod = (name: string, machine: string | undefined, more: JsonRecord = {}): StoredNode =>
  node(`${AT}/namespaces/shop/pods/${name}`, "kubernetes.pod", {
    kind: "workload",
    scope: AT,
    parent: `${AT}/namespaces/shop`,
    properties: {
      namespace: "shop",
      role: `${AT}/namespaces/shop/serviceaccounts/${name}`,
      ...(machine === undefined ? {} : { node: machine }),
      ...more,
    },
  });

interface Scene {
  readonly pods?: readonly StoredNode[];
  readonly host?: JsonRecord;
  readonly entry?: string;
  readonly issuer?: string;
  readonly isCrawled?: boolean;
}

const TAGS = { "eks:cluster-name": "prod", "eks:nodegroup-name": "ng" };
const ONE = "ip-10-0-0-1.eu-west-1.compute.internal";
const TWO = "ip-10-0-0-2.eu-west-1.compute.internal";

function edgesOf({ pods = [], host, entry, issuer = ISSUER, isCrawled = true }: Scene): readonly string[] {
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
  const scope = { id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined, coverage: [] };
  const eks = { issuer: ISSUER, authentication_mode: "API" };
  const { edges } = analyze(
    toInput({
      scopes: [account(), ...(isCrawled ? [{ ...scope, properties: { issuer } }] : [])],
      nodes: [
        role("node"),
        node(CLUSTER, "aws.eks-cluster", { kind: "workload", name: "prod", properties: eks }),
        node(HOST, "aws.ec2-instance", { kind: "workload", properties: host ?? {} }),
        ...(entry === undefined
          ? []
          : [
              node(`${CLUSTER}/entry`, "aws.eks-access-entry", {
                kind: "grant",
                parent: NODE_ROLE,
                properties: { cluster: CLUSTER, entry_type: entry },
              }),
            ]),
        ...(isCrawled ? [node(`${AT}/namespaces/shop`, "kubernetes.namespace", { kind: "resource", scope: AT })] : []),
        ...trusting("shop", trust, [{ kind: "oidc", provider: ISSUER }]),
        ...pods,
      ],
      documents: [trust],
      tables: TABLES,
    }),
  );
  const short = (id: string) => id.replaceAll(`${AT}/`, "").replaceAll("namespaces/shop/", "");
  return edges
    .filter(({ from, kind }) => kind !== "yields" && !from.startsWith("oidc:") && !from.endsWith("/administrators"))
    .map(({ from, kind, to, state }) => `${short(from)} ${kind} ${short(to)} ${state}`);
}

const PODS = [pod("api", ONE), pod("web", TWO), pod("done", ONE, { state: "Succeeded" })];
const onOne = (from: string, state = "none") => [
  `${from} runs_code_in set:nodes/${ONE}/pods ${state}`,
  `set:nodes/${ONE}/pods includes pods/api none`,
];

test("an instance of the cluster has the pods on it, and no others", () => {
  expect(edgesOf({ pods: PODS, host: { tags: TAGS, private_name: ONE } })).toEqual(onOne(HOST));
});

test("an instance that no pod names may have any of them; one of another cluster, or of none, has nothing", () => {
  const any = edgesOf({ pods: PODS, host: { tags: TAGS } });
  expect(any).toContain(`${HOST} runs_code_in set:pods unknown`);
  expect(edgesOf({ pods: PODS, host: { tags: { "eks:cluster-name": "other" }, private_name: ONE } })).toEqual([]);
  expect(edgesOf({ pods: PODS, host: { private_name: ONE } })).toEqual([]);
  const elsewhere = edgesOf({ pods: PODS, host: { tags: TAGS, private_name: ONE }, issuer: "oidc.example/1" });
  expect(elsewhere.filter((edge) => edge.includes(" pods/"))).toEqual([]);
});

test("tags of other tools name the cluster as well", () => {
  const tags = { "kubernetes.io/cluster/prod": "owned" };
  expect(edgesOf({ pods: PODS, host: { tags, private_name: ONE } })).toEqual(onOne(HOST));
});

test("a pod that has its machine has the pods beside it and the instance; a plain one has neither", () => {
  const agent = pod("agent", ONE, { host_control: ["privileged"] });
  const beside = [
    `pods/agent runs_code_in set:nodes/${ONE}/pods none`,
    `set:nodes/${ONE}/pods includes pods/agent none`,
    `set:nodes/${ONE}/pods includes pods/api none`,
  ];
  expect(edgesOf({ pods: [...PODS, agent] })).toEqual(beside);
  expect(edgesOf({ pods: [...PODS, agent], host: { tags: TAGS, private_name: ONE } })).toContain(
    `pods/agent runs_code_in ${HOST} none`,
  );
  const open = pod("agent", ONE, { host_control: ["host path /"], host_control_open: true });
  expect(edgesOf({ pods: [...PODS, open] })).toContain(`pods/agent runs_code_in set:nodes/${ONE}/pods unknown`);
  expect(edgesOf({ pods: PODS })).toEqual([]);
  expect(edgesOf({ pods: [...PODS, pod("agent", undefined, { host_control: ["privileged"] })] })).toEqual([]);
});

test("a pod in the network of its machine has its metadata service, whatever keeps others from it", () => {
  const near = pod("agent", ONE, { host_near: ["network"] });
  const on = { tags: TAGS, private_name: ONE, metadata_v1: false, metadata_on: true };
  const answered = `pods/agent runs_code_in ${HOST} unknown`;
  expect(edgesOf({ pods: [...PODS, near], host: on })).toContain(answered);
  expect(edgesOf({ pods: [...PODS, near], host: on })).not.toContain(`pods/api runs_code_in ${HOST} unknown`);
  expect(edgesOf({ pods: [...PODS, near], host: { ...on, metadata_on: null } })).not.toContain(answered);
  expect(edgesOf({ pods: [...PODS, pod("agent", TWO, { host_near: ["network"] })], host: on })).not.toContain(answered);
});

test("what sees the processes of its machine may have the pods beside it, and not the machine", () => {
  const edges = edgesOf({
    pods: [...PODS, pod("agent", ONE, { host_near: ["processes"] })],
    host: { tags: TAGS, private_name: ONE },
  });
  expect(edges.filter((edge) => edge.startsWith("pods/agent"))).toEqual([
    `pods/agent runs_code_in set:nodes/${ONE}/pods unknown`,
  ]);
});

test("who has the role of machines may be the kubelet of one, by an entry for machines alone", () => {
  const any = `${NODE_ROLE} runs_code_in set:pods unknown`;
  expect(edgesOf({ pods: PODS, entry: "EC2_LINUX" })).toContain(any);
  expect(edgesOf({ pods: PODS, entry: "FARGATE_LINUX" })).not.toContain(any);
  expect(edgesOf({ pods: PODS })).not.toContain(any);
});

test("a cluster that was not crawled: its machines may have what its pods become", () => {
  const set = `set:${CLUSTER}/pods`;
  const scene = { isCrawled: false, host: { tags: TAGS, private_name: ONE } };
  expect(edgesOf(scene)).toEqual([`${HOST} runs_code_in ${set} unknown`, `${set} federates ${TRUST} unknown`]);
  expect(edgesOf({ ...scene, entry: "EC2_LINUX" })).toContain(`${NODE_ROLE} runs_code_in ${set} unknown`);
  expect(edgesOf({ isCrawled: false })).toEqual([]);
});
