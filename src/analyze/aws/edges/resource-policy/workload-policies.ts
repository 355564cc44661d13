// Whom the own policy of a workload lets do what a technique takes of it, as UpdateFunctionCode of a Lambda function: single principals,
// other accounts, everyone. In the account of the function they need no policy of their own for it.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
import { groupBy } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import { type AttachedPolicy, accountOfArn } from "../../attached-policy.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Statement } from "../../policy/policy.js";
import { accountNamed } from "../../policy/principal-set.js";
import type { Drawing } from "../builder/edge-builder.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { both, NEVER } from "../evaluation/decision.js";
import { isGroup } from "../similarity/account-members.js";
import type { Workload } from "../techniques/account-inventory.js";
import { judgeCallerActions } from "../techniques/caller-requirements.js";
import { isCallerFit, type TechniqueFrame } from "../techniques/frame.js";
import { judgeRequirements } from "../techniques/target-requirements.js";
import { createLetIn } from "../trust/principals-trusted-by-name.js";
import { drawLetIn, OF_NO_ORGANIZATION, type Opening } from "./allowed-principals.js";
import { doorsOf } from "./policy-principals.js";
import { createEveryoneWithin } from "./same-account-wildcard.js";

/** A caller with the actions of interest that its own policies allow somewhere. */
interface Masked {
  readonly principal: AwsPrincipal;
  readonly mask: ActionMask;
}

type Frame = Pick<TechniqueFrame, "judge" | "around" | "sessions">;

interface Open {
  readonly workload: Workload;
  readonly policy: AttachedPolicy;
  readonly technique: Technique;
  /** What it takes of the workload, by name and as actions of interest. */
  readonly actions: readonly string[];
  readonly bits: ActionMask;
}

export interface WorkloadPolicies {
  /** `mask` holds the actions that the principal is allowed somewhere by its own policies. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

/** Callers whom policies of workloads let in. Whoever is let in by its own policies alone is drawn elsewhere. */
export function createWorkloadPolicies(techniques: readonly Technique[], frame: Frame): WorkloadPolicies {
  const { judge, sessions } = frame;
  const doors = doorsOf(judge);
  const letIn = createLetIn(judge.estate, sessions);
  const everyoneWithin = createEveryoneWithin(judge, sessions);
  const callers: Masked[] = [];
  return {
    add(principal, mask) {
      if (!isGroup(principal)) callers.push({ principal, mask });
    },
    draw(drawing) {
      const byAccount = once(() => groupBy(callers, ({ principal }) => principal.account));
      for (const open of openedBy(techniques, frame)) {
        const { workload, policy, technique, actions, bits } = open;
        const { id } = workload;
        const isPersonal = actions.some((action) => doors(action)(id).isPersonal);
        const asking = toAsking(open, frame);
        for (const statement of judge.interest.only(policy.policy, bits).statements) {
          if (!statement.isAllow || !statement.principals) continue;
          const edge = { kind: technique.edge, technique: technique.id, because: [`${policy.id}#${statement.index}`] };
          const opening = { id, actions, edge, isPersonal, ...asking };
          drawLetIn(statement, policy.policy, opening, { judge, sessions, letIn, everyoneWithin, drawing });
          // elsewhere everything that it takes has to be in the policy
          if (policy.policy.isOpaque || (judge.interest.allowedBy(policy.policy) & bits) === bits)
            drawElsewhere(statement, opening, bits, byAccount, drawing);
        }
      }
    },
  };
}

/** Workloads with a policy that was read, and the techniques that take something of them. */
function* openedBy(techniques: readonly Technique[], { judge, around }: Frame): Iterable<Open> {
  const possible = once(() =>
    techniques.flatMap((technique) => {
      const actions = technique.actions.flatMap(({ action, on }) => (on === "target" ? [action] : []));
      if (technique.target !== "workload" || technique.changes !== undefined || actions.length === 0) return [];
      return [{ technique, actions, bits: actions.reduce((all, one) => all | judge.interest.bitOf(one), 0n) }];
    }),
  );
  for (const { id, policy } of judge.estate.resources()) {
    const workload = around.workload(id);
    if (policy === undefined || workload === undefined) continue;
    for (const one of possible()) if (one.technique.types?.includes(workload.type)) yield { workload, policy, ...one };
  }
}

function toAsking(
  { workload: { id }, technique, actions }: Open,
  { judge, around }: Frame,
): Pick<Opening, "askOwn" | "askFor"> {
  const ofTarget = once(() => judgeRequirements(id, technique.requires ?? {}, judge, around));
  const isOfTargetAlone = technique.actions.every(({ on }) => on === "target");
  return {
    askOwn(caller) {
      if (!isCallerFit(caller, technique)) return NEVER;
      const answer = actions.map((action) => judge.ask(caller, { action, resource: id })).reduce(both, ofTarget());
      return answer.truth === NO ? answer : both(answer, judgeCallerActions(caller, technique, judge, around));
    },
    askFor(caller, context) {
      if (!isOfTargetAlone) return NEVER;
      return actions.map((action) => judge.askFor(caller, { action, resource: id, context })).reduce(both, ofTarget());
    },
  };
}

/** Callers of other accounts that were read: they need a permission of their own as well, and an account that is let in has them all. */
function drawElsewhere(
  { principals }: Statement,
  { id, edge, askOwn, askFor }: Opening,
  bits: ActionMask,
  byAccount: () => ReadonlyMap<string, readonly Masked[]>,
  drawing: Drawing,
): void {
  const owner = accountOfArn(id);
  const isForAll = principals?.isEveryone === true || principals?.isNegated === true;
  if (isForAll && askFor("*", OF_NO_ORGANIZATION).truth === YES) return;
  const named = new Set(
    isForAll ? byAccount().keys() : (principals?.aws ?? []).flatMap((text) => accountNamed(text) ?? []),
  );
  for (const account of named) {
    if (account === owner) continue;
    for (const { principal, mask } of byAccount().get(account) ?? []) {
      if ((mask & bits) !== bits) continue;
      const judgement = askOwn(principal);
      if (judgement.truth !== NO) drawing.edge({ ...edge, from: principal.id, to: id, judgement });
    }
  }
}
