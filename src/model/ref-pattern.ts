// Patterns over names of branches and tags, and whether one is about all, or some, of the names of another. Three services write
// them in three ways; each becomes the same small automaton. Pure.

/** How a pattern is written. */
export type RefSyntax =
  /** Rules, rulesets and environments of GitHub: Ruby's `File.fnmatch` with `FNM_PATHNAME`. */
  | "rule"
  /** `on.push.branches` of a workflow: `**` crosses a slash wherever it stands. */
  | "filter"
  /** Trusts of clouds: `*` is any text, slashes too. */
  | "trust";

/** Names that somebody asks about, as they write it. */
export interface RefNames {
  readonly text: string;
  readonly syntax: RefSyntax;
}

/** Whether they may be several. */
export function isSeveral({ text, syntax }: RefNames): boolean {
  return isPattern(text) || (syntax === "filter" && text.includes("+"));
}

/** Names of every sort. */
export const ANY_NAME: RefNames = { text: "*", syntax: "trust" };

type Test = (character: string) => boolean;
/** One character, any number of them, or leave to pass over the next steps. */
type Step = { readonly takes: Test } | { readonly repeats: Test } | { readonly skips: number };

const ANY: Test = () => true;
const IN_NAME: Test = (character) => character !== "/";

/** Whether a text stands for several names. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Whether a pattern of a protection, a ruleset or an environment is about a name. `*` does not cross a slash, and neither does `**`
 * that is no whole folder: `release/**` is about `release/1` and not about `release/1/a`, `release/**\/*` about both.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
 * https://github.com/open-telemetry/community/pull/2569 (tried: `otelbot/**` leaves `otelbot/one/two` out)
 */
export function fitsRef(pattern: string, name: string): boolean {
  return isAmong(name, { text: pattern, syntax: "rule" });
}

/** Whether a name is one of those. */
export function isAmong(name: string, names: RefNames): boolean {
  if (!isSeveral(names)) return names.text === name;
  const steps = toSteps(names);
  let states = opened(steps, [0]);
  for (const character of name) {
    states = moved(steps, states, character);
    if (states.length === 0) return false;
  }
  return states.includes(steps.length);
}

/** Whether every name that is asked about fits one of these patterns of GitHub. */
export function coversRefs(patterns: readonly string[], wanted: RefNames): boolean {
  if (patterns.some((pattern) => wanted.syntax === "rule" && pattern === wanted.text)) return true;
  if (!isSeveral(wanted)) return patterns.some((pattern) => fitsRef(pattern, wanted.text));
  return !finds(wanted, patterns, false);
}

/** Whether some name that is asked about fits this pattern of GitHub. */
export function meetsRefs(pattern: string, wanted: RefNames): boolean {
  return isSeveral(wanted) ? finds(wanted, [pattern], true) : fitsRef(pattern, wanted.text);
}

/** Patterns of an estate are few, and asked about for every repository. */
const MOST_KEPT = 10_000;
/** Steps of a search. Nobody writes patterns that come near: then it is not told, and a name of either sort may be there. */
const MOST_STEPS = 40_000;

const found = new Map<string, boolean>();

/** Whether some name of those asked about fits one of the patterns (`inside`), or none of them. */
function finds(wanted: RefNames, patterns: readonly string[], inside: boolean): boolean {
  const key = JSON.stringify([wanted.syntax, wanted.text, inside, ...patterns]);
  let answer = found.get(key);
  if (answer === undefined) {
    if (found.size >= MOST_KEPT) found.clear();
    answer = search(wanted, patterns, inside);
    found.set(key, answer);
  }
  return answer;
}

