// Functions of Terraform that build texts, lists and maps. A function that is not here gives what the code does not state.
import { Encoded, hasMark, isList, isMap, plain, textOfValue, Unresolved, type Value } from "./value.js";

type Function = (args: readonly Value[]) => Value | undefined;

const LONGEST_LIST = 10_000;

/** The value of a call; undefined when the function is not known or its arguments are not what it takes. */
export function callFunction(name: string, args: readonly Value[]): Value | undefined {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return found?.(args);
}

const identity: Function = ([value]) => value;

const FUNCTIONS: { readonly [name: string]: Function } = {
  jsonencode: ([value]) => (value === undefined ? undefined : new Encoded(value)),
  jsondecode: ([value]) => (value instanceof Encoded ? value.value : parsed(value)),
  format: ([pattern, ...values]) => formatted(pattern, values),
  formatlist: ([pattern, ...values]) => {
    const longest = Math.max(0, ...values.map((value) => (isList(value) ? value.length : 0)));
    if (values.some((value) => value instanceof Unresolved)) return undefined;
    return Array.from(
      { length: longest },
      (_, i) =>
        formatted(
          pattern,
          values.map((value) => (isList(value) ? (value[i] ?? null) : value)),
        ) ?? null,
    );
  },
  join: ([separator, ...lists]) => {
    const between = textOfValue(separator);
    const texts = lists.flatMap((list) => (isList(list) ? list.map(textOfValue) : [undefined]));
    return between === undefined || texts.includes(undefined) ? undefined : texts.join(between);
  },
  split: ([separator, text]) => whole([separator, text], (at, all) => all.split(at)),
  replace: ([text, from, to]) => {
    const [all, old, fresh] = [textOfValue(text), textOfValue(from), textOfValue(to)];
    if (all === undefined || old === undefined || fresh === undefined || old === "") return undefined;
    if (old.length > 1 && old.startsWith("/") && old.endsWith("/"))
      return replacedByPattern(all, old.slice(1, -1), fresh);
    return all.replaceAll(old, fresh);
  },
  trimprefix: ([text, prefix]) =>
    onText(text, prefix, (all, part) => (all.startsWith(part) ? all.slice(part.length) : all)),
  trimsuffix: ([text, suffix]) =>
    onText(text, suffix, (all, part) => (part !== "" && all.endsWith(part) ? all.slice(0, -part.length) : all)),
  trimspace: ([text]) => onText(text, "", (all) => all.trim()),
  trim: ([text, set]) => whole([text, set], (all, letters) => trimmed(all, letters)),
  lower: ([text]) => whole([text], (all) => all.toLowerCase()),
  upper: ([text]) => whole([text], (all) => all.toUpperCase()),
  title: ([text]) => whole([text], (all) => all.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  concat: (lists) => (lists.every(isList) ? lists.flat() : undefined),
  flatten: ([list]) => flattened(list),
  compact: ([list]) => (isList(list) ? list.filter((one) => one !== "" && one !== null) : undefined),
  distinct: ([list]) => distinct(list),
  toset: ([list]) => distinct(list),
  tolist: identity,
  tomap: identity,
  tostring: ([value]) => textOfValue(value),
  tonumber: ([value]) =>
    typeof value === "number" ? value : Number.isFinite(Number(value)) ? Number(value) : undefined,
  tobool: ([value]) => (value === "true" ? true : value === "false" ? false : value),
  sensitive: identity,
  nonsensitive: identity,
  merge: (maps) =>
    maps.every((map) => isMap(map) || map === null)
      ? Object.fromEntries(maps.flatMap((map) => (isMap(map) ? Object.entries(map) : [])))
      : undefined,
  keys: ([map]) => (isMap(map) ? Object.keys(map).sort() : undefined),
  values: ([map]) =>
    isMap(map)
      ? Object.keys(map)
          .sort()
          .map((key) => map[key] ?? null)
      : undefined,
  lookup: ([map, key, otherwise]) => {
    const name = textOfValue(key);
    if (!isMap(map) || name === undefined || hasMark(name)) return undefined;
    return Object.hasOwn(map, name) ? map[name] : otherwise;
  },
  element: ([list, index]) =>
    isList(list) && typeof index === "number" && list.length > 0 ? list[index % list.length] : undefined,
  length: ([value]) =>
    typeof value === "string"
      ? hasMark(value)
        ? undefined
        : value.length
      : isList(value)
        ? value.length
        : isMap(value)
          ? Object.keys(value).length
          : undefined,
  one: ([list]) => (isList(list) ? (list.length === 0 ? null : list.length === 1 ? list[0] : undefined) : undefined),
  coalesce: (args) => {
    for (const value of args) {
      if (value instanceof Unresolved) return undefined;
      if (value !== null && value !== "") return value;
    }
    return undefined;
  },
  coalescelist: (args) => args.find((value) => isList(value) && value.length > 0),
  contains: ([list, value]) => {
    if (!isList(list) || list.some((one) => one instanceof Unresolved) || value instanceof Unresolved) return undefined;
    return list.some((one) => JSON.stringify(plain(one)) === JSON.stringify(plain(value ?? null)));
  },
  startswith: ([text, prefix]) => whole([text, prefix], (all, part) => all.startsWith(part)),
  endswith: ([text, suffix]) => whole([text, suffix], (all, part) => all.endsWith(part)),
  zipmap: ([keys, values]) => {
    if (!isList(keys) || !isList(values)) return undefined;
    return Object.fromEntries(keys.map((key, i) => [textOfValue(key) ?? "", values[i] ?? null]));
  },
  urlencode: ([text]) => whole([text], encodeURIComponent),
  basename: ([text]) => whole([text], (all) => all.slice(all.lastIndexOf("/") + 1)),
};

/** Applies to texts whose parts are all stated. */
function whole(values: readonly (Value | undefined)[], apply: (...texts: string[]) => Value): Value | undefined {
  const texts = values.map(textOfValue);
  const stated = texts.filter((text) => text !== undefined && !hasMark(text));
  return stated.length === texts.length ? apply(...(stated as string[])) : undefined;
}

/** Applies to a text that may have parts which are not stated, at its ends that are. */
function onText(
  value: Value | undefined,
  part: Value | undefined,
  apply: (all: string, part: string) => string,
): Value | undefined {
  const all = textOfValue(value);
  const fixed = textOfValue(part);
  if (all === undefined || fixed === undefined || hasMark(fixed)) return undefined;
  return apply(all, fixed);
}

function formatted(pattern: Value | undefined, values: readonly (Value | undefined)[]): Value | undefined {
  const text = textOfValue(pattern);
  if (text === undefined || hasMark(text)) return undefined;
  let at = 0;
  let isOdd = false;
  const made = text.replace(/%(%|[a-zA-Z])/g, (verb, letter: string) => {
    if (letter === "%") return "%";
    const value = textOfValue(values[at++]);
    if (value === undefined || !"svdq".includes(letter)) isOdd = true;
    return letter === "q" ? JSON.stringify(value ?? "") : (value ?? verb);
  });
  return isOdd ? undefined : made;
}

function parsed(value: Value | undefined): Value | undefined {
  const text = textOfValue(value);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

/** Only patterns without anything that could run long: letters, classes, anchors. */
function replacedByPattern(text: string, pattern: string, fresh: string): Value | undefined {
  if (hasMark(text) || !/^\^?[\w:/.\\\-|() ?]*\$?$/.test(pattern) || pattern.length > 60) return undefined;
  try {
    return text.replaceAll(new RegExp(pattern, "g"), fresh.replace(/\$(\d)/g, "$$$1"));
  } catch {
    return undefined;
  }
}

function trimmed(text: string, letters: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && letters.includes(text[from] ?? "")) from++;
  while (to > from && letters.includes(text[to - 1] ?? "")) to--;
  return text.slice(from, to);
}

function flattened(value: Value | undefined): Value | undefined {
  if (!isList(value)) return undefined;
  const found: Value[] = [];
  const add = (one: Value): void => {
    if (isList(one)) one.forEach(add);
    else if (found.length < LONGEST_LIST) found.push(one);
  };
  value.forEach(add);
  return found;
}

function distinct(value: Value | undefined): Value | undefined {
  if (!isList(value)) return undefined;
  const seen = new Map(value.map((one) => [JSON.stringify(plain(one)), one]));
  return [...seen.values()];
}
