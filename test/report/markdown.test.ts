import { describe, expect, test } from "vitest";
import { markdown } from "../../src/report/markdown.js";
import { cleanSource, DEV, finding, HOSTILE, hostileSource, manyFindings, PROD, render, source } from "./fixture.js";

/** GitHub's limit on a step summary. */
const GITHUB_LIMIT = 1024 * 1024;

describe("markdown", () => {
  test("summary first, findings folded, critical ones open, what was not seen last", async () => {
    const text = await render(markdown, source());
    const order = [
      "### nhi: 1 critical, 1 high, 0 medium, 1 low",
      "12 of 40 workload identities need no static secret (30 %)",
      "**2 rules not evaluated** in 1 scope",
      "| `aws:111122223333` | prod | 3 | 1 | 1 | 0 | 0 |",
      "<details open><summary>CRITICAL <code>AWS-013</code>",
      "<details><summary>HIGH <code>AWS-001</code>",
      "<details><summary>LOW <code>MY-001</code>",
      "### Not evaluated: 2 rules in 1 scope",
      "### Gaps: 3 things could not be read",
    ].map((part) => text.indexOf(part));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("a blank line follows each summary, or GitHub would not read the Markdown inside", async () => {
    const text = await render(markdown, source());
    expect(text.match(/<\/summary>\n\n/g)).toHaveLength(3);
    expect(text.match(/\n<\/details>\n/g)).toHaveLength(3);
  });

  test("nothing found and nothing unread says so, without sections for it", async () => {
    const text = await render(markdown, cleanSource());
    expect(text).toContain("No findings in what was read.");
    expect(text).not.toContain("Not evaluated");
    expect(text).not.toContain("Gaps");
  });

  test("nhi's own failure is said at the top", async () => {
    expect(await render(markdown, cleanSource({ executionSuccessful: false }))).toContain("**nhi itself failed");
  });

  test("fits a step summary whatever is found, worst first, with a notice; what was not seen stays", async () => {
    const wide = "管".repeat(400);
    const gaps = Array.from({ length: 5000 }, (_, at) => ({ dataSet: "a", subject: `gap-${at}`, message: wide }));
    const scopes = [
      ...Array.from({ length: 3000 }, (_, at) => ({
        id: `aws:${at}`,
        type: "aws.account",
        name: wide,
        identities: 1,
        coverage: [],
        gaps: [],
      })),
      { id: DEV, type: "aws.account", name: "dev", identities: 1, coverage: [], gaps },
    ];
    const findings = manyFindings(20_000, [PROD, DEV]).map((row) => ({ ...row, message: `${row.message} ${wide}` }));
    const text = await render(markdown, source({ findings, scopes }));
    expect(Buffer.byteLength(text)).toBeLessThan(GITHUB_LIMIT);
    expect(Buffer.byteLength(text)).toBeGreaterThan(500_000);
    expect(text.match(/\*\*Shortened:\*\*/g)).toHaveLength(3);
    expect(text).toContain("CRITICAL");
    expect(text).not.toContain("<summary>LOW");
    expect(text).toContain("### Not evaluated");
    expect(text).toContain("gap-0");
  });

  test("many findings of one rule come in parts that count the whole", async () => {
    const findings = manyFindings(1000).map((row) => ({ ...row, severity: "low" as const }));
    const text = await render(markdown, source({ findings }));
    expect(text).toContain("(200 of 1,000)");
    expect(text.match(/<details>/g)).toHaveLength(5);
  });

  test("new and carried-forward findings are marked", async () => {
    const text = await render(markdown, source({ findings: [finding({ isNew: true, carried: true })] }));
    expect(text).toContain("**new** · not re-read this time");
    expect(await render(markdown, source({ findings: [finding({ isNew: false })] }))).not.toContain("**new**");
  });

  test.each(HOSTILE)("$label: no markup, link, mention or table cell of its own", async ({ name }) => {
    const text = await render(markdown, hostileSource(name));
    // What is inside code is shown as it is; the rest must be free of anything that GitHub acts on.
    const outside = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, "").replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
    const html = [...outside.matchAll(/<\/?([a-z]+)[^>]*>/gi)].map(([tag]) => tag.replace(/ open>/, ">"));
    const allowed = [
      "<details>",
      "</details>",
      "<summary>",
      "</summary>",
      "<code>",
      "</code>",
      "<br>",
      "<span>",
      "</span>",
    ];
    for (const tag of html) expect(allowed).toContain(tag);
    for (const [, target] of outside.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) {
      expect(target).toMatch(/^https:\/\/github\.com\/example\/nhi\//);
    }
    const words = outside.replace(/\]\(https:[^)]*\)/g, "").replace(/&#\d+;/g, "·");
    expect(words).not.toMatch(/https?:\/\/|\bwww\.|@\w|#\d|\bGH-\d/);
    for (const row of text.split("\n").filter((line) => line.startsWith("| "))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(9);
    }
  });
});
