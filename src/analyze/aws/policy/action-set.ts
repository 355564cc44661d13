// Action and NotAction lists, interned by text and expanded once to a bitset when first asked.
import { addTo } from "../../../model/group-by.js";
import { type ActionDictionary, hasBit } from "./actions.js";
import { type Glob, matchesGlob, toGlob, toGlobText } from "./glob.js";

export interface ActionSet {
  /** Dense number of this set within its interner. */
  readonly id: number;
  readonly patterns: readonly string[];
  /** True for NotAction. */
  readonly isNegated: boolean;
  /** Bits over the dictionary, the bit for unknown actions included. */
  bits(): Uint32Array;
  /** Whether the list covers the action; actions that the dictionary does not know are matched by text. */
  covers(action: ActionRef): boolean;
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

/** An action as sets are asked about it, in any case; one that the dictionary lacks is compared by its name alone. */
export function toActionRef(dictionary: ActionDictionary, action: string): ActionRef {
  return { id: dictionary.idOf(action), key: action.toLowerCase() };
}

/** So many patterns are matched by text as quickly as a bitset is asked; most lists never need theirs. */
const SHORT = 8;

/** Keeps one set for each distinct list of actions. */
export function createActionSets(dictionary: ActionDictionary): ActionSets {
  const sets: ActionSet[] = [];
  const byText = new Map<string, ActionSet>();
  return {
    intern(patterns, isNegated) {
      const text = `${isNegated ? "!" : ""}${patterns.length === 1 ? patterns[0] : patterns.join("\n")}`;
      const known = byText.get(text);
      if (known) return known;
      let bits: Uint32Array | undefined;
      let globs: readonly Glob[] | undefined;
      const isShort = patterns.length <= SHORT;
      const made: ActionSet = {
        id: sets.length,
        patterns,
        isNegated,
        bits: () => {
          bits ??= expand(dictionary, patterns, isNegated);
          return bits;
        },
        covers(action) {
          if (action.id !== undefined && (bits || !isShort)) return hasBit(made.bits(), action.id);
          globs ??= patterns.map((pattern) => toGlob(toGlobText(pattern.toLowerCase())));
          return globs.some((glob) => matchesGlob(glob, action.key)) !== isNegated;
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

/** Whether the set covers the action. */
export function coversAction(set: ActionSet, action: ActionRef): boolean {
  return set.covers(action);
}

/**
 * Of things with an action list, those whose list covers an action, each once. Most lists name one or two services: they are
 * made ready when a service is asked about for the first time, without any bitset. Lists with NotAction or wildcards in the
 * service are asked one by one.
 */
export function byAction<T>(things: Iterable<T>, setOf: (thing: T) => ActionSet): (action: ActionRef) => Iterable<T> {
  const anywhere: T[] = [];
  const named = new Map<string, T[]>();
  for (const thing of things) {
    const services = servicesOf(setOf(thing));
    if (services === undefined) anywhere.push(thing);
    else for (const service of services) addTo(named, service, thing);
  }
  const ready = new Map<string, (action: ActionRef) => Iterable<T>>();
  return function* (action) {
    for (const thing of anywhere) if (setOf(thing).covers(action)) yield thing;
    const service = serviceOf(action.key);
    const list = service === undefined ? undefined : named.get(service);
    if (service === undefined || list === undefined) return;
    let find = ready.get(service);
    if (find === undefined) {
      find = withinService(list, setOf, `${service}:`);
      ready.set(service, find);
    }
    yield* find(action);
  };
}

/** The same for lists without NotAction, by their patterns that begin so: those of an action by name, wildcards one by one. */
function withinService<T>(
  things: Iterable<T>,
  setOf: (thing: T) => ActionSet,
  start: string,
): (action: ActionRef) => Iterable<T> {
  const byName = new Map<string, T[]>();
  const byPattern = new Map<string, { readonly glob: Glob; readonly things: T[] }>();
  for (const thing of things) {
    for (const pattern of setOf(thing).patterns) {
      const key = pattern.toLowerCase();
      if (!key.startsWith(start)) continue;
      const glob = toGlob(toGlobText(key));
      if (glob.kind === "exact") addTo(byName, key, thing);
      else if (byPattern.has(key)) byPattern.get(key)?.things.push(thing);
      else byPattern.set(key, { glob, things: [thing] });
    }
  }
  return ({ key }) => {
    const found = new Set(byName.get(key));
    for (const { glob, things: some } of byPattern.values()) {
      if (matchesGlob(glob, key)) for (const thing of some) found.add(thing);
    }
    return found;
  };
}

/** Services that the list names, in lower case; undefined when it can cover actions of any. */
function servicesOf({ patterns, isNegated }: ActionSet): ReadonlySet<string> | undefined {
  if (isNegated) return undefined;
  const services = new Set<string>();
  for (const pattern of patterns) {
    const service = serviceOf(pattern);
    if (service === undefined) return undefined;
    services.add(service);
  }
  return services;
}

/** The service that an action or a pattern of actions names, in lower case. */
export function serviceOf(pattern: string): string | undefined {
  const colon = pattern.indexOf(":");
  if (colon <= 0) return undefined;
  const service = pattern.slice(0, colon);
  return /[*?]/.test(service) ? undefined : service.toLowerCase();
}
