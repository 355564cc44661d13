// The way through the pages of one list: a page that comes again, a list without end and a link to elsewhere are no end of
// it, but faults, so that what was not read is a gap.
import { toRefusal } from "./answers.js";

/** A list longer than this is not one. */
const MOST_PAGES = 10_000;

export class PageTrail {
  readonly #call: string;
  readonly #most: number;
  readonly #seen: Set<string>;
  #pages = 1;

  /** `first`: address of the page that the list begins with, where a link may lead back to it. `most`: pages believed. */
  constructor(call: string, { first, most = MOST_PAGES }: { readonly first?: string; readonly most?: number } = {}) {
    this.#call = call;
    this.#most = most;
    this.#seen = new Set(first === undefined ? [] : [first]);
  }

  /**
   * Notes that the page `next` (its address or token) is asked for after the one before was read; `spellings` are other ways
   * to write it. Throws AnswerFault when it was there before, or when there are more pages than are believed.
   */
  follow(next: string, ...spellings: readonly string[]): string {
    if ([next, ...spellings].some((one) => this.#seen.has(one))) {
      throw this.#refuse("RepeatedPage", "the same page came twice; the rest was not read");
    }
    if (this.#pages >= this.#most) {
      throw this.#refuse("EndlessList", `the list has no end: what comes after ${this.#most} pages was not read`);
    }
    this.#seen.add(next);
    this.#pages += 1;
    return next;
  }

  /** The same for a link, which has to be below `api`: a token never follows one to another host. */
  followLink(next: string, api: string): string {
    if (next.startsWith(`${api}/`)) return this.follow(next);
    throw this.foreign(/^[a-z]+:\/\/[^/]*/i.exec(next)?.[0] ?? "another host");
  }

  /** The fault of a link to a host that is not asked. */
  foreign(host: string): unknown {
    return this.#refuse("ForeignLink", `the next page is at ${host}, which is not asked; the rest was not read`);
  }

  #refuse(code: string, message: string): unknown {
    return toRefusal({ call: this.#call }, { code, message });
  }
}
