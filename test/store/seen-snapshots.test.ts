// What two analyses saw of several accounts: whether it is the same, and when a data set came into view.
import { describe, expect, it } from "vitest";
import type { GraphBatch } from "../../src/model/batch.js";
import type { Store } from "../../src/store/index.js";
import { crawl, details, hour, KEYS, memoryStore, OTHER, principal, ROLE, USER } from "./estate.js";

const ANY_TIME = { after: null, before: null };

const THIRD = { ...OTHER, id: "aws:777788889999", name: "third" };
const HERE = details({ nodes: [principal(USER)] });
const THERE = details({ scope: OTHER, nodes: [principal("arn:aws:iam::444455556666:user/ci")] });
const CHANGED = details({ scope: OTHER, nodes: [principal("arn:aws:iam::444455556666:user/ci", { path: "/new/" })] });

/** A store with a crawl and an analysis of each list of batches, an hour apart. */
function analysed(...crawls: readonly (readonly GraphBatch[])[]): Store {
  const store = memoryStore();
  for (const [at, batches] of crawls.entries()) {
    crawl(store, batches, hour(at));
    store.writeAnalysis({ facts: [], nodes: [], edges: [], gaps: [] }, hour(at), { of: "basis", span: ANY_TIME });
  }
  return store;
}

describe("two analyses are of the same state", () => {
  it.each<[string, readonly GraphBatch[]]>([
    ["both accounts were read again", [HERE, THERE]],
    ["one of them was read again", [THERE]],
  ])("when %s and nothing changed", (_, again) => {
    const store = analysed([HERE, THERE], again);
    const [before, after] = store.analyses();
    expect(before && after && store.isSameState(before, after)).toBe(true);
  });

  it("when a change came after the later one", () => {
    const store = analysed([HERE, THERE], [HERE, THERE], [HERE, CHANGED]);
    const [first, second, third] = store.analyses();
    expect(first && second && store.isSameState(first, second)).toBe(true);
    expect(second && third && store.isSameState(second, third)).toBe(false);
    expect(first && third && store.isSameState(first, third)).toBe(false);
  });

  it.each<[string, readonly GraphBatch[]]>([
    ["of the second account a row changed", [HERE, CHANGED]],
    ["of the second account a row is gone", [HERE, details({ scope: OTHER })]],
    ["a third account was read", [HERE, THERE, details({ scope: THIRD, nodes: [principal(ROLE)] })]],
  ])("not when %s", (_, again) => {
    const store = analysed([HERE, THERE], again);
    const [before, after] = store.analyses();
    expect(before && after && store.isSameState(before, after)).toBe(false);
  });
});

describe("a data set came into view", () => {
  const keys = (scope: GraphBatch["scope"], state: "complete" | "denied") => details({ scope, dataSet: KEYS }, state);
  const came = (store: Store, from: number, to: number) => {
    const all = store.analyses();
    const [before, after] = [all[from], all[to]];
    if (before === undefined || after === undefined) throw new Error("there are too few analyses");
    return store.history(before, after).cameIntoView();
  };

  it("with the first analysis that saw it whole, of each account by itself", () => {
    const store = analysed(
      [HERE, keys(HERE.scope, "denied"), THERE, keys(OTHER, "denied")],
      [HERE, keys(HERE.scope, "complete"), THERE, keys(OTHER, "denied")],
      [HERE, keys(HERE.scope, "complete"), THERE, keys(OTHER, "denied")],
      [HERE, keys(HERE.scope, "complete"), THERE, keys(OTHER, "complete")],
    );
    expect(came(store, 0, 3)).toEqual([2, 4]);
    expect(came(store, 0, 2)).toEqual([2]);
    expect(came(store, 1, 2)).toEqual([]);
    expect(came(store, 1, 3)).toEqual([4]);
  });

  it("with the last analysis that saw something which refused before, though not all of it yet", () => {
    const gap = (subject: string, message = "AccessDenied") => ({ dataSet: KEYS, subject, message });
    const part = (...gaps: readonly ReturnType<typeof gap>[]) => [details({ dataSet: KEYS, gaps }, "partial")];
    const [ci, web, job] = [gap("user/ci"), gap("user/web"), gap("user/job")];
    const store = analysed(part(ci, web, job), part(ci, web), part(ci, gap("user/web", "Throttling")), part(ci));
    expect(came(store, 0, 3)).toEqual([4]);
    expect(came(store, 0, 2)).toEqual([2]);
    expect(came(store, 1, 2)).toEqual([]);
  });

  it("with that of an account that was read for the first time; not when it is refused since", () => {
    const store = analysed([HERE], [HERE, THERE], [HERE, details({ scope: OTHER }, "denied")]);
    expect(came(store, 0, 1)).toEqual([2]);
    expect(came(store, 1, 2)).toEqual([]);
  });
});
