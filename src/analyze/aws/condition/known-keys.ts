// Which requests can have a condition key at all, of those that the caller writes into them: AWS's service authorization reference
// lists the condition keys of every action, and what an action does not know is in no request for it.
import { once, oncePerWord } from "../../../model/once.js";
import { actionDictionary } from "../policy/actions.js";
import { CHOSEN_KEYS, TAGGING } from "./chosen-keys.generated.js";

const REQUEST_TAG = /^aws:requesttag\//;
/** Of a key such as s3:RequestObjectTag/team what comes before the name that somebody gave. */
const NAMED_PART = /^([^:]+:[^:/]*[:/]).*$/;

/** Digits of the actions of a service, in the order of their ids. */
const tagDigits = once(
  () => new Map(TAGGING.split("\n").map((line) => line.split(" ", 2) as [service: string, digits: string])),
);

/** How an action is about tags: see scripts/build-actions.ts; undefined for one that is not known. */
const tagsOf = oncePerWord((action: string): number | undefined => {
  const [service = ""] = action.split(":", 1);
  const place = actionDictionary().placeOf(action);
  const digit = place === undefined ? undefined : tagDigits().get(service)?.[place];
  return digit === undefined ? undefined : Number(digit);
});

const knowing = once(
  () =>
    new Map(
      CHOSEN_KEYS.split("\n").map((line): [string, ReadonlySet<string>] => {
        const [key = "", ...actions] = line.split(" ");
        const service = key.slice(0, key.indexOf(":") + 1);
        return [key, new Set(actions.map((action) => service + action))];
      }),
    ),
);

const isTag = (key: string): boolean => key === "aws:tagkeys" || REQUEST_TAG.test(key);
const actionsKnowing = (key: string) => knowing().get(key) ?? knowing().get(key.replace(NAMED_PART, "$1*"));

/** Whether the reference tells of the key, in lower case, which actions know it, and the caller of these chooses it. */
export function isChosenKey(key: string): boolean {
  return isTag(key) || actionsKnowing(key) !== undefined;
}

/**
 * Whether a request for the action can have the key; both in lower case. Undefined where the reference does not tell: it knows the
 * action or the key not at all.
 */
export function isKnownTo(action: string, key: string): boolean | undefined {
  if (isTag(key)) {
    const tags = tagsOf(action);
    return tags === undefined ? undefined : tags === 2 || (tags === 1 && key === "aws:tagkeys");
  }
  if (actionDictionary().idOf(action) === undefined) return undefined;
  return actionsKnowing(key)?.has(action);
}
