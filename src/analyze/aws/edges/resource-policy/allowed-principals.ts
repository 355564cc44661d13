// Whom a statement of a resource's own policy lets in: single principals, other accounts, everyone.
import { accountOfArn } from "../../attached-policy.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf, rootOf } from "../../partition.js";
import type { Policy, Statement } from "../../policy/policy.js";
import { accountNamed } from "../../policy/principal-set.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import { type Context, type Judgement, surest } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { foreignNode } from "../trust/external-principal.js";
import type { Sessions } from "../trust/narrowed-sessions.js";
import { callersLetIn, type createLetIn } from "../trust/principals-trusted-by-name.js";
import { ANYONE, drawAnyone } from "../trust/public-principal.js";
import { type EveryoneWithin, isByService } from "./same-account-wildcard.js";

export interface LetInFrame {
  readonly judge: Judge;
  readonly sessions: Sessions;
  readonly letIn: ReturnType<typeof createLetIn>;
  readonly everyoneWithin: EveryoneWithin;
  readonly drawing: Drawing;
}

/** A resource that a policy opens, and how it is told of each caller whether it gets there. */
export interface Opening {
  readonly id: string;
  readonly actions: readonly string[];
  /** The edge that those let in have. */
  readonly edge: Pick<EdgeSketch, "kind" | "gives" | "technique"> & { readonly because: readonly string[] };
  /** Callers are told apart: each is asked. */
  readonly isPersonal: boolean;
  askOwn(caller: AwsPrincipal): Judgement;
  /** A caller that was not read, by name. */
  askFor(caller: string, context: Context): Judgement;
}

/** Draws the edges of whoever a statement of the policy lets in. */
export function drawLetIn(statement: Statement, policy: Policy, opening: Opening, frame: LetInFrame): void {
  const { judge, sessions, letIn, everyoneWithin, drawing } = frame;
  const { id, actions, edge, isPersonal, askOwn, askFor } = opening;
  const { estate } = judge;
  const drawOwn = (caller: AwsPrincipal): void => {
    const judgement = askOwn(caller);
    if (judgement.truth !== NO) drawing.edge({ ...edge, from: caller.id, to: id, judgement });
  };
  for (const caller of letIn(statement)) drawOwn(caller);
  for (const from of callersOf(statement, id, estate)) {
    const principal = estate.principal(from);
    const ask = (caller: string): Judgement => askFor(caller, from === ANYONE ? OF_NO_ORGANIZATION : {});
    const judgement = principal ? askOwn(principal) : surest(namesOf(from, id, policy), ask);
    if (from === ANYONE && judgement.truth !== YES && !isByService(statement)) {
      const account = estate.resource(id)?.account ?? accountOfArn(id);
      everyoneWithin.draw({ id, account, actions, edge, isPersonal, anyone: judgement, ask: askOwn }, drawing);
    }
    if (judgement.truth === NO) continue;
    if (from === ANYONE) drawAnyone(drawing);
    else if (!principal) drawing.node(foreignNode(from));
    drawing.edge({ ...edge, from, to: id, judgement });
    for (const session of sessions.of(from)) drawOwn(session);
  }
}

/** Anyone at all is of no organisation. */
export const OF_NO_ORGANIZATION: Context = { "aws:PrincipalOrgID": null, "aws:PrincipalOrgPaths": null };

/** Who is asked about for a caller that was not read: somebody, and a role or user of each name that the policy lets in, which it may make. */
function namesOf(from: string, beside: string, policy: Policy): readonly string[] {
  const someone = from === ANYONE ? "*" : from.replace(/:root$/, ":role/<someone>");
  if (someone === from) return [from];
  const account = from === ANYONE ? "000000000000" : accountOfArn(from);
  return [someone, ...callersLetIn(policy, account, partitionOf(beside))];
}

function callersOf({ principals }: Statement, beside: string, estate: Estate): string[] {
  if (!principals) return [];
  if (principals.isEveryone || principals.isNegated) return [ANYONE];
  return principals.aws.flatMap((text) => {
    const account = accountNamed(text);
    if (account !== undefined) return estate.hasAccount(account) ? [] : [rootOf(account, beside)];
    const owner = accountOfArn(text);
    return estate.principal(text) || (/^\d{12}$/.test(owner) && !estate.hasAccount(owner)) ? [text] : [];
  });
}
