// The newcomer's page, line by line: its commands run in their order in one folder, and print what it shows.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asPrinted, freshTenMinutes } from "../../scripts/docs/ten-minutes.js";

const PAGE = readFileSync("docs/ten-minutes.md", "utf8");

it("every command of the page runs, and prints the lines that it shows", { timeout: 300_000 }, () => {
  // Numbers included: with every rule there are more findings, and npm run docs writes them anew.
  expect(freshTenMinutes(PAGE)).toBe(PAGE);
});

it("a newcomer meets each of these, and finds the page", () => {
  for (const command of ["scan", "explain", "paths --from", "paths --choke", "explore", "inventory", "baseline create"])
    expect(PAGE).toContain(`$ nhi ${command}`);
  for (const command of ["check --baseline", "diff", "export opengraph", "export ocsf", "export evidence"])
    expect(PAGE).toContain(`$ nhi ${command}`);
  expect(readFileSync("README.md", "utf8")).toContain("](docs/ten-minutes.md)");
  const links = [...PAGE.matchAll(/\]\(([^)#]+)/g)].map(([, link = ""]) => join("docs", link));
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

describe("what the page shows of an output", () => {
  const printed = "3 findings\nfirst\nsecond\nthird\n";

  it.each([
    ["all of it", ["2 findings", "first", "second", "third"]],
    ["its beginning", ["2 findings", "…"]],
    ["its end", ["…", "third"]],
    ["lines of the middle", ["…", "second", "…"]],
  ])("%s, with the numbers of today", (_, shown) => {
    expect(asPrinted("nhi x", shown, printed)).toEqual(shown.map((line) => line.replace("2", "3")));
  });

  it.each([
    ["a word that is not printed", ["…", "fourth", "…"]],
    ["an order that is not so", ["…", "second", "…", "first", "…"]],
    ["lines that do not follow one another", ["…", "first", "third", "…"]],
    ["a first line that is not the first", ["first", "…"]],
    ["a last line after which there is more", ["3 findings"]],
    ["nothing, though something is printed", []],
  ])("not %s", (_, shown) => {
    expect(() => asPrinted("nhi x", shown, printed)).toThrow(
      /^docs\/ten-minutes\.md: nhi x (prints more|does not print)/,
    );
  });
});
