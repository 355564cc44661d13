// Action and NotAction lists, interned by text and expanded once to a bitset when first asked.
import { type ActionDictionary, hasBit } from "./actions.js";
import { matchesGlob, toGlob, toGlobText } from "./glob.js";

export interface ActionSet {
  /** Dense number of this set within its interner. */
  readonly id: number;
  readonly patterns: readonly string[];
  /** True for NotAction. */
  readonly isNegated: boolean;
  /** Bits over the dictionary, the bit for unknown actions included. */
  bits(): Uint32Array;
}

export interface ActionSets {
  intern(patterns: readonly string[], isNegated: boolean): ActionSet;
  all(): readonly ActionSet[];
}

/** A request's action: its id when the dictionary knows it, its lower-case text always. */
export interface ActionRef {
  readonly id: number | undefined;
  readonly key: string;
}

export function toActionRef(dictionary: ActionDictionary, action: string): ActionRef {
  return { id: dictionary.idOf(action), key: action.toLowerCase() };
}

export function createActionSets(dictionary: ActionDictionary): ActionSets {
  const sets: ActionSet[] = [];
  const byText = new Map<string, ActionSet>();
  return {
    intern(patterns, isNegated) {
      const text = `${isNegated ? "!" : ""}${patterns.length === 1 ? patterns[0] : patterns.join("\n")}`;
      const known = byText.get(text);
      if (known) return known;
      let bits: Uint32Array | undefined;
      const made: ActionSet = {
        id: sets.length,
        patterns,
        isNegated,
        bits: () => {
          bits ??= expand(dictionary, patterns, isNegated);
          return bits;
        },
      };
      sets.push(made);
      byText.set(text, made);
      return made;
    },
    all: () => sets,
  };
}

function expand(dictionary: ActionDictionary, patterns: readonly string[], isNegated: boolean): Uint32Array {
  const bits = new Uint32Array(dictionary.words);
  for (const pattern of patterns) dictionary.mark(pattern, bits);
  if (!isNegated) return bits;
  for (let i = 0; i < bits.length; i++) bits[i] = ~(bits[i] ?? 0);
  const spare = (dictionary.size + 1) % 32;
  if (spare > 0) bits[bits.length - 1] = (bits[bits.length - 1] ?? 0) & (2 ** spare - 1);
  return bits;
}

/** Whether the set covers the action; actions that the dictionary does not know are matched by text. */
export function coversAction(set: ActionSet, action: ActionRef): boolean {
  if (action.id !== undefined) return hasBit(set.bits(), action.id);
  const isListed = set.patterns.some((pattern) => matchesGlob(toGlob(toGlobText(pattern.toLowerCase())), action.key));
  return isListed !== set.isNegated;
}
