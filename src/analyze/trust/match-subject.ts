// Can a pattern be met by a token of this shape, and what does it leave open? Intersection of a wildcard pattern with a
// template, all ways at once.
import { ONE, ONE_IN_FIELD, STAR, STAR_IN_FIELD } from "../aws/policy/glob.js";
import { isInSet, type Template, type TemplateToken } from "./template.js";

export interface SubjectMatch {
  /** Some filling of the template matches the pattern. */
  readonly matches: boolean;
  /** Holes that a wildcard of the pattern may fill: the pattern leaves them open, in whole or in part. */
  readonly open: ReadonlySet<string>;
  /** Values of the holes that the pattern closes, one each. */
  readonly closed: ReadonlyMap<string, readonly string[]>;
}

const STAR_CODE = STAR.charCodeAt(0);
const ONE_CODE = ONE.charCodeAt(0);
const STAR_IN_FIELD_CODE = STAR_IN_FIELD.charCodeAt(0);
const ONE_IN_FIELD_CODE = ONE_IN_FIELD.charCodeAt(0);
const COLON = 58;
const NO_MATCH: SubjectMatch = { matches: false, open: new Set(), closed: new Map() };

/**
 * In: pattern in the compiled form of policy/glob (wildcards as control characters, so that an exact value simply has
 * none), the template of one claim. With `ignoreCase`, letters match regardless of case.
 */
export function matchSubject(pattern: string, template: Template, ignoreCase = false): SubjectMatch {
  const walked = ignoreCase ? undefined : walk(pattern, template);
  if (walked !== undefined) return walked;
  const grid = new Grid(ignoreCase ? pattern.toLowerCase() : pattern, template.tokens, ignoreCase);
  if (!grid.reachEnd()) return NO_MATCH;
  grid.markAlive();
  return toMatch(template, grid.readHoles(template.slots.length), grid.openHoles());
}

/**
 * The common case without a grid: a pattern that is fixed up to its end or up to one last `*`, read along a template whose
 * holes end where they must. Undefined when there is more than one way to read it.
 */
function walk(pattern: string, template: Template): SubjectMatch | undefined {
  const { tokens } = template;
  const last = pattern.length - 1;
  const isPrefix = pattern.charCodeAt(last) === STAR_CODE;
  const end = isPrefix ? last : pattern.length;
  let t = 0;
  let values: string[] | undefined;
  for (let i = 0; i < end; i++) {
    const at = pattern.charCodeAt(i);
    if (at <= ONE_IN_FIELD_CODE) return undefined;
    let token = tokens[t];
    if (token?.many) {
      const stays = isInSet(token.set, at);
      const next = tokens[t + 1];
      if (stays && next !== undefined && (next.code === at || next.code < 0)) return undefined;
      if (!stays) {
        t++;
        token = next;
      }
    }
    if (token === undefined) return NO_MATCH;
    if (token.code >= 0 ? token.code !== at : !isInSet(token.set, at)) return NO_MATCH;
    if (token.hole >= 0) {
      values ??= template.slots.map(() => "");
      values[token.hole] += pattern[i] ?? "";
    }
    if (!token.many) t++;
  }
  if (!isPrefix && t < tokens.length && !(t === tokens.length - 1 && tokens[t]?.many)) return NO_MATCH;
  const openSlots = isPrefix ? new Set(tokens.slice(t).map(({ hole }) => hole)) : NONE_OPEN;
  return contradicts(template, values ?? [], openSlots) ? NO_MATCH : toMatch(template, values ?? [], openSlots);
}

/** Whether one hole would have two values. */
function contradicts({ slots, holes }: Template, values: readonly string[], openSlots: ReadonlySet<number>): boolean {
  if (slots.length === holes.length) return false;
  const known = new Map<string, string>();
  return slots.some((hole, slot) => {
    if (openSlots.has(slot)) return false;
    const value = values[slot] ?? "";
    const other = known.get(hole) ?? value;
    known.set(hole, other);
    return other !== value;
  });
}

const NONE_OPEN: ReadonlySet<number> = new Set();

/** A hole that is closed in one of its places is closed in all. */
function toMatch(template: Template, values: readonly string[], openSlots: ReadonlySet<number>): SubjectMatch {
  const open = new Set<string>();
  const closed = new Map<string, readonly string[]>();
  template.slots.forEach((hole, slot) => {
    if (openSlots.has(slot)) open.add(hole);
    else if (!closed.has(hole)) closed.set(hole, [values[slot] ?? ""]);
  });
  for (const hole of closed.keys()) open.delete(hole);
  return { matches: true, open, closed };
}

const REACHED = 1;
const ALIVE = 2;

/** States (position in pattern, position in template); rows keep their bounds, so fixed beginnings cost nothing. */
class Grid {
  private readonly width: number;
  private readonly cells: Uint8Array;
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  private readonly pattern: string;
  private readonly tokens: readonly TemplateToken[];
  private readonly ignoreCase: boolean;

