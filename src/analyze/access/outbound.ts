// Outbound federation: whom an account lets ask AWS for tokens that others trust. AWS itself does not accept them, so that a
// path goes on only where something outside AWS trusts the issuer.
import type { AnalysisInput } from "../../model/analysis.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { accepts, type FederatedTrust } from "../trust/federated.js";
import { fillKind } from "../trust/grammar.js";
import type { Drawing } from "./drawing.js";
import type { ActionMask } from "./interest.js";
import { both, GRANTED, type Judge, type Judgement, uncertain } from "./judge.js";
import { createMechanism } from "./mechanism.js";
import { createTargets } from "./targets.js";

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

/** In: trusts of other clouds in such issuers. */
export function createOutbound(input: AnalysisInput, judge: Judge, trusts: readonly FederatedTrust[]): Outbound {
  const tokens = new Map<string, string>();
  const byAccount = new Map<string, readonly FederatedTrust[]>();
  for (const { id, properties } of input.nodes(["aws.outbound-tokens"])) {
    const { account, issuer } = properties;
    if (typeof account !== "string") continue;
    tokens.set(account, id);
    byAccount.set(
      account,
      trusts.filter((trust) => trust.issuer.name === issuer),
    );
  }
  const idsOf = (account: string): readonly string[] => {
    const id = tokens.get(account);
    return id === undefined ? [] : [id];
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
  const named: { readonly principal: AwsPrincipal; readonly trust: FederatedTrust; readonly judgement: Judgement }[] =
    [];
  return {
    add(principal, mask) {
      if ((mask & bit) === 0n || !tokens.has(principal.account)) return;
      mechanism.add({ principal, judgement: GRANTED });
      // whom a trust names is let in for itself: what all tokens of the account have in common does not open it
      for (const trust of byAccount.get(principal.account) ?? []) {
        const taken = judgeSubject(trust, principal, input.now);
        if (taken === undefined || takesAll(trust, input.now)) continue;
        const judgement = both(judge.ask(principal, { action: TOKEN_ACTION, resource: "*" }), taken);
        if (judgement.truth !== NO) named.push({ principal, trust, judgement });
      }
    },
    draw(drawing) {
      mechanism.draw(drawing);
      for (const { principal, trust, judgement } of named)
        drawing.edge({ kind: "federates", from: principal.id, to: trust.id, judgement, because: [trust.about] });
      for (const [account, own] of byAccount) {
        const [from = ""] = idsOf(account);
        for (const trust of own.filter((one) => takesAll(one, input.now)))
          drawing.edge({ kind: "federates", from, to: trust.id, judgement: GRANTED, because: [trust.about] });
      }
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
  const account = id.split(":")[4] ?? "";
  const values = new Map([
    ["account", account],
    [word, id.slice(id.indexOf(mark) + mark.length)],
  ]);
  const { verdict, because } = accepts(trust, fillKind(kind, values), now);
  if (verdict === "blocked") return undefined;
  return verdict === "met" ? GRANTED : uncertain(because.slice(0, 2).join("; "));
}
