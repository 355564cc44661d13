// What attaching a policy, or setting one as a boundary, is worth where a condition limits which ones (iam:PolicyARN,
// iam:PermissionsBoundary): only one that gives control, or leaves it as it is, counts.
import { addAll } from "../../../../model/add-all.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import { NO, UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { matchesGlob, toGlob, toGlobText, withoutVariables } from "../../policy/glob.js";
import type { Interest } from "../evaluation/action-mask.js";
import { after, both, type Context, type Judgement, NEVER, surest } from "../evaluation/decision.js";
import type { OpenVersions, Written } from "../evaluation/requests.js";
import { policiesWritten } from "./create-policy-first.js";
import { allowsEverything } from "./full-access-policy.js";

/** Actions whose caller picks a policy, the key that says which, and policies of AWS that are worth picking. */
interface Choice {
  readonly actions: RegExp;
  readonly key: string;
  readonly picks: readonly string[];
  readonly undecided: string;
}

/** Actions whose caller picks a policy that a role, user or group then holds. */
export const ATTACHING = /^iam:attach(user|role|group)policy$/i;
/** As their requests and conditions name it. */
export const POLICY_KEY = "iam:PolicyARN";

const CHOICES: readonly Choice[] = [
  {
    actions: ATTACHING,
    key: POLICY_KEY,
    picks: ["AdministratorAccess", "IAMFullAccess"],
    undecided: "whether a policy that it may attach gives control was not worked out",
  },
  {
    actions: /^iam:put(user|role)permissionsboundary$/i,
    key: "iam:PermissionsBoundary",
    picks: ["AdministratorAccess"],
    undecided: "whether a boundary that it may set leaves control was not worked out",
  },
];

export interface AttachedAdmin {
  /** Whether a request says which policy it picks; that it picks none is not such. */
  isPicked(question: { readonly action: string; readonly context?: Context }): boolean;
  /**
   * The judgement of an action whose caller picks a policy: `ask` answers with one that is worth it under its key, `write` whether
   * the caller may write it first, `plain` with whichever the caller picks. The plain one where nothing had to be decided.
   */
  narrow(
    principal: AwsPrincipal,
    action: string,
    plain: Judgement,
    ask: (key: string, policy: string) => Judgement,
    write: (written: Written) => Judgement,
  ): Judgement;
  /** Policies that some Allow lets the caller write first, and conditions on the key perhaps let the action pick. */
  toWrite(principal: AwsPrincipal, action: string, key: string): readonly Written[];
}

/** Policies of an account that allow everything. */
export function wholePoliciesOf(estate: Estate, account: string): readonly string[] {
  return [...estate.managedPolicies()].flatMap(([id, policy]) =>
    isOwn(id, account) && allowsEverything(policy) ? [id] : [],
  );
}

/** Picks are AWS's own policies of the CHOICES, and those of the caller's account that allow everything. */
export function createAttachedAdmin(
  estate: Estate,
  interest: Interest,
  openVersion: OpenVersions = () => NEVER,
): AttachedAdmin {
  const limitsAt = ({ policies, boundary }: AwsPrincipal, action: string, key: string): readonly string[] =>
    [policies, boundary ? [boundary] : []].flatMap((held) =>
      limitsOf(held, interest.bitOf(action), key.toLowerCase(), interest),
    );
  const toWrite: AttachedAdmin["toWrite"] = (principal, action, key) => {
    const texts = new Set(limitsAt(principal, action, key));
    const all = [...texts].flatMap((text) => policiesWritten(principal, text, { estate, interest, openVersion }));
    return [...new Map(all.map((one) => [`${one.action} ${one.id}`, one])).values()];
  };
  return {
    toWrite,
    isPicked: ({ action, context }) =>
      context !== undefined && typeof context[choiceOf(action)?.key ?? ""] === "string",
    narrow(principal, action, plain, ask, write) {
      if (plain.truth === NO || plain.state === "none") return plain;
      const choice = choiceOf(action);
      if (choice === undefined) return plain;
      const partition = partitionOf(principal.id);
      const own = wholePoliciesOf(estate, principal.account);
      let best: Judgement | undefined;
      for (const policy of [...choice.picks.map((name) => `arn:${partition}:iam::aws:policy/${name}`), ...own]) {
        const judgement = ask(choice.key, policy);
        if (best === undefined || judgement.truth < best.truth) best = judgement;
        if (best.state === "none") break;
      }
      if (best === undefined || best.truth < NO) return best ?? plain;
      const written = surest(toWrite(principal, action, choice.key), (one) => {
        const may = both(write(one), one.surely);
        return may.truth === NO ? may : both(ask(choice.key, one.id), may);
      });
      if (written.truth < NO) return both(written, after(WRITTEN));
      // one that was not read may be anything
      const isWeak = (text: string): boolean =>
        /^arn:[^:*?]+:iam::aws:policy\//.test(text) || areWeak(text, principal.account, estate);
      if (limitsAt(principal, action, choice.key).every(isWeak)) return best;
      return { truth: UNKNOWN, state: "unknown", condition: choice.undecided, because: [] };
    },
  };
}

const WRITTEN = "the policy that it picks is written first";

/** Whether the policies that a text names are all of an account that was read, and so known, and what allows everything is not among them. */
function areWeak(text: string, account: string, estate: Estate): boolean {
  if (!/[*?$]/.test(text)) return estate.managedPolicies().get(text)?.isOpaque === false;
  if (!text.includes(`:iam::${account}:policy/`) || !estate.hasAccount(account)) return false;
  const glob = toGlob(toGlobText(withoutVariables(text)));
  return [...estate.managedPolicies()].every(([id, policy]) => !policy.isOpaque || !matchesGlob(glob, id));
}

function choiceOf(action: string): Choice | undefined {
  return CHOICES.find(({ actions }) => actions.test(action));
}

function isOwn(id: string, account: string): boolean {
  return id.includes(`:iam::${account}:policy/`);
}

/** Values that conditions of the policies leave, as they name them; of Allows only where each has one. */
function limitsOf(
  policies: readonly AttachedPolicy[],
  bit: bigint,
  key: string,
  interest: Interest,
): readonly string[] {
  const allowed: string[] = [];
  const spared: string[] = [];
  let isFree = false;
  for (const { policy } of policies) {
    for (const { isAllow, condition } of interest.only(policy, bit).statements) {
      const entries = (condition?.entries ?? []).filter((entry) => entry.key === key);
      if (isAllow && entries.length === 0) isFree = true;
      for (const { operator, texts } of entries) {
        addAll(isAllow ? allowed : spared, operator.isNegated === isAllow ? ["*"] : texts);
      }
    }
  }
  return isFree ? spared : [...allowed, ...spared];
}
