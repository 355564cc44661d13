// Regular expressions over names as the patterns that they mostly are: a name, a beginning, one of several. Pure.

const NAME = /[\w/@#:~ -]/;
/** What may be escaped without meaning anything else. */
const ESCAPED = /[\W_]/;

/**
 * In: a regular expression that is looked for within a name. Out: the same as names, `*` for any text: `^refs/heads/main$` is
 * `refs/heads/main`, and without its ends `*refs/heads/main*`. Undefined for what says more than `*` does.
 */
export function namesOf(pattern: string): readonly string[] | undefined {
  const names: string[] = [];
  for (const one of alternatives(pattern)) {
    const found = nameOf(one);
    if (found === undefined) return undefined;
    names.push(found);
  }
  return names;
}

/** The alternatives of a pattern; those of one group in it are written out. */
function alternatives(pattern: string): readonly string[] {
  const group = /^([^(|]*)\((?:\?:)?([^()]*)\)(?![*+?{])([^(|]*)$/.exec(pattern);
  if (group === null) return pattern.includes("(") ? [pattern] : pattern.split("|");
  const [, before = "", among = "", after = ""] = group;
  return among.split("|").map((one) => `${before}${one}${after}`);
}

function nameOf(pattern: string): string | undefined {
  const isHeld = [pattern.startsWith("^"), /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern)] as const;
  let rest = pattern.slice(isHeld[0] ? 1 : 0, isHeld[1] ? -1 : undefined);
  let name = isHeld[0] ? "" : "*";
  while (rest !== "") {
    const any = /^(?:\.|\[\^?[^\]\\]+\]|\\[wdSW])[*+]\??/.exec(rest);
    const escaped = /^\\(.)/.exec(rest)?.[1];
    // a dot that nobody escaped is meant for one
    const plain = NAME.test(rest[0] ?? "") || rest[0] === "." ? rest[0] : undefined;
    const letter = escaped !== undefined && ESCAPED.test(escaped) ? escaped : plain;
    const length = any?.[0].length ?? (letter === escaped && escaped !== undefined ? 2 : 1);
    if (any === null && (letter === undefined || /^[*+?{]/.test(rest.slice(length)))) return undefined;
    name += any === null ? letter : "*";
    rest = rest.slice(length);
  }
  return `${name}${isHeld[1] ? "" : "*"}`.replaceAll(/\*+/g, "*");
}
