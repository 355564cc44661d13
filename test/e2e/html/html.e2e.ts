// The HTML report in a real browser: it loads without a fault or a request, filters, works with the keyboard, without scripts,
// on paper, with hostile names and with 41,000 findings; axe finds nothing.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { html } from "../../../src/report/html.js";
import { HOSTILE, hostileFinding, hostileSource, manyFindings, render, source } from "../../report/fixture.js";
import { Browser, chromiumPath } from "../tools/chromium.js";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import { FOLDER } from "../tools/tools.js";

const AXE = join(FOLDER, "node_modules", "axe-core", "axe.min.js");
const skip = chromiumPath() === undefined ? "no browser could be installed" : false;
const folder = scratch("html");
const acme = join(folder, "acme.html");

const SHOWN = `document.querySelectorAll("#findings .rows > li").length`;
const SAID = `document.querySelector("#findings output").textContent`;
const choose = (filter: string, value: string): string =>
  `(() => { const box = document.querySelector('#findings [data-filter="${filter}"]'); box.value = "${value}"; box.dispatchEvent(new Event("input", { bubbles: true })); })()`;

interface JsonReport {
  readonly findings: readonly { readonly severity: string; readonly rule: string; readonly scope: string }[];
  readonly rules: readonly { readonly id: string; readonly mappings: { readonly owasp_nhi: readonly string[] } }[];
}