  constructor(pattern: string, tokens: readonly TemplateToken[], ignoreCase: boolean) {
    this.pattern = pattern;
    this.tokens = tokens;
    this.ignoreCase = ignoreCase;
    this.width = tokens.length + 1;
    this.cells = new Uint8Array((pattern.length + 1) * this.width);
    this.low = new Int32Array(pattern.length + 1).fill(this.width);
    this.high = new Int32Array(pattern.length + 1).fill(-1);
  }

  reachEnd(): boolean {
    this.reach(0, 0);
    const last = this.pattern.length;
    for (let i = 0; i <= last; i++) {
      if ((this.high[i] ?? -1) < 0) continue;
      for (let t = this.low[i] ?? 0; t <= (this.high[i] ?? -1); t++) {
        if ((this.cells[i * this.width + t] ?? 0) === 0) continue;
        this.forEachStep(i, t, (nextI, nextT) => this.reach(nextI, nextT));
      }
    }
    return this.cells[last * this.width + this.tokens.length] === REACHED;
  }

  /** Marks the reached states from which the end can be reached. */
  markAlive(): void {
    this.cells[this.cells.length - 1] = REACHED | ALIVE;
    for (let i = this.pattern.length; i >= 0; i--) {
      for (let t = this.high[i] ?? -1; t >= (this.low[i] ?? 0); t--) {
        const cell = i * this.width + t;
        if (this.cells[cell] !== REACHED) continue;
        let isAlive = false;
        this.forEachStep(i, t, (nextI, nextT) => {
          isAlive ||= this.isAlive(nextI, nextT);
        });
        if (isAlive) this.cells[cell] = REACHED | ALIVE;
      }
    }
  }

  openHoles(): ReadonlySet<number> {
    const open = new Set<number>();
    for (let i = 0; i < this.pattern.length; i++) {
      for (let t = this.low[i] ?? 0; t <= (this.high[i] ?? -1); t++) {
        if (!this.isAlive(i, t)) continue;
        this.forEachStep(i, t, (nextI, nextT, code, hole) => {
          if (code === WILD && hole >= 0 && this.isAlive(nextI, nextT)) open.add(hole);
        });
      }
    }
    return open;
  }

  /** Values along one way through; right for every hole that no wildcard fills. */
  readHoles(count: number): string[] {
    const values = Array.from({ length: count }, () => "");
    let i = 0;
    let t = 0;
    while (i < this.pattern.length || t < this.tokens.length) {
      let to: { i: number; t: number; code: number; hole: number } | undefined;
      this.forEachStep(i, t, (nextI, nextT, code, hole) => {
        if (to === undefined && (nextI > i || nextT > t) && this.isAlive(nextI, nextT)) {
          to = { i: nextI, t: nextT, code, hole };
        }
      });
      if (to === undefined) break;
      if (to.hole >= 0 && to.code >= 0) values[to.hole] += String.fromCharCode(to.code);
      i = to.i;
      t = to.t;
    }
    return values;
  }

  private reach(i: number, t: number): void {
    this.cells[i * this.width + t] = REACHED;
    if (t < (this.low[i] ?? 0)) this.low[i] = t;
    if (t > (this.high[i] ?? -1)) this.high[i] = t;
  }

  private isAlive(i: number, t: number): boolean {
    return (this.cells[i * this.width + t] ?? 0) === (REACHED | ALIVE);
  }

  /** Steps out of a state: skipping a `*` or a hole that may be empty, and consuming one character in both. */
  private forEachStep(i: number, t: number, step: (i: number, t: number, code: number, hole: number) => void): void {
    const at = i < this.pattern.length ? this.pattern.charCodeAt(i) : NONE;
    const token = this.tokens[t];
    const isStar = at === STAR_CODE || at === STAR_IN_FIELD_CODE;
    if (isStar) step(i + 1, t, NONE, -1);
    if (token?.many) step(i, t + 1, NONE, -1);
    if (token === undefined || at === NONE) return;
    const afterTemplate = token.many ? t : t + 1;
    if ((at === STAR_IN_FIELD_CODE || at === ONE_IN_FIELD_CODE) && token.code === COLON) return;
    if (isStar) step(i, afterTemplate, WILD, token.hole);
    else if (at === ONE_CODE || at === ONE_IN_FIELD_CODE) step(i + 1, afterTemplate, WILD, token.hole);
    else if (this.accepts(token, at)) step(i + 1, afterTemplate, at, token.hole);
  }

  private accepts(token: TemplateToken, code: number): boolean {
    if (token.code < 0) return isInSet(token.set, code);
    return token.code === code || (this.ignoreCase && toLower(token.code) === code);
  }
}

const NONE = -1;
const WILD = -2;

function toLower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
