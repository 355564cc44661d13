// Pages of an answer as people save it: as the API gives it, as a bare list as many CLIs print it, or all pages in one file, one
// after the other or as the elements of a list. What could be several of them is refused with what to save instead.
import type { Question } from "./answers.js";
import { AnswerFault } from "./fault.js";
import { fieldsOf, isFields, textOf } from "./fields.js";
import type { FilePage } from "./json-file.js";
import { ROOT_LIST } from "./json-scan.js";
import type { Page } from "./page.js";

/** What a file is made of: pages; elements of the list; lists of them; texts of one element each. */
type Make = "pages" | "elements" | "lists of elements" | "elements one after the other";

/** Turns what a file holds into pages as the API gives them. Throws AnswerFault. */
export class SavedPages {
  /** Whether the last page says that there are more. */
  isCut = false;
  readonly #question: Question;
  readonly #shown: string;
  readonly #lists: readonly string[];
  #make: Make | undefined;
  #text = 0;
  /** Whether the text at hand is a list, and whether it has shown a list of the answer. */
  #isList = false;
  #isShaped = false;
  /** The text at hand as long as it shows none; it is an element only if it is one of several. */
  #unshaped: Page[] = [];

  constructor(question: Question, shown: string) {
    this.#question = question;
    this.#shown = shown;
    this.#lists = question.lists ?? [];
  }

