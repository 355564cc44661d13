// A policy that names everyone lets in whoever is in the account of the resource without a permission of their own, where its conditions
// hold for them: "everyone of our organisation" is such a policy. Others need a permission as well.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
import { groupBy } from "../../../../model/group-by.js";
import { once, oncePerWord } from "../../../../model/once.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Statement } from "../../policy/policy.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import { GRANTED, type Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { actorsByAccount, isLikeEveryone } from "../similarity/account-members.js";
import { toSomeone } from "../similarity/claim-probe.js";
import type { Sessions } from "../trust/narrowed-sessions.js";

/** What a statement opens to everyone. */
export interface OpenedToEveryone {
  readonly id: string;
  /** Of the resource. */
  readonly account: string;
  readonly actions: readonly string[];
  /** What those let in have. */
  readonly edge: Omit<EdgeSketch, "from" | "to" | "judgement">;
  /** The policy tells callers apart: each is asked. */
  readonly isPersonal: boolean;
  /** How surely anyone at all gets there: who gets there no more surely needs no way of their own. */
  readonly anyone: Judgement;
  ask(caller: AwsPrincipal): Judgement;
}

/** Keys that tell that a service makes the request for somebody. */
const BY_SERVICE = /^(?:kms:viaservice|aws:viaawsservice|aws:calledvia.*)$/;

/**
 * Whether a statement is about what a service does for its caller, who has to be let in by the service: so are the policies of keys that
 * AWS manages, which name everyone in the account.
 */
export function isByService({ condition }: Statement): boolean {
  return condition?.keys.some((key) => BY_SERVICE.test(key)) === true;
}

export interface EveryoneWithin {
  /** Draws who of the account gets to the resource. */
  draw(opened: OpenedToEveryone, drawing: Drawing): void;
}

interface Callers {
  /** They get what everybody gets. */
  readonly plain: readonly AwsPrincipal[];
  readonly others: readonly AwsPrincipal[];
}

/** Who is in each account, told apart once an action. */
export function createEveryoneWithin(judge: Judge, sessions: Sessions): EveryoneWithin {
  const { estate, interest } = judge;
  const actors = once(() => actorsByAccount(estate));
  const within = once(() => groupBy(sessions.all, ({ account }) => account));
  const callersOf = oncePerWord((account) =>
    oncePerWord((actions): Callers => {
      const bit = actions.split(" ").reduce((all, action) => all | interest.bitOf(action), 0n);
      const isPlain = (caller: AwsPrincipal) => isLikeEveryone(caller, bit, judge);
      const all = [...(actors().get(account) ?? []), ...(within().get(account) ?? [])];
      return { plain: all.filter(isPlain), others: all.filter((one) => !isPlain(one)) };
    }),
  );
  const drawn = new Set<string>();
  return {
    draw({ id, account, actions, edge, isPersonal, anyone, ask }, drawing) {
      const { plain, others } = callersOf(account)(actions.join(" "));
      const [sample] = plain;
      const each = isPersonal ? [...plain, ...others] : others;
      for (const caller of each) {
        const judgement = ask(caller);
        if (judgement.truth < anyone.truth) drawing.edge({ ...edge, from: caller.id, to: id, judgement });
      }
      if (isPersonal || sample === undefined) return;
      const judgement = ask({ ...toSomeone(sample), policies: [] });
      if (judgement.truth >= anyone.truth) return;
      const set = `set:aws:${account}/everyone/${actions.join("+")}`;
      const name = `everybody in account ${account} whom nothing denies ${actions.join(" and ")}`;
      if (!drawn.has(set)) {
        drawn.add(set);
        drawing.node({ id: set, kind: "set", type: "aws.access-set", name, scope: `aws:${account}`, properties: {} });
        for (const { id: from } of plain) drawing.edge({ kind: "member_of", from, to: set, judgement: GRANTED });
      }
      drawing.edge({ ...edge, from: set, to: id, judgement });
    },
  };
}
