// The last lines of a report: how much was asked, and which list holds every call that was made.
import { expect, test } from "vitest";
import { closingLines } from "../../src/app/closing.js";
import type { CrawlOutcome } from "../../src/app/crawl.js";
import { resolveSettings } from "../../src/app/settings.js";

async function linesOf(calls: readonly [scope: string, count: number][]): Promise<string[]> {
  const settings = await resolveSettings({ db: ":memory:" }, ["github:octo-org"], {}, "/");
  const crawled: CrawlOutcome = {
    failed: [],
    scopes: new Set(),
    notReread: new Map(),
    calls: calls.map(([scope, count]) => ({ scope, call: "GET /x", count })),
    interrupted: false,
  };
  return closingLines(settings, "scan", crawled);
}

const FORGOTTEN = "kept nowhere (--db :memory:): a scan with --db FILE can be asked further";

test("calls are counted over scopes, and the list named is that of the provider asked", async () => {
  expect(
    await linesOf([
      ["github:octo-org", 1200],
      ["github:octocat", 34],
    ]),
  ).toEqual(["1,234 calls made, all read-only (nhi permissions github lists them)", FORGOTTEN]);
});

test("several providers are several lists", async () => {
  const [line] = await linesOf([
    ["github:octo-org", 1],
    ["aws:111122223333", 2],
  ]);
  expect(line).toBe("3 calls made, all read-only (nhi permissions aws, nhi permissions github list them)");
});

test("one call is one", async () => {
  const [line] = await linesOf([["jenkins:ci.example.com", 1]]);
  expect(line).toBe("1 call made, read-only (nhi permissions jenkins lists them)");
});

test("where nothing was asked, nothing is said of it", async () => {
  expect(await linesOf([])).toEqual([FORGOTTEN]);
});