  /** Pages that a part of the file gives. */
  *take({ page, text }: FilePage): Generator<Page> {
    if (text !== this.#text) {
      yield* this.#endText(true);
      this.#text = text;
      this.isCut = this.#isShaped = this.#isList = false;
    }
    const elements = page[ROOT_LIST];
    if (Array.isArray(elements)) yield* this.#takeList(elements);
    // what ends a list is an empty page
    else if (this.#isList) return;
    else if (this.#lists.length === 0) yield this.#object(page);
    else yield* this.#takeObject(page);
  }

  /** The last pages. Throws when the file holds nothing of the answer. */
  *finish(): Generator<Page> {
    yield* this.#endText(this.#text > 0);
  }

  *#takeObject(page: Page): Generator<Page> {
    this.isCut ||= saysMore(page);
    this.#isShaped = this.#hasList(page) || this.#isShaped;
    if (!this.#isShaped) {
      if (this.#unshaped.length < 2) this.#unshaped.push(page);
      return;
    }
    this.#be("pages");
    this.#unshaped = [];
    yield this.#asAnswered(page);
  }

  *#endText(isOneOfMany: boolean): Generator<Page> {
    const [element, ...more] = this.#unshaped;
    this.#unshaped = [];
    if (element === undefined) {
      if (this.#lists.length > 0 && !this.#isShaped) throw this.#without();
      return;
    }
    const list = this.#onlyList;
    if (!isOneOfMany || list === undefined || more.length > 0 || isRefusal(element)) throw this.#without();
    if (list !== ROOT_LIST) this.#checkBare([element]);
    this.#be("elements one after the other");
    yield this.#asAnswered({ [list]: [element] });
  }

  *#takeList(elements: readonly unknown[]): Generator<Page> {
    const isFirst = !this.#isList;
    this.#isList = true;
    if (this.#lists.length === 0) {
      const page = this.#question.fromList?.(elements);
      if (page === undefined) throw misshapen(this.#shown, "a list where an object is expected");
      yield page;
      return;
    }
    this.#isShaped ||= elements.length > 0 || this.#onlyList !== undefined;
    const pages = elements.filter((element) => isFields(element) && this.#hasPage(element));
    if (pages.length === 0) {
      if (elements.length > 0 || isFirst) yield* this.#takeElements(elements);
      return;
    }
    if (pages.length < elements.length) throw this.#mixed();
    this.#be("pages");
    for (const page of pages.map(fieldsOf)) {
      this.isCut = saysMore(page);
      yield this.#asAnswered(page);
    }
  }

  *#takeElements(elements: readonly unknown[]): Generator<Page> {
    const list = this.#onlyList;
    if (list === undefined) {
      if (elements.length === 0) return;
      throw this.#notWhole();
    }
    if (list !== ROOT_LIST) this.#checkBare(elements.flat());
    if (elements.some(isRefusal)) throw misshapen(this.#shown, "a refusal among what it lists");
    const nested = elements.filter(Array.isArray).flat();
    if (elements.length > 0) this.#be(elements.some(Array.isArray) ? "lists of elements" : "elements");
    if (this.#make !== "lists of elements") {
      yield this.#asAnswered({ [list]: elements });
      return;
    }
    if (!elements.every(Array.isArray) || !nested.every(isFields)) throw this.#mixed();
    yield this.#asAnswered({ [list]: nested });
  }

  /** What somebody chose of an answer may lack what is needed, and would be nothing: only what a CLI prints by itself is read. */
  #checkBare(elements: readonly unknown[]): void {
    const { bare } = this.#question;
    if (bare === undefined) throw this.#notWhole();
    for (const element of elements) {
      if (!isFields(element) || (!isRefusal(element) && !bare.some((name) => textOf(element[name]) !== undefined))) {
        throw misshapen(this.#shown, `something without ${bare.join(" or ")} in the list: save the answer as a whole`);
      }
    }
  }

  #notWhole(): AnswerFault {
    const expected = `a list where an object with ${this.#lists.join(", ")} is expected`;
    return misshapen(this.#shown, `${expected}: save the answer as a whole`);
  }

  /** The one answer that is no list. */
  #object(page: Page): Page {
    if (this.#text > 0) throw misshapen(this.#shown, "several answers where one is expected");
    this.isCut ||= saysMore(page);
    return this.#question.fromCli?.(page) ?? page;
  }

  #asAnswered(page: Page): Page {
    const { fromCli } = this.#question;
    const list = this.#onlyList;
    const elements = list === undefined ? undefined : page[list];
    if (fromCli === undefined || list === undefined || !Array.isArray(elements)) return page;
    return { ...page, [list]: elements.map((element: unknown) => (isFields(element) ? fromCli(element) : element)) };
  }

  get #onlyList(): string | undefined {
    return this.#lists.length === 1 ? this.#lists[0] : undefined;
  }

  /** Whether an element of a list is a page: a list of pages is not itself what the answer lists. */
  #hasPage(element: Page): boolean {
    if (this.#onlyList === ROOT_LIST) return false;
    return this.#lists.some((list) => Array.isArray(element[list])) || isEmptied(this.#question, element);
  }

  /** Whether the page shows one of the lists that the answer is made of. Throws when one of them is no list. */
  #hasList(page: Page): boolean {
    let isShaped = false;
    for (const list of this.#lists) {
      if (!Object.hasOwn(page, list)) continue;
      if (!Array.isArray(page[list])) throw misshapen(this.#shown, `${list} is not a list`);
      isShaped = true;
    }
    return isShaped || isEmptied(this.#question, page);
  }

  #be(make: Make): void {
    this.#make ??= make;
    if (this.#make !== make) throw this.#mixed();
  }

  #mixed(): AnswerFault {
    return misshapen(this.#shown, "not all of it is of one kind: pages, or what they list");
  }

  #without(): AnswerFault {
    const place = this.#text > 0 ? `text ${this.#text + 1} of it` : "it";
    const what = this.#onlyList === ROOT_LIST ? "no list" : `none of ${this.#lists.join(", ")}`;
    return misshapen(this.#shown, `${what} in ${place}`);
  }
}

/** A file that holds something else than the answer. */
export function misshapen(shown: string, why: string): AnswerFault {
  return new AnswerFault("broken", "WrongShape", `${shown}: wrong shape (${why})`);
}

/** Names under which APIs say how the next page is asked for. */
const NEXT = ["NextToken", "nextToken", "NextMarker", "nextMarker", "nextPageToken", "nextLink", "@odata.nextLink"];

/** Whether the page says that there is more than it holds. */
function saysMore(page: Page): boolean {
  if (page["IsTruncated"] === true || NEXT.some((name) => (textOf(page[name]) ?? "") !== "")) return true;
  // a list of Kubernetes
  return (textOf(fieldsOf(page["metadata"])["continue"]) ?? "") !== "";
}

/** Whether the list may have been left out because nothing is in it: then nothing but what stands beside it is there. */
function isEmptied({ beside }: Question, page: Page): boolean {
  return beside !== undefined && Object.keys(page).every((name) => beside.has(name));
}

/** What an API says in the place of a page that it refuses; CLIs print it after the pages before. */
function isRefusal(element: unknown): boolean {
  const { error, message, documentation_url: page } = fieldsOf(element);
  return isFields(error) || (textOf(message) !== undefined && textOf(page) !== undefined);
}
