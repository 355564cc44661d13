// Outbound federation: whom an account lets ask AWS for tokens that others trust. AWS itself does not accept them, so that a
// path goes on only where something outside AWS trusts the issuer.
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import { accepts, type FederatedTrust, readFederatedTrusts } from "../../../trust/federated.js";
import { fillKind } from "../../../trust/grammar.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { PolicyCompiler } from "../../policy/compile.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import { createMechanism } from "../builder/mechanism.js";
import { createTargets } from "../builder/target-index.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { both, GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";

export const TOKEN_ACTION = "sts:GetWebIdentityToken";

export interface Outbound {
  /** `mask` holds the actions that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

/** Issuers of AWS's own tokens: a role that trusts one is never given for them. */
export function isOutboundIssuer(issuer: string): boolean {
  return /\.tokens\.sts\.global\.api\.(aws|amazonwebservices\.com\.cn)$/.test(issuer);
}

/** `input` says which accounts issue tokens and who trusts them; `policies` reads the conditions of those trusts. */
export function createOutbound(input: AnalysisInput, judge: Judge, policies: PolicyCompiler): Outbound {
  const tokens = new Map<string, StoredNode>();
  for (const node of input.nodes(["aws.outbound-tokens"])) {
    if (typeof node.properties["account"] === "string") tokens.set(node.properties["account"], node);
  }
  const idsOf = (account: string): readonly string[] => {
    const node = tokens.get(account);
    return node === undefined ? [] : [node.id];
  };
  const bit = judge.interest.bitOf(TOKEN_ACTION);
  const mechanism = createMechanism(
    {
      id: "outbound token",
      kind: "permits",
      gives: "act",
      actions: [{ action: TOKEN_ACTION, resources: () => ["*"] }],
      targetsFor: (account) => createTargets(idsOf(account)),
      hubName: (account) => `tokens of account ${account}`,
    },
    judge,
  );
  const takers = createTakers(input, tokens, policies, judge);
  return {
    add(principal, mask) {
      if ((mask & bit) === 0n || !tokens.has(principal.account)) return;
      mechanism.add({ principal, judgement: GRANTED });
      takers.add(principal);
    },
    draw(drawing) {
      mechanism.draw(drawing);
      takers.draw(drawing);
    },
  };
}

interface Takers {
  add(principal: AwsPrincipal): void;
  draw(drawing: Drawing): void;
}

/** Trusts of other clouds in the tokens of accounts. One that names whose it takes opens for that principal alone. */
function createTakers(
  input: AnalysisInput,
  tokens: ReadonlyMap<string, StoredNode>,
  policies: PolicyCompiler,
  judge: Judge,
): Takers {
  const edges: EdgeSketch[] = [];
  const byAccount = new Map<string, readonly FederatedTrust[]>();
  const trusts =
    tokens.size === 0
      ? []
      : readFederatedTrusts(input, policies, (issuer, cloud) => cloud !== "aws" && isOutboundIssuer(issuer));
  for (const [account, { id: from, properties }] of tokens) {
    const own = trusts.filter(({ issuer }) => issuer.name === properties["issuer"]);
    const open = own.filter((trust) => takesAll(trust, input.now));
    byAccount.set(
      account,
      own.filter((trust) => !open.includes(trust)),
    );
    for (const { id: to, about } of open)
      edges.push({ kind: "federates", from, to, judgement: GRANTED, because: [about] });
  }
  return {
    add(principal) {
      for (const trust of byAccount.get(principal.account) ?? []) {
        const taken = judgeSubject(trust, principal, input.now);
        if (taken === undefined) continue;
        const judgement = both(judge.ask(principal, { action: TOKEN_ACTION, resource: "*" }), taken);
        if (judgement.truth === NO) continue;
        edges.push({ kind: "federates", from: principal.id, to: trust.id, judgement, because: [trust.about] });
      }
    },
    draw: (drawing) => {
      for (const edge of edges) drawing.edge(edge);
    },
  };
}

/** Whether a trust takes every token of the account, whoever asked for it. */
function takesAll(trust: FederatedTrust, now: Date): boolean {
  const isPattern = trust.conditions.alternatives.some((all) => all.some(({ key }) => key !== "aud"));
  return !isPattern && trust.issuer.grammar.kinds.every((kind) => accepts(trust, kind, now).verdict === "met");
}

/** What a trust says of the principal's own token: its subject is the ARN of the user or the role, path included. */
function judgeSubject(trust: FederatedTrust, { id, kind: word }: AwsPrincipal, now: Date): Judgement | undefined {
  const kind = trust.issuer.grammar.kinds.find(({ name }) => name === word);
  const mark = `:${word}/`;
  if (kind === undefined || !id.includes(mark)) return undefined;
  const account = accountOfArn(id);
  const values = new Map([
    ["account", account],
    [word, id.slice(id.indexOf(mark) + mark.length)],
  ]);
  const { verdict, because } = accepts(trust, fillKind(kind, values), now);
  if (verdict === "blocked") return undefined;
  return verdict === "met" ? GRANTED : uncertain(because.slice(0, 2).join("; "));
}
