// Whether control policies of an organisation make more or less of one caller than of another in its account, by its name, tags or
// MFA: who is excepted from a Deny is not answered for together with those who are not.
import { once, oncePer, oncePerWord } from "../../../../model/once.js";
import { type Condition, evaluateCondition, evaluateEntry } from "../../condition/condition.js";
import { classOfKey } from "../../condition/key-classes.js";
import type { KeyLookup } from "../../condition/key-state.js";
import { createKeys } from "../../condition/keys.js";
import type { Retag } from "../../condition/request-facts.js";
import { isTagKey, readsTags } from "../../condition/tag-keys.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { subjectOf } from "../../evaluate/caller.js";
import { toTarget } from "../../evaluate/target.js";
import { controlsOver } from "../../organization.js";
import type { Policy, Statement } from "../../policy/policy.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { isMfaKey, isPersonalKey, type Likeness, personalKeys, readsVia } from "./caller-similarity.js";
import { isOfEverything } from "./statements.js";

export type ControlLikeness = Required<Pick<Likeness, "isApart" | "controlKeys" | "readsVia">>;

/** Most accounts have no such policy, and nothing is worked out for them. */
export function createControlLikeness(
  estate: Estate,
  interest: Interest,
  isTagger: Likeness["isTagger"],
): ControlLikeness {
  // a resource control policy binds whoever comes to an account, from wherever
  const guarding = once(() =>
    accountsIn(estate).flatMap((account) => controlsOver(estate.organizations, account, "rcp")),
  );
  const binding = oncePerWord((account): readonly Policy[] => {
    const all = [...controlsOver(estate.organizations, account, "scp"), ...guarding()];
    return [...new Set(all.map(({ policy }) => policy))];
  });
  const telling = oncePerWord((account) => binding(account).filter(({ statements }) => statements.some(tellsApart)));
  const asking = oncePerWord((account) => binding(account).filter(({ statements }) => readsVia(statements)));
  const statementsOn = (account: string, bit: ActionMask): readonly Statement[] =>
    telling(account)
      .flatMap((policy) => interest.only(policy, bit).statements)
      .filter(tellsApart);
  // to tag itself is a request, too: a Deny of everything denies it as far as all else, unless somebody else does it
  const mayChange = (one: AwsPrincipal, of: Retag["of"], statement: Statement): boolean =>
    isTagger(one, of, of === "caller" && !statement.isAllow && isOfEverything(statement) ? "others" : "anyone");
  // what is asked for does not matter: of each condition only what it says of the caller is looked at
  const target = once(() => toTarget({ action: "sts:GetCallerIdentity" }, estate));
  const keysOf = oncePer((principal: AwsPrincipal) =>
    createKeys({ ...target(), estate, subject: subjectOf(principal), owner: principal.account }),
  );
  return {
    isApart(one, other, bit) {
      if (one.isServiceLinked || telling(one.account).length === 0) return false;
      const others = once(other);
      const statements = statementsOn(one.account, bit);
      // who may change a tag is not held by what asks for one, where who it is does not decide already
      const frees = (each: Statement) => TAGGED.some((of) => readsTags(each, of) && mayChange(one, of, each));
      if (statements.some((each) => frees(each) && mayHold(each, keysOf(one)))) return true;
      return statements.some(({ resources, condition }) => {
        const personal = condition && personalPart(condition);
        if (resources.hasVariables || personal?.readsOthers) return true;
        return (
          personal !== undefined &&
          evaluateCondition(personal.condition, keysOf(one)) !== evaluateCondition(personal.condition, keysOf(others()))
        );
      });
    },
    readsVia: (account, bit) => asking(account).some((policy) => readsVia(interest.only(policy, bit).statements)),
    controlKeys: (account, bit) => personalKeys(statementsOn(account, bit)),
  };
}

/** Whether it may decide otherwise about one caller than about another. */
function tellsApart(statement: Statement): boolean {
  return personalKeys([statement]).length > 0 || readsTags(statement, "resource");
}

/** What has tags that conditions read. */
const TAGGED = ["caller", "resource"] as const;

/** Whether what a statement asks of the caller, but for tags and MFA, which may change, leaves it open to hold. */
function mayHold({ condition }: Statement, keys: KeyLookup): boolean {
  const asked = (condition?.entries ?? []).filter(
    ({ key }) => classOfKey(key) === "principal" && !isTagKey(key, "caller") && !isMfaKey(key),
  );
  return asked.every((entry) => evaluateEntry(entry, keys) !== NO);
}

/** Accounts in which there is somebody or something. */
function accountsIn(estate: Estate): readonly string[] {
  const accounts = new Set(estate.principals.map(({ account }) => account));
  for (const { account } of estate.resources()) accounts.add(account);
  return [...accounts];
}

/** The entries of a condition on keys of the caller; whether others compare what is asked for with the caller. */
const personalPart = oncePer((condition: Condition) => {
  const entries = condition.entries.filter(({ key }) => isPersonalKey(key));
  const known = new Set(entries.map(({ key }) => key));
  const readsOthers = condition.keys.some((key) => isPersonalKey(key) && !known.has(key));
  return { condition: { ...condition, entries }, readsOthers };
});
