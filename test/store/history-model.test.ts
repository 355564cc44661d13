// History against a model that fits on a page: any crawls, of any coverage, interrupted anywhere, show what it says.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { CoverageState } from "../../src/model/batch.js";
import { openStore } from "../../src/store/index.js";
import { ACCOUNT, DETAILS, details, hour, principal, REPORT, rows } from "./estate.js";

interface Answer {
  readonly dataSet: string;
  /** Version of the node by its id. */
  readonly nodes: ReadonlyMap<string, number>;
  readonly state: CoverageState;
}

interface Crawl {
  readonly answers: readonly Answer[];
  /** Batches that an interrupted crawl of the same scope wrote before, of other answers. */
  readonly interrupted: readonly Answer[];
  /** Whether the interrupted one is too old to go on with. */
  readonly old: boolean;
}

const nodes = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(2)), { selector: ([id]) => id })
  .map((entries) => new Map(entries));
const state = fc.constantFrom<CoverageState>("complete", "complete", "partial", "denied", "failed");
const answers = fc.uniqueArray(fc.record({ dataSet: fc.constantFrom(DETAILS, REPORT), nodes, state }), {
  selector: ({ dataSet }) => dataSet,
});
const crawls = fc.array(fc.record({ answers, interrupted: answers, old: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});

/** What readers see after the crawls: by data set, the version of each node. */
function expected(list: readonly Crawl[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const shown = new Map<string, Map<string, number>>();
  for (const crawl of list) {
    // A data set that the interrupted crawl had complete is not asked again; of any other the new answer counts alone.
    const kept = crawl.old ? [] : crawl.interrupted.filter((answer) => answer.state === "complete");
    const done = new Set(kept.map(({ dataSet }) => dataSet));
    const leftOver = crawl.old ? [] : crawl.interrupted.filter(({ dataSet }) => !done.has(dataSet));
    const asked = crawl.answers.filter(({ dataSet }) => !done.has(dataSet));
    const again = new Set(asked.map(({ dataSet }) => dataSet));
    for (const answer of [...kept, ...asked, ...leftOver.filter(({ dataSet }) => !again.has(dataSet))]) {
      const before = answer.state === "complete" ? [] : (shown.get(answer.dataSet) ?? []);
      shown.set(answer.dataSet, new Map([...before, ...answer.nodes]));
    }
  }
  return shown;
}

function toBatch({ dataSet, nodes: versions, state: ending }: Answer) {
  const id = (name: string) => `${dataSet}/${name}`;
  return details({ dataSet, nodes: [...versions].map(([name, version]) => principal(id(name), { version })) }, ending);
}

it("shows what the model says", () => {
  fc.assert(
    fc.property(crawls, (list) => {
      const store = openStore({ path: ":memory:", mode: "write" });
      list.forEach((crawl, at) => {
        const before = store.beginRun({ command: "scan", version: "0", now: hour(at * 100) });
        const first = store.openSnapshot(before, ACCOUNT, hour(at * 100));
        for (const answer of crawl.interrupted) first.write(toBatch(answer));
        const now = hour(at * 100 + (crawl.old ? 30 : 1));
        const run = store.beginRun({ command: "scan", version: "0", now });
        const writer = store.openSnapshot(run, ACCOUNT, now);
        for (const answer of crawl.answers) if (!writer.isDone(answer.dataSet)) writer.write(toBatch(answer));
        writer.complete(now);
        store.finishRun(run, "done", now);
      });
      const shown = rows(store, "SELECT id, properties ->> 'version' FROM node WHERE kind = 'principal' ORDER BY id");
      const wanted = [...expected(list)].flatMap(([dataSet, versions]) =>
        [...versions].map(([name, version]) => [`${dataSet}/${name}`, version]),
      );
      expect(shown).toEqual(wanted.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
      // Whatever happened, no row is open twice and none closes before it opens.
      const sql = `SELECT count(*) FROM node_row WHERE closed_in <= opened_in
        UNION ALL SELECT count(*) - count(DISTINCT id) FROM node_row WHERE closed_in IS NULL
        UNION ALL SELECT count(*) FROM closing_row`;
      expect(rows(store, sql)).toEqual([[0], [0], [0]]);
      store.close();
    }),
    { numRuns: 60 },
  );
});
