// Pages of rules are fresh, have the same headings, and every id in a mapping has its title.
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { CATEGORY_LIMITS } from "../../scripts/docs/category-limits.js";
import { RULE_PAGE_HEADINGS } from "../../scripts/docs/rule-page.js";
import { ruleDocs } from "../../scripts/docs/rules.js";
import { idsOf } from "../../scripts/docs/rules-overview.js";
import { NHI_CATEGORIES, STANDARDS } from "../../scripts/docs/standards.js";
import { loadRules } from "../../src/catalog/load-rules.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";

const docs = await ruleDocs();
const rules = await loadRules("rules", "built-in", checkExpressions);

test.each([...docs])("%s is fresh (else: node --import tsx scripts/docs/rules.ts)", async (path, text) => {
  expect(await readFile(path, "utf8")).toBe(text);
});

test("docs/rules holds one page a rule, the overview, and nothing else", async () => {
  const expected = [...rules.map(({ id }) => `${id}.md`), "README.md"].sort();
  expect((await readdir("docs/rules")).sort()).toEqual(expected);
});

test.each(rules.map(({ id }) => id))("the page of %s has every heading, in order, with text below it", (id) => {
  const page = docs.get(`docs/rules/${id}.md`) ?? "";
  const [, ...sections] = page.split(/^## /m);
  expect(sections.map((section) => section.split("\n", 1)[0])).toEqual(RULE_PAGE_HEADINGS);
  for (const section of sections) expect(section.split("\n").slice(1).join("").trim()).not.toBe("");
});

describe("mappings", () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))("every id of %s has a title", (_id, rule) => {
    for (const standard of STANDARDS) {
      for (const mapped of idsOf(rule, standard.key)) expect(Object.keys(standard.entries)).toContain(mapped);
    }
  });

  test("every catalogue that a rule can name is described", () => {
    const keys = new Set(rules.flatMap(({ mappings }) => Object.keys(mappings)));
    expect(STANDARDS.map(({ key }) => key)).toEqual(expect.arrayContaining([...keys]));
  });

  test("agentic risks that show only at run time are claimed by no rule", () => {
    const claimed = rules.flatMap(({ mappings }) => mappings.agentic);
    expect(claimed.filter((id) => ["ASI01", "ASI05", "ASI06", "ASI08"].includes(id))).toEqual([]);
  });

  test("no id of CSF 1.1 is used", () => {
    expect(rules.flatMap(({ mappings }) => mappings.csf).filter((id) => id.startsWith("PR.AC"))).toEqual([]);
  });
});

test("every category has limits", () => {
  expect(Object.keys(CATEGORY_LIMITS)).toEqual(Object.keys(NHI_CATEGORIES));
});

describe("the overview", () => {
  const [, ...sections] = (docs.get("docs/rules/README.md") ?? "").split(/^## /m);

  test("has a section for each category, in order", () => {
    const titles = Object.entries(NHI_CATEGORIES).map(([id, { title }]) => `${id} ${title}`);
    expect(sections.map((section) => section.split("\n", 1)[0])).toEqual(titles);
  });

  test.each(Object.keys(NHI_CATEGORIES))("%s lists its rules and no others, and says what no rule can see", (id) => {
    const section = sections.find((text) => text.startsWith(`${id} `)) ?? "";
    const listed = [...section.matchAll(/^\| \[([A-Z0-9]+-\d{3})\]/gm)].map(([, rule]) => rule);
    const own = rules.filter(({ mappings }) => mappings.owasp_nhi.includes(id)).map((rule) => rule.id);
    expect(listed).toEqual(own);
    expect(section).toContain(`**Cannot be seen:** ${CATEGORY_LIMITS[id]?.hidden}`);
    expect(section).toContain(CATEGORY_LIMITS[id]?.looks);
  });
});
