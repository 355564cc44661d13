import { describe, expect, it } from "vitest";
import type { Question } from "../../src/collect/answers.js";
import { openBundle } from "../../src/collect/bundle.js";
import { AnswerFault } from "../../src/collect/fault.js";
import { ROOT_LIST } from "../../src/collect/json-scan.js";
import type { Page } from "../../src/collect/page.js";
import { RecordedAnswers } from "../../src/collect/recorded.js";
import { folderOf, JOIN_KEY } from "./support.js";

const ONE_LIST: Question = { path: ["f"], call: "c", lists: ["Users"], bare: ["id"] };
const TWO_LISTS: Question = { ...ONE_LIST, lists: ["Users", "Roles"] };
const ROOT: Question = { ...ONE_LIST, lists: [ROOT_LIST] };
const CHOSEN: Question = { path: ["f"], call: "c", lists: ["Users"] };
const NO_LIST: Question = { path: ["f"], call: "c" };
const BY_PLACE: Question = { ...NO_LIST, fromList: (items) => (items.length < 2 ? { items } : undefined) };
const A = { id: "a" };
const B = { id: "b" };

/** Elements of all lists of the answer, other fields of it, and what is wrong with it. */
async function ask(text: string, question: Question) {
  const answers = new RecordedAnswers(await openBundle(folderOf({ "f.json": text })), JOIN_KEY);
  const lists = new Map<string, unknown[]>();
  const other: Page[] = [];
  const read = () => ({ ...Object.fromEntries(lists), ...(other.length > 0 ? { other } : {}) });
  try {
    for await (const page of answers.pages(question)) {
      for (const [name, value] of Object.entries(page)) {
        if (Array.isArray(value)) lists.set(name, [...(lists.get(name) ?? []), ...value]);
      }
      if (question.lists === undefined) other.push(page);
    }
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return { read: read(), fault: fault.message.replace(/^.*f\.json: /, "") };
  }
  return { read: read() };
}

const texts = (...all: unknown[]) => all.map((one) => JSON.stringify(one)).join("\n");
const CUT = "not all pages: it says that there are more";
const MIXED = "wrong shape (not all of it is of one kind: pages, or what they list)";

const LACKS = "wrong shape (something without id in the list: save the answer as a whole)";

describe("an answer as people save it is read", () => {
  it.each<[string, string, Question, object]>([
    ["a bare list", texts([A, B]), ONE_LIST, { Users: [A, B] }],
    [
      "a bare list of more than a page",
      texts(Array.from({ length: 500 }, () => A)),
      ONE_LIST,
      { Users: Array(500).fill(A) },
    ],
    ["an empty bare list", "[]", ONE_LIST, { Users: [] }],
    [
      "pages one after the other",
      texts({ Users: [A], IsTruncated: true }, { Users: [B] }),
      ONE_LIST,
      { Users: [A, B] },
    ],
    [
      "pages without a space between",
      '{"Users":[{"id":"a"}],"nextLink":"x"}{"Users":[{"id":"b"}]}',
      ONE_LIST,
      { Users: [A, B] },
    ],
    ["a list of pages", texts([{ Users: [A], NextToken: "t" }, { Users: [B] }]), ONE_LIST, { Users: [A, B] }],
    [
      "a list of pages of several lists",
      texts([{ Users: [A], Roles: [] }, { Roles: [B] }]),
      TWO_LISTS,
      { Users: [A], Roles: [B] },
    ],
    ["bare lists one after the other", texts([A], [], [B]), ONE_LIST, { Users: [A, B] }],
    ["a list of bare lists", texts([[A], [B]]), ONE_LIST, { Users: [A, B] }],
    ["elements one after the other", texts(A, { ...B, tags: ["x"] }), ONE_LIST, { Users: [A, { ...B, tags: ["x"] }] }],
    ["pages of an answer that is a list", '[{"id":"a"}][{"id":"b"}]', ROOT, { [ROOT_LIST]: [A, B] }],
    ["a list of such pages", texts([[A], [B]]), ROOT, { [ROOT_LIST]: [A, B] }],
    ["elements of such a list, one after the other", texts(A, B), ROOT, { [ROOT_LIST]: [A, B] }],
    ["a list of what the answer has by place", texts([A]), BY_PLACE, { items: [A], other: [{ items: [A] }] }],
  ])("%s", async (_, text, question, read) => {
    expect(await ask(text, question)).toEqual({ read });
  });

  it("with an empty page, where the vendor leaves empty lists out", async () => {
    const question = { ...ONE_LIST, beside: new Set(["kind", "nextPageToken"]) };
    const pages = [{ Users: [A], nextPageToken: "t" }, { kind: "users" }];
    for (const text of [texts(...pages), texts(pages)])
      expect(await ask(text, question)).toEqual({ read: { Users: [A] } });
  });
});

