// The known actions by id, unpacked a service at a time: a question names one or two of several hundred services.
import { ACTION_NAMES } from "./action-names.generated.js";

/** Actions of one service; their ids follow one another. */
export interface ServiceActions {
  /** Id of the first action. */
  readonly start: number;
  /** Id after that of the last one. */
  readonly end: number;
  /** `service:Name`, by position. */
  readonly names: readonly string[];
  /** The names in lower case. */
  readonly keys: readonly string[];
  /** The digit of each name: see scripts/build-actions.ts. */
  readonly codes: readonly number[];
  /** Id by key. */
  readonly ids: ReadonlyMap<string, number>;
}

export interface ActionTable {
  /** Number of actions. */
  readonly size: number;
  /** Undefined for a service that is not known; the name is in lower case. */
  service(name: string): ServiceActions | undefined;
  /** All of them, in order of their ids. */
  services(): readonly ServiceActions[];
  /** The service that an id belongs to. */
  serviceAt(id: number): ServiceActions | undefined;
}

interface Entry {
  readonly start: number;
  readonly line: string;
  unpacked?: ServiceActions;
}

/** Reads where each service begins (a few milliseconds) and no more. */
export function openActionTable(): ActionTable {
  const entries: Entry[] = [];
  const byName = new Map<string, Entry>();
  let size = 0;
  for (const line of ACTION_NAMES.split("\n")) {
    const entry: Entry = { start: size, line };
    entries.push(entry);
    byName.set(line.slice(0, line.indexOf(" ")), entry);
    size += countSpaces(line);
  }
  return {
    size,
    service: (name) => unpacked(byName.get(name)),
    services: () => entries.flatMap((entry) => unpacked(entry) ?? []),
    serviceAt: (id) => unpacked(lastUpTo(id, entries)),
  };
}

/** A space before each action. */
function countSpaces(line: string): number {
  let spaces = 0;
  for (let at = line.indexOf(" "); at >= 0; at = line.indexOf(" ", at + 1)) spaces++;
  return spaces;
}

function lastUpTo(id: number, entries: readonly Entry[]): Entry | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.start ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}

function unpacked(entry: Entry | undefined): ServiceActions | undefined {
  if (entry) entry.unpacked ??= unpack(entry);
  return entry?.unpacked;
}

function unpack({ start, line }: Entry): ServiceActions {
  const [service = "", ...actions] = line.split(" ");
  const names = actions.map((action) => `${service}:${action.slice(0, -1)}`);
  const keys = names.map((name) => name.toLowerCase());
  return {
    start,
    end: start + names.length,
    names,
    keys,
    codes: actions.map((action) => action.charCodeAt(action.length - 1) - 48),
    ids: new Map(keys.map((key, i) => [key, start + i])),
  };
}
