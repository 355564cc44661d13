// The last lines of a report: how much was asked, and which list holds every call that was made.
import { expect, test } from "vitest";
import { closingLines, type NamedFix } from "../../src/app/closing.js";
import type { CrawlOutcome } from "../../src/app/crawl.js";
import { resolveSettings } from "../../src/app/settings.js";

async function linesOf(calls: readonly [scope: string, count: number][], fix?: NamedFix): Promise<string[]> {
  const settings = await resolveSettings({ db: ":memory:" }, ["github:octo-org"], {}, "/");
  const crawled: CrawlOutcome = {
    failed: [],
    scopes: new Set(),
    notReread: new Map(),
    calls: calls.map(([scope, count]) => ({ scope, call: "GET /x", count })),
    interrupted: false,
  };
  return closingLines(settings, "scan", crawled, fix);
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

test("the change that cuts most is named, with what it cuts of the paths that were found", async () => {
  const fix = { fix: "arn:aws:iam::111122223333:role/deploy#trust", cut: 1412, reaching: 1460 };
  expect(await linesOf([], { ...fix, name: "trust policy of role deploy of prod (111122223333)" })).toEqual([
    "fix first: trust policy of role deploy of prod (111122223333) cuts 1,412 of 1,460 paths to admin",
    FORGOTTEN,
  ]);
});
