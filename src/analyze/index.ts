// Composition of analysis: facts and edges worked out from what was read. Pure; each part states facts, rules state policy.
import type {
  AnalysisGap,
  AnalysisInput,
  AnalysisResult,
  DerivedEdge,
  DerivedFact,
  DerivedNode,
} from "../model/analysis.js";
import type { Json } from "../model/words.js";
import { analyzeAgents } from "./agents/index.js";
import { readOwners } from "./agents/secret-owners.js";
import { analyzeAiServices } from "./ai-services/index.js";
import { analyzeContainerHosts } from "./aws/edges/compute/container-hosts.js";
import { analyzeShownSettings } from "./aws/edges/data/readable-settings.js";
import { type AccessAnalysis, analyzeAccess } from "./aws/edges/index.js";
import { buildEstate } from "./aws/estate.js";
import { onlyReading } from "./aws/only-reads.js";
import { createPolicyCompiler, type PolicyCompiler } from "./aws/policy/compile.js";
import { analyzeAzure } from "./azure/access.js";
import { analyzeCi, type CiAnalysis } from "./ci/index.js";
import { analyzePlainStores } from "./ci/plain-stores.js";
import { analyzeClouds } from "./clouds/index.js";
import { analyzeWrittenSecrets } from "./clouds/written-secrets.js";
import { analyzeEntra } from "./entra/index.js";
import { accountCounts } from "./facts/account-counts.js";
import { createFacts } from "./facts/index.js";
import { analyzeGoogle } from "./gcp/access.js";
import { githubFacts } from "./github/index.js";
import { analyzeGitLab, joinCi } from "./gitlab/index.js";
import { analyzeKubernetes } from "./kubernetes/access.js";
import { analyzeEksAccess } from "./kubernetes/eks-access.js";
import { analyzeKubernetesTrusts } from "./kubernetes/federation.js";
import type { PartResult } from "./part-result.js";
import { findReach, type Through } from "./reach/index.js";
import { analyzeRecording } from "./recording/index.js";
import { unrecordedFacts } from "./recording/unrecorded.js";
import { analyzeSpire, type SpireAnalysis } from "./spire/index.js";
import { analyzeTrusts, type TrustAnalysis } from "./trust/index.js";
import { analyzeWorkspace } from "./workspace/index.js";

