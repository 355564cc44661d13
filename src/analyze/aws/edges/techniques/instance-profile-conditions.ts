// Instance profiles that a request of Amazon EC2 names, where policies read them: ec2:InstanceProfile of what is started,
// ec2:NewInstanceProfile of what is put on an instance ("Condition keys for Amazon EC2", Service Authorization Reference). Which profile
// it is hangs on the role that is passed, so that for callers whose policies read it each role is asked for by itself.
import { once } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Context } from "../evaluation/decision.js";
import { limitsOn } from "../evaluation/named-resources.js";
import type { Judge } from "../evaluation/requests.js";
import type { Surroundings } from "./account-inventory.js";

/** The only resource with the keys. */
const INSTANCES = "arn:{partition}:ec2:*:{account}:instance/*";
/** In the value of a key: the profile of the target. */
const PROFILE = "{instance_profile}";

export interface ToldProfiles {
  /** The techniques, and beside each that names a profile the same with the profile of its target. */
  readonly all: readonly Technique[];
  /** Whether the technique, of the two, is the one for the caller. */
  isFor(principal: AwsPrincipal, technique: Technique): boolean;
}

/** In: techniques. Out: those, and which of them to ask a caller for. */
export function createToldProfiles(techniques: readonly Technique[], judge: Judge): ToldProfiles {
  const plain = new Map<Technique, Technique>();
  for (const technique of techniques) if (tellsProfile(technique)) plain.set(toBound(technique), technique);
  const told = once(() => new Set(plain.values()));
  return {
    all: [...techniques, ...plain.keys()],
    isFor(principal, technique) {
      const of = plain.get(technique);
      if (of !== undefined) return readsProfile(principal, of, judge);
      return !told().has(technique) || !readsProfile(principal, technique, judge);
    },
  };
}

function tellsProfile({ actions }: Technique): boolean {
  return actions.some(({ told_profile: key }) => key !== undefined);
}

function toBound(technique: Technique): Technique {
  return { ...technique, actions: technique.actions.flatMap(toBoundAction) };
}

/** What is asked about instances is asked with the profile of the target; what is asked about all else stays. */
function toBoundAction(asked: TechniqueAction): readonly TechniqueAction[] {
  const { told_profile: key, ...action } = asked;
  if (key === undefined) return [asked];
  const bound: TechniqueAction = {
    action: action.action,
    on: "target",
    resource: INSTANCES,
    with: { [key]: PROFILE },
  };
  if (action.of === undefined) return [action, bound];
  const others = action.of.filter((one) => one !== INSTANCES);
  return others.length === 0 ? [bound] : [{ ...action, of: others }, bound];
}

/** Whether some policy that the caller holds, or that stands above it, reads the key for the action. */
function readsProfile(principal: AwsPrincipal, { actions }: Technique, judge: Judge): boolean {
  return actions.some(({ action, told_profile: key }) => {
    if (key === undefined) return false;
    const bit = judge.interest.bitOf(action);
    const name = key.toLowerCase();
    return [...principal.policies, ...limitsOn(principal, judge)].some(({ policy }) =>
      judge.interest
        .only(policy, bit)
        .statements.some(({ condition }) => condition?.entries.some((entry) => entry.key === name)),
    );
  });
}

/** Requests that a context stands for, one for each profile of the target; undefined where it names none. */
export function toldContexts(
  context: { readonly [key: string]: string },
  { profilesOf }: Pick<Surroundings, "profilesOf">,
): ((target: string) => readonly Context[]) | undefined {
  const keys = Object.keys(context).filter((key) => context[key] === PROFILE);
  if (keys.length === 0) return undefined;
  const others = Object.fromEntries(Object.entries(context).filter(([key]) => !keys.includes(key)));
  return (target) => {
    const profiles = profilesOf(target);
    // what was not read may be any
    if (profiles.length === 0) return [others];
    return profiles.map((profile) => ({ ...others, ...Object.fromEntries(keys.map((key) => [key, profile])) }));
  };
}
