// A text that two patterns both accept: the resource that a caller would pick. Patterns as policies write them, `*` and `?`.
import { coversGlob, toGlobText } from "../../policy/glob.js";

const STAR = 42;
const ONE = 63;

/** What stands in for a wildcard where anything goes. */
const FILLER = "x";

const ARN_FIELDS = 6;

/**
 * A resource that both patterns cover; undefined when there is none. ARNs are compared field by field: a wildcard that runs
 * over the fields matches more texts, but no more resources.
 */
export function commonResource(a: string, b: string): string | undefined {
  return byField(a, b, commonText);
}

/**
 * A pattern of resources that both patterns cover, as wide as can be written with the wildcards of either; undefined when there
 * is none. Where neither of two fields holds the other, it is a text that both accept.
 */
export function commonPattern(a: string, b: string): string | undefined {
  if (a === "*") return b;
  if (b === "*") return a;
  return byField(a, b, (one, other) => {
    const [x, y] = [toGlobText(one), toGlobText(other)];
    if (coversGlob(x, y)) return other;
    return coversGlob(y, x) ? one : commonText(one, other);
  });
}

function byField(a: string, b: string, common: typeof commonText): string | undefined {
  const [one, other] = [toFields(a), toFields(b)];
  if (!one || !other) return common(a, b);
  const fields: string[] = [];
  for (let at = 0; at < ARN_FIELDS; at++) {
    const field = common(one[at] ?? "", other[at] ?? "");
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return fields.join(":");
}

/** Six fields of an ARN pattern; what a closing wildcard leaves out may be anything. Undefined for no ARN. */
function toFields(pattern: string): string[] | undefined {
  if (pattern === "*") return Array.from({ length: ARN_FIELDS }, () => "*");
  const fields = pattern.split(":");
  if (fields[0] !== "arn") return undefined;
  if (fields.length >= ARN_FIELDS) return [...fields.slice(0, ARN_FIELDS - 1), fields.slice(ARN_FIELDS - 1).join(":")];
  return pattern.endsWith("*")
    ? [...fields, ...Array.from({ length: ARN_FIELDS - fields.length }, () => "*")]
    : undefined;
}

/** Shortest common text of two patterns; undefined when there is none. */
export function commonText(a: string, b: string): string | undefined {
  const width = b.length + 1;
  // For each pair of positions: where it was reached from, and what was written on the way (empty for a wildcard that ends).
  const from = new Int32Array((a.length + 1) * width).fill(-1);
  const written: string[] = [];
  from[0] = 0;
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const at = queue[head] ?? 0;
    const i = Math.floor(at / width);
    const j = at % width;
    if (i === a.length && j === b.length) return trace(from, written, at);
    const step = (next: number, text: string): void => {
      if (from[next] !== -1) return;
      from[next] = at;
      written[next] = text;
      queue.push(next);
    };
    const x = i < a.length ? a.charCodeAt(i) : 0;
    const y = j < b.length ? b.charCodeAt(j) : 0;
    if (x === STAR) step(at + width, "");
    if (y === STAR) step(at + 1, "");
    if (x === 0 || y === 0) continue;
    if (x === STAR && y === STAR) continue;
    if (x === STAR) step(at + 1, y === ONE ? FILLER : (b[j] ?? ""));
    else if (y === STAR) step(at + width, x === ONE ? FILLER : (a[i] ?? ""));
    else if (x === y || x === ONE || y === ONE) step(at + width + 1, literal(x, y, a[i] ?? "", b[j] ?? ""));
  }
  return undefined;
}

function literal(x: number, y: number, inA: string, inB: string): string {
  if (x !== ONE) return inA;
  return y === ONE ? FILLER : inB;
}

function trace(from: Int32Array, written: readonly string[], end: number): string {
  const parts: string[] = [];
  for (let at = end; at !== 0; at = from[at] ?? 0) parts.push(written[at] ?? "");
  return parts.reverse().join("");
}

/**
 * A resource that the pattern covers, in the caller's account where it leaves the account open; "*" stays what it is. A region that
 * is left open stays empty, for the caller to choose one that nothing stands against.
 */
export function pickResource(pattern: string, account: string): string {
  if (pattern === "*" || !/[*?]/.test(pattern)) return pattern;
  const fields = pattern.split(":");
  if (fields.length < 6) return fill(pattern);
  const [arn = "arn", partition = "aws", service = "", region = "", owner = "", ...rest] = fields;
  return [
    fill(arn),
    /[*?]/.test(partition) ? "aws" : partition,
    fill(service),
    region === "*" ? "" : fill(region),
    /[*?]/.test(owner) ? account : owner,
    fill(rest.join(":")),
  ].join(":");
}

function fill(text: string): string {
  return text.replaceAll("*", FILLER).replaceAll("?", FILLER);
}