/** What every part may use, worked out once. */
export interface AnalysisFrame {
  readonly input: AnalysisInput;
  /** Policies compiled by content hash, shared by all parts. */
  readonly policies: PolicyCompiler;
  readonly trusts: TrustAnalysis;
  readonly aws: AwsAnalysis;
  readonly ci: CiAnalysis;
  /** Identities of clouds that accounts of clusters are; undefined where no cluster was read. */
  readonly clusters: CiAnalysis | undefined;
  /** Identities that SPIRE gives; undefined where no server was read. */
  readonly spire: SpireAnalysis | undefined;
  /** Credentials of agents → whose access key they are. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

/** What needs every principal of AWS: they are read once for both. */
interface AwsAnalysis {
  readonly facts: readonly DerivedFact[];
  readonly access: AccessAnalysis;
  /** Owners of credentials of agents, and whom they may become, as far as they only read. */
  readonly onlyReading: ReadonlySet<string>;
}

export type AnalysisPart = (frame: AnalysisFrame) => PartResult;

/** Parts in order; reach, which walks the edges of all of them, comes last. */
const PARTS: readonly AnalysisPart[] = [
  ({ trusts }) => ({ facts: trusts.facts, gaps: trusts.gaps }),
  ({ aws }) => ({ facts: aws.facts }),
  ({ input }) => ({ facts: accountCounts(input) }),
  ({ ci }) => ci,
  ({ input }) => ({ facts: githubFacts(input) }),
  ({ input }) => analyzeEntra(input),
  ({ aws }) => aws.access,
  ({ input }) => analyzeShownSettings(input),
  ({ input }) => analyzeContainerHosts(input),
  ({ input, trusts, policies }) => analyzeGoogle(input, policies, trusts.facts),
  ({ input }) => analyzeAzure(input),
  ({ input, clusters }) => analyzeKubernetes(input, clusters?.facts),
  ({ input, policies, trusts }) => analyzeEksAccess(input, policies, trusts.callers),
  ({ input, policies }) => analyzeClouds(input, policies),
  ({ input }) => analyzeWrittenSecrets(input),
  ({ input }) => analyzeWorkspace(input),
  ({ input }) => analyzeAiServices(input),
  ({ spire }) => (spire === undefined ? {} : { standings: spire.standings, gaps: spire.gaps }),
  ({ input, owners }) => analyzeAgents(input, owners),
  ({ input }) => analyzeRecording(input),
];

/** In: the stored estate. Out: derived facts, nodes, edges, and the gaps that only analysis can see. Never throws on data. */
export function analyze(input: AnalysisInput): AnalysisResult {
  const policies = createPolicyCompiler();
  const clusters = analyzeKubernetesTrusts(input, policies);
  const spire = analyzeSpire(input, policies);
  const pipelines = joinCi(analyzeCi(input, policies), analyzeGitLab(input, policies));
  const trusts = analyzeTrusts(input, policies);
  const ci = joinCi(joinCi(joinCi(pipelines, clusters), spire), analyzePlainStores(input));
  const owners = readOwners(input);
  const aws = analyzeAws(input, policies, { trusts, ci, owners });
  const frame: AnalysisFrame = { input, policies, trusts, aws, ci, clusters, spire, owners };
  const facts: DerivedFact[] = [];
  const nodes: DerivedNode[] = [];
  const edges: DerivedEdge[] = [];
  const gaps: AnalysisGap[] = [];
  const standings = new Map<string, Json | undefined>();
  const workloads: string[] = [];
  const undecided: string[] = [];
  const undecidedThrough: Through[] = [];
  const undecidedReaders: string[] = [];
  for (const part of PARTS) {
    const result = part(frame);
    for (const fact of result.facts ?? []) facts.push(fact);
    for (const node of result.nodes ?? []) nodes.push(node);
    for (const edge of result.edges ?? []) edges.push(edge);
    for (const gap of result.gaps ?? []) gaps.push(gap);
    for (const [node, verdict] of result.standings ?? []) {
      // administrator of one thing is administrator, whatever another cloud says
      if (standings.get(node) !== "effective") standings.set(node, verdict ?? standings.get(node));
    }
    for (const node of result.workloads ?? []) workloads.push(node);
    for (const node of result.undecided ?? []) undecided.push(node);
    for (const through of result.undecidedThrough ?? []) undecidedThrough.push(through);
    for (const node of result.undecidedReaders ?? []) undecidedReaders.push(node);
  }
  const credentials = { owners, onlyReading: aws.onlyReading };
  const worked = {
    standings,
    undecided,
    undecidedThrough,
    undecidedReaders,
    workloads,
    nodes,
    edges,
    facts,
    credentials,
  };
  const { firstFix, paths, facts: more } = findReach(input, worked);
  for (const fact of more) facts.push(fact);
  for (const fact of unrecordedFacts(input, facts)) facts.push(fact);
  return { facts, nodes, edges, gaps, paths, ...(firstFix && { firstFix }) };
}

/** The estate of AWS is let go of when it has been asked: it is the largest of what analysis holds. */
function analyzeAws(
  input: AnalysisInput,
  policies: PolicyCompiler,
  { trusts, ci, owners }: Pick<AnalysisFrame, "trusts" | "ci" | "owners">,
): AwsAnalysis {
  const facts = createFacts(input, trusts.callers);
  const estate = buildEstate(input, policies, facts.add);
  const access = analyzeAccess(input, estate, trusts.facts, policies, ci);
  const readers = onlyReading(input, [...new Set([...owners.values()].flat())], estate, access.edges);
  return { facts: facts.facts(), access, onlyReading: readers };
}
