// Outbound federation: whom an account lets ask AWS for tokens that others trust. AWS itself does not accept them, so that a
// path goes on only where something outside AWS trusts the issuer.
import type { AnalysisInput } from "../../model/analysis.js";
import type { AwsPrincipal } from "../aws/estate.js";
import type { Drawing } from "./drawing.js";
import type { ActionMask } from "./interest.js";
import { GRANTED, type Judge } from "./judge.js";
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

export function createOutbound(input: AnalysisInput, judge: Judge): Outbound {
  const tokens = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.outbound-tokens"])) {
    if (typeof properties["account"] === "string") tokens.set(properties["account"], id);
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
  return {
    add(principal, mask) {
      if ((mask & bit) !== 0n && tokens.has(principal.account)) mechanism.add({ principal, judgement: GRANTED });
    },
    draw: (drawing) => mechanism.draw(drawing),
  };
}
