// Composition of analysis: facts and edges worked out from what was read. Pure; each part states facts, rules state policy.
import type {
  AccessPath,
  AnalysisGap,
  AnalysisInput,
  AnalysisResult,
  DerivedEdge,
  DerivedFact,
  DerivedNode,
} from "../model/analysis.js";
import { analyzeAccess } from "./access/index.js";
import { createPolicyCompiler, type PolicyCompiler } from "./aws/policy/compile.js";
import { deriveFacts } from "./facts/index.js";
import { analyzeTrusts, type TrustAnalysis } from "./trust/index.js";

/** What every part may use, worked out once. */
export interface AnalysisFrame {
  readonly input: AnalysisInput;
  /** Policies compiled by content hash, shared by all parts. */
  readonly policies: PolicyCompiler;
  readonly trusts: TrustAnalysis;
}

/** What a part adds; facts about the same node are merged, the later part wins a column. */
export type AnalysisPart = (frame: AnalysisFrame) => Partial<AnalysisResult>;

/** Parts in order. */
const PARTS: readonly AnalysisPart[] = [
  ({ trusts }) => ({ facts: trusts.facts, gaps: trusts.gaps }),
  ({ input, trusts }) => ({ facts: deriveFacts(input, trusts.callers) }),
  ({ input, trusts, policies }) => analyzeAccess(input, trusts.facts, policies),
];

/** In: the stored estate. Out: derived facts, nodes, edges, and the gaps that only analysis can see. Never throws on data. */
export function analyze(input: AnalysisInput): AnalysisResult {
  const policies = createPolicyCompiler();
  const frame: AnalysisFrame = { input, policies, trusts: analyzeTrusts(input, policies) };
  const facts: DerivedFact[] = [];
  const nodes: DerivedNode[] = [];
  const edges: DerivedEdge[] = [];
  const gaps: AnalysisGap[] = [];
  const paths: AccessPath[] = [];
  for (const part of PARTS) {
    const result = part(frame);
    for (const fact of result.facts ?? []) facts.push(fact);
    for (const node of result.nodes ?? []) nodes.push(node);
    for (const edge of result.edges ?? []) edges.push(edge);
    for (const gap of result.gaps ?? []) gaps.push(gap);
    for (const path of result.paths ?? []) paths.push(path);
  }
  return { facts, nodes, edges, gaps, paths };
}
