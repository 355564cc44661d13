// Trust conditions: what the trusts of the estate accept. One result a distinct document, statement, party and account.
import type { AnalysisGap, AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { Policy } from "../aws/policy/policy.js";
import { type AccountStanding, createAccounts } from "./accounts.js";
import { createIssuerTable } from "./issuers.js";
import { createProviders } from "./providers.js";
import { toTrustColumns, undecidedColumns } from "./trust-columns.js";

/** One accepted party of a role, as far as facts about the role need it. */
export interface TrustCaller {
  readonly kind: string;
  readonly provider: string;
  readonly relation: AccountStanding["relation"] | undefined;
  readonly account: string | undefined;
  /** Nobody can use it. */
  readonly isDead: boolean;
}

export interface TrustAnalysis {
  readonly facts: readonly DerivedFact[];
  readonly gaps: readonly AnalysisGap[];
  /** Role id → the parties it accepts. */
  readonly callers: ReadonlyMap<string, readonly TrustCaller[]>;
}

interface Verdict {
  readonly columns: JsonRecord;
  readonly caller: TrustCaller;
}

export function analyzeTrusts(input: AnalysisInput, policies: PolicyCompiler): TrustAnalysis {
  const facts: DerivedFact[] = [];
  const callers = new Map<string, TrustCaller[]>();
  const gaps = new Map<string, AnalysisGap>();
  const judge = createJudge(input, policies, gaps);
  for (const node of input.nodes(["aws.role-trust"])) {
    const { columns, caller } = judge(node);
    facts.push({ node: node.id, columns });
    const role = node.parent ?? "";
    const others = callers.get(role);
    if (others) others.push(caller);
    else callers.set(role, [caller]);
  }
  return { facts, gaps: [...gaps.values()], callers };
}

/** Judges a trust; the same document, statement and party in the same account is judged once. */
function createJudge(input: AnalysisInput, policies: PolicyCompiler, gaps: Map<string, AnalysisGap>) {
  const accounts = createAccounts(input);
  const issuers = createIssuerTable(input.tables.issuers);
  const providers = createProviders(input);
  const verdicts = new Map<string, Verdict>();
  const known = new Map<string, Policy>();
  const policyFor = (node: StoredNode): Policy => {
    const hash = node.document ?? "";
    const policy = known.get(hash) ?? policyOf(node, input, policies);
    known.set(hash, policy);
    return policy;
  };
  return (node: StoredNode): Verdict => {
    const policy = policyFor(node);
    if (policy.problems.length > 0) report(policy, node, gaps);
    const kind = textOf(node.properties["provider_kind"]) ?? "unknown";
    const provider = textOf(node.properties["provider"]) ?? "";
    const statement = numberOf(node.properties["statement"]);
    const key = `${node.scope}|${node.document ?? ""}|${statement}|${kind}|${provider}`;
    const existing = verdicts.get(key);
    if (existing) return existing;
    const account = textOf(node.properties["account"]);
    const standing = account === undefined ? undefined : accounts.standing(node.scope, account);
    const found = providers.find(node.scope, kind, provider, textOf(node.properties["provider_arn"]));
    const frame = { issuers, now: input.now, standing, account, audiences: found.audiences };
    const written = policy.statements.find(({ index }) => index === statement);
    const judged = written
      ? toTrustColumns(policy, written, { kind, provider }, frame)
      : undecidedColumns(policy.problems[0]?.message ?? "its statement is not in the trust policy");
    const columns = found.exists === undefined ? judged : { ...judged, provider_exists: found.exists };
    const relation = standing?.relation;
    const verdict = { columns, caller: { kind, provider, relation, account, isDead: judged["dead"] === true } };
    verdicts.set(key, verdict);
    return verdict;
  };
}

function policyOf(node: StoredNode, input: AnalysisInput, policies: PolicyCompiler): Policy {
  const text = node.document === undefined ? undefined : input.document(node.document);
  if (node.document !== undefined && text !== undefined) return policies.compile(node.document, text);
  const message = "the trust policy was not kept";
  return { hash: "", statements: [], problems: [{ where: "", message }], isOpaque: true };
}

/** Names what of a trust policy could not be understood, once a role. */
function report(policy: Policy, node: StoredNode, gaps: Map<string, AnalysisGap>): void {
  const subject = node.parent ?? node.id;
  for (const { where, message } of policy.problems) {
    const key = `${subject}|${where}|${message}`;
    const text = where === "" ? `trust policy: ${message}` : `trust policy, ${where}: ${message}`;
    gaps.set(key, { scope: node.scope, subject, message: text });
  }
}

/** Index of a statement; -1 when the node has none. */
function numberOf(value: unknown): number {
  return typeof value === "number" ? value : -1;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
