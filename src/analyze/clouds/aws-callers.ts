// Identities of AWS in pools of Google: Google asks AWS who calls (sts:GetCallerIdentity), which needs no permission, so that every
// user and role of an account that the provider takes gets in.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import type { Closed } from "../trust/evaluate-trust.js";
import { accepts, type FederatedTrust } from "../trust/federated.js";
import { fillKind } from "../trust/grammar.js";

interface CallerFrame {
  readonly drawing: Drawing;
  /** Scopes that were read. */
  readonly scopes: ReadonlySet<string>;
}

/** What tells one identity of an account from another. */
const PERSONAL = ["role", "user", "unique_id", "session"];

/** Draws the users and roles of the trusted account that get in; those of an account that was not read are one set. */
export function drawAwsCallers(input: AnalysisInput, trust: FederatedTrust, frame: CallerFrame): void {
  for (const account of accountsOf(trust, input.now)) {
    if (frame.scopes.has(`aws:${account}`)) drawFrom(account, input, trust, frame);
    else drawUnread(account, input, trust, frame);
  }
}

/** Accounts that the provider is set up for. */
function accountsOf(trust: FederatedTrust, now: Date): readonly string[] {
  const accounts = new Set<string>();
  for (const kind of trust.issuer.grammar.kinds) {
    const { verdict, closed } = accepts(trust, kind, now);
    if (verdict !== "blocked") for (const account of closed.get("account") ?? []) accounts.add(account);
  }
  return [...accounts].sort();
}

function drawFrom(account: string, input: AnalysisInput, trust: FederatedTrust, { drawing }: CallerFrame): void {
  const whole = judgeWhole(account, trust, input.now);
  if (whole !== undefined) {
    const set = drawSet(account, drawing);
    drawing.edge({ kind: "federates", from: set, to: trust.id, judgement: whole, because: [trust.about] });
  }
  for (const node of input.nodes(["aws.iam-role", "aws.iam-user"])) {
    if (node.scope !== `aws:${account}` || node.properties["is_service_linked"] === true) continue;
    if (whole !== undefined) {
      drawing.edge({ kind: "member_of", from: node.id, to: setId(account), judgement: GRANTED });
      continue;
    }
    const judgement = judgeOne(account, node, trust, input.now);
    if (judgement !== undefined)
      drawing.edge({ kind: "federates", from: node.id, to: trust.id, judgement, because: [trust.about] });
  }
}

/** Where everyone of the account gets in, roles and users alike. */
function judgeWhole(account: string, trust: FederatedTrust, now: Date): Judgement | undefined {
  const outcomes = trust.issuer.grammar.kinds.map((kind) =>
    accepts(trust, fillKind(kind, new Map([["account", account]])), now),
  );
  const isOpen = ({ verdict, closed }: (typeof outcomes)[number]) =>
    verdict === "met" && !PERSONAL.some((hole) => closed.has(hole));
  // what a pattern leaves of a name is no name: those are asked one by one
  const isPattern = trust.conditions.alternatives.some((constraints) =>
    constraints.some(({ key }) => key === "arn" || key === "userid"),
  );
  return outcomes.every(isOpen) && !isPattern ? GRANTED : undefined;
}

function judgeOne(account: string, node: StoredNode, trust: FederatedTrust, now: Date): Judgement | undefined {
  const isRole = node.type === "aws.iam-role";
  const kind = trust.issuer.grammar.kinds.find(({ name }) => name === (isRole ? "role session" : "user"));
  if (kind === undefined) return undefined;
  const values = new Map([["account", account]]);
  // the ARN of a session has the name of the role without its path, that of a user has it
  values.set(isRole ? "role" : "user", isRole ? node.name : node.id.slice(node.id.indexOf(":user/") + ":user/".length));
  if (node.incarnation !== undefined) values.set("unique_id", node.incarnation);
  const { verdict, because, closed } = accepts(trust, fillKind(kind, values), now);
  if (verdict === "blocked") return undefined;
  if (verdict === "unknown") return uncertain(because.slice(0, 2).join("; "));
  return sessionDemand(closed);
}

/** Whoever assumes a role names the session; a service that runs as one names it itself. */
function sessionDemand(closed: Closed): Judgement {
  const names = closed.get("session");
  if (names === undefined) return GRANTED;
  return { ...GRANTED, state: "attacker-settable", condition: `the session has to be called ${names.join(" or ")}` };
}

function drawUnread(account: string, input: AnalysisInput, trust: FederatedTrust, { drawing }: CallerFrame): void {
  const isWhole = judgeWhole(account, trust, input.now) !== undefined;
  const set = drawSet(account, drawing);
  const judgement = isWhole ? GRANTED : uncertain("which identities of the account it takes is in its conditions");
  drawing.edge({ kind: "federates", from: set, to: trust.id, judgement, because: [trust.about] });
}

function setId(account: string): string {
  return `aws:${account}#identities`;
}

function drawSet(account: string, drawing: Drawing): string {
  const id = setId(account);
  const name = `every user and role of ${account}`;
  drawing.node({ id, kind: "set", type: "aws.identities", name, scope: `aws:${account}`, properties: {} });
  return id;
}
