// Attribute conditions that compare claims with texts, as most are: `assertion.repository == 'acme/site' && …`, or with a
// regular expression that is no more than a glob. Anything else (functions, arithmetic, ternaries, macros) is not read, and so
// not decided.
import type { Comparison } from "./claim-demand.js";
import { globsOfPattern } from "./plain-pattern.js";

/** One comparison of `assertion.x`, `assertion['x']`, `attribute.x` or `google.x` with texts; with `matches` these are globs. */
export interface Term {
  readonly path: string;
  readonly comparison: Comparison;
  readonly values: readonly string[];
}

/**
 * The claim that a path is, by its name or in brackets as names with signs in them have to be; undefined for another path.
 * https://cloud.google.com/iam/docs/workload-identity-federation#mapping
 */
export function claimOfPath(path: string): string | undefined {
  const [, plain, quoted] = /^assertion(?:\.([A-Za-z_]\w*)|\[['"]([^'"\\]+)['"]\])$/.exec(path.trim()) ?? [];
  return plain ?? quoted;
}

type Way = readonly Term[];
type Token = { readonly kind: "name" | "text" | "sign"; readonly text: string };

const TOKEN =
  /\s*(?:[rR](?:'([^']*)'|"([^"]*)")|(\.?[A-Za-z_][\w.]*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(&&|\|\||==|!=|[()[\],!]))/y;
/** More ways than that are not worth following. */
const MOST_WAYS = 64;
/** Nobody puts more brackets into one another; the reader goes down them with the stack. */
const DEEPEST = 60;

/** Ways in which the condition holds, each a list of terms that must all hold (none: it always does); undefined when it is not of this form. */
export function readCondition(text: string): readonly Way[] | undefined {
  const tokens = toTokens(text);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const ways = reader.any();
  return ways !== undefined && reader.isAtEnd() ? ways : undefined;
}

function toTokens(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, rawSingle, rawDouble, name, single, double, sign] = match;
    const quoted = single ?? double;
    const said = quoted === undefined ? (rawSingle ?? rawDouble) : unescaped(quoted);
    if (quoted !== undefined && said === undefined) return undefined;
    if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (said !== undefined) tokens.push({ kind: "text", text: said });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

/** Text between quotes, with an escaped backslash or quote as what it stands for; undefined for other escapes, which are rare. */
function unescaped(quoted: string): string | undefined {
  return /^(?:[^\\]|\\[\\'"])*$/.test(quoted) ? quoted.replace(/\\(.)/g, "$1") : undefined;
}

const CALLS: { readonly [name: string]: Comparison } = { startsWith: "starts", endsWith: "ends", contains: "holds" };

class Reader {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  any(): readonly Way[] | undefined {
    let ways = this.all();
    while (ways !== undefined && this.take("||")) {
      const more = this.all();
      if (more === undefined || ways.length + more.length > MOST_WAYS) return undefined;
      ways = [...ways, ...more];
    }
    return ways;
  }

  private all(): readonly Way[] | undefined {
    let ways = this.one();
    while (ways !== undefined && this.take("&&")) {
      const more = this.one();
      if (more === undefined || ways.length * more.length > MOST_WAYS) return undefined;
      ways = ways.flatMap((way) => more.map((other) => [...way, ...other]));
    }
    return ways;
  }

  private one(): readonly Way[] | undefined {
    if (this.take("(")) {
      const ways = ++this.depth > DEEPEST ? undefined : this.any();
      this.depth--;
      return this.take(")") ? ways : undefined;
    }
    if (this.peek()?.kind === "name" && this.peek()?.text === "true") {
      this.at++;
      return [[]];
    }
    const term = this.term();
    return term && [[term]];
  }

  private term(): Term | undefined {
    if (this.peek()?.kind === "text") return this.textFirst(this.next()?.text ?? "");
    const first = this.path();
    if (first === undefined) return undefined;
    if (this.take("==")) return this.withText(first, "equals");
    if (this.take("!=")) return this.withText(first, "differs");
    const dot = first.lastIndexOf(".");
    const method = first.slice(dot + 1);
    if (method === "matches" && this.take("(")) {
      const pattern = this.next();
      const values = pattern?.kind === "text" ? globsOfPattern(pattern.text) : undefined;
      return values && this.take(")") ? { path: first.slice(0, dot), comparison: "matches", values } : undefined;
    }
    const call = CALLS[method];
    if (call !== undefined && this.take("(")) {
      const term = this.withText(first.slice(0, dot), call);
      return this.take(")") ? term : undefined;
    }
    if (this.peek()?.text !== "in") return undefined;
    this.at++;
    const values = this.list();
    return values && { path: first, comparison: "equals", values };
  }

  /** `'acme' == assertion.x`, and a text in a list claim, which is not a plain claim. */
  private textFirst(text: string): Term | undefined {
    const comparison = this.take("==") ? "equals" : this.take("!=") ? "differs" : undefined;
    const path = comparison === undefined ? undefined : this.path();
    return comparison && path !== undefined ? { path, comparison, values: [text] } : undefined;
  }

  /** A name, with what stands in brackets after it: `assertion['x/y'].startsWith`. */
  private path(): string | undefined {
    const name = this.next();
    if (name?.kind !== "name") return undefined;
    let path = name.text;
    while (this.take("[")) {
      const key = this.next();
      if (key?.kind !== "text" || !this.take("]")) return undefined;
      path += `['${key.text}']`;
    }
    const rest = this.peek();
    if (path === name.text || rest?.kind !== "name" || !rest.text.startsWith(".")) return path;
    this.at++;
    return path + rest.text;
  }

  private withText(path: string, comparison: Comparison): Term | undefined {
    const value = this.next();
    return value?.kind === "text" ? { path, comparison, values: [value.text] } : undefined;
  }

  private list(): readonly string[] | undefined {
    if (!this.take("[")) return undefined;
    const values: string[] = [];
    do {
      const value = this.next();
      if (value?.kind !== "text") return undefined;
      values.push(value.text);
    } while (this.take(","));
    return this.take("]") ? values : undefined;
  }

  private take(sign: string): boolean {
    const token = this.peek();
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.at++;
    return true;
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private next(): Token | undefined {
    return this.tokens[this.at++];
  }
}
