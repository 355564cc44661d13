// The dictionary of known AWS actions: ids, names, access levels, and expansion of action patterns to bitsets.
import { ACTION_NAMES } from "./action-names.generated.js";
import { type Glob, matchesGlob, toGlob, toGlobText } from "./glob.js";

/** What AWS says an action does; the strongest of several. */
export type AccessLevel = "list" | "read" | "write" | "tagging" | "permissions";

const LEVELS: readonly AccessLevel[] = ["list", "read", "write", "tagging", "permissions"];
const WITHOUT_RESOURCE = 5;
/** Patterns over all services (`*:Get*`) of which it is kept what they cover, at 2.5 KB each: an estate has few, in many policies. */
const MOST_KEPT = 256;

export interface ActionDictionary {
  /** Number of known actions; the bit after the last one stands for every action not known. */
  readonly size: number;
  /** Words (32 bits) of a bitset over all actions and the bit for unknown ones. */
  readonly words: number;
  /** Id of an action in any case, undefined when it is not known. */
  idOf(action: string): number | undefined;
  /** Name as AWS writes it. */
  nameOf(id: number): string;
  levelOf(id: number): AccessLevel;
  /** False for actions that AWS authorises on "*" only. */
  hasResources(id: number): boolean;
  /** Sets the bits of all actions that the pattern covers. */
  mark(pattern: string, bits: Uint32Array): void;
  /** How many actions the pattern can cover at most; quick, and never too low. */
  mostOf(pattern: string): number;
}

interface Table {
  readonly names: string[];
  readonly keys: string[];
  readonly codes: Uint8Array;
  readonly services: Map<string, { readonly start: number; readonly end: number }>;
}

function readTable(): Table {
  const names: string[] = [];
  const keys: string[] = [];
  const codes: number[] = [];
  const services = new Map<string, { start: number; end: number }>();
  for (const line of ACTION_NAMES.split("\n")) {
    const [service = "", ...actions] = line.split(" ");
    const start = names.length;
    for (const action of actions) {
      const name = `${service}:${action.slice(0, -1)}`;
      names.push(name);
      keys.push(name.toLowerCase());
      codes.push(action.charCodeAt(action.length - 1) - 48);
    }
    services.set(service, { start, end: names.length });
  }
  return { names, keys, codes: Uint8Array.from(codes), services };
}

function createDictionary(): ActionDictionary {
  const { names, keys, codes, services } = readTable();
  const ids = new Map(keys.map((key, id) => [key, id]));
  const size = names.length;
  const setAll = (bits: Uint32Array) => {
    bits.fill(0xffffffff);
    const spare = (size + 1) % 32;
    if (spare > 0) bits[bits.length - 1] = 2 ** spare - 1;
  };
  const markRange = (glob: Glob, start: number, end: number, bits: Uint32Array) => {
    for (let id = start; id < end; id++) if (matchesGlob(glob, keys[id] ?? "")) setBit(bits, id);
  };
  const words = Math.ceil((size + 1) / 32);
  const overAll = new Map<string, Uint32Array>();
  const markAll = (glob: Glob, key: string, bits: Uint32Array) => {
    const marked = overAll.get(key) ?? new Uint32Array(words);
    if (!overAll.has(key)) {
      markRange(glob, 0, size, marked);
      if (overAll.size < MOST_KEPT) overAll.set(key, marked);
    }
    for (let i = 0; i < words; i++) bits[i] = (bits[i] ?? 0) | (marked[i] ?? 0);
  };
  return {
    size,
    words,
    idOf: (action) => ids.get(action.toLowerCase()),
    nameOf: (id) => names[id] ?? "",
    levelOf: (id) => LEVELS[(codes[id] ?? 0) % WITHOUT_RESOURCE] ?? "read",
    hasResources: (id) => (codes[id] ?? 0) < WITHOUT_RESOURCE,
    mostOf(pattern) {
      if (!/[*?]/.test(pattern)) return 1;
      const range = services.get(pattern.slice(0, Math.max(0, pattern.indexOf(":"))).toLowerCase());
      return range ? range.end - range.start : size + 1;
    },
    mark(pattern, bits) {
      const key = pattern.toLowerCase();
      const glob = toGlob(toGlobText(key));
      const service = key.slice(0, Math.max(0, key.indexOf(":")));
      if (glob.kind === "any" || key === "*:*") setAll(bits);
      else if (glob.kind === "exact") setKnown(bits, ids.get(key));
      else if (/[*?]/.test(service) || service === "") markAll(glob, key, bits);
      else markService(glob, services.get(service), markRange, bits);
    },
  };
}

function setKnown(bits: Uint32Array, id: number | undefined): void {
  if (id !== undefined) setBit(bits, id);
}

function markService(
  glob: Glob,
  range: { readonly start: number; readonly end: number } | undefined,
  markRange: (glob: Glob, start: number, end: number, bits: Uint32Array) => void,
  bits: Uint32Array,
): void {
  if (range) markRange(glob, range.start, range.end, bits);
}

/** Marks the action of an id in a bitset. */
export function setBit(bits: Uint32Array, id: number): void {
  const word = id >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (id & 31));
}

/** Whether the action of an id is marked in a bitset. */
export function hasBit(bits: Uint32Array, id: number): boolean {
  return (((bits[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

let dictionary: ActionDictionary | undefined;

/** The dictionary; unpacked on first use (about 20 ms), then shared. */
export function actionDictionary(): ActionDictionary {
  dictionary ??= createDictionary();
  return dictionary;
}
