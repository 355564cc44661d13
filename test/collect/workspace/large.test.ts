// A domain ten times as large takes ten times as many calls and no more rows than its people and its applications are.
import { expect, test } from "vitest";
import type { Answers, Question } from "../../../src/collect/answers.js";
import type { Page } from "../../../src/collect/page.js";
import { OddAnswers } from "../../../src/collect/shape.js";
import { crawlDomain } from "../../../src/collect/workspace/crawl.js";
import { DomainCrawl } from "../../../src/collect/workspace/domain-crawl.js";
import { noting } from "../support.js";

const PAGE = 500;
const APPS = 40;
const NOTHING: readonly string[] = [];

/** Answers of a domain in which everybody consented to three of the applications. */
class LargeDomain implements Answers {
  readonly isLive = true;
  readonly odd = new OddAnswers();
  readonly asked = new Map<string, number>();
  readonly people: number;

  constructor(people: number) {
    this.people = people;
  }

  async *pages({ path, call }: Question): AsyncGenerator<Page> {
    const count = (): void => void this.asked.set(call, (this.asked.get(call) ?? 0) + 1);
    const name = path.at(-1);
    if (call === "directory.users.list") {
      for (let start = 0; start < this.people; start += PAGE) {
        count();
        yield { users: Array.from({ length: Math.min(PAGE, this.people - start) }, (_, at) => person(start + at)) };
      }
      return;
    }
    count();
    if (name === "my_customer") yield { id: "C1large", customerDomain: "large.example" };
    else if (name === "tokens") yield { items: consents(Number(/p(\d+)@/.exec(path.at(-2) ?? "")?.[1])) };
    else yield { items: [], policies: [] };
  }

  bytes(): Promise<Uint8Array> {
    return Promise.reject(new Error("no file"));
  }
  has = async (): Promise<boolean> => true;
  wasAsked = (): undefined => undefined;
  noteAsked = (): void => undefined;
  names = async (): Promise<readonly string[]> => NOTHING;
  files = async (): Promise<readonly string[]> => NOTHING;
  file = (): undefined => undefined;
}

const person = (at: number): object => ({
  id: String(at),
  primaryEmail: `p${at}@large.example`,
  isAdmin: at === 0,
  suspended: false,
});

const consents = (at: number): readonly object[] =>
  [0, 1, 2].map((one) => ({
    clientId: `${300000000000 + ((at + one) % APPS)}-x.apps.googleusercontent.com`,
    displayText: `app ${(at + one) % APPS}`,
    scopes: ["https://www.googleapis.com/auth/drive"],
  }));

async function crawlOf(people: number) {
  const answers = new LargeDomain(people);
  const rows = new Map<string, number>();
  let edges = 0;
  let largest = 0;
  for await (const batch of crawlDomain(
    new DomainCrawl({ domain: "large.example", answers, context: noting().context }),
  )) {
    const { nodes = [] } = batch;
    for (const { type } of nodes) rows.set(type, (rows.get(type) ?? 0) + 1);
    edges += batch.edges?.length ?? 0;
    largest = Math.max(largest, nodes.length);
  }
  return { asked: answers.asked, rows, edges, largest };
}

test("10,000 people: two calls each, a page of users for 500, one row a person, an application and a set of scopes", async () => {
  const people = 10_000;
  const { asked, rows, edges, largest } = await crawlOf(people);
  expect(asked.get("directory.users.list")).toBe(people / PAGE);
  expect(asked.get("directory.tokens.list")).toBe(people);
  expect(asked.get("directory.asps.list")).toBe(people);
  // what does not grow with people: of each application its last use, and the lists of the domain
  const others = [...asked].filter(([call]) => !/users\.list|tokens\.list|asps\.list/.test(call));
  expect(others.reduce((sum, [, calls]) => sum + calls, 0)).toBeLessThan(APPS + 10);
  const few = ["customer", "mailboxes", "files", "chats", "calendars", "contacts"].map((one) => `workspace.${one}`);
  expect(Object.fromEntries(rows)).toEqual({
    "workspace.user": people,
    "workspace.oauth-client": APPS,
    "workspace.consent": APPS,
    ...Object.fromEntries(few.map((type) => [type, 1])),
  });
  expect(edges).toBe(APPS);
  // no batch holds more than a page of people
  expect(largest).toBeLessThanOrEqual(PAGE);
});
