// A cluster of EKS that did not answer: who may get by it to control is not known to get to none.
import { expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { TABLES } from "../ci/company.js";
import { account, node, role, toInput } from "../estate.js";

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const AT = "kubernetes:prod";
const WITH_ENTRY = "arn:aws:iam::111122223333:role/enters";
const PLAIN = "arn:aws:iam::111122223333:role/plain";
const POD = `${AT}/namespaces/shop/serviceaccounts/api`;
const DETAILS = "aws/iam:account-authorization-details";

interface Scene {
  readonly cluster?: JsonRecord;
  readonly supplements?: { readonly [dataSet: string]: JsonRecord };
  readonly entry?: JsonRecord;
  readonly isCrawled?: boolean;
  /** Role of its pod identity: "" was not read, undefined: there is none. */
  readonly podRole?: string;
  /** What became of users and roles of the account. */
  readonly details?: Coverage["state"];
}

/** Of which of them it is not known whether they are administrators. */
function undecided({
  cluster,
  supplements = {},
  entry,
  isCrawled = true,
  podRole,
  details = "complete",
}: Scene): readonly string[] {
  const crawled = {
    id: AT,
    type: "kubernetes.cluster",
    name: "prod",
    parent: undefined,
    properties: { issuer: ISSUER },
  };
  const coverage = [{ dataSet: DETAILS, state: details }];
  const association = "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/a-1";
  const pod = { namespace: "shop", service_account: "api", cluster: "prod" };
  const { facts } = analyze(
    toInput({
      scopes: [account(undefined, { coverage }), ...(isCrawled ? [{ ...crawled, coverage: [] }] : [])],
      nodes: [
        role("enters"),
        role("plain"),
        node(CLUSTER, "aws.eks-cluster", {
          kind: "workload",
          properties: { issuer: ISSUER, authentication_mode: "API", ...cluster },
          supplements,
        }),
        node("access-entry", "aws.eks-access-entry", {
          kind: "grant",
          parent: WITH_ENTRY,
          properties: { cluster: CLUSTER, entry_type: "STANDARD", groups: [], policies: [], ...entry },
        }),
        ...(podRole === undefined
          ? []
          : [
              node(association, "aws.eks-pod-identity", {
                kind: "workload",
                parent: CLUSTER,
                properties: podRole === "" ? pod : { ...pod, role: podRole },
              }),
            ]),
        ...(isCrawled
          ? [node(POD, "kubernetes.service-account", { scope: AT, properties: { namespace: "shop", account: "api" } })]
          : []),
      ],
      tables: { ...TABLES },
    }),
  );
  const unknown = new Set(facts.flatMap(({ node: id, columns }) => (columns["admin"] === "unknown" ? [id] : [])));
  return [WITH_ENTRY, PLAIN, POD].filter((id) => unknown.has(id));
}

const ENTRIES = { "aws/eks:access-entries": { entries_unread: true } };
const PODS = { "aws/eks:clusters": { pod_identities_unread: true } };
const RUNS_PODS = { policies: [{ policy: "AmazonEKSEditPolicy" }] };

const CRAWLED_NOT: Scene = { details: "denied", isCrawled: false };

test.each<[what: string, scene: Scene, unknown: readonly string[]]>([
  ["everything was read", {}, []],
  ["entries were not read: anybody of the account may have one", { supplements: ENTRIES }, [WITH_ENTRY, PLAIN]],
  ["nor of a cluster that leads nowhere", { supplements: ENTRIES, isCrawled: false }, []],
  ["nor of one that takes none", { supplements: ENTRIES, cluster: { authentication_mode: "CONFIG_MAP" } }, []],
  ["what an entry allows was not read", { entry: { policies_unread: true } }, [WITH_ENTRY]],
  ["nor in a cluster that leads nowhere", { entry: { policies_unread: true }, isCrawled: false }, []],
  ["roles of pods were not read: an entry that makes none", { supplements: PODS }, [POD]],
  ["one that makes pods", { supplements: PODS, entry: RUNS_PODS, isCrawled: false }, [WITH_ENTRY]],
  ["the role of a pod was not read", { podRole: "" }, [POD]],
  ["it was", { podRole: PLAIN }, []],
  ["roles of the account were not read, which may take tokens of the cluster", { details: "denied" }, [POD]],
  ["nor all of them", { details: "partial" }, [POD]],
  ["of a cluster that was not crawled there is nobody", CRAWLED_NOT, []],
])("%s", (_, scene, unknown) => {
  expect(undecided(scene)).toEqual(unknown);
});

test("a cluster that was not described may be any", () => {
  const { issuer: _, ...unread } = { issuer: ISSUER, details_unread: true };
  expect(undecided({ cluster: unread, isCrawled: false })).toEqual([WITH_ENTRY]);
});
