// Regular expressions that say no more than a glob does: `^acme/`, `^repo:acme/(site|docs):ref:refs/heads/main$`, `.*\.git$`.
// RE2 as CEL uses it: unanchored unless it says so (https://github.com/google/re2/wiki/Syntax). Whatever else a pattern may
// hold (classes, counts, flags) is not read, and so not decided. Pure.

/** More globs than that are not worth following. */
const MOST_GLOBS = 64;
/** Nobody puts more groups into one another; the reader goes down them with the stack. */
const DEEPEST = 60;

const LITERAL = /^[\p{L}\p{N}/:@_,=~%&#"'<>;! -]$/u;
const ESCAPED = /^[./\-:@_|()[\]{}+^$\\#&~=,]$/;
/** What would repeat the piece before it. */
const COUNTS = /^[*+?{]/;

/** Globs (`*` any text, `?` one character) of which one fits whenever the pattern matches, and only then; undefined for another. */
export function globsOfPattern(pattern: string): readonly string[] | undefined {
  const branches = new Reader(pattern).branches();
  if (branches === undefined || branches.rest !== "") return undefined;
  const globs = branches.globs.map(({ begins, text, ends }) => `${begins ? "" : "*"}${text}${ends ? "" : "*"}`);
  return globs.length > MOST_GLOBS ? undefined : [...new Set(globs)];
}

interface Branch {
  readonly text: string;
  /** Anchored at the beginning, at the end. */
  readonly begins: boolean;
  readonly ends: boolean;
}

class Reader {
  private left: string;
  private depth = 0;

  constructor(text: string) {
    this.left = text;
  }

  /** Alternatives up to the end, or to the bracket that closes them. */
  branches(): { readonly globs: readonly Branch[]; readonly rest: string } | undefined {
    const globs: Branch[] = [];
    do {
      const begins = this.take("^");
      const texts = this.sequence();
      if (texts === undefined) return undefined;
      const ends = this.take("$");
      for (const text of texts) globs.push({ text, begins, ends });
    } while (this.take("|"));
    return globs.length > MOST_GLOBS ? undefined : { globs, rest: this.left };
  }

  private sequence(): readonly string[] | undefined {
    let texts = [""];
    while (this.left !== "" && !/^[|)$]/.test(this.left)) {
      const pieces = this.piece();
      if (pieces === undefined || texts.length * pieces.length > MOST_GLOBS) return undefined;
      texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
    }
    return texts;
  }

  private piece(): readonly string[] | undefined {
    if (this.take(".")) return [this.wild()];
    const pieces = this.take("(") ? this.group() : this.literal();
    return COUNTS.test(this.left) ? undefined : pieces;
  }

  private wild(): string {
    const counted = this.take("*") ? "*" : this.take("+") ? "?*" : "?";
    // how much is taken first changes nothing of whether it matches
    if (counted !== "?") this.take("?");
    return counted;
  }

  private group(): readonly string[] | undefined {
    this.take("?:");
    const inner = ++this.depth > DEEPEST ? undefined : this.branches();
    this.depth--;
    if (inner === undefined || !this.take(")")) return undefined;
    return inner.globs.some(({ begins, ends }) => begins || ends) ? undefined : inner.globs.map(({ text }) => text);
  }

  private literal(): readonly string[] | undefined {
    // a class of one character is that character: [.]
    const [one, inClass] = /^\[([^\]\\^])\]/.exec(this.left) ?? [];
    const [two, escaped] = /^\\(.)/.exec(this.left) ?? [];
    const taken = one ?? two ?? String.fromCodePoint(this.left.codePointAt(0) ?? 0);
    const text = inClass ?? escaped ?? taken;
    const isPlain = inClass !== undefined || escaped !== undefined ? ESCAPED.test(text) : LITERAL.test(text);
    if (!isPlain) return undefined;
    this.left = this.left.slice(taken.length);
    return [text];
  }

  private take(sign: string): boolean {
    if (!this.left.startsWith(sign)) return false;
    this.left = this.left.slice(sign.length);
    return true;
  }
}
