// The dictionary of known AWS actions: ids, names, access levels, and expansion of action patterns to bitsets.
import { type ActionTable, openActionTable, type ServiceActions } from "./action-table.js";
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
  /** Place of an action among those of its service; undefined when it is not known. */
  placeOf(action: string): number | undefined;
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

function createDictionary(): ActionDictionary {
  const table = openActionTable();
  const { size } = table;
  const serviceOf = (action: string) => table.service(action.slice(0, Math.max(0, action.indexOf(":"))));
  const idOf = (key: string) => serviceOf(key)?.ids.get(key);
  const codeOf = (id: number) => {
    const { start = 0, codes = [] } = table.serviceAt(id) ?? {};
    return codes[id - start] ?? 0;
  };
  const words = Math.ceil((size + 1) / 32);
  const markAll = createMarker(table, words);
  return {
    size,
    words,
    idOf: (action) => idOf(action.toLowerCase()),
    placeOf(action) {
      const id = idOf(action.toLowerCase());
      return id === undefined ? undefined : id - (serviceOf(action.toLowerCase())?.start ?? 0);
    },
    nameOf: (id) => {
      const { start = 0, names = [] } = table.serviceAt(id) ?? {};
      return names[id - start] ?? "";
    },
    levelOf: (id) => LEVELS[codeOf(id) % WITHOUT_RESOURCE] ?? "read",
    hasResources: (id) => codeOf(id) < WITHOUT_RESOURCE,
    mostOf(pattern) {
      if (!/[*?]/.test(pattern)) return 1;
      const service = serviceOf(pattern.toLowerCase());
      return service ? service.end - service.start : size + 1;
    },
    mark(pattern, bits) {
      const key = pattern.toLowerCase();
      const glob = toGlob(toGlobText(key));
      const service = key.slice(0, Math.max(0, key.indexOf(":")));
      if (glob.kind === "any" || key === "*:*") setAll(size, bits);
      else if (glob.kind === "exact") setKnown(bits, idOf(key));
      else if (/[*?]/.test(service) || service === "") markAll(glob, key, bits);
      else markService(glob, table.service(service), bits);
    },
  };
}

/** Marks what a pattern over all services covers; of the first ones it is kept. */
function createMarker(table: ActionTable, words: number): (glob: Glob, key: string, bits: Uint32Array) => void {
  const kept = new Map<string, Uint32Array>();
  return (glob, key, bits) => {
    const marked = kept.get(key) ?? new Uint32Array(words);
    if (!kept.has(key)) {
      for (const service of table.services()) markService(glob, service, marked);
      if (kept.size < MOST_KEPT) kept.set(key, marked);
    }
    for (let i = 0; i < words; i++) bits[i] = (bits[i] ?? 0) | (marked[i] ?? 0);
  };
}

/** The bits of all actions and the one for unknown ones. */
function setAll(size: number, bits: Uint32Array): void {
  bits.fill(0xffffffff);
  const spare = (size + 1) % 32;
  if (spare > 0) bits[bits.length - 1] = 2 ** spare - 1;
}

function setKnown(bits: Uint32Array, id: number | undefined): void {
  if (id !== undefined) setBit(bits, id);
}

function markService(glob: Glob, service: ServiceActions | undefined, bits: Uint32Array): void {
  if (!service) return;
  const { start, keys } = service;
  for (let i = 0; i < keys.length; i++) if (matchesGlob(glob, keys[i] ?? "")) setBit(bits, start + i);
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

/** The dictionary, made on first use, then shared. */
export function actionDictionary(): ActionDictionary {
  dictionary ??= createDictionary();
  return dictionary;
}
