// Which identities of clouds the service accounts of a cluster are: by trusts in the issuer of its tokens (EKS, Azure, pools of
// Google), by Pod Identity of EKS, and by the pools that projects and fleets of GKE have. Two clusters are one only by their issuer.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { acceptance } from "../ci/acceptance.js";
import { type CiDrawing, createCiDrawing } from "../ci/drawing.js";
import type { CiAnalysis } from "../ci/index.js";
import { textOf } from "../properties.js";
import { readFederatedTrusts } from "../trust/federated.js";
import { fillKind, type TokenKind } from "../trust/grammar.js";
import { KUBERNETES } from "../trust/grammars-cloud.js";
import { type Cluster, type KubernetesEstate, readKubernetes } from "./estate.js";
import { poolIdentities } from "./google-pool.js";

/** Fact of an account by which the part that states its columns learns of its identities. */
export const CLOUDS = "cloud_identities";

/** Undefined when no cluster was read. */
export function analyzeKubernetesTrusts(input: AnalysisInput, policies: PolicyCompiler): CiAnalysis | undefined {
  const estate = readKubernetes(input);
  if (estate === undefined) return undefined;
  const drawing = createCiDrawing();
  const found = new Found();
  const matched = drawTrusts(input, policies, estate, { drawing, found });
  drawPodIdentities(input, estate, { drawing, found });
  drawGooglePool(input, estate, { drawing, found });
  return {
    facts: found.facts(),
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: [],
    owners: new Set(),
    matched,
  };
}

class Found {
  readonly #byAccount = new Map<string, Set<string>>();

  add(account: string, identity: string): void {
    const known = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, known.add(identity));
  }

  facts(): readonly DerivedFact[] {
    return [...this.#byAccount]
      .sort(([a], [b]) => compareText(a, b))
      .map(([node, identities]) => ({ node, columns: { [CLOUDS]: [...identities].sort(compareText) } }));
  }
}

interface Into {
  readonly drawing: CiDrawing;
  readonly found: Found;
}

/** Clusters by the issuer of their tokens; one that was not read is no cluster's. */
function byIssuer({ clusters }: KubernetesEstate): ReadonlyMap<string, readonly Cluster[]> {
  const found = new Map<string, Cluster[]>();
  for (const cluster of clusters.values()) {
    if (cluster.issuer !== undefined) addTo(found, cluster.issuer, cluster);
  }
  return found;
}

/** Trusts that take tokens of accounts of a cluster, each asked about each account. */
function drawTrusts(
  input: AnalysisInput,
  policies: PolicyCompiler,
  estate: KubernetesEstate,
  { drawing, found }: Into,
): ReadonlySet<string> {
  const issuers = byIssuer(estate);
  const matched = new Set<string>();
  for (const trust of readFederatedTrusts(input, policies, (issuer) => issuers.has(issuer))) {
    for (const cluster of issuers.get(trust.issuer.name.toLowerCase()) ?? []) {
      for (const { id, properties } of cluster.accounts) {
        const { state, condition } = acceptance(
          trust,
          [tokenOf(properties["namespace"], properties["account"])],
          input.now,
        );
        if (state === "blocked") continue;
        matched.add(trust.id);
        if (state === "none") found.add(id, trust.yields);
        drawing.edge({ kind: "federates", from: id, to: trust.id, state, condition, because: [trust.id] });
      }
    }
  }
  return matched;
}

/** The token of an account; whoever asks for one chooses its audience. */
function tokenOf(namespace: unknown, account: unknown): TokenKind {
  const [kind] = KUBERNETES.kinds;
  if (kind === undefined) throw new Error("no kind of token of Kubernetes");
  return fillKind(
    kind,
    new Map([
      ["namespace", textOf(namespace) ?? ""],
      ["account", textOf(account) ?? ""],
    ]),
  );
}

/** An account that Pod Identity of EKS gives a role is what gets it there. */
function drawPodIdentities(input: AnalysisInput, estate: KubernetesEstate, { drawing, found }: Into): void {
  const issuers = byIssuer(estate);
  const clusters = new Map<string, readonly Cluster[]>();
  for (const { id, properties } of input.nodes(["aws.eks-cluster"])) {
    const known = issuers.get((textOf(properties["issuer"]) ?? "").toLowerCase());
    if (known !== undefined) clusters.set(id, known);
  }
  if (clusters.size === 0) return;
  for (const { id, parent, properties } of input.nodes(["aws.eks-pod-identity"])) {
    const { namespace, service_account: name, role } = properties;
    for (const cluster of clusters.get(parent ?? "") ?? []) {
      const account = `${cluster.id}/namespaces/${textOf(namespace) ?? ""}/serviceaccounts/${textOf(name) ?? ""}`;
      if (!cluster.accountIds.has(account)) continue;
      drawing.edge({ kind: "runs_code_in", from: account, to: id, because: [id], hops: 0 });
      if (typeof role === "string") found.add(account, role);
    }
  }
}

/** Clusters of a project of Google share a pool, and so do those of a fleet: there an account is its namespace and name. */
function drawGooglePool(input: AnalysisInput, estate: KubernetesEstate, { drawing, found }: Into): void {
  for (const { account, member, grant } of poolIdentities(input, estate)) {
    drawing.edge({ kind: "impersonates", from: account, to: `gcp:member/${member}`, hops: 0 });
    const target = textOf(grant.properties["resource"]);
    const isUser = grant.type === "gcp.role-binding" && grant.properties["role"] === "roles/iam.workloadIdentityUser";
    if (isUser && target !== undefined) found.add(account, target.slice(target.lastIndexOf("/") + 1));
  }
}