describe("the HTML report in a browser", { skip, timeout: 600_000 }, () => {
  let browser: Browser;
  let json: JsonReport;

  before(async () => {
    const env = cleanEnvironment(join(folder, "home"), {});
    const words = ["demo", "--output", acme, "--output", join(folder, "acme.json")];
    const { status, stderr } = await nhi(words, { cwd: folder, env });
    assert.equal(status, 0, stderr);
    json = JSON.parse(readFileSync(join(folder, "acme.json"), "utf8")) as JsonReport;
    browser = new Browser();
  });
  after(() => browser?.close());

  it("loads: everything is there, nothing is asked for, nothing is complained about", async () => {
    const page = await browser.open(acme);
    assert.equal(await page.evaluate(SHOWN), json.findings.length);
    assert.ok((await page.evaluate<number>(`document.querySelectorAll("svg.path").length`)) > 5);
    assert.equal(await page.evaluate(`document.querySelector("#findings .filters").hidden`), false);
    assert.deepEqual(page.faults, []);
    assert.deepEqual(page.requests, []);
  });

  it("filters by severity, provider, OWASP category and words, and says how many are left", async () => {
    const page = await browser.open(acme);
    const owasp = new Map(json.rules.map(({ id, mappings }) => [id, mappings.owasp_nhi]));
    const expected = (test: (finding: JsonReport["findings"][number]) => boolean) => json.findings.filter(test).length;
    for (const [filter, value, count] of [
      ["severity", "critical", expected(({ severity }) => severity === "critical")],
      ["provider", "github", expected(({ scope }) => scope.startsWith("github:"))],
      ["owasp", "NHI2", expected(({ rule }) => owasp.get(rule)?.includes("NHI2") === true)],
    ] as const) {
      assert.ok(count > 0 && count < json.findings.length);
      await page.evaluate(choose(filter, value));
      await page.frame();
      assert.equal(await page.evaluate(SHOWN), count, filter);
      assert.match(await page.evaluate<string>(SAID), new RegExp(`^Showing 1 to ${count} of ${count} that fit`));
      await page.evaluate(choose(filter, ""));
    }
    await page.frame();
    assert.equal(await page.evaluate(SHOWN), json.findings.length);
    await page.evaluate(`document.querySelector('#findings [data-filter="text"]').focus()`);
    await page.type("aws-010 PRINT-press");
    assert.equal(await page.evaluate(SHOWN), 1);
    await page.type(" nowhere");
    assert.equal(await page.evaluate(SAID), "Nothing fits these filters.");
    assert.deepEqual(page.faults, []);
  });

  it("works with the keyboard: past the links, into a finding", async () => {
    const page = await browser.open(acme);
    await page.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the report");
    await page.press("Enter");
    await page.frame();
    assert.equal(await page.evaluate("document.activeElement.id"), "main");
    await page.evaluate(`document.querySelector('#findings [data-filter="text"]').focus()`);
    await page.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.tagName"), "SUMMARY");
    for (const [key, open] of [
      ["Enter", true],
      ["Space", false],
    ] as const) {
      await page.press(key);
      assert.equal(await page.evaluate("document.activeElement.parentElement.open"), open);
    }
  });

  it("is whole without scripts", async () => {
    const page = await browser.open(acme, { scripts: false });
    assert.equal(await page.evaluate(SHOWN), json.findings.length);
    assert.equal(await page.evaluate(`document.querySelector("#findings .filters").checkVisibility()`), false);
    assert.deepEqual(page.faults, []);
  });

  it("prints, with the details open", async () => {
    const page = await browser.open(acme);
    const pdf = await page.pdf();
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages > json.findings.length / 10, `${pages} pages`);
    console.log(`printed: ${pages} pages, ${pdf.length} bytes`);
  });

  for (const dark of [false, true]) {
    it(`axe finds nothing (${dark ? "dark" : "light"})`, {
      skip: existsSync(AXE) ? false : "axe-core is not installed",
    }, async () => {
      const page = await browser.open(acme, { dark, bypassPolicy: true });
      await page.evaluate(`document.querySelector("#findings details").open = true`);
      await page.evaluate(readFileSync(AXE, "utf8"));
      const found = await page.evaluate<{ violations: string[]; passes: number }>(
        `axe.run().then(({ violations, passes }) => ({ violations: violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 200) + " " + failureSummary).join(" | ")), passes: passes.length }))`,
      );
      assert.deepEqual(found.violations, []);
      assert.ok(found.passes > 20, `${found.passes} rules of axe looked at something`);
    });
  }

  it("hostile names stay texts", async () => {
    const file = join(folder, "hostile.html");
    const evil = [
      ...HOSTILE.map(({ name }) => name),
      `"><script>window.owned=1</script>`,
      `</script><img src=x onerror="window.owned=1">`,
    ];
    const many = manyFindings(300).map((row) => ({ ...row, message: evil[evil.length - 1] ?? "" }));
    const findings = [...evil.map(hostileFinding), ...many];
    writeFileSync(file, await render(html, { ...hostileSource(evil.at(-1) ?? ""), findings }));
    const page = await browser.open(file);
    await page.evaluate(`document.querySelector('#findings .pages button:last-child').click()`);
    await page.frame();
    assert.equal(await page.evaluate(SHOWN), findings.length - 250);
    assert.equal(await page.evaluate("window.owned"), undefined);
    assert.equal(await page.evaluate(`document.querySelectorAll("img, iframe, object, embed").length`), 0);
    assert.deepEqual(page.faults, []);
    assert.deepEqual(page.requests, []);
  });

  it("the policy bites: a script and a style that are put into the page do nothing", async () => {
    const file = join(folder, "broken.html");
    const bad = `<script>window.owned=1</script><p style="color:red" onclick="1">x</p></main>`;
    writeFileSync(file, readFileSync(acme, "utf8").replace("</main>", bad));
    const page = await browser.open(file);
    assert.equal(await page.evaluate("window.owned"), undefined);
    assert.ok(page.faults.length >= 2, page.faults.join("\n"));
  });

  it("41,000 findings: a page at a time, every one found", async () => {
    const file = join(folder, "large.html");
    const began = performance.now();
    writeFileSync(file, await render(html, source({ findings: manyFindings(41_000) })));
    const written = performance.now();
    const page = await browser.open(file);
    const loaded = performance.now();
    assert.equal(await page.evaluate(SHOWN), 250);
    assert.equal(await page.evaluate(SAID), "Showing 1 to 250 of 41,000.");
    await page.evaluate(`document.querySelector('#findings [data-filter="text"]').focus()`);
    const asked = performance.now();
    await page.type("ci-00040999");
    const filtered = performance.now();
    assert.equal(await page.evaluate(SHOWN), 1);
    const ms = (from: number, to: number): number => Math.round(to - from);
    console.log(
      `41,000 findings: ${(statSync(file).size / 1e6).toFixed(1)} MB, written in ${ms(began, written)} ms, loaded in ${ms(written, loaded)} ms, first search ${ms(asked, filtered)} ms`,
    );
    assert.deepEqual(page.faults, []);
  });
});