function search(wanted: RefNames, patterns: readonly string[], inside: boolean): boolean {
  const own = toSteps(wanted);
  const others = patterns.map((text) => toSteps({ text, syntax: "rule" }));
  const alphabet = lettersOf([wanted.text, ...patterns]);
  const first = { at: opened(own, [0]), in: others.map((steps) => opened(steps, [0])), begins: true };
  const seen = new Set<string>();
  const queue = [first];
  for (const state of queue) {
    const isName = state.at.includes(own.length) && !state.begins;
    if (isName && others.some((steps, i) => state.in[i]?.includes(steps.length)) === inside) return true;
    if (queue.length * alphabet.length > MOST_STEPS) return true;
    for (const letter of alphabet) {
      // https://git-scm.com/docs/git-check-ref-format: no part is empty or begins with a dot
      if (state.begins && (letter === "/" || letter === ".")) continue;
      const at = moved(own, state.at, letter);
      if (at.length === 0) continue;
      const next = {
        at,
        in: others.map((steps, i) => moved(steps, state.in[i] ?? [], letter)),
        begins: letter === "/",
      };
      const key = `${at.join()};${next.in.map((one) => one.join()).join(";")};${next.begins}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return false;
}

/** Git allows none of these in a name. */
const NO_LETTER = /[~^:?*[\\\s]/;

/** One letter of each sort that the texts tell apart: those in them, what is beside them (for ranges), and one that is in none. */
function lettersOf(texts: readonly string[]): readonly string[] {
  const codes = new Set(Array.from("/.\u{10ffff}", (one) => one.codePointAt(0) ?? 0));
  for (const text of texts) {
    const isRanged = text.includes("[");
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      codes.add(code);
      if (isRanged) codes.add(code + 1).add(Math.max(1, code - 1));
    }
  }
  return [...codes].map((code) => String.fromCodePoint(code)).filter((letter) => !NO_LETTER.test(letter));
}

function moved(steps: readonly Step[], states: readonly number[], character: string): readonly number[] {
  const next: number[] = [];
  for (const state of states) {
    const step = steps[state];
    if (step === undefined) continue;
    if ("takes" in step && step.takes(character)) next.push(state + 1);
    if ("repeats" in step && step.repeats(character)) next.push(state);
  }
  return opened(steps, next);
}

/** States with those that are reached without a character, in order. */
function opened(steps: readonly Step[], states: readonly number[]): readonly number[] {
  const all = new Set(states);
  for (const state of all) {
    const step = steps[state];
    if (step === undefined || "takes" in step) continue;
    all.add(state + 1);
    if ("skips" in step) all.add(state + 1 + step.skips);
  }
  return [...all].sort((a, b) => a - b);
}

const compiled = new Map<string, readonly Step[]>();

function toSteps({ text, syntax }: RefNames): readonly Step[] {
  const key = `${syntax} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_KEPT) compiled.clear();
  const steps: Step[] = [];
  for (let rest = text; rest !== ""; ) {
    const isAtPart = steps.length === 0 || text[text.length - rest.length - 1] === "/";
    rest = rest.slice(takeSteps(rest, syntax, isAtPart, steps));
  }
  compiled.set(key, steps);
  return steps;
}

/** Adds the steps of what the text begins with; answers how much of it that was. */
function takeSteps(rest: string, syntax: RefSyntax, isAtPart: boolean, steps: Step[]): number {
  const stars = /^\*+/.exec(rest)?.[0].length ?? 0;
  if (stars > 0) {
    const isFolders = syntax === "rule" && isAtPart && stars === 2 && rest[2] === "/";
    if (isFolders) steps.push({ skips: 2 }, { repeats: ANY }, { takes: (one) => one === "/" });
    else steps.push({ repeats: syntax === "trust" || (syntax === "filter" && stars > 1) ? ANY : IN_NAME });
    return isFolders ? 3 : stars;
  }
  const [set, not, members] = (syntax === "trust" ? null : /^\[([!^]?)([^\]]+)\]/.exec(rest)) ?? [];
  if (members !== undefined) {
    const isIn = inSet(members);
    return counted(rest, syntax, steps, {
      length: set?.length ?? 1,
      takes: (one) => IN_NAME(one) && isIn(one) === (not === ""),
    });
  }
  if (rest[0] === "?" && syntax !== "filter") {
    steps.push({ takes: syntax === "trust" ? ANY : IN_NAME });
    return 1;
  }
  const isEscaped = rest[0] === "\\" && rest.length > 1 && syntax !== "trust";
  const [character = ""] = rest.slice(isEscaped ? 1 : 0);
  const length = character.length + (isEscaped ? 1 : 0);
  return counted(rest, syntax, steps, { length, takes: (one) => one === character });
}

/** In a filter of a workflow, `?` and `+` say how often what is before them comes. */
function counted(
  rest: string,
  syntax: RefSyntax,
  steps: Step[],
  { length, takes }: { readonly length: number; readonly takes: Test },
): number {
  const count = syntax === "filter" ? rest[length] : undefined;
  if (count === "?") steps.push({ skips: 1 });
  steps.push({ takes });
  if (count === "+") steps.push({ repeats: takes });
  return count === "?" || count === "+" ? length + 1 : length;
}

function inSet(members: string): Test {
  const ranges = [...members.matchAll(/(.)-(.)|./gsu)].map(([one, from, to]) => [from ?? one, to ?? one] as const);
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}
