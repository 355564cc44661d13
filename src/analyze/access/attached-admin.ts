// What attaching a policy is worth where a condition limits which ones (iam:PolicyARN): only one that gives control counts.

import { addAll } from "../../model/add-all.js";
import { NO, UNKNOWN } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import type { Policy } from "../aws/policy/policy.js";
import type { Interest } from "./interest.js";
import type { Judgement } from "./judge.js";

const KEY = "iam:policyarn";
const ATTACHING = /^iam:attach(user|role|group)policy$/i;
/** Policies of AWS that give control of an account. */
const RAISING = ["AdministratorAccess", "IAMFullAccess"];

const UNDECIDED: Judgement = {
  truth: UNKNOWN,
  state: "unknown",
  condition: "whether a policy that it may attach gives control was not worked out",
  because: [],
};

export interface AttachedAdmin {
  /**
   * The judgement of an action that attaches a policy: `ask` answers with a policy that gives control, `plain` with whichever
   * the caller picks. The plain one where no condition of the caller's limits the choice.
   */
  narrow(principal: AwsPrincipal, action: string, plain: Judgement, ask: (policy: string) => Judgement): Judgement;
}

export function createAttachedAdmin(estate: Estate, interest: Interest): AttachedAdmin {
  let known: ReadonlyMap<string, Policy> | undefined;
  const attached = (): ReadonlyMap<string, Policy> => {
    known ??= new Map(estate.principals.flatMap(({ policies }) => policies.map(({ id, policy }) => [id, policy])));
    return known;
  };
  return {
    narrow(principal, action, plain, ask) {
      if (plain.truth === NO || !ATTACHING.test(action)) return plain;
      const texts = limitsOf(principal, interest.bitOf(action), interest);
      if (texts.length === 0) return plain;
      const partition = principal.id.split(":", 2)[1] ?? "aws";
      const own = [...attached()].filter(([id, policy]) => isOwn(id, principal.account) && allowsEverything(policy));
      let best: Judgement | undefined;
      for (const policy of [
        ...RAISING.map((name) => `arn:${partition}:iam::aws:policy/${name}`),
        ...own.map(([id]) => id),
      ]) {
        const judgement = ask(policy);
        if (best === undefined || judgement.truth < best.truth) best = judgement;
        if (best.state === "none") break;
      }
      if (best === undefined || best.truth < NO) return best ?? plain;
      // policies that nobody has are not looked into, and a pattern may fit one that is still to be written
      const isWeak = (text: string): boolean =>
        /^arn:[^:*?]+:iam::aws:policy\//.test(text) || (!/[*?$]/.test(text) && attached().has(text));
      return texts.every(isWeak) ? best : UNDECIDED;
    },
  };
}

function isOwn(id: string, account: string): boolean {
  return id.includes(`:iam::${account}:policy/`);
}

/** Values that conditions of the caller's own Allows name; none where one Allow has no such condition. */
function limitsOf({ policies }: AwsPrincipal, bit: bigint, interest: Interest): readonly string[] {
  const texts: string[] = [];
  for (const { policy } of policies) {
    for (const { isAllow, condition } of interest.only(policy, bit).statements) {
      if (!isAllow) continue;
      const entries = (condition?.entries ?? []).filter(({ key }) => key === KEY);
      if (entries.length === 0) return [];
      for (const entry of entries) addAll(texts, entry.operator.isNegated ? ["*"] : entry.texts);
    }
  }
  return texts;
}

/** Whether the policy allows everything on everything, with no Deny. */
export function allowsEverything({ statements }: Policy): boolean {
  const isWhole = statements.some(({ isAllow, actions, resources, condition }) => {
    return isAllow && !actions.isNegated && actions.patterns.includes("*") && resources.isEverything && !condition;
  });
  return isWhole && statements.every(({ isAllow }) => isAllow);
}
