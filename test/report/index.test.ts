import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/model/errors.js";
import { CSV_COLUMNS } from "../../src/report/csv.js";
import { FORMATS, loadReporter, reportFiles } from "../../src/report/index.js";
import { cleanSource, HOSTILE, hostileSource, PROD, render, source, UNSEEN_RAW } from "./fixture.js";

const formats = Object.keys(FORMATS);

describe("formats", () => {
  test("the list is the contract of --format, as far as it exists", () => {
    expect(formats).toEqual([
      "pretty",
      "json",
      "jsonl",
      "sarif",
      "csv",
      "html",
      "markdown",
      "junit",
      "gitlab",
      "ocsf",
      "mermaid",
    ]);
  });

  test.each([
    ["sarfi", 'unknown format "sarfi", did you mean "sarif"?'],
    ["toml", 'unknown format "toml"; one of pretty, json'],
    ["constructor", 'unknown format "constructor"'],
    ["", 'unknown format ""'],
  ])("%j is refused with the known ones", async (format, message) => {
    await expect(loadReporter(format)).rejects.toThrow(UsageError);
    await expect(loadReporter(format)).rejects.toThrow(message);
  });
});

test("docs/output-formats.md names every format and every CSV column", () => {
  const page = readFileSync(new URL("../../docs/output-formats.md", import.meta.url), "utf8");
  for (const word of [...formats, ...CSV_COLUMNS]) expect(page).toContain(`\`${word}\``);
});

describe("a folder of reports", () => {
  test.each([
    ["sarif", ["nhi-aws-111122223333.sarif", "nhi-aws-444455556666.sarif", "nhi-unread.sarif"]],
    ["csv", ["nhi.csv"]],
    ["markdown", ["nhi.md"]],
    ["gitlab", ["gl-code-quality-report.json"]],
  ])("%s", async (format, names) => {
    const files = await reportFiles(format, source());
    expect(files.map(({ name }) => name)).toEqual(names);
    for (const file of files) expect(await render((_, out) => file.write(out), source())).not.toBe("");
  });
});

describe.each(formats)("%s", (format) => {
  test("same source, same bytes", async () => {
    const reporter = await loadReporter(format);
    expect(await render(reporter, source())).toBe(await render(reporter, source()));
  });

  test("the order of the source does not matter", async () => {
    const reporter = await loadReporter(format);
    const one = source();
    const turned = source({
      findings: one.findings.toReversed(),
      notEvaluated: one.notEvaluated.toReversed(),
      scopes: one.scopes.toReversed(),
      rules: one.rules.toReversed(),
      counts: one.counts.toReversed(),
    });
    expect(await render(reporter, turned)).toBe(await render(reporter, one));
  });

  test("what was not seen is in it, and leaves it when everything was seen", async () => {
    const reporter = await loadReporter(format);
    const text = await render(reporter, source());
    expect(text).toContain("the policy document is not JSON");
    expect(text).toContain("401 on GET");
    expect(text).toContain("last_used_known could not be read".replaceAll("_", format === "markdown" ? "\\_" : "_"));
    const clean = await render(reporter, cleanSource());
    for (const word of ["401 on GET", "AccessDenied", "not JSON", "known could not"]) expect(clean).not.toContain(word);
  });

  test("a path, a fix and a fingerprint reach the reader", async () => {
    const text = await render(await loadReporter(format), source());
    expect(text).toContain("Anyone who can open a pull request in acme/site");
    expect(text).toContain("20e10724");
    const isBrief = ["gitlab", "pretty", "mermaid"].includes(format);
    expect(text).toContain(isBrief ? "" : "aws iam delete-access-key --user-name ci-legacy");
  });

  test.each(HOSTILE)("$label: no unseen character, no secret way to a new line", async ({ name }) => {
    // The lines of a fix are ours: whoever fills its placeholders keeps names on one line.
    const from = hostileSource(name);
    const findings = from.findings.map((row) => ({ ...row, fix: `Remove it.\nThen look again.` }));
    const text = await render(await loadReporter(format), { ...from, findings }, { columns: 80 });
    expect(text.replace(/^\ufeff/, "")).not.toMatch(UNSEEN_RAW);
    expect(text).not.toMatch(/^FAKE: all clear/m);
  });

  test("no colour codes unless colour is asked for", async () => {
    expect(await render(await loadReporter(format), source(), { columns: 80 })).not.toContain("\u001b");
  });
});

test.each(["pretty", "json", "jsonl", "sarif", "html", "markdown"])(
  "%s: says what drift was told by",
  async (format) => {
    const drift = { since: "2026-10-02T08:00:00.000Z", nothingEarlier: [] };
    const reporter = await loadReporter(format);
    expect((await render(reporter, source({ drift }))).replaceAll("\\", "")).toContain("2026-10-02");
    expect(await render(reporter, source())).not.toContain("2026-10-02");
  },
);

test("hostile text in scopes and rules", async () => {
  for (const { name } of HOSTILE) {
    const from = source({ scopes: [{ id: PROD, type: name, name, identities: 0, coverage: [], gaps: [] }] });
    for (const format of formats) {
      const text = await render(await loadReporter(format), from);
      expect(text.replace(/^\ufeff/, "")).not.toMatch(UNSEEN_RAW);
    }
  }
});