describe("an answer as people save it is read in part", () => {
  it.each<[string, string, Question, object, string]>([
    [
      "the last page says that there are more",
      texts({ Users: [A] }, { Users: [B], nextLink: "x" }),
      ONE_LIST,
      { Users: [A, B] },
      CUT,
    ],
    [
      "the last of a list of pages does",
      texts([{ Users: [A] }, { Users: [B], IsTruncated: true }]),
      ONE_LIST,
      { Users: [A, B] },
      CUT,
    ],
    [
      "a refusal follows the pages",
      texts([A], { message: "Forbidden", documentation_url: "x" }),
      ROOT,
      { [ROOT_LIST]: [A] },
      "wrong shape (no list in text 2 of it)",
    ],
    ["another answer follows", texts({ Users: [A] }, { Groups: [] }), ONE_LIST, { Users: [A] }, LACKS],
    [
      "the text breaks off",
      '{"Users":[{"id":"a"}]}{"Users":[{"id":"b"},',
      ONE_LIST,
      { Users: [A, B] },
      "not JSON (line 1: unexpected end)",
    ],
  ])("where %s", async (_, text, question, read, fault) => {
    expect(await ask(text, question)).toEqual({ read, fault });
  });
});

describe("an answer as people save it is refused", () => {
  const WHOLE = "wrong shape (a list where an object with Users, Roles is expected: save the answer as a whole)";
  it.each<[string, string, Question, string]>([
    ["a bare list, which may be either", texts([A]), TWO_LISTS, WHOLE],
    ["an empty one of those", "[]", TWO_LISTS, "wrong shape (none of Users, Roles in it)"],
    ["pages and elements", texts([{ Users: [A] }, B]), ONE_LIST, MIXED],
    ["rows of values", texts([["a", "b"]]), ONE_LIST, LACKS],
    [
      "a refusal in a list",
      texts([{ error: { code: "Forbidden" } }]),
      ONE_LIST,
      "wrong shape (a refusal among what it lists)",
    ],
    [
      "refusals one after the other",
      texts({ error: { code: "x" } }, { error: {} }),
      ONE_LIST,
      "wrong shape (none of Users in it)",
    ],
    ["names alone", texts(["a"]), ONE_LIST, LACKS],
    ["chosen fields", texts([{ n: "a" }]), ONE_LIST, LACKS],
    ["chosen fields one after the other", texts({ n: "a" }, { n: "b" }), ONE_LIST, LACKS],
    ["a list where no CLI prints one", texts([A]), CHOSEN, WHOLE.replace(", Roles", "")],
    ["an object in a list", texts([A]), NO_LIST, "wrong shape (a list where an object is expected)"],
    ["a list of something else", texts([A, B]), BY_PLACE, "wrong shape (a list where an object is expected)"],
    ["several objects in a list", texts([A, B]), NO_LIST, "wrong shape (a list where an object is expected)"],
    ["no object in a list", "[]", NO_LIST, "wrong shape (a list where an object is expected)"],
  ])("%s", async (_, text, question, fault) => {
    expect(await ask(text, question)).toEqual({ read: {}, fault });
  });

  it("where several objects follow each other, of which each could be the answer", async () => {
    const { fault } = await ask(texts(A, B), NO_LIST);
    expect(fault).toBe("wrong shape (several answers where one is expected)");
  });
});
