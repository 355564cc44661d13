// Trust conditions: what the trusts of the estate accept. One result a distinct document, statement, party and account.
import type { AnalysisGap, AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { compileDocument } from "../aws/attached-policy.js";
import type { Condition } from "../aws/condition/condition.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { Policy } from "../aws/policy/policy.js";
import { textOf } from "../properties.js";
import { type AccountStanding, type Accounts, createAccounts } from "./accounts.js";
import { estateIssuers } from "./estate-issuers.js";
import type { IssuerTable } from "./issuers.js";
import { otherCloudFacts } from "./other-clouds.js";
import { createProviders, type Providers } from "./providers.js";
import { createRoleControls, NO_CONTROLS, type RoleControls } from "./role-controls.js";
import { toTrustColumns, undecidedColumns } from "./trust-columns.js";

/** One accepted party of a role, as far as facts about the role need it. */
export interface TrustCaller {
  readonly kind: string;
  readonly provider: string;
  readonly relation: AccountStanding["relation"] | undefined;
  readonly account: string | undefined;
  /** Vendor of the issuer, when the reviewed table knows it. */
  readonly vendor?: string | undefined;
  /** Nobody can use it. */
  readonly isDead: boolean;
  /** Only people get in: its conditions demand MFA. */
  readonly needsMfa: boolean;
  /** ARNs that the conditions demand of the caller (aws:PrincipalArn), as written; none when they demand none. */
  readonly limits: readonly string[];
}

/** Trusts of roles that infrastructure code declares; their scope is a checkout. */
const DECLARED = "repo.role-trust";
const NO_LIMITS: readonly string[] = [];

export interface TrustAnalysis {
  readonly facts: readonly DerivedFact[];
  readonly gaps: readonly AnalysisGap[];
  /** Role id → the parties it accepts. */
  readonly callers: ReadonlyMap<string, readonly TrustCaller[]>;
}

interface Verdict {
  readonly columns: JsonRecord;
  /** The party, alone in its list: most roles trust one. */
  readonly callers: readonly TrustCaller[];
}

/** Facts about each trust, who may use each role, and gaps. In: the stored estate, and the compiler that it shares with others. */
export function analyzeTrusts(input: AnalysisInput, policies: PolicyCompiler): TrustAnalysis {
  const facts: DerivedFact[] = [];
  const callers = new Map<string, readonly TrustCaller[]>();
  const gaps = new Map<string, AnalysisGap>();
  const judge = createJudge(input, policies, gaps);
  for (const node of input.nodes(["aws.role-trust", DECLARED])) {
    const verdict = judge(node);
    facts.push({ node: node.id, columns: verdict.columns });
    // Code only declares a role: no live one is known to accept these.
    if (node.type === DECLARED) continue;
    const role = node.parent ?? "";
    const others = callers.get(role);
    callers.set(role, others ? [...others, ...verdict.callers] : verdict.callers);
  }
  for (const fact of otherCloudFacts(input)) facts.push(fact);
  return { facts, gaps: [...gaps.values()], callers };
}

/** One document: its policy, and by account and what controls its roles what was judged of its statements and parties. */
interface Judged {
  readonly policy: Policy;
  readonly verdicts: Map<string, Known[]>;
}

interface Known {
  readonly statement: number;
  readonly provider: string;
  readonly verdict: Verdict;
}

/** Judges a trust; the same statement and party of the same document in the same account is judged once. */
function createJudge(input: AnalysisInput, policies: PolicyCompiler, gaps: Map<string, AnalysisGap>) {
  const frame = {
    accounts: createAccounts(input),
    issuers: estateIssuers(input),
    providers: createProviders(input),
    now: input.now,
  };
  const controlsOf = createRoleControls(input, policies);
  const documents = new Map<string, Judged>();
  return (node: StoredNode): Verdict => {
    const hash = node.document ?? "";
    let judged = documents.get(hash);
    if (judged === undefined) {
      judged = { policy: policyOf(node, input, policies), verdicts: new Map() };
      documents.set(hash, judged);
    }
    if (judged.policy.problems.length > 0 && node.type !== DECLARED) report(judged.policy, node, gaps);
    const statement = numberOf(node.properties["statement"]);
    const provider = textOf(node.properties["provider"]) ?? "";
    const unresolved = textOf(node.properties["unresolved"]);
    if (unresolved !== undefined) return toOpenVerdict(node, judged.policy, unresolved, frame);
    const controls = controlsOf(node.parent ?? "", node.scope);
    const alike = `${node.scope} ${controls.key}`;
    let known = judged.verdicts.get(alike);
    if (known === undefined) {
      known = [];
      judged.verdicts.set(alike, known);
    }
    const same = known.find((one) => one.statement === statement && one.provider === provider);
    if (same) return same.verdict;
    const verdict = toVerdict(node, judged.policy, frame, controls);
    known.push({ statement, provider, verdict });
    return verdict;
  };
}

interface JudgeFrame {
  readonly accounts: Accounts;
  readonly issuers: IssuerTable;
  readonly providers: Providers;
  readonly now: Date;
}

function toVerdict(
  node: StoredNode,
  policy: Policy,
  { accounts, issuers, providers, now }: JudgeFrame,
  controls: RoleControls,
): Verdict {
  const kind = textOf(node.properties["provider_kind"]) ?? "unknown";
  const provider = textOf(node.properties["provider"]) ?? "";
  const account = textOf(node.properties["account"]);
  const standing = account === undefined ? undefined : accounts.standing(node.scope, account);
  const found = providers.find(node.scope, kind, provider, textOf(node.properties["provider_arn"]));
  const index = numberOf(node.properties["statement"]);
  const statement = policy.statements.find((one) => one.index === index);
  const judged = statement
    ? toTrustColumns(
        policy,
        statement,
        { kind, provider },
        { issuers, now, standing, account, audiences: found.audiences, controls },
      )
    : undecidedColumns(policy.problems[0]?.message ?? "its statement is not in the trust policy");
  const columns = found.exists === undefined ? judged : { ...judged, provider_exists: found.exists };
  const caller: TrustCaller = {
    kind,
    provider,
    relation: standing?.relation,
    account,
    vendor: textOf(judged["issuer_vendor"]),
    isDead: judged["dead"] === true,
    needsMfa: judged["needs_mfa"] === true,
    limits: limitsOf(statement?.condition),
  };
  return { columns, callers: [caller] };
}

/**
 * Whom a statement of infrastructure code accepts is not stated. Its conditions are judged as if it were anyone: what they
 * then close is closed, and nothing else is known.
 */
function toOpenVerdict(node: StoredNode, policy: Policy, unresolved: string, { issuers, now }: JudgeFrame): Verdict {
  const open = undecidedColumns(`${unresolved} is not stated in the code`);
  const statement = policy.statements.find((one) => one.index === numberOf(node.properties["statement"]));
  if (statement === undefined || node.properties["provider_kind"] === "oidc") return { columns: open, callers: [] };
  const party = { kind: "anyone", provider: "*" };
  const judged = toTrustColumns(policy, statement, party, {
    issuers,
    now,
    standing: undefined,
    account: undefined,
    audiences: undefined,
    controls: NO_CONTROLS,
  });
  const closed = ["has_external_id", "restricts_caller", "dead"].filter((column) => judged[column] === true);
  return { columns: { ...open, ...Object.fromEntries(closed.map((column) => [column, true])) }, callers: [] };
}

/** Every condition has to hold, so that any one of them tells who the caller is. */
function limitsOf(condition: Condition | undefined): readonly string[] {
  const entry = condition?.entries.find(({ key, operator, isIfExists, quantifier }) => {
    return key === "aws:principalarn" && !operator.isNegated && !operator.isNull && !isIfExists && quantifier !== "all";
  });
  return entry?.texts ?? NO_LIMITS;
}

function policyOf(node: StoredNode, input: AnalysisInput, policies: PolicyCompiler): Policy {
  const policy = node.document === undefined ? undefined : compileDocument(node.document, input, policies);
  if (policy !== undefined) return policy;
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
